"""Where the yen of one gift are, and who bears it when some of them leave."""

from dataclasses import dataclass, replace
from enum import StrEnum

from services.core.donations.errors import LotExceedsAllocation, RefundExceedsDonation
from services.core.kit.money import Money


class Way(StrEnum):
    """By which way money of a gift leaves, and comes back if it does."""

    REFUNDED = "refunded"  # given back by us
    DISPUTED = "disputed"  # taken back by the donor's bank, through the gateway

    @property
    def other(self) -> "Way":
        return Way.DISPUTED if self is Way.REFUNDED else Way.REFUNDED


@dataclass(frozen=True, slots=True)
class OverheadTerms:
    """
    What the running costs get of a gift.

    :param bps: their share of what was given for children, as the campaign promised it.
    :param fee_cover: what the donor added so that the gateway's fee costs no child anything; it
        is wholly for the running costs, which pay the fee.
    """

    bps: int
    fee_cover: Money

    def due(self, kept: Money) -> Money:
        """Their part as long as so much of the gift is kept."""
        cover = min(self.fee_cover, kept)
        return cover + (kept - cover).share(self.bps)


@dataclass(frozen=True, slots=True)
class Parts:
    """
    Where the yen of one settled donation are.

    All but `refunded`, `disputed` and `allocated` follows from these three, so that the parts are
    the same whichever of the things that happened to a gift is heard of first.

    :param refunded: given back to the donor, whoever paid for it.
    :param disputed: taken back by the donor's bank, and not reinstated.
    :param shortfall: of the two, what the organisation laid out since it was promised already.
    :param allocated: promised to children.
    """

    amount: Money
    overhead: Money
    refunded: Money
    disputed: Money
    shortfall: Money
    allocated: Money

    @property
    def kept(self) -> Money:
        """What has neither been given nor taken back."""
        return self.amount - self.refunded - self.disputed

    @property
    def free(self) -> Money:
        """What may still be promised: amount + shortfall = the other parts + free."""
        return self.kept + self.shortfall - self.overhead - self.allocated

    def leave(self, amount: Money, way: Way, terms: OverheadTerms) -> "tuple[Parts, Shares]":
        """
        The parts after money left, and who bears it: the fund as far as money is free, then the
        organisation; never a child.

        Overhead falls to the promised share of what is kept, so that a refund in part leaves the
        promise true.

        :raises RefundExceedsDonation: more than is left of the donation.
        """
        if not Money(0) < amount <= self.kept:
            raise RefundExceedsDonation(amount=amount, refundable=self.kept)
        after = self._with(way, amount, terms)
        lacking = after.shortfall - self.shortfall
        shares = Shares(
            fund=amount - lacking, shortfall=lacking, overhead=self.overhead - after.overhead
        )
        return after, shares

    def come_back(self, amount: Money, way: Way, terms: OverheadTerms) -> "tuple[Parts, Shares]":
        """
        The parts after money that had left came back, and who gets it: first the organisation
        what it had laid out, then the fund.

        :raises RefundExceedsDonation: more than had left by this way.
        """
        gone = self.refunded if way is Way.REFUNDED else self.disputed
        if not Money(0) < amount <= gone:
            raise RefundExceedsDonation(amount=amount, refundable=gone)
        after = self._with(way, -amount, terms)
        made_good = self.shortfall - after.shortfall
        shares = Shares(
            fund=amount - made_good, shortfall=made_good, overhead=after.overhead - self.overhead
        )
        return after, shares

    def as_if_by(self, way: Way, amount: Money) -> "Parts":
        """
        The parts as if so much of what left by the other way had left by this one: what is kept,
        and where it is, stays the same.

        :raises RefundExceedsDonation: so much had not left by the other way.
        """
        gone = self.disputed if way is Way.REFUNDED else self.refunded
        if amount > gone:
            raise RefundExceedsDonation(amount=amount, refundable=gone)
        more = amount if way is Way.REFUNDED else -amount
        return replace(self, refunded=self.refunded + more, disputed=self.disputed - more)

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

    def _with(self, way: Way, amount: Money, terms: OverheadTerms) -> "Parts":
        """The parts when `amount` more has left by this way, less if it is negative."""
        moved = (
            replace(self, refunded=self.refunded + amount)
            if way is Way.REFUNDED
            else replace(self, disputed=self.disputed + amount)
        )
        overhead = terms.due(moved.kept)
        lacking = max(overhead + moved.allocated - moved.kept, Money(0))
        return replace(moved, overhead=overhead, shortfall=lacking)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """
    Who bears money that left, or gets money that came back.

    :param overhead: what goes from overhead to the fund because of it; the other way when money
        comes back.
    """

    fund: Money
    shortfall: Money
    overhead: Money


def settled_parts(amount: Money, terms: OverheadTerms) -> Parts:
    """A donation that has just arrived: its overhead share taken, all else free."""
    nothing = Money(0, amount.currency)
    return Parts(amount, terms.due(amount), nothing, nothing, nothing, nothing)
