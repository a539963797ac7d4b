"""What a donor is told of a receipt by mail."""

from dataclasses import dataclass, field
from uuid import UUID

from services.core.donations.repository import ReceiptRepository
from services.core.donations.service.reach import donor_email
from services.core.kit.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptNotice:
    """
    :param cancelled: the receipt counts no more.
    :param replacement: the number of the one in its place, if there is one.
    :param replaces: it stands in another's place itself, of which its donor was told.
    """

    address: str = field(repr=False)
    number: str
    cancelled: bool
    replacement: str | None
    replaces: bool


def receipt_notice(uow: UnitOfWork, *, receipt_id: UUID) -> ReceiptNotice | None:
    """How the receipt stands by now; None where no mail reaches its donor."""
    assert uow.organisation_id is not None, "receipts belong to an organisation"
    receipts = ReceiptRepository(uow)
    receipt = receipts.find(uow.organisation_id, receipt_id)
    if receipt is None:
        return None
    address = donor_email(uow, donor_id=receipt.donor_id)
    if address is None:
        return None
    instead = receipts.replaced_by(uow.organisation_id, [receipt.id]).get(receipt.id)
    return ReceiptNotice(
        address=address,
        number=receipt.number,
        cancelled=bool(receipts.cancellations(uow.organisation_id, [receipt.id])),
        replacement=instead.number if instead else None,
        replaces=receipt.replaces_id is not None,
    )
