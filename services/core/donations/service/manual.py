"""
Move money by hand: one person proposes, another approves (I12, L16).

Every yen in a fund is one donation's (docs/decisions/0020), so what moves between funds is a gift
as a whole, while nothing of it is promised; and what leaves suspense becomes a donation without a
donor. Into vouchers and to providers nothing is moved by hand.
"""

from collections.abc import Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import policies
from services.core.donations.errors import (
    AmountNotPositive,
    DonationNotFound,
    GiftNotMovable,
    ManualTransferIdReused,
    ManualTransferUnknown,
    SuspenseShort,
)
from services.core.donations.models import Donation, ManualTransfer
from services.core.donations.repository import (
    BankDepositRepository,
    DonationRepository,
    ManualTransferRepository,
    StrayPaymentRepository,
)
from services.core.donations.types import (
    Channel,
    DonationStatus,
    ManualTransferId,
    ManualTransferKind,
    ManualTransferReason,
    ManualTransferStatus,
)
from services.core.identity import service as identity
from services.core.kit.money import Money
from services.core.kit.periods import local_date
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import BY_HAND, AccountCode, TransferCode, account_id
from services.core.programmes import service as programmes


def propose_redesignation(
    uow: UnitOfWork,
    *,
    id: ManualTransferId,
    programme_id: UUID,
    donation_id: UUID,
    to_fund_id: UUID,
    reason: ManualTransferReason,
) -> ManualTransfer:
    """
    Ask for a gift to be moved to another fund, whole. The same id again is the same request.

    :raises GiftNotMovable: its money has not come, or some of it is promised or gone.
    :raises FundTooWide: the other fund would free it of its donor's restriction (B6).
    :raises ManualTransferReasonUnfit: the reason is not one for this.
    :raises ManualTransferIdReused: `id` stands for another movement.
    :raises DonationNotFound, FundUnknown: the programme has no such gift, or no such fund.
    """
    gift = DonationRepository(uow).find(programme_id, donation_id)
    if gift is None:
        raise DonationNotFound(donation_id=donation_id)
    earlier = ManualTransferRepository(uow).find(programme_id, id)
    if earlier is None:
        _must_be_movable(uow, gift, to_fund_id, reason)
    proposal = ManualTransfer(
        programme_id=programme_id,
        id=id,
        organisation_id=gift.organisation_id,
        kind=ManualTransferKind.REDESIGNATION,
        donation_id=donation_id,
        from_fund_id=gift.fund_id,
        to_fund_id=to_fund_id,
        amount=gift.free,
        reason=reason,
    )
    return _propose(uow, proposal, earlier)


def propose_assignment(
    uow: UnitOfWork,
    *,
    id: ManualTransferId,
    programme_id: UUID,
    amount: Money,
    to_fund_id: UUID,
    reason: ManualTransferReason,
) -> ManualTransfer:
    """
    Ask for money in suspense to be put into a fund. The same id again is the same request.

    :raises AmountNotPositive: nothing would be moved.
    :raises SuspenseShort: less waits there, deposits that may be somebody's gift apart.
    :raises ManualTransferReasonUnfit: the reason is not one for this.
    :raises ManualTransferIdReused: `id` stands for another movement.
    :raises FundUnknown: the programme has no such fund.
    """
    if amount.minor <= 0:
        raise AmountNotPositive(pointer="/amount_minor")
    policies.must_be_a_reason_for(ManualTransferKind.ASSIGNMENT, reason)
    programme = programmes.get(uow, programme_id)
    ledger.get_fund(uow, programme_id=programme_id, fund_id=to_fund_id)
    earlier = ManualTransferRepository(uow).find(programme_id, id)
    if earlier is None:
        _must_suffice(uow, programme_id, programme.organisation_id, amount)
    proposal = ManualTransfer(
        programme_id=programme_id,
        id=id,
        organisation_id=programme.organisation_id,
        kind=ManualTransferKind.ASSIGNMENT,
        donation_id=None,
        from_fund_id=None,
        to_fund_id=to_fund_id,
        amount=amount,
        reason=reason,
    )
    return _propose(uow, proposal, earlier)


