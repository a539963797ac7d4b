"""A donor's own account: their gifts, their years, and the proof that a gift is in the books."""

from collections.abc import Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import service as donations
from services.core.impact.errors import DonorWithoutGifts, GiftUnknown
from services.core.impact.proof import GiftProof, SealedSegment
from services.core.impact.repository import OwnGiftRepository
from services.core.impact.service.statements import statement, yearly_statement
from services.core.impact.types import DonorYear, OwnGift, Statement
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.models import Account
from services.core.ledger.types import AccountId, SegmentProof

# What of a gift's history the log is asked for: that it came, and that it went back.
_TOLD = frozenset(
    {"donation.settle", "donation.refund", "refund.confirm", "refund.fail", "refund.cancel"}
)


def own_gifts(
    uow: UnitOfWork,
    *,
    organisation_id: UUID,
    donor_id: UUID,
    after: UUID | None = None,
    limit: int | None = None,
) -> Sequence[OwnGift]:
    """A donor's gifts to all programmes, the newest ids first; all where no limit is given."""
    return OwnGiftRepository(uow).page(organisation_id, donor_id, after=after, limit=limit)


def own_gift(
    uow: UnitOfWork, *, organisation_id: UUID, donor_id: UUID, donation_id: UUID
) -> OwnGift:
    """:raises GiftUnknown: the donor gave no such gift, whoever else may have."""
    found = OwnGiftRepository(uow).find(organisation_id, donor_id, donation_id)
    if found is None:
        raise GiftUnknown(donation_id=donation_id)
    return found


def own_statement(
    uow: UnitOfWork, *, organisation_id: UUID, donor_id: UUID, donation_id: UUID
) -> Statement:
    """
    What became of one of the donor's gifts.

    :raises GiftUnknown: the donor gave no such gift, or its money has not come.
    :raises TraceNotWhole: the facts contradict one another.
    """
    gift = own_gift(
        uow, organisation_id=organisation_id, donor_id=donor_id, donation_id=donation_id
    )
    return statement(uow, programme_id=gift.programme_id, donation_id=gift.id)


def own_year(uow: UnitOfWork, *, organisation_id: UUID, donor_id: UUID, year: int) -> DonorYear:
    """
    What became of all that a donor gave in a calendar year, over all programmes.

    :raises DonorWithoutGifts: nothing of it settled in that year.
    :raises TraceNotWhole: the facts contradict one another.
    """
    statements = []
    for programme_id in OwnGiftRepository(uow).programmes(organisation_id, donor_id):
        try:
            one = yearly_statement(uow, programme_id=programme_id, donor_id=donor_id, year=year)
        except DonorWithoutGifts:
            continue  # they gave to it in another year
        statements.append(one)
    if not statements:
        raise DonorWithoutGifts(donor_id=donor_id, year=year)
    statements.sort(key=lambda one: (one.about.fiscal_year, one.about.programme_ja))
    return DonorYear(year, tuple(statements))


def prove_gift(
    uow: UnitOfWork, *, organisation_id: UUID, donor_id: UUID, donation_id: UUID
) -> GiftProof:
    """
    That a gift, and what went back of it, stands in the sealed log and in the ledger's journal.

    It can be checked without us, by docs/verify_gift.py with the log's public key. The log is
    signed each minute; the journal gets into it each hour.

    :raises GiftUnknown: the donor gave no such gift, or its money has not come.
    :raises TransferNotSealed, EntryNotSigned: something of it is too new to be proved.
    :raises JournalAltered: the journal is not the one that was sealed.
    """
    gift = own_gift(
        uow, organisation_id=organisation_id, donor_id=donor_id, donation_id=donation_id
    )
    if not gift.has_statement:
        raise GiftUnknown(donation_id=donation_id)
    refunds = donations.refunds_of(uow, programme_id=gift.programme_id, donation_id=gift.id)
    entries = [
        entry.id
        for object_id in (gift.id, *(one.id for one in refunds))
        for entry in audit.history(uow, organisation_id=organisation_id, object_id=object_id)
        if entry.action in _TOLD
    ]
    moved_for = OwnGiftRepository(uow).moved_for(gift.programme_id, gift.id)
    segments = ledger.prove_transfers(uow, programme_id=gift.programme_id, of=moved_for)
    sealed = []
    for segment in segments:
        [sealing] = audit.history(
            uow, organisation_id=organisation_id, object_id=segment.checkpoint_id
        )
        sealed.append(SealedSegment(audit.prove(uow, entry_id=sealing.id), segment))
    return GiftProof(
        gift=gift,
        log=audit.public_log(uow, organisation_id=organisation_id),
        entries=[audit.prove(uow, entry_id=id) for id in entries],
        segments=sealed,
        accounts=_accounts(uow, gift.programme_id, segments),
    )


def _accounts(
    uow: UnitOfWork, programme_id: UUID, segments: Sequence[SegmentProof]
) -> list[Account]:
    """The accounts between which the transfers moved."""
    ids = {
        UUID(str(proof.told[side]))
        for segment in segments
        for proof in segment.proofs
        for side in ("debit_account_id", "credit_account_id")
    }
    return [
        ledger.get_account(uow, programme_id=programme_id, account=AccountId(id))
        for id in sorted(ids)
    ]
