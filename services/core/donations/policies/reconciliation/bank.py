"""Payouts beside the lines of the bank's statement."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from services.core.donations.policies.payouts import DAYS_OFF, BankMoment
from services.core.donations.policies.reconciliation.found import Found, PayoutSide
from services.core.donations.types import FindingKind, PayoutStatus
from services.core.kit.business_days import business_days_apart, business_days_later


@dataclass(frozen=True, slots=True)
class BankSide:
    """
    What the bank's statement told.

    :param unused: its lines of the gateway's that are no payout's.
    :param known_until: the last day of which a line was taken in; None: no statement ever was.
    """

    unused: Sequence[BankMoment]
    known_until: date | None


def compare_with_bank(payouts: Sequence[PayoutSide], bank: BankSide) -> Iterator[Found]:
    """
    Payouts that are not at the bank, lines without a payout, and those that look like each other.

    A payout is missed only where the statement goes far enough beyond its day to say so.
    """
    told = [one for one in payouts if _is_told_of(one, bank.known_until)]
    missing = [one for one in told if one.status is PayoutStatus.PAID and not one.seen]
    lines = list(bank.unused)
    for payout in missing:
        altered = _nearest(payout, lines)
        if altered is None:
            yield Found(
                kind=FindingKind.PAYOUT_NOT_AT_BANK,
                about=payout.id,
                theirs=payout.amount,
                payout_id=payout.id,
            )
            continue
        lines.remove(altered)
        yield Found(
            kind=FindingKind.BANK_LINE_DIFFERS,
            about=payout.id,
            theirs=altered.minor,
            ours=payout.amount,
            payout_id=payout.id,
        )
    for payout in told:
        if payout.status is PayoutStatus.FAILED and payout.seen and not payout.returned:
            yield Found(
                kind=FindingKind.BANK_LINE_WITHOUT_PAYOUT,
                about=payout.id,
                theirs=payout.amount,
                payout_id=payout.id,
            )
    for line in lines:
        yield Found(
            kind=FindingKind.BANK_LINE_WITHOUT_PAYOUT, about=str(line.id), theirs=line.minor
        )


def _is_told_of(payout: PayoutSide, known_until: date | None) -> bool:
    """Whether the statement goes so far that all of a payout's lines should be on it."""
    if known_until is None:
        return False
    return business_days_later(payout.arrives_on, DAYS_OFF) < known_until


def _nearest(payout: PayoutSide, lines: Sequence[BankMoment]) -> BankMoment | None:
    """The line of another amount that comes nearest in days, and then in yen."""
    near = [
        line
        for line in lines
        if (line.minor > 0) is (payout.amount > 0)
        and business_days_apart(line.day, payout.arrives_on) <= DAYS_OFF
    ]
    return min(
        near,
        key=lambda line: (
            business_days_apart(line.day, payout.arrives_on),
            abs(line.minor - payout.amount),
            line.id,
        ),
        default=None,
    )
