"""On which day a payout's gifts reached the bank, by the bank's own lines where they are there."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import policies
from services.core.donations.models import BookedPayout
from services.core.donations.policies import BankMoment
from services.core.donations.repository import GatewayBankLineRepository, PayoutRepository
from services.core.donations.service.acceptance import accept_no_more, accept_on_payout
from services.core.donations.types import EntryKind, PayoutStatus
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGatewayLine:
    """
    A line of a bank statement between the gateway and us.

    :param id: follows from the line, so that overlapping statements bring it once.
    :param amount: a withdrawal is negative.
    """

    id: UUID
    booked_on: date
    amount: Money


def note_gateway_lines(
    uow: UnitOfWork, *, organisation_id: UUID, lines: Sequence[NewGatewayLine]
) -> int:
    """
    Keep the bank's lines that are the gateway's payouts, and put them to those that are known.

    Nothing is booked by them: the payout itself did that, and a second time would be once too
    often. They are the organisation's, whichever programme's import brought them.

    :returns: how many of them were new.
    """
    new = GatewayBankLineRepository(uow).add_new(
        [
            {
                "organisation_id": organisation_id,
                "id": line.id,
                "booked_on": line.booked_on,
                "amount_minor": line.amount.minor,
                "amount_currency": line.amount.currency,
                "taken_in_at": uow.now,
            }
            for line in lines
        ]
    )
    if new:
        match_gateway_lines(uow, organisation_id=organisation_id)
    return new


def match_gateway_lines(uow: UnitOfWork, *, organisation_id: UUID) -> int:
    """
    Put the bank's lines to the payouts that they brought; returns how many found theirs.

    Whichever came first, line or payout: both call it.
    """
    payouts = {one.id: one for one in PayoutRepository(uow).lock_unseen(organisation_id)}
    lines = GatewayBankLineRepository(uow).unused(organisation_id)
    if not payouts or not lines:
        return 0
    moments = [BankMoment(one.booked_on, one.amount.minor, one.id) for one in lines]
    days = {one.id: one.booked_on for one in lines}
    pairs = policies.pair_lines(_arrivals(payouts.values()), moments)
    for payout_id, line_id in pairs:
        payout = payouts[payout_id]
        payout.bank_line_id = line_id
        _note_seen(uow, payout, days[line_id])
        if payout.status is not PayoutStatus.FAILED:
            _accept(uow, payout, days[line_id])
    used = {line_id for _, line_id in pairs}
    left = [moment for moment in moments if moment.id not in used]
    back = policies.pair_lines(_returns(uow, organisation_id, payouts.values()), left)
    for payout_id, line_id in back:
        payouts[payout_id].return_line_id = line_id
        _note_seen(uow, payouts[payout_id], days[line_id])
    return len(pairs) + len(back)


def note_arrival(uow: UnitOfWork, booked: BookedPayout) -> None:
    """The gateway says that it has arrived: on its day, or on that of the bank's line."""
    match_gateway_lines(uow, organisation_id=booked.organisation_id)
    if booked.bank_line_id is None:
        _accept(uow, booked, booked.arrives_on)


def note_failure(uow: UnitOfWork, booked: BookedPayout) -> None:
    """The bank refused it: its gifts have not arrived, and wait for the payout that follows."""
    for programme_id, ids in _gifts_in(uow, booked.external_id).items():
        accept_no_more(uow, programme_id=programme_id, donation_ids=ids)


def _accept(uow: UnitOfWork, booked: BookedPayout, day: date) -> None:
    for programme_id, ids in _gifts_in(uow, booked.external_id).items():
        accept_on_payout(uow, programme_id=programme_id, donation_ids=ids, arrived_on=day)


def _gifts_in(uow: UnitOfWork, external_id: str) -> dict[UUID, set[UUID]]:
    """By programme, the gifts that a payout brings: its own, and those of one that had failed."""
    gifts: dict[UUID, set[UUID]] = defaultdict(set)
    waiting, seen = [external_id], {external_id}
    while waiting:
        for movement in PayoutRepository(uow).content(waiting.pop()):
            # A second payment of one gift is not the gift, and answers to an object of its own.
            its_own = movement.of_id == movement.donation_id
            if its_own and movement.kind is EntryKind.CHARGE and movement.donation_id:
                gifts[movement.programme_id].add(movement.donation_id)
            is_return = movement.kind is EntryKind.PAYOUT_FAILURE
            if is_return and movement.source_id not in seen:
                seen.add(movement.source_id)
                waiting.append(movement.source_id)
    return dict(sorted(gifts.items()))


def _arrivals(payouts: Iterable[BookedPayout]) -> list[BankMoment]:
    return [
        BankMoment(one.arrives_on, one.amount.minor, one.id)
        for one in payouts
        if one.bank_line_id is None
    ]


def _returns(
    uow: UnitOfWork, organisation_id: UUID, payouts: Iterable[BookedPayout]
) -> list[BankMoment]:
    """The lines by which failed payouts that the bank had shown left it again."""
    due = {
        one.bank_line_id: one
        for one in payouts
        if one.status is PayoutStatus.FAILED and one.bank_line_id and one.return_line_id is None
    }
    seen_on = GatewayBankLineRepository(uow).days(organisation_id, due)
    return [
        BankMoment(seen_on[line_id], -payout.amount.minor, payout.id)
        for line_id, payout in due.items()
    ]


def _note_seen(uow: UnitOfWork, payout: BookedPayout, day: date) -> None:
    audit.record(
        uow,
        action="gateway_payout.see",
        object_type="gateway_payout",
        object_id=payout.id,
        facts={"amount": payout.amount.minor, "day": day.isoformat()},
    )
