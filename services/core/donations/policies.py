"""Pure decisions about gifts: states, shares, refunds, lots, receipts, whose deposit it is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from services.core.donations.errors import (
    FundsShort,
    FundTooWide,
    LotExceedsAllocation,
    ManualTransferReasonUnfit,
    OverheadOverCap,
    RefundExceedsDonation,
)
from services.core.donations.types import (
    Channel,
    DonationId,
    DonationStatus,
    Lot,
    ManualTransferKind,
    ManualTransferReason,
    NoReceipt,
)
from services.core.kit.money import Money, total
from services.core.kit.periods import local_date

# What a donation may become. Money that did arrive outweighs an earlier "failed", and nothing
# that the gateway says later makes settled money unsettled: so messages may come in any order.
NEXT_STATES: dict[DonationStatus, frozenset[DonationStatus]] = {
    DonationStatus.PENDING: frozenset({DonationStatus.SETTLED, DonationStatus.FAILED}),
    DonationStatus.FAILED: frozenset({DonationStatus.SETTLED}),
    DonationStatus.SETTLED: frozenset({DonationStatus.REFUNDED}),
    DonationStatus.REFUNDED: frozenset(),
}

# States in which the money has come; what is not refunded of it may be spent.
ARRIVED = frozenset({DonationStatus.SETTLED, DonationStatus.REFUNDED})


def may_become(now: DonationStatus, then: DonationStatus) -> bool:
    return then in NEXT_STATES[now]


def must_keep_within_cap(overhead_bps: int, cap_bps: int) -> None:
    """
    :raises OverheadOverCap: the share promised is above the programme's cap, or below nothing.
    """
    if not 0 <= overhead_bps <= cap_bps:
        raise OverheadOverCap(overhead_bps=overhead_bps, cap_bps=cap_bps, pointer="/overhead_bps")


@dataclass(frozen=True, slots=True)
class Parts:
    """
    Where the yen of one settled donation are.

    :param refunded: given back to the donor, whoever paid for it.
    :param shortfall: of that, what the organisation laid out since it was promised already.
    :param allocated: promised to children.
    """

    amount: Money
    overhead: Money
    refunded: Money
    shortfall: Money
    allocated: Money

    @property
    def free(self) -> Money:
        """What may still be promised: amount + shortfall = the other parts + free."""
        return self.amount + self.shortfall - self.overhead - self.refunded - self.allocated

    @property
    def refundable(self) -> Money:
        return self.amount - self.refunded

    def refund(self, amount: Money, overhead_bps: int) -> "tuple[Parts, RefundShares]":
        """
        The parts after a refund, and who bears it: the fund as far as money is free, then the
        organisation; never a child.

        Overhead falls to the promised share of what is kept, so that a refund in part leaves the
        promise true.

        :raises RefundExceedsDonation: more than is left of the donation.
        """
        if not Money(0) < amount <= self.refundable:
            raise RefundExceedsDonation(amount=amount, refundable=self.refundable)
        kept = self.refundable - amount
        overhead_back = max(self.overhead - kept.share(overhead_bps), Money(0))
        from_fund = min(amount, self.free + overhead_back)
        shares = RefundShares(
            from_fund=from_fund, from_shortfall=amount - from_fund, overhead_back=overhead_back
        )
        after = replace(
            self,
            overhead=self.overhead - overhead_back,
            refunded=self.refunded + amount,
            shortfall=self.shortfall + shares.from_shortfall,
        )
        return after, shares

    def take_back(self, amount: Money) -> "tuple[Parts, Money]":
        """
        The parts after a promise was let go, and how much of it makes good an earlier shortfall.

        :raises LotExceedsAllocation: less than `amount` was promised.
        """
        if amount > self.allocated:
            raise LotExceedsAllocation(amount=amount, allocated=self.allocated)
        made_good = min(amount, self.shortfall)
        after = replace(
            self, allocated=self.allocated - amount, shortfall=self.shortfall - made_good
        )
        return after, made_good


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundShares:
    """Who bears a refund, and the overhead that goes back to the fund because of it."""

    from_fund: Money
    from_shortfall: Money
    overhead_back: Money


def settled_parts(amount: Money, overhead_bps: int) -> Parts:
    """A donation that has just arrived: its overhead share taken, all else free."""
    nothing = Money(0, amount.currency)
    return Parts(amount, amount.share(overhead_bps), nothing, nothing, nothing)


def lay_lots(
    amounts: Sequence[Money], sources: Iterable[tuple[DonationId, Money]]
) -> list[list[Lot]]:
    """
    The lots behind each amount: the sources laid end to end, the amounts laid beside them.

    Takes from `sources` no more than it needs, in their order.

    :raises FundsShort: the sources end before the amounts do.
    """
    supply = _Supply(sources)
    return [list(supply.take(amount)) for amount in amounts]


class _Supply:
    def __init__(self, sources: Iterable[tuple[DonationId, Money]]) -> None:
        self._sources = iter(sources)
        self._current: tuple[DonationId, Money] | None = None

    def take(self, amount: Money) -> Iterator[Lot]:
        while amount:
            if self._current is None:
                self._current = next(self._sources, None)
            if self._current is None:
                raise FundsShort(missing=amount)
            donation_id, free = self._current
            part = min(free, amount)
            if part:
                yield Lot(donation_id, part)
            amount -= part
            self._current = (donation_id, free - part) if free > part else None


def lots_by_donation(lots: Iterable[Lot]) -> dict[DonationId, Money]:
    """How much each donation gives or gets, over all lots."""
    sums: dict[DonationId, Money] = {}
    for lot in lots:
        sums[lot.donation_id] = sums.get(lot.donation_id, Money(0)) + lot.amount
    return sums


def accepted_on(settled_at: datetime) -> date:
    """
    The acceptance date of a gift by receipt-date policy A: the day its money reached us.

    Receipt, donor list and ledger use this one date (Cabinet Office Q&A for certified NPOs).
    """
    return local_date(settled_at)


def why_no_receipt(
    *,
    status: DonationStatus,
    channel: Channel,
    anonymous: bool,
    has_name: bool,
    has_address: bool,
) -> NoReceipt | None:
    """
    Why a gift gets no donation receipt, or None if it gets one.

    A municipality's money, hometown-tax gifts among it, is receipted by the municipality.
    A receipt bears the donor's name and address, so a gift without them gets none.
    """
    if status is not DonationStatus.SETTLED:
        return NoReceipt.NOT_SETTLED
    if channel is Channel.MUNICIPAL_GRANT:
        return NoReceipt.MUNICIPAL_MONEY
    if channel is Channel.ASSIGNED:
        return NoReceipt.NOT_A_GIFT
    if anonymous or not has_name:
        return NoReceipt.ANONYMOUS
    if not has_address:
        return NoReceipt.NO_ADDRESS
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge:
    """A bank transfer that a donor has announced; `payer` = the donor's reading, folded."""

    donation_id: DonationId
    amount: Money
    reference: str | None
    payer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """
    Money that reached the bank.

    :param reference: the digits that the payer put beside the name.
    :param payer: the name itself, folded.
    """

    amount: Money
    reference: str | None
    payer: str | None


