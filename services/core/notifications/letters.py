"""
Letters by which families without e-mail sign in: A4, to be folded into window envelopes.

First all letters with codes, then, in the same order, all sheets with PINs: two piles, which leave
the office apart.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import typst

from services.core.households import service as households
from services.core.households.service.reach import LetterAddress
from services.core.identity import service as identity
from services.core.identity.service import Addressee, NewLetter
from services.core.kit.periods import local_date
from services.core.kit.texts import text
from services.core.kit.unit_of_work import UnitOfWork
from services.core.notifications.mails import ENTRANCE
from services.core.vouchers import qr
from services.core.vouchers.cards import FONTS

TEMPLATE = Path(__file__).parent / "templates" / "letter.typ"
AT_ONCE_MAX = 100

# What the entrance knows a code by, behind the `#` of its address.
LETTER_MARK = "letter_"

WORDS = (
    *("title", "why", "step-open", "step-code", "step-pin", "keep", "pin-title", "pin-why"),
    *("label-code", "label-pin", "label-qr"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One family's letter: who it goes to, and what it tells them."""

    name: str = field(repr=False)
    postcode: str = field(repr=False)
    address: str = field(repr=False)
    code: str = field(repr=False)
    pin: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """
    What all letters of a run share.

    :param contact: whom to ask, as one line.
    :param base_url: where the entrance is.
    """

    organisation: str
    contact: str
    base_url: str
    language: str = "ja-easy"


def print_sign_in_letters(
    uow: UnitOfWork,
    *,
    household_ids: Sequence[UUID],
    base_url: str,
    contact: str | None = None,
    language: str = "ja-easy",
) -> bytes:
    """
    A PDF of new letters, one for each grown-up of these families; older ones open nothing any more.

    :param contact: whom the family asks; the organisation's name where it is left out.
    :raises HouseholdNotFound: one of the families is not known here, or was forgotten.
    """
    assert uow.organisation_id is not None, "families belong to an organisation"
    organisation = identity.get_organisation(uow, uow.organisation_id)
    addresses = households.letter_addresses(uow, household_ids=household_ids)
    letters = identity.issue_letters(
        uow, to=[Addressee(one.guardian_id, one.household_id) for one in addresses]
    )
    name = organisation.name_en if language == "en" else organisation.name_ja
    head = Head(name, contact or name, base_url, language)
    return letters_pdf(head, [_sheet(*pair) for pair in zip(addresses, letters, strict=True)])


def letters_pdf(head: Head, sheets: Sequence[Sheet]) -> bytes:
    """
    The letters and then the PINs, in the order given.

    Nothing of it touches the disk: the codes are as good as the families' keys.
    """
    pdf: bytes = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"letters": json.dumps(_content(head, sheets), ensure_ascii=False)},
    )
    return pdf


def entrance(base_url: str, code: str) -> str:
    """
    The address in the QR code. Behind the `#` the code stays in the telephone: no server sees it
    in an address, and without the PIN it opens nothing.

    >>> entrance("https://minori.example.jp", "7G2K-9QXM")
    'https://minori.example.jp/enter#letter_7G2K-9QXM'
    """
    return f"{base_url.rstrip('/')}{ENTRANCE}#{LETTER_MARK}{code}"


def _sheet(to: LetterAddress, letter: NewLetter) -> Sheet:
    return Sheet(to.name, to.postcode, to.address, letter.code, letter.pin, letter.expires_at)


def _content(head: Head, sheets: Sequence[Sheet]) -> dict[str, object]:
    language, count = head.language, len(sheets)
    return {
        "language": "en" if language == "en" else "ja",
        "caption": text("letter-caption", language, count=count),
        "organisation": head.organisation,
        "contact": text("letter-contact", language, contact=head.contact),
        "entrance": f"{head.base_url.rstrip('/')}{ENTRANCE}",
        "words": {
            word: text(f"letter-{word}", language, organisation=head.organisation) for word in WORDS
        },
        "letters": [
            _face(head, sheet, number, count) for number, sheet in enumerate(sheets, start=1)
        ],
    }


def _face(head: Head, sheet: Sheet, number: int, count: int) -> dict[str, str]:
    modules = qr.address_matrix(entrance(head.base_url, sheet.code))
    last = local_date(sheet.expires_at - timedelta(microseconds=1))
    day = {"year": str(last.year), "month": str(last.month), "day": str(last.day)}
    return {
        "addressee": text("letter-addressee", head.language, name=sheet.name),
        "postcode": f"〒{sheet.postcode[:3]}-{sheet.postcode[3:]}" if sheet.postcode else "",
        "address": sheet.address,
        "code": sheet.code,
        "pin": sheet.pin,
        "until": text("letter-until", head.language, iso=last.isoformat(), **day),
        "number": text("letter-number", head.language, number=str(number), count=str(count)),
        "qr": qr.path(modules),
        "qr_size": str(len(modules) + 2 * qr.QUIET_ZONE),
    }
