"""How much a donor adds so that the gateway's fee costs no child anything."""

from dataclasses import dataclass

from services.core.kit.money import Money

_WHOLE = 10_000
_NOTHING = Money(0)


@dataclass(frozen=True, slots=True)
class FeePrice:
    """
    What a gateway takes of a payment: a share in basis points, and at least so much.

    Reckoned rounded up to the yen: what it rounds down, the running costs keep.
    """

    bps: int
    least: Money = _NOTHING

    def of(self, whole: Money) -> Money:
        """
        >>> FeePrice(360).of(Money(10_374)).minor
        374
        """
        share = Money(-(-whole.minor * self.bps // _WHOLE), whole.currency)
        return max(share, self.least)

    def cover(self, gift: Money) -> Money:
        """
        The least that has to be added, so that after the fee at least the gift is left.

        >>> FeePrice(360).cover(Money(10_000)).minor
        374
        """
        if not self.bps and not self.least:
            return Money(0, gift.currency)
        # By the share alone, and by the least fee alone: the larger of the two is enough for both.
        by_share = -(-gift.minor * _WHOLE // (_WHOLE - self.bps)) - gift.minor
        added = Money(max(by_share, self.least.minor), gift.currency)
        while gift + added - self.of(gift + added) < gift:
            added += Money(1, gift.currency)
        return added
