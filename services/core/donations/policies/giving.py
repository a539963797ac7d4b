"""What donors may pay by each way, and what it costs when they cover the fee."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.core.donations.errors import AmountOutsideChannel, ChannelNotPayable
from services.core.donations.policies.fee_cover import FeePrice
from services.core.donations.types import Channel
from services.core.kit.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelTerms:
    """
    One way of paying without an account.

    :param most: the largest payment; None: the way itself knows no limit.
    :param price: what the gateway takes of it.
    :param needs_email: whether somebody must be asked when money comes otherwise than announced.
    """

    least: Money
    most: Money | None
    price: FeePrice
    needs_email: bool = False


GivingTerms = Mapping[Channel, ChannelTerms]

# What can be given each month: a konbini takes cash once, and nobody repeats a transfer by himself.
MONTHLY = Channel.CARD


@dataclass(frozen=True, slots=True)
class Quote:
    """What a gift comes to."""

    channel: Channel
    gift: Money
    fee_cover: Money

    @property
    def whole(self) -> Money:
        """What is paid, and all of it is the gift."""
        return self.gift + self.fee_cover


def terms_of(terms: GivingTerms, channel: Channel) -> ChannelTerms:
    """:raises ChannelNotPayable: nobody pays by this way without an account."""
    found = terms.get(channel)
    if found is None:
        raise ChannelNotPayable(pointer="/channel", channel=channel)
    return found


def quote(terms: GivingTerms, channel: Channel, gift: Money, *, cover_fee: bool) -> Quote:
    """
    :raises ChannelNotPayable: nobody pays by this way without an account.
    :raises AmountOutsideChannel: the whole of it is too little or too much for this way.
    """
    of_channel = terms_of(terms, channel)
    cover = of_channel.price.cover(gift) if cover_fee else Money(0, gift.currency)
    quoted = Quote(channel, gift, cover)
    least, most = of_channel.least, of_channel.most
    if quoted.whole < least or (most is not None and quoted.whole > most):
        raise AmountOutsideChannel(
            pointer="/amount_minor", channel=channel, least=least, most=most or "-"
        )
    return quoted
