"""Which gifts are receipted, and as of which day."""

from datetime import date

from services.core.donations.types import Channel, DatePolicy, DonationStatus, NoReceipt


def accepted_on(policy: DatePolicy, *, paid_on: date, arrived_on: date | None) -> date | None:
    """
    The day of acceptance of a gift, the one that receipt, donor list and note go by; None while
    its money has yet to arrive, and that is what counts.
    """
    return paid_on if policy is DatePolicy.B else arrived_on


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
