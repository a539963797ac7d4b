"""
What a person makes of a deposit that fits no pledge to the yen (B4).

It is the gift announced, all of it by the donor's word or so much as was asked for; or a gift that
nobody had announced; or it goes back. Until then it waits in suspense, and no receipt is due. What
was decided is kept, and a gift can be undone as long as nothing has followed from it.
"""

from datetime import date
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.errors import (
    AmountNotPositive,
    DepositNotUndoable,
    DepositPledgeUnfit,
    DepositRestExceeded,
    DonationIdReused,
    ReceivedInFuture,
    SentOnImpossible,
    UnmatchedNotFound,
    UnmatchedSettledAlready,
)
from services.core.donations.models import BankDeposit, DepositDecision, Donation
from services.core.donations.repository import (
    BankDepositRepository,
    DonationRepository,
    ManualTransferRepository,
    ReceiptRepository,
)
from services.core.donations.service.bank import (
    NewDeposit,
    arrived_at,
    receive_unmatched,
)
from services.core.donations.service.booking import arrival_id
from services.core.donations.service.campaigns import get_campaign
from services.core.donations.service.deposit_queue import WaitingDeposit, get_deposit
from services.core.donations.service.donors import keep_donor
from services.core.donations.service.gifts import NOBODY, get, pending_row, settle
from services.core.donations.service.holds import forget_holds
from services.core.donations.service.locks import lock_gift
from services.core.donations.service.refunds import refundable
from services.core.donations.types import (
    Channel,
    DepositDecisionKind,
    DonationStatus,
    DonorDetails,
    ReturnedBy,
)
from services.core.kit.ids import derived_id, uuid7
from services.core.kit.money import Money
from services.core.kit.periods import local_date, start_of
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, TransferCode, TransferId, account_id


def match_deposit(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    deposit_id: UUID,
    campaign_id: UUID,
    donor: DonorDetails = NOBODY,
) -> Donation:
    """
    Decide that a deposit is a gift to a campaign that nobody had announced: suspense -> fund.

    :raises UnmatchedNotFound: the programme has no such deposit.
    :raises UnmatchedSettledAlready: it is a gift already, or some of it went back.
    """
    deposit = _lock_whole(uow, programme_id, deposit_id)
    campaign = get_campaign(uow, programme_id=programme_id, campaign_id=campaign_id)
    times = BankDepositRepository(uow).times_freed(programme_id, deposit_id)
    row = pending_row(
        uow,
        campaign,
        # Undone and matched anew it is another gift: of another donor, it may be.
        id=derived_id("deposit", deposit.id, "donation", campaign_id, times),
        amount=deposit.amount,
        channel=Channel.BANK_TRANSFER,
    )
    row["donor_id"] = keep_donor(uow, organisation_id=campaign.organisation_id, details=donor)
    DonationRepository(uow).add_new([row])
    return _take(uow, deposit, row["id"], deposit.amount, DepositDecisionKind.NEW_GIFT)


def take_as_gift(
    uow: UnitOfWork, *, programme_id: UUID, deposit_id: UUID, donation_id: UUID
) -> Donation:
    """
    All of a deposit is the gift that was announced, by the donor's word: its amount becomes the
    deposit's.

    :raises UnmatchedNotFound, UnmatchedSettledAlready: as for `match_deposit`.
    :raises DonationNotFound: the programme has no such gift.
    :raises DepositPledgeUnfit: the gift does not wait for a bank transfer.
    """
    deposit = _lock_whole(uow, programme_id, deposit_id)
    pledge = _lock_pledge(uow, programme_id, donation_id)
    asked = pledge.amount
    pledge.amount = deposit.amount
    return _take(
        uow, deposit, donation_id, deposit.amount, DepositDecisionKind.AS_GIFT, asked=asked
    )


def take_as_asked(
    uow: UnitOfWork, *, programme_id: UUID, deposit_id: UUID, donation_id: UUID
) -> Donation:
    """
    So much of a deposit as was announced is the gift; the rest waits in suspense until it goes
    back.

    :raises DepositPledgeUnfit: also where less came than was asked for.
    :raises UnmatchedNotFound, UnmatchedSettledAlready, DonationNotFound: as for `take_as_gift`.
    """
    deposit = _lock_whole(uow, programme_id, deposit_id)
    pledge = _lock_pledge(uow, programme_id, donation_id)
    if pledge.amount > deposit.amount:
        raise DepositPledgeUnfit(donation_id=donation_id)
    return _take(uow, deposit, donation_id, pledge.amount, DepositDecisionKind.AS_ASKED)


