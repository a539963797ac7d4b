"""Choose, once for a calendar year, by which day an organisation's gifts are accepted (B9)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.errors import DatePolicyFixed
from services.core.donations.models import ReceiptDatePolicy
from services.core.donations.repository import DatePolicyRepository
from services.core.donations.repository.date_policies import Redated
from services.core.donations.types import DatePolicy
from services.core.kit.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyInForce:
    """
    The policy for gifts paid in a calendar year.

    :param chosen_for: the year for which it was chosen; None: never, the day of payment is assumed.
    :param fixed_at: when the first receipt for a gift of the year was issued, if one was.
    """

    year: int
    policy: DatePolicy
    chosen_for: int | None
    fixed_at: datetime | None


def date_policy(uow: UnitOfWork, *, organisation_id: UUID, year: int) -> PolicyInForce:
    """What gifts paid in a year are dated by, and whether that can be changed still."""
    chosen = DatePolicyRepository(uow).chosen(organisation_id, year)
    if chosen is None:
        return PolicyInForce(year=year, policy=DatePolicy.B, chosen_for=None, fixed_at=None)
    own = chosen.year == year
    return PolicyInForce(
        year=year,
        policy=chosen.policy,
        chosen_for=chosen.year,
        fixed_at=chosen.fixed_at if own else None,
    )


def preview_date_policy(
    uow: UnitOfWork, *, organisation_id: UUID, year: int, policy: DatePolicy
) -> Redated:
    """What a choice would change, without making it."""
    return DatePolicyRepository(uow).look(organisation_id, year, policy)


def choose_date_policy(
    uow: UnitOfWork, *, organisation_id: UUID, year: int, policy: DatePolicy
) -> Redated:
    """
    Choose for gifts paid in a year, and in the years after it until another choice; those that
    are there already are dated anew.

    :raises DatePolicyFixed: a receipt was issued for a gift of the year.
    """
    policies = DatePolicyRepository(uow)
    policies.lock(organisation_id)
    chosen = policies.chosen(organisation_id, year)
    own = chosen if chosen is not None and chosen.year == year else None
    if own is not None and own.fixed_at is not None and own.policy is not policy:
        raise DatePolicyFixed(year=year, policy=own.policy, fixed_at=own.fixed_at)
    redated = policies.look(organisation_id, year, policy)
    if own is None:
        own = ReceiptDatePolicy(organisation_id=organisation_id, year=year)
    own.policy, own.chosen_at, own.chosen_by = policy, uow.now, uow.actor.id
    policies.add(own)
    policies.date_anew(organisation_id, year, policy)
    audit.record(
        uow,
        action="receipt_date_policy.choose",
        object_type="organisation",
        object_id=organisation_id,
        facts={"year": year, "policy": policy.value, "gifts": redated.gifts},
    )
    return redated
