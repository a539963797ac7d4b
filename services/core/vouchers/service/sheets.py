"""Cards on paper: the sheets of a round, or one card again."""

from collections.abc import Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.households import service as households
from services.core.households.types import ConsentPurpose
from services.core.identity import service as identity
from services.core.kit.texts import text
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.vouchers.cards import CardFace, SheetHead, sheet_pdf
from services.core.vouchers.errors import VoucherNotFound
from services.core.vouchers.models import Credential, Voucher
from services.core.vouchers.service.issue import open_card
from services.core.vouchers.service.read import active_credential, get, good_cards

GRADE_BANDS = ((6, "grade-band-elementary"), (9, "grade-band-junior-high"), (12, "grade-band-high"))


def card_sheets(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    voucher_ids: Sequence[UUID] | None = None,
    contact: str | None = None,
    language: str = "ja-easy",
) -> bytes:
    """
    A PDF of cards, eight on a sheet of A4: of all good vouchers, or of those named.

    Families who do not allow any more that their data is processed get none.

    :param contact: whom the family calls; the organisation's name where it is left out.
    :raises VoucherNotFound: a voucher named is not there, or has no card that is good.
    """
    programme = programmes.enter(uow, programme_id)
    if voucher_ids is None:
        chosen = list(good_cards(uow, programme_id=programme_id))
    else:
        chosen = [_with_card(uow, programme_id, id) for id in voucher_ids]
    allowed = households.consented(
        uow,
        child_ids={voucher.child_id for voucher, _ in chosen},
        purpose=ConsentPurpose.PROCESSING,
    )
    chosen = [pair for pair in chosen if pair[0].child_id in allowed]
    if contact is None:
        contact = identity.get_organisation(uow, programme.organisation_id).name_ja
    faces = [_face(uow, voucher, credential, language) for voucher, credential in chosen]
    audit.record(
        uow,
        action="voucher.print",
        object_type="programme",
        object_id=programme_id,
        facts={"cards": len(faces)},
    )
    # Whose card was printed, and so could be used: each may be asked for by itself.
    audit.record_reads(
        uow,
        action="voucher.read_card",
        object_type="voucher",
        object_ids=[voucher.id for voucher, _ in chosen],
    )
    name = programme.name_en if language == "en" else programme.name_ja
    return sheet_pdf(SheetHead(name, contact, language), faces)


def _with_card(uow: UnitOfWork, programme_id: UUID, voucher_id: UUID) -> tuple[Voucher, Credential]:
    voucher = get(uow, programme_id=programme_id, voucher_id=voucher_id)
    credential = active_credential(uow, programme_id=programme_id, voucher_id=voucher_id)
    if credential is None:
        raise VoucherNotFound(voucher_id=voucher_id)
    return voucher, credential


def _face(uow: UnitOfWork, voucher: Voucher, credential: Credential, language: str) -> CardFace:
    card = open_card(uow, credential)
    band = next(band for highest, band in GRADE_BANDS if voucher.grade_no <= highest)
    return CardFace(
        token=card.token,
        short_code=card.short_code,
        amount=voucher.amount,
        valid_until=voucher.valid_until,
        grade_band=text(band, language),
    )
