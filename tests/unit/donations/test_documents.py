"""
B8: what the papers of receipts say, against what was agreed on (`golden/`), word for word.

`MINORI_GOLDEN=write` writes the goldens anew: look at the difference before it is committed.
"""

import os
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from services.core.donations import documents
from services.core.donations.documents import ReceiptPaper
from services.core.donations.models import Certification
from services.core.donations.types import DonorKind, ReceiptKind
from services.core.kit.ids import derived_id
from services.core.kit.money import Money
from tests.factories.certifications import CERTIFICATION
from tests.factories.donations import HANAKO

GOLDEN = Path(__file__).parent / "golden"
MONTHLY = [(date(2026, month, 5), "まなびを贈ろう", Money(5_000)) for month in range(1, 11)]


def paper(language="ja", **overrides):
    facts = {
        "kind": ReceiptKind.GIFT,
        "year": 2026,
        "number": "2026-000123",
        "amount": Money(12_000),
        "issued_on": date(2027, 1, 15),
        "donor": HANAKO,
        "certification": Certification(id=derived_id("certification"), **CERTIFICATION),
        "lines": [(date(2026, 5, 3), "まなびを贈ろう", Money(12_000))],
    }
    return ReceiptPaper(language=language, **(facts | overrides)).content()


PAPERS = {
    "gift": {},
    "year": {"kind": ReceiptKind.YEAR, "amount": Money(50_000), "lines": MONTHLY},
    "reissued": {"reissued": (2, date(2027, 3, 1)), "replaces": "2026-000007"},
    "cancelled": {"cancelled_on": date(2027, 2, 1), "replaced_by": "2026-000200"},
    "company": {
        "donor": replace(HANAKO, name="株式会社 苺", kana=None),
        "donor_kind": DonorKind.COMPANY,
    },
}


def words_of(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages) + "\n"


class TestOnePdf:
    """B8: name, address, certification, activity, donor, amount, day, serial number."""

    @pytest.mark.parametrize("language", ["ja", "en"])
    @pytest.mark.parametrize("name", PAPERS)
    def test_says_what_was_agreed_on(self, name, language):
        words = words_of(documents.one_pdf(paper(language, **PAPERS[name]), language))

        golden = GOLDEN / f"receipt-{name}.{language}.txt"
        if os.environ.get("MINORI_GOLDEN") == "write":
            golden.write_text(words, encoding="utf-8")
        assert words == golden.read_text(encoding="utf-8")

    def test_tells_the_credit_for_the_years_gifts_as_information(self):
        notes = " ".join(paper(**PAPERS["year"])["notes"])

        assert "19,200円" in notes
        assert "25％が上限" in notes
        assert "約束するものではありません" in notes

    @pytest.mark.parametrize("gifts", [1, 12, 40])
    def test_fits_on_one_sheet(self, gifts):
        lines = [MONTHLY[number % len(MONTHLY)] for number in range(gifts)]
        pdf = documents.one_pdf(paper(kind=ReceiptKind.YEAR, lines=lines), "ja")

        reader = PdfReader(BytesIO(pdf))
        assert len(reader.pages) == 1
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]

    def test_shows_the_address_in_the_window_of_the_envelope(self):
        """Long-3 envelopes (長形3号): 20 to 110 mm from the left, 12 to 57 mm from the top."""
        page = PdfReader(BytesIO(documents.one_pdf(paper(), "ja"))).pages[0]
        height = float(page.mediabox.height)
        seen = []

        def look(words, matrix, *_):
            if words.strip() in {"〒150-0002", "東京都渋谷区渋谷1-1-1", "髙橋 花子 様"}:
                seen.append((matrix[4] / 72 * 25.4, (height - matrix[5]) / 72 * 25.4))

        page.extract_text(visitor_text=look)
        # The address stands once more in the body, below the window.
        window = [place for place in seen if 20 <= place[0] <= 110 and 12 <= place[1] <= 57]
        assert len(window) == 3


class TestManyPdfs:
    def test_keeps_the_order_over_parts_and_processes(self):
        numbers = [f"2026-{number:06}" for number in range(1, documents.PART + 3)]
        papers = [paper(number=number) for number in numbers]

        parts = list(documents.many_pdfs(papers, "ja", workers=2))
        whole = PdfReader(BytesIO(documents.joined(parts, "ja", len(papers))))

        assert len(parts) == 2
        first = [page.extract_text() for page in whole.pages]
        assert all(number in words for number, words in zip(numbers, first, strict=True))
        assert whole.metadata.title == f"寄附金受領証明書（{len(papers)}件）"