def return_deposit(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    deposit_id: UUID,
    returned_on: date,
    returned_by: ReturnedBy,
    amount: Money | None = None,
    id: UUID | None = None,
) -> DepositDecision:
    """
    Note that money of a deposit was sent back to its payer: suspense -> bank. The line by which
    it left is on the bank's statement of that day. The same id again is the same return.

    :param amount: all that waits of it, where it is left out.
    :raises UnmatchedNotFound: the programme has no such deposit.
    :raises DepositRestExceeded: more than waits of it.
    :raises ReceivedInFuture: money that has not left is not booked.
    :raises SentOnImpossible: nothing goes back before it has come.
    :raises DonationIdReused: the id stands for another decision.
    """
    repository = BankDepositRepository(uow)
    deposit = _lock(uow, programme_id, deposit_id)
    if id is not None and (earlier := repository.decision(programme_id, id)):
        told = (earlier.deposit_id, earlier.returned_on, earlier.returned_by)
        same = told == (deposit_id, returned_on, returned_by)
        if not same or amount not in {None, earlier.amount}:
            raise DonationIdReused(deposit_decision_id=id)
        return earlier
    if returned_on > local_date(uow.now):
        raise ReceivedInFuture(pointer="/returned_on")
    if returned_on < deposit.received_on:
        raise SentOnImpossible(pointer="/returned_on", sent_on=returned_on)
    amount = amount or deposit.rest
    if amount.minor < 0 or deposit.rest.minor == 0:
        raise AmountNotPositive(pointer="/amount_minor")
    if amount > deposit.rest:
        raise DepositRestExceeded(pointer="/amount_minor", amount=amount, rest=deposit.rest)
    decision = _decision(uow, deposit, DepositDecisionKind.RETURNED, amount, id=id)
    decision.returned_on, decision.returned_by = returned_on, returned_by
    deposit.returned_minor += amount.minor
    repository.decide(decision)
    ledger.post(
        uow,
        TransferCode.DEPOSIT_RETURNED,
        programme_id=programme_id,
        debit=account_id(programme_id, AccountCode.SUSPENSE, deposit.organisation_id),
        credit=account_id(programme_id, AccountCode.BANK, deposit.organisation_id),
        amount=amount,
        of=decision.id,
        occurred_at=start_of(returned_on),
        id=TransferId(derived_id("deposit", decision.id, TransferCode.DEPOSIT_RETURNED)),
    )
    _record(uow, decision)
    return decision


def undo_deposit(uow: UnitOfWork, *, programme_id: UUID, deposit_id: UUID) -> WaitingDeposit:
    """
    What was made a gift of was none: the money waits in suspense again, the pledge for its money.

    :raises UnmatchedNotFound: the programme has no such deposit, or no gift was made of it.
    :raises DepositNotUndoable: something of the gift is promised, given back or about to be,
        receipted, or moved to another fund.
    """
    repository = BankDepositRepository(uow)
    deposit = _lock(uow, programme_id, deposit_id)
    if deposit.donation_id is None:
        raise UnmatchedNotFound(deposit_id=deposit_id)
    gift = lock_gift(uow, programme_id, deposit.donation_id)
    _must_be_untouched(uow, gift)
    made = next(
        (
            one
            for one in reversed(repository.decisions(programme_id, deposit_id))
            if one.kind.makes_a_gift
        ),
        None,
    )
    times = repository.times_undone(programme_id, gift.id)
    _reverse(uow, gift, times)
    if made is None:
        # It fulfilled a pledge by itself, from bank to fund: now it waits as if it had not.
        receive_unmatched(uow, programme_id=programme_id, deposits=[_line_of(deposit)])
    decision = _decision(uow, deposit, DepositDecisionKind.UNDONE, gift.amount)
    decision.donation_id = gift.id
    # A pledge waits for its money again; what was no pledge is no gift.
    nobody_announced = made is not None and made.kind is DepositDecisionKind.NEW_GIFT
    gift.unsettle(DonationStatus.FAILED if nobody_announced else DonationStatus.PENDING)
    forget_holds(uow, gift)
    if made is not None and made.asked_minor is not None:
        gift.amount = Money(made.asked_minor)
    deposit.donation_id = deposit.matched_at = deposit.matched_by = None
    deposit.taken_minor = 0
    repository.decide(decision)
    _record(uow, decision)
    return get_deposit(uow, programme_id=programme_id, deposit_id=deposit_id)


