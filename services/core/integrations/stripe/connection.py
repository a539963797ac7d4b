"""From settings to a gateway."""

from functools import cache

from services.core.donations.errors import GatewayUnavailable
from services.core.integrations.stripe.gateway import StripeGateway


@cache
def connect(api_key: str | None, base_url: str | None) -> StripeGateway:
    """
    The gateway of these settings; one client is kept for each.

    :raises GatewayUnavailable: no key is set, so nothing can be paid online.
    """
    if not api_key:
        raise GatewayUnavailable
    return StripeGateway(api_key, base_url=base_url)


def is_live(api_key: str | None) -> bool:
    """Whether a key moves real money."""
    return (api_key or "").startswith(("sk_live_", "rk_live_"))
