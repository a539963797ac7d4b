from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from services.core.kit.money import Money
from services.core.vouchers.cards import PART, CardFace, SheetHead, sheet_pdf
from services.core.vouchers.short_code import grouped, new_code
from tests.factories.tokens import NEXT_APRIL, make_claims, make_issuer

ISSUER = make_issuer()
HEAD = SheetHead("見本市学びクーポン", "まなび応援事務局 03-0000-0000")


def card(**changes) -> CardFace:
    facts = {
        "token": ISSUER.sign(make_claims()),
        "short_code": new_code(),
        "amount": Money(120_000),
        "valid_until": NEXT_APRIL,
        "grade_band": "中学生",
    }
    return CardFace(**facts | changes)


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


class TestSheetPdf:
    def test_says_what_a_family_needs_to_know(self):
        shown = card()

        (page,) = pages(sheet_pdf(HEAD, [shown]))

        for words in (
            "見本市学びクーポン",
            "まなび応援事務局 03-0000-0000",
            grouped(shown.short_code),
            "120,000円",
            "2026年3月31日まで",
            "中学生",
            "つかえる",
            "みせて",
        ):
            assert words in page

    @pytest.mark.parametrize(("cards", "sheets"), [(0, 1), (1, 1), (8, 1), (9, 2), (16, 2)])
    def test_puts_eight_on_a_sheet(self, cards, sheets):
        assert len(pages(sheet_pdf(HEAD, [card()] * cards))) == sheets

    def test_joins_the_parts_of_a_large_round(self):
        cards = [card() for _ in range(PART + 1)]

        reader = PdfReader(BytesIO(sheet_pdf(HEAD, cards)))

        words = [page.extract_text() for page in reader.pages]
        assert len(words) == 11
        assert "10 / 11" in words[9]
        assert "11 / 11" in words[10]
        assert all(grouped(one.short_code) in words[at // 8] for at, one in enumerate(cards))
        assert "81" in reader.metadata.title

    @pytest.mark.parametrize(
        ("language", "words"),
        [("ja", "利用できる金額"), ("en", "To spend"), ("ja-easy", "いつまで")],
    )
    def test_speaks_the_language_asked_for(self, language, words):
        head = SheetHead("見本", "見本", language)

        assert words in pages(sheet_pdf(head, [card()]))[0]

    def test_is_a4_and_has_its_fonts_inside(self):
        reader = PdfReader(BytesIO(sheet_pdf(HEAD, [card()])))
        width, height = (round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:])
        fonts = reader.pages[0]["/Resources"]["/Font"]

        assert (width, height) == (210, 297)
        assert all("BIZUDPGothic" in str(fonts[name]["/BaseFont"]) for name in fonts)

    def test_names_the_last_good_day_in_the_programmes_time(self):
        leap = card(valid_until=datetime(2028, 2, 29, 15, tzinfo=UTC))

        assert "2028年2月29日まで" in pages(sheet_pdf(HEAD, [leap]))[0]