def _take(
    uow: UnitOfWork,
    deposit: BankDeposit,
    donation_id: UUID,
    amount: Money,
    kind: DepositDecisionKind,
    *,
    asked: Money | None = None,
) -> Donation:
    repository = BankDepositRepository(uow)
    settle(
        uow,
        programme_id=deposit.programme_id,
        donation_id=donation_id,
        settled_at=arrived_at(deposit.received_on),
        from_suspense=True,
        ordinal=repository.times_undone(deposit.programme_id, donation_id),
    )
    deposit.donation_id, deposit.taken_minor = donation_id, amount.minor
    deposit.matched_at, deposit.matched_by = uow.now, uow.actor.id
    decision = _decision(uow, deposit, kind, amount)
    decision.donation_id = donation_id
    decision.asked_minor = None if asked is None else asked.minor
    repository.decide(decision)
    _record(uow, decision)
    return get(uow, programme_id=deposit.programme_id, donation_id=donation_id)


def _must_be_untouched(uow: UnitOfWork, gift: Donation) -> None:
    programme_id = gift.programme_id
    followed = (
        gift.parts.allocated
        or refundable(gift) != gift.amount
        or ReceiptRepository(uow).standing_on(programme_id, gift.id) is not None
        # The arrival's reversal would take from the fund which it has left.
        or ManualTransferRepository(uow).has_moved(programme_id, gift.id)
    )
    if followed:
        raise DepositNotUndoable(donation_id=gift.id)


def _reverse(uow: UnitOfWork, gift: Donation, times: int) -> None:
    """Each transfer by which it had entered its fund goes back."""
    came_back = [
        (TransferCode.OVERHEAD_TAKEN, bool(gift.overhead_minor)),
        (TransferCode.DONATION_RECEIVED, True),
    ]
    for code, moved in came_back:
        if moved:
            ledger.reverse(
                uow,
                code,
                programme_id=gift.programme_id,
                transfer_id=arrival_id(gift.id, code, times),
                of=gift.id,
                # Beside the arrivals, which count up from nought.
                ordinal=-1 - times,
                id=TransferId(derived_id("undone", gift.id, code, times)),
            )


def _line_of(deposit: BankDeposit) -> NewDeposit:
    return NewDeposit(
        id=deposit.id,
        received_on=deposit.received_on,
        amount=deposit.amount,
        payer=None,
        reference=deposit.reference,
    )


def _lock(uow: UnitOfWork, programme_id: UUID, deposit_id: UUID) -> BankDeposit:
    deposit = BankDepositRepository(uow).lock(programme_id, deposit_id)
    if deposit is None:
        raise UnmatchedNotFound(deposit_id=deposit_id)
    return deposit


def _lock_whole(uow: UnitOfWork, programme_id: UUID, deposit_id: UUID) -> BankDeposit:
    deposit = _lock(uow, programme_id, deposit_id)
    if deposit.rest != deposit.amount:
        raise UnmatchedSettledAlready(deposit_id=deposit_id)
    return deposit


def _lock_pledge(uow: UnitOfWork, programme_id: UUID, donation_id: UUID) -> Donation:
    pledge = lock_gift(uow, programme_id, donation_id)
    if (pledge.channel, pledge.status) != (Channel.BANK_TRANSFER, DonationStatus.PENDING):
        raise DepositPledgeUnfit(donation_id=donation_id)
    return pledge


def _decision(
    uow: UnitOfWork,
    deposit: BankDeposit,
    kind: DepositDecisionKind,
    amount: Money,
    *,
    id: UUID | None = None,
) -> DepositDecision:
    return DepositDecision(
        programme_id=deposit.programme_id,
        id=id or uuid7(),
        deposit_id=deposit.id,
        kind=kind,
        amount=amount,
        decided_at=uow.now,
        decided_by=uow.actor.id,
    )


def _record(uow: UnitOfWork, decision: DepositDecision) -> None:
    audit.record(
        uow,
        action=f"deposit.{decision.kind}",
        object_type="bank_deposit",
        object_id=decision.deposit_id,
        facts={"donation_id": decision.donation_id, "amount": decision.amount.minor},
    )
