"""Which gifts are receipted, and as of which day."""

from datetime import date, datetime

from services.core.donations.types import Channel, DonationStatus, NoReceipt
from services.core.kit.periods import local_date


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
    if channel.municipal:
        return NoReceipt.MUNICIPAL_MONEY
    if channel is Channel.ASSIGNED:
        return NoReceipt.NOT_A_GIFT
    if anonymous or not has_name:
        return NoReceipt.ANONYMOUS
    if not has_address:
        return NoReceipt.NO_ADDRESS
    return None
