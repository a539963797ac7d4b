"""The papers of receipts as PDF: one A4 each, to be sent in window envelopes or kept as files."""

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from datetime import date
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import typst
from pypdf import PdfWriter
from pypdf.generic import NameObject, TextStringObject

from services.core.donations import policies
from services.core.donations.models import Certification
from services.core.donations.types import DonorDetails, DonorKind, LegalForm, ReceiptKind
from services.core.kit.money import Money
from services.core.kit.texts import text

TEMPLATE = Path(__file__).parent / "templates" / "receipt.typ"
FONTS = Path(__file__).resolve().parents[2] / "fonts"

# So many papers typeset at once: with more, typst's memory grows faster than its speed.
PART = 50

Content = Mapping[str, Any]


class ReceiptPaper:
    """What one receipt says, line by line, in one language."""

    def __init__(
        self,
        *,
        language: str,
        kind: ReceiptKind,
        year: int,
        number: str,
        amount: Money,
        issued_on: date,
        donor: DonorDetails,
        donor_kind: DonorKind = DonorKind.PERSON,
        certification: Certification | None,
        lines: Sequence[tuple[date, str, Money]],
        cancelled_on: date | None = None,
        replaced_by: str | None = None,
        replaces: str | None = None,
        reissued: tuple[int, date] | None = None,
    ) -> None:
        """
        :param lines: each gift's day, campaign and amount.
        :param reissued: how often the paper was printed again, and when last.
        """
        self._language = language
        self._kind, self._year, self._number, self._amount = kind, year, number, amount
        self._issued_on, self._donor, self._certification = issued_on, donor, certification
        self._lines, self._is_company = lines, donor_kind is DonorKind.COMPANY
        self._cancelled_on, self._replaced_by, self._replaces = cancelled_on, replaced_by, replaces
        self._reissued = reissued

    def content(self) -> Content:
        say, donor = self._say, self._donor
        yearly = self._kind is ReceiptKind.YEAR
        postcode = donor.postcode or ""
        if len(postcode) == 7 and postcode.isdigit():
            postcode = f"〒{postcode[:3]}-{postcode[3:]}"
        return {
            "title": say("title-year", year=str(self._year)) if yearly else say("title"),
            "number": say("number", number=self._number),
            "issued": say("issued-on", day=self._day(self._issued_on)),
            "mark": self._mark(),
            "cancelled": self._cancelled(),
            "replaces": say("replaces", number=self._replaces) if self._replaces else "",
            "postcode": postcode,
            "address": donor.address or "",
            "addressee": say(
                "addressee-company" if self._is_company else "addressee", name=donor.name or ""
            ),
            "statement": say("statement"),
            "amount_label": say("amount"),
            "amount": self._yen(self._amount),
            "facts": self._facts(),
            "table": self._table(),
            "body_label": say("body"),
            "body": self._body(),
            "seal": say("seal"),
            "notes": self._notes(),
        }

    def _mark(self) -> str:
        if self._reissued is None:
            return ""
        count, day = self._reissued
        return self._say("reissued", count=str(count), day=self._day(day))

    def _cancelled(self) -> str:
        if self._cancelled_on is None:
            return ""
        day = self._day(self._cancelled_on)
        if self._replaced_by is None:
            return self._say("cancelled", day=day)
        return self._say("cancelled-replaced", day=day, number=self._replaced_by)

    def _facts(self) -> list[tuple[str, str]]:
        say, version = self._say, self._certification
        facts = [
            (say("fact-donor"), self._donor.name or ""),
            (say("fact-address"), self._donor.address or ""),
        ]
        if self._kind is ReceiptKind.YEAR:
            span = say("span", year=str(self._year), count=len(self._lines))
            facts.append((say("fact-span"), span))
        else:
            day, campaign, _ = self._lines[0]
            facts.append((say("fact-accepted-on"), self._day(day)))
            if campaign:
                facts.append((say("fact-campaign"), campaign))
        if version is not None:
            activity = version.activity_en if self._english else version.activity_ja
            facts.append((say("fact-activity"), activity))
        return facts

    def _table(self) -> dict[str, object]:
        if self._kind is ReceiptKind.GIFT:
            return {"columns": [], "rows": []}
        rows = [
            [self._day(day), campaign, self._yen(amount)] for day, campaign, amount in self._lines
        ]
        names = ("day", "campaign", "amount")
        return {"columns": [self._say(f"column-{name}") for name in names], "rows": rows}

    def _body(self) -> list[str]:
        version, say = self._certification, self._say
        if version is None:
            return []
        english = self._english
        notice = "body-notice"
        if version.legal_form is LegalForm.PROVISIONALLY_CERTIFIED:
            notice = "body-notice-provisional"
        return [
            version.name_en if english else version.name_ja,
            say(f"form-{version.legal_form.value}"),
            version.address_en if english else version.address_ja,
            version.representative_en if english else version.representative_ja,
            say(notice, number=version.notice_number, day=self._day(version.certified_on)),
            say(
                "body-term",
                **{"from": self._day(version.valid_from), "until": self._day(version.valid_until)},
            ),
        ]

    def _notes(self) -> list[str]:
        if self._is_company:
            return [self._say("note-company")]
        keep = self._say("note-keep")
        if self._kind is ReceiptKind.GIFT:
            return [keep, self._say("note-credit-plain")]
        figures = {"amount": self._amount, "credit": policies.tax_credit(self._amount)}
        shown = {name: f"{figure.minor:,}" for name, figure in figures.items()}
        return [keep, self._say("note-credit", year=str(self._year), **shown)]

    @property
    def _english(self) -> bool:
        return self._language == "en"

    def _say(self, message: str, **facts: object) -> str:
        return text(f"receipt-{message}", self._language, **facts)

    def _yen(self, amount: Money) -> str:
        return self._say("yen", amount=f"{amount.minor:,}")

    def _day(self, day: date) -> str:
        parts = {"year": str(day.year), "month": str(day.month), "day": str(day.day)}
        return self._say("day", iso=day.isoformat(), **parts)


