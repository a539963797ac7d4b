"""Which gifts are receipted, as of which day, and what a receipt tells of tax."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from services.core.donations.types import Channel, DatePolicy, DonationStatus, NoReceipt
from services.core.kit.money import Money

# 40 % of what exceeds 2,000 yen a year, rounded down to 100 (National Tax Agency, No. 1263).
_NOT_CREDITED, _CREDIT_BPS, _ROUNDED_TO = Money(2_000), 4_000, 100


class InForce(Protocol):
    """A version of the certification, as far as its days go."""

    in_force_from: date
    valid_from: date
    valid_until: date


Version = TypeVar("Version", bound=InForce)


def accepted_on(policy: DatePolicy, *, paid_on: date, arrived_on: date | None) -> date | None:
    """
    The day of acceptance of a gift, the one that receipt, donor list and note go by; None while
    its money has yet to arrive, and that is what counts.
    """
    return paid_on if policy is DatePolicy.B else arrived_on


def certification_on(day: date, versions: Iterable[Version]) -> Version | None:
    """
    What a receipt for a gift accepted on that day states; None outside the term.

    The version that came in force last counts alone: one that cuts the term short must not be
    overruled by an older one that did not.

    :param versions: the approved ones, the one that was decided on last first.
    """
    known = [one for one in versions if one.in_force_from <= day]
    if not known:
        return None
    latest = max(known, key=lambda one: one.in_force_from)
    return latest if latest.valid_from <= day <= latest.valid_until else None


def why_no_receipt(
    *,
    status: DonationStatus,
    channel: Channel,
    kept: bool,
    held: bool,
    anonymous: bool,
    has_name: bool,
    has_address: bool,
    accepted: bool,
    covered: bool,
) -> NoReceipt | None:
    """
    Why a gift gets no donation receipt, or None if it gets one.

    A municipality's money, hometown-tax gifts among it, is receipted by the municipality.
    A receipt bears the donor's name and address, so a gift without them gets none.

    :param kept: something of it was neither given back nor taken by a bank.
    :param held: it waits for its campaign's end, or for a second person.
    :param accepted: it has a day of acceptance.
    :param covered: the organisation was certified on that day.
    """
    if status is not DonationStatus.SETTLED or not kept:
        return NoReceipt.NOT_SETTLED
    if channel.municipal:
        return NoReceipt.MUNICIPAL_MONEY
    if channel is Channel.ASSIGNED:
        return NoReceipt.NOT_A_GIFT
    if held:
        return NoReceipt.HELD
    if not accepted:
        return NoReceipt.NOT_ACCEPTED
    if not covered:
        return NoReceipt.OUTSIDE_TERM
    if anonymous or not has_name:
        return NoReceipt.ANONYMOUS
    if not has_address:
        return NoReceipt.NO_ADDRESS
    return None


def tax_credit(given: Money) -> Money:
    """
    What a person may have off their income tax for gifts of a calendar year to certified NPOs,
    before the cap of 25 % of that tax, and as long as gifts stay within 40 % of their income.

    >>> tax_credit(Money(50_000)).minor
    19200
    """
    exceeding = max(given - _NOT_CREDITED, Money(0))
    credit = exceeding.share(_CREDIT_BPS).minor
    return Money(credit - credit % _ROUNDED_TO)
