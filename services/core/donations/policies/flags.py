"""Which gifts a second person looks at before they are promised (B13)."""

from dataclasses import dataclass

from services.core.donations.types import Channel, HoldReason
from services.core.kit.money import Money

HOME = "JP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """
    From which amounts on an organisation looks twice.

    :param count_cash_from: cash that a second person counts before it is booked.
    """

    cash_from: Money
    large_from: Money
    count_cash_from: Money


# Where an organisation has said nothing: the sums above which Japan's banks identify whoever hands
# over cash to be sent on, and whoever pays in cash at all (Order for Enforcement of the Act on
# Prevention of Transfer of Criminal Proceeds, article 7).
COMMON = Thresholds(
    cash_from=Money(100_000), large_from=Money(2_000_000), count_cash_from=Money(10_000)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """
    A gift as far as its flags go.

    :param countries: the donor's, and that of the card, as far as they are known.
    :param related: whether its donor has to do with a provider.
    """

    amount: Money
    channel: Channel
    countries: frozenset[str] = frozenset()
    related: bool = False


def flags_of(gift: Seen, thresholds: Thresholds) -> set[HoldReason]:
    """Why it waits for a second person; nothing where it need not."""
    if gift.channel.without_donor:
        return set()
    is_cash = gift.channel is Channel.CASH
    found = {
        HoldReason.FOREIGN: gift.countries - {HOME},
        HoldReason.CASH: is_cash and gift.amount >= thresholds.cash_from,
        HoldReason.LARGE: gift.amount >= thresholds.large_from,
        HoldReason.RELATED_TO_PROVIDER: gift.related,
    }
    return {reason for reason, is_so in found.items() if is_so}
