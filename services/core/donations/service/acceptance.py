"""
The day on which a gift was accepted: one day for receipt, donor list and note (B9).

By date policy A that is the day on which the money reached the organisation's bank, by B the day
on which the donor completed the payment (Cabinet Office, Q&A on the NPO Act, 3-2-16 as of
2023-12-22). An organisation keeps to one of them for a calendar year; which year a gift is of
tells the day on which it was paid, so that every gift is accepted once, whatever the years say.
"""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from services.core.donations import policies
from services.core.donations.models import Donation
from services.core.donations.repository import DatePolicyRepository, DonationRepository
from services.core.donations.types import DatePolicy
from services.core.kit.periods import local_date
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes


def accept_on_settlement(uow: UnitOfWork, donations: Sequence[Donation]) -> None:
    """
    Date gifts whose payment is certain. By policy A those that lie at the gateway, or at a
    crowdfunding site, wait for their payout; all others have reached the bank, or were handed
    over, that very day.
    """
    dated = [one for one in donations if one.settled_at is not None]
    for donation in dated:
        if donation.arrived_on is None and not donation.paid_out_later:
            donation.arrived_on = _paid_on(donation)
    _date(uow, dated)


def accept_on_payout(
    uow: UnitOfWork, *, programme_id: UUID, donation_ids: Collection[UUID], arrived_on: date
) -> None:
    """
    A payout of the gateway with these gifts in it has reached the bank.

    Told again, it changes nothing; told with another day, the day of the bank's book counts.
    """
    _arrive(uow, programme_id, donation_ids, arrived_on)


def accept_no_more(uow: UnitOfWork, *, programme_id: UUID, donation_ids: Collection[UUID]) -> None:
    """The bank refused the payout in which these gifts were: by policy A they wait for the next."""
    _arrive(uow, programme_id, donation_ids, None)


def _arrive(
    uow: UnitOfWork, programme_id: UUID, donation_ids: Collection[UUID], arrived_on: date | None
) -> None:
    # Before the gifts: who chooses a policy holds it, and then dates gifts anew.
    DatePolicyRepository(uow).hold(programmes.get(uow, programme_id).organisation_id)
    found = DonationRepository(uow).lock_many(programme_id, donation_ids)
    moved = [one for one in found.values() if one.settled_at is not None]
    for donation in moved:
        donation.arrived_on = arrived_on
    _date(uow, moved)


def _date(uow: UnitOfWork, donations: Sequence[Donation]) -> None:
    # Where both days are the same, nobody has to be asked for the policy.
    open_to_choice = [one for one in donations if one.arrived_on != _paid_on(one)]
    chosen: dict[tuple[UUID, int], DatePolicy] = {}
    for donation in open_to_choice:
        key = (donation.organisation_id, _paid_on(donation).year)
        if key not in chosen:
            chosen[key] = DatePolicyRepository(uow).in_force(*key)
    for donation in donations:
        policy = chosen.get((donation.organisation_id, _paid_on(donation).year), DatePolicy.B)
        donation.accepted_on = policies.accepted_on(
            policy, paid_on=_paid_on(donation), arrived_on=donation.arrived_on
        )


def _paid_on(donation: Donation) -> date:
    if donation.settled_at is None:
        raise ValueError("a gift that has not been paid has no day of acceptance")
    return local_date(donation.settled_at)
