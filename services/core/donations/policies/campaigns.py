"""What a campaign must tell, what may be changed of it, and what it comes to."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from services.core.donations.errors import (
    AmountNotPositive,
    CampaignFieldMissing,
    CampaignTermsFixed,
    StretchGoalsNotRising,
)
from services.core.donations.types import CampaignKind, Outcome, StretchGoal
from services.core.kit.money import Money
from services.core.kit.periods import local_date

# What a donor must be able to read before giving. Act on Preventing Unjust Solicitation of
# Donations (2022), articles 3 and 5: who asks, and for what use, without misleading. Act on
# Specified Commercial Transactions, article 11, as card companies ask it of everybody: name,
# address, telephone and the person in charge.
MANDATORY = (
    "name_ja",
    "name_en",
    "solicitor_name",
    "solicitor_address",
    "representative",
    "contact_email",
    "contact_phone",
    "certification",
    "use_of_funds",
    "if_goal_missed",
)

# What a donor has relied upon; of a published campaign it stays. The end moves by a decision.
FIXED = ("kind", "code", "fund_id", "opens_at", "closes_at", "settling_days")

# Of All-or-Nothing, what was promised should the goal be missed.
PROMISED = ("goal", "if_goal_missed", "if_goal_missed_en")


def must_be_publishable(told: Mapping[str, Any]) -> None:
    """:raises CampaignFieldMissing: something that a donor must be able to read is empty (B7)."""
    for field in MANDATORY:
        if not str(told[field]).strip():
            raise CampaignFieldMissing(pointer=f"/{field}", field=field)


def must_be_in_order(
    *, opens_at: datetime, closes_at: datetime, goal: Money, stretch_goals: Sequence[StretchGoal]
) -> None:
    """
    :raises CampaignFieldMissing: it would end before it begins.
    :raises AmountNotPositive: its goal is nothing.
    :raises StretchGoalsNotRising: a further goal is not above the one before.
    """
    if opens_at >= closes_at:
        raise CampaignFieldMissing(pointer="/closes_at", field="closes_at")
    if goal.minor <= 0:
        raise AmountNotPositive(pointer="/goal")
    last = goal
    for place, one in enumerate(stretch_goals):
        if one.amount <= last:
            raise StretchGoalsNotRising(pointer=f"/stretch_goals/{place}", amount=one.amount)
        last = one.amount


def must_leave_terms(kind: CampaignKind, changed: Sequence[str]) -> None:
    """
    :raises CampaignTermsFixed: donors have relied upon it; of All-or-Nothing, upon its goal and
        upon what happens when it is missed, too.
    """
    fixed = FIXED if kind is CampaignKind.ALL_IN else (*FIXED, *PROMISED)
    for field in changed:
        if field in fixed:
            raise CampaignTermsFixed(pointer=f"/{field}", field=field)


def outcome_of(*, counted: Money, goal: Money) -> Outcome:
    """What an All-or-Nothing campaign comes to; the goal itself is enough."""
    return Outcome.REACHED if counted >= goal else Outcome.MISSED


def days_left(closes_at: datetime, today: date) -> int:
    """
    Whole days until the end, today's included; none once its last day is over. No hours, no
    seconds: a running clock is pressure (B7).

    The end is exclusive: what ends at midnight takes its last gift on the day before.
    """
    last_day = local_date(closes_at - timedelta(microseconds=1))
    return max((last_day - today).days + 1, 0)
