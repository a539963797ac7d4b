"""Keep receipts true: one that says too much is cancelled, and another takes its place (B8)."""

from collections.abc import Sequence
from uuid import UUID

from services.core.donations.events import ReceiptCancelled
from services.core.donations.models import Donation, Donor, Receipt
from services.core.donations.repository import (
    CertificationRepository,
    DonorRepository,
    ReceiptRepository,
)
from services.core.donations.service.receipts.issue import cancel, sort_out, write
from services.core.donations.types import WhyCancelled
from services.core.kit.unit_of_work import UnitOfWork


def correct_receipts(uow: UnitOfWork, *, limit: int) -> int:
    """
    Cancel receipts whose gifts were given back since, wholly or in part, or count for another
    day; issue others for what is left, which name them. Their donors are told.

    :returns: how many were cancelled; as many as `limit`, where there may be more.
    """
    assert uow.organisation_id is not None, "receipts belong to an organisation"
    organisation_id = uow.organisation_id
    receipts = ReceiptRepository(uow)
    found = receipts.outdated(organisation_id, limit=limit)
    if not found:
        return 0
    for year in sorted({one.year for one in found}):
        receipts.lock_book(organisation_id, year)
    # Somebody else may have corrected some of them while this one waited for the books.
    known = {one.id for one in receipts.outdated(organisation_id, limit=limit)}
    outdated = [one for one in found if one.id in known]
    for receipt in outdated:
        _correct(uow, organisation_id, receipt)
    return len(outdated)


def _correct(uow: UnitOfWork, organisation_id: UUID, receipt: Receipt) -> None:
    receipts = ReceiptRepository(uow)
    lines = receipts.lines_of(organisation_id, [receipt.id])[receipt.id]
    given_back = any(line.amount != gift.parts.kept for line, gift, _ in lines)
    cancel(uow, [receipt], WhyCancelled.GIVEN_BACK if given_back else WhyCancelled.DATED_ANEW)
    donor = DonorRepository(uow).find_many(organisation_id, [receipt.donor_id])[receipt.donor_id]
    left = [gift for _, gift, _ in lines if gift.parts.kept]
    _replace(uow, organisation_id, receipt, donor, left)
    uow.emit(ReceiptCancelled(organisation_id=organisation_id, receipt_id=receipt.id))


def _replace(
    uow: UnitOfWork,
    organisation_id: UUID,
    receipt: Receipt,
    donor: Donor,
    gifts: Sequence[Donation],
) -> None:
    """By one in the book of the same year, where the days allow; a gift that is dated into
    another year waits for the receipts of that year."""
    same_year = [
        (gift, donor)
        for gift in gifts
        if gift.accepted_on is not None and gift.accepted_on.year == receipt.year
    ]
    versions = CertificationRepository(uow).approved(organisation_id)
    papers, _ = sort_out(same_year, versions, kind=receipt.kind)
    write(uow, organisation_id, receipt.year, papers, kind=receipt.kind, replaces=receipt)
