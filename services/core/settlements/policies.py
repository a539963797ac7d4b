"""Pure decisions: shares, tax contained, days of payment, who is paid in a batch."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from services.core.kit.business_days import Shift, business_day
from services.core.kit.money import BASIS_POINTS
from services.core.kit.periods import Month
from services.core.settlements.types import OpenAmount

# Bank details are used once they have stood for a day, so that a change made under pressure or
# with a stolen key can be noticed before money follows it (invariant L15).
BANK_ACCOUNT_RESTS_FOR = timedelta(hours=24)


def tax_contained(gross: int, rate_bps: int) -> int:
    """The consumption tax within an amount that includes it (内税), in yen, towards zero."""
    tax = abs(gross) * rate_bps // (BASIS_POINTS + rate_bps)
    return tax if gross >= 0 else -tax


def pay_date(closed: Month, shift: Shift) -> date:
    """When a closed month is paid: the end of the next month, or the business day it moves to."""
    return business_day(closed.next().last_day, shift)


def has_rested(approved_at: datetime, now: datetime) -> bool:
    """Whether bank details approved then may be paid to now."""
    return approved_at + BANK_ACCOUNT_RESTS_FOR <= now


def by_provider(open_amounts: Iterable[OpenAmount]) -> dict[UUID, list[OpenAmount]]:
    grouped: dict[UUID, list[OpenAmount]] = {}
    for amount in open_amounts:
        grouped.setdefault(amount.provider_id, []).append(amount)
    return grouped


def is_payable(open_amounts: Iterable[OpenAmount]) -> bool:
    """
    Whether a provider's open amounts are paid together now, negative ones set off.

    Otherwise they are carried over: until the sum is positive nobody sends money, in either
    direction.
    """
    amounts = list(open_amounts)
    contributed = sum(amount.contribution for amount in amounts)
    return contributed >= 0 and sum(amount.net for amount in amounts) > 0