def one_pdf(paper: Content, language: str) -> bytes:
    """A receipt as a file to keep: tagged, so that a screen reader can read it."""
    caption = text("receipt-caption", language, number=paper["number"])
    return _typeset([paper], language, caption, tagged=True)


def many_pdfs(papers: Sequence[Content], language: str, *, workers: int = 1) -> Iterator[bytes]:
    """
    The papers in their order, in parts of `PART`, as they are ready; to be joined by `joined`.

    :param workers: processes; each typesets a part at a time.
    """
    caption = text("receipt-caption-many", language, count=len(papers))
    parts = [papers[start : start + PART] for start in range(0, len(papers), PART)]
    if workers == 1 or len(parts) == 1:
        for part in parts:
            yield _typeset(part, language, caption)
        return
    with ExitStack() as stack:
        # Not by fork: threads of the parent, the database's among them, would not survive it.
        pool = stack.enter_context(ProcessPoolExecutor(workers, mp_context=get_context("spawn")))
        yield from pool.map(_typeset, parts, [language] * len(parts), [caption] * len(parts))


def joined(parts: Sequence[bytes], language: str, count: int) -> bytes:
    """One PDF of all parts."""
    if len(parts) == 1:
        return parts[0]
    whole = PdfWriter()
    for part in parts:
        whole.append(BytesIO(part), import_outline=False)
    whole.add_metadata({"/Title": text("receipt-caption-many", language, count=count)})
    whole.root_object[NameObject("/Lang")] = TextStringObject(language)
    file = BytesIO()
    whole.write(file)
    return file.getvalue()


def _typeset(
    papers: Sequence[Content], language: str, caption: str, *, tagged: bool = False
) -> bytes:
    """
    Nothing of it touches the disk: it says who gives.

    :param tagged: tags tell a screen reader a document's order, and would not survive joining.
    """
    run = {"language": language, "caption": caption, "papers": list(papers)}
    pdf: bytes = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"receipts": json.dumps(run, ensure_ascii=False)},
        pdf_tags=tagged,
    )
    return pdf
