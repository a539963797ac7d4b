"""What a gift may become, and what a campaign may promise."""

from services.core.donations.errors import OverheadOverCap
from services.core.donations.types import DonationStatus

# What a donation may become. Money that did arrive outweighs an earlier "failed", and nothing
# that the gateway says later makes settled money unsettled: so messages may come in any order.
NEXT_STATES: dict[DonationStatus, frozenset[DonationStatus]] = {
    DonationStatus.PENDING: frozenset({DonationStatus.SETTLED, DonationStatus.FAILED}),
    DonationStatus.FAILED: frozenset({DonationStatus.SETTLED}),
    DonationStatus.SETTLED: frozenset({DonationStatus.REFUNDED}),
    # A refund that could not be delivered comes back.
    DonationStatus.REFUNDED: frozenset({DonationStatus.SETTLED}),
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
