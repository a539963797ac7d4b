"""What a municipality may tell of the gifts that it passes on (B10)."""

from services.core.donations.errors import ChannelNotPayable, MunicipalFiguresUnfit
from services.core.donations.types import Channel, MunicipalSource
from services.core.kit.money import Money

# 企業版ふるさと納税 is given in sums of this and more (地方創生応援税制, 内閣府 guidance).
CORPORATE_GIFT_MIN = Money(100_000)


def must_add_up(channel: Channel, amount: Money, source: MunicipalSource | None) -> None:
    """
    Hometown-tax gifts are passed on by a named municipality for a named project, whole or in part.

    :raises ChannelNotPayable: money of this channel is no municipality's.
    :raises MunicipalFiguresUnfit: the figures cannot be so, or what has to be told is missing.
    """
    if not channel.municipal:
        raise ChannelNotPayable(pointer="/channel", channel=channel)
    if source is None:
        if channel is not Channel.MUNICIPAL_GRANT:
            raise MunicipalFiguresUnfit(pointer="/source")
        return
    if channel is not Channel.MUNICIPAL_GRANT and source.project is None:
        raise MunicipalFiguresUnfit(pointer="/source/project")
    if source.raised is not None and source.raised < amount:
        raise MunicipalFiguresUnfit(pointer="/source/raised_minor")
    if channel is Channel.CORPORATE_HOMETOWN_TAX and source.raised is not None:
        companies = source.donors or 1
        if source.raised.minor < companies * CORPORATE_GIFT_MIN.minor:
            raise MunicipalFiguresUnfit(pointer="/source/donors")
