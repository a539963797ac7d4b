"""The cards of a round as a PDF: A4 sheets of eight, to be printed on any printer and cut."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

import typst
from pypdf import PdfWriter
from pypdf.generic import NameObject, TextStringObject

from services.core.kit.money import Money
from services.core.kit.periods import local_date
from services.core.kit.texts import text
from services.core.vouchers import qr
from services.core.vouchers.short_code import grouped

TEMPLATE = Path(__file__).parent / "templates" / "cards.typ"

PER_SHEET = 8

# Typst keeps what it has typeset, for the next time, until ten more documents were typeset; a
# round of ten thousand in one piece took two gigabytes. In parts of some sheets it takes 0.3.
SHEETS = 10
PART = SHEETS * PER_SHEET

FONTS = Path(__file__).resolve().parents[2] / "fonts"


@dataclass(frozen=True, slots=True)
class CardFace:
    """
    What one card shows. No name, no birth date, no school.

    :param valid_until: exclusive, as everywhere; the card names the last good day.
    :param grade_band: such as 中学生, beside the line on which the family writes a name; or "".
    """

    token: str
    short_code: str
    amount: Money
    valid_until: datetime
    grade_band: str = ""


@dataclass(frozen=True, slots=True)
class SheetHead:
    """
    What all cards of a sheet share.

    :param contact: whom to ask, as one line: a name and a telephone number.
    :param language: of the words on the cards; families read easy Japanese.
    """

    programme_name: str
    contact: str
    language: str = "ja-easy"


def sheet_pdf(head: SheetHead, cards: Sequence[CardFace]) -> bytes:
    """The sheets, eight cards a page, in the order given."""
    parts = [cards[start : start + PART] for start in range(0, len(cards), PART)] or [cards]
    with TemporaryDirectory(prefix="minori-cards-") as folder:
        copyfile(TEMPLATE, Path(folder, TEMPLATE.name))
        if len(parts) == 1:
            return _typeset(Path(folder), _content(head, cards))
        whole = PdfWriter()
        for number, part in enumerate(parts):
            content = _content(head, part, before=number * SHEETS, cards_in_all=len(cards))
            # Tags tell a screen reader a document's order, and would not survive the joining.
            pdf = _typeset(Path(folder), content, tagged=False)
            whole.append(BytesIO(pdf), import_outline=False)
    whole.add_metadata({"/Title": str(content["caption"])})
    whole.root_object[NameObject("/Lang")] = TextStringObject(str(content["language"]))
    joined = BytesIO()
    whole.write(joined)
    return joined.getvalue()


def _typeset(folder: Path, content: Mapping[str, object], *, tagged: bool = True) -> bytes:
    Path(folder, "sheet.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    pdf: bytes = typst.compile(
        str(folder / TEMPLATE.name),
        root=str(folder),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_tags=tagged,
    )
    return pdf


def _content(
    head: SheetHead,
    cards: Sequence[CardFace],
    *,
    before: int = 0,
    cards_in_all: int | None = None,
) -> dict[str, object]:
    """:param before: sheets that come before these."""
    language = head.language
    count = len(cards) if cards_in_all is None else cards_in_all
    labels = ("amount", "until", "code", "name")
    return {
        "language": "en" if language == "en" else "ja",
        "programme": head.programme_name,
        "contact": text("card-contact", language, contact=head.contact),
        "caption": text("card-caption", language, programme=head.programme_name, count=count),
        "hints": [text(f"card-hint-{line}", language) for line in ("show", "lost")],
        "labels": {label: text(f"card-label-{label}", language) for label in labels},
        "before": before,
        "pages": max(1, -(-count // PER_SHEET)),
        "cards": [_face(card, language) for card in cards],
    }


def _face(card: CardFace, language: str) -> dict[str, str]:
    modules = qr.matrix(card.token)
    last_day = local_date(card.valid_until - timedelta(microseconds=1))
    return {
        "qr": qr.path(modules),
        "qr_size": str(len(modules) + 2 * qr.QUIET_ZONE),
        "code": grouped(card.short_code),
        "amount": text("card-amount", language, yen=f"{card.amount.minor:,}"),
        "until": text("card-until", language, **_parts(last_day)),
        "grade": card.grade_band,
    }


def _parts(day: date) -> dict[str, str]:
    return {"year": str(day.year), "month": str(day.month), "day": str(day.day), "iso": str(day)}