def approve_transfer(uow: UnitOfWork, *, programme_id: UUID, transfer_id: UUID) -> ManualTransfer:
    """
    Move what somebody else has proposed. Again by the same person changes nothing.

    :raises ManualTransferUnknown: the programme has no such proposal.
    :raises SecondPersonRequired: whoever proposed it does not approve it (L16).
    :raises ManualTransferDecided: it was rejected or withdrawn, or another approved it.
    :raises GiftNotMovable: something of the gift was promised or given back since.
    :raises SuspenseShort: what waited in suspense is not there any more.
    """
    transfers = ManualTransferRepository(uow)
    proposal = get_transfer(uow, programme_id=programme_id, transfer_id=transfer_id)
    if proposal.kind is ManualTransferKind.ASSIGNMENT:
        transfers.lock_assignments(programme_id)
    proposal = _lock(uow, programme_id, transfer_id)
    identity.require_second_person(uow, created_by=proposal.proposed_by)
    approved = ManualTransferStatus.APPROVED
    if proposal.status is approved and proposal.decided_by == uow.actor.id:
        return proposal
    proposal.must_wait()
    if proposal.kind is ManualTransferKind.REDESIGNATION:
        _redesignate(uow, proposal)
    else:
        proposal.donation_id = _assign(uow, proposal)
    proposal.decide(approved, by=uow.actor.id, at=uow.now)
    _record(uow, proposal, "manual_transfer.approve")
    return proposal


def reject_transfer(uow: UnitOfWork, *, programme_id: UUID, transfer_id: UUID) -> ManualTransfer:
    """
    Say no to what somebody else has proposed; nothing moves.

    :raises ManualTransferUnknown: the programme has no such proposal.
    :raises SecondPersonRequired: who proposed it withdraws it instead.
    :raises ManualTransferDecided: it does not wait any more.
    """
    proposal = _lock(uow, programme_id, transfer_id)
    identity.require_second_person(uow, created_by=proposal.proposed_by)
    proposal.decide(ManualTransferStatus.REJECTED, by=uow.actor.id, at=uow.now)
    _record(uow, proposal, "manual_transfer.reject")
    return proposal


def withdraw_transfer(uow: UnitOfWork, *, programme_id: UUID, transfer_id: UUID) -> ManualTransfer:
    """
    Take a proposal back before anybody has decided; nothing moves.

    :raises ManualTransferUnknown: the programme has no such proposal.
    :raises ManualTransferDecided: it does not wait any more.
    """
    proposal = _lock(uow, programme_id, transfer_id)
    proposal.decide(ManualTransferStatus.WITHDRAWN, by=uow.actor.id, at=uow.now)
    _record(uow, proposal, "manual_transfer.withdraw")
    return proposal


def get_transfer(uow: UnitOfWork, *, programme_id: UUID, transfer_id: UUID) -> ManualTransfer:
    """:raises ManualTransferUnknown: the programme has no such proposal."""
    found = ManualTransferRepository(uow).find(programme_id, transfer_id)
    if found is None:
        raise ManualTransferUnknown(manual_transfer_id=transfer_id)
    return found


def transfers_page(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    limit: int,
    after: UUID | None = None,
    status: ManualTransferStatus | None = None,
) -> Sequence[ManualTransfer]:
    """A programme's movements by hand, in the order of their ids."""
    return ManualTransferRepository(uow).page(programme_id, status=status, after=after, limit=limit)


def awaiting_approval(uow: UnitOfWork, *, organisation_id: UUID) -> Sequence[ManualTransfer]:
    """What waits for a second person, oldest first."""
    return ManualTransferRepository(uow).waiting(organisation_id)


def _propose(
    uow: UnitOfWork, proposal: ManualTransfer, earlier: ManualTransfer | None
) -> ManualTransfer:
    if earlier is not None:
        # What a gift has free may be another sum by now; the gift is the same.
        whole_gift = proposal.kind is ManualTransferKind.REDESIGNATION
        names = ("kind", "to_fund_id", "reason", "donation_id" if whole_gift else "amount")
        if any(getattr(earlier, name) != getattr(proposal, name) for name in names):
            raise ManualTransferIdReused(manual_transfer_id=proposal.id)
        return earlier
    proposal.status = ManualTransferStatus.PROPOSED
    proposal.proposed_at, proposal.proposed_by = uow.now, uow.actor.id
    ManualTransferRepository(uow).add(proposal)
    _record(uow, proposal, "manual_transfer.propose")
    return proposal