def pledge_of(deposit: Deposit, pledges: Sequence[Pledge]) -> Pledge | None:
    """
    The one pledge that a deposit fulfils: by reference, or else by the payer's name.

    Only to the exact yen: too much or too little is for a person to decide, and so is a name
    that fits two pledges.
    """
    if deposit.reference is not None:
        named = [pledge for pledge in pledges if pledge.reference == deposit.reference]
    else:
        named = [
            pledge
            for pledge in pledges
            if pledge.payer is not None and pledge.payer == deposit.payer
        ]
    fitting = [pledge for pledge in named if pledge.amount == deposit.amount]
    return fitting[0] if len(fitting) == 1 else None


def sum_of(lots: Iterable[Lot]) -> Money:
    return total(lot.amount for lot in lots)


class Restriction(Protocol):
    """A fund, as far as its donors' restriction goes; grades with both ends included."""

    @property
    def restricted(self) -> bool: ...
    @property
    def grade_min(self) -> int | None: ...
    @property
    def grade_max(self) -> int | None: ...


REASONS: dict[ManualTransferKind, frozenset[ManualTransferReason]] = {
    ManualTransferKind.REDESIGNATION: frozenset(
        {
            ManualTransferReason.BOOKED_WRONGLY,
            ManualTransferReason.DONOR_AGREED,
            ManualTransferReason.FUND_CLOSED,
        }
    ),
    ManualTransferKind.ASSIGNMENT: frozenset(
        {ManualTransferReason.PROVIDER_CONTRIBUTION, ManualTransferReason.PURPOSE_FOUND}
    ),
}

# By these the purpose is the donor's own: as it was all along, or as they have set it anew.
_DONORS_OWN = frozenset({ManualTransferReason.BOOKED_WRONGLY, ManualTransferReason.DONOR_AGREED})


def must_be_a_reason_for(kind: ManualTransferKind, reason: ManualTransferReason) -> None:
    """:raises ManualTransferReasonUnfit: the reason is one for another kind of movement."""
    if reason not in REASONS[kind]:
        raise ManualTransferReasonUnfit(pointer="/reason", kind=kind, reason=reason)


def must_keep_its_purpose(
    source: Restriction, target: Restriction, reason: ManualTransferReason
) -> None:
    """
    Restricted money goes to a fund that is as narrow, or where its donor says (B6).

    :raises FundTooWide: the fund may pay for what the donors did not give for.
    """
    if source.restricted and reason not in _DONORS_OWN and not _within(target, source):
        raise FundTooWide(pointer="/to_fund_id")


def _within(inner: Restriction, outer: Restriction) -> bool:
    by_grades = outer.grade_min is not None or outer.grade_max is not None
    above = outer.grade_min is None or (inner.grade_min or -1) >= outer.grade_min
    below = outer.grade_max is None or (
        inner.grade_max is not None and inner.grade_max <= outer.grade_max
    )
    # Without grades only its name tells what a fund is for, and names cannot be compared.
    return by_grades and inner.restricted and above and below