def _lock(uow: UnitOfWork, programme_id: UUID, transfer_id: UUID) -> ManualTransfer:
    found = ManualTransferRepository(uow).lock(programme_id, transfer_id)
    if found is None:
        raise ManualTransferUnknown(manual_transfer_id=transfer_id)
    return found


def _must_be_movable(
    uow: UnitOfWork, gift: Donation, to_fund_id: UUID, reason: ManualTransferReason
) -> None:
    policies.must_be_a_reason_for(ManualTransferKind.REDESIGNATION, reason)
    parts = gift.parts
    bound = parts.allocated or parts.shortfall or gift.refunding
    if to_fund_id == gift.fund_id or bound or not gift.free:
        raise GiftNotMovable(donation_id=gift.id, status=gift.status)
    source = ledger.get_fund(uow, programme_id=gift.programme_id, fund_id=gift.fund_id)
    target = ledger.get_fund(uow, programme_id=gift.programme_id, fund_id=to_fund_id)
    policies.must_keep_its_purpose(source, target, reason)


def _redesignate(uow: UnitOfWork, proposal: ManualTransfer) -> None:
    donations = DonationRepository(uow)
    assert proposal.donation_id is not None, "a CHECK says so"
    gift = donations.lock(proposal.programme_id, proposal.donation_id)
    assert gift is not None, "a reference says so"
    _must_be_movable(uow, gift, proposal.to_fund_id, proposal.reason)
    if (gift.fund_id, gift.free) != (proposal.from_fund_id, proposal.amount):
        raise GiftNotMovable(donation_id=gift.id, status=gift.status)
    gift.fund_id = proposal.to_fund_id
    donations.flush()
    _post(uow, proposal, TransferCode.GIFT_REDESIGNATED)


def _assign(uow: UnitOfWork, proposal: ManualTransfer) -> UUID:
    """:returns: the donation that the money has become."""
    programme_id, organisation_id = proposal.programme_id, proposal.organisation_id
    _must_suffice(uow, programme_id, organisation_id, proposal.amount)
    # Of one id, so that the ledger's movement is the proposal's and the donation's at once.
    donation_id = proposal.id
    row = {
        "programme_id": programme_id,
        "id": donation_id,
        "organisation_id": organisation_id,
        "campaign_id": None,
        "fund_id": proposal.to_fund_id,
        "channel": Channel.ASSIGNED,
        "status": DonationStatus.SETTLED,
        "amount_minor": proposal.amount.minor,
        "amount_currency": proposal.amount.currency,
        "overhead_bps": 0,
        "started_at": uow.now,
        "settled_at": uow.now,
        "arrived_on": local_date(uow.now),
        "accepted_on": local_date(uow.now),
    }
    DonationRepository(uow).add_new([row])
    _post(uow, proposal, TransferCode.RECEIPT_ASSIGNED)
    return donation_id


def _post(uow: UnitOfWork, proposal: ManualTransfer, code: TransferCode) -> None:
    debit, credit = BY_HAND[code]
    programme_id = proposal.programme_id
    ledger.post(
        uow,
        code,
        programme_id=programme_id,
        debit=account_id(programme_id, debit, proposal.from_fund_id or proposal.organisation_id),
        credit=account_id(programme_id, credit, proposal.to_fund_id),
        amount=proposal.amount,
        of=proposal.id,
    )


def _must_suffice(
    uow: UnitOfWork, programme_id: UUID, organisation_id: UUID, amount: Money
) -> None:
    suspense = account_id(programme_id, AccountCode.SUSPENSE, organisation_id)
    stands = ledger.balance(uow, programme_id=programme_id, account=suspense)
    waiting = BankDepositRepository(uow).waiting_minor(programme_id)
    waiting += StrayPaymentRepository(uow).waiting_minor(programme_id)
    left = stands.minor - waiting
    if amount.minor > left:
        raise SuspenseShort(pointer="/amount_minor", left=max(left, 0))


def _record(uow: UnitOfWork, proposal: ManualTransfer, action: str) -> None:
    audit.record(
        uow,
        action=action,
        object_type="manual_transfer",
        object_id=proposal.id,
        facts={
            "kind": proposal.kind,
            "amount": proposal.amount.minor,
            "from_fund_id": proposal.from_fund_id,
            "to_fund_id": proposal.to_fund_id,
            "reason": proposal.reason,
        },
    )
