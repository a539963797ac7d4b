"""From settings to a gateway."""

from functools import cache

from services.core.donations.errors import GatewayUnavailable
from services.core.integrations.stripe.books import StripeBooks
from services.core.integrations.stripe.events import StripeEvents
from services.core.integrations.stripe.gateway import StripeGateway
from services.core.integrations.stripe.monthly import StripeMonthly
from services.core.integrations.stripe.virtual_accounts import StripeVirtualAccounts


@cache
def connect(api_key: str | None, base_url: str | None) -> StripeGateway:
    """
    The gateway of these settings; one client is kept for each.

    :raises GatewayUnavailable: no key is set, so nothing can be paid online.
    """
    if not api_key:
        raise GatewayUnavailable
    return StripeGateway(api_key, base_url=base_url)


@cache
def connect_monthly(api_key: str | None, base_url: str | None) -> StripeMonthly:
    """
    As `connect`, for gifts that come each month.

    :raises GatewayUnavailable: no key is set.
    """
    if not api_key:
        raise GatewayUnavailable
    return StripeMonthly(api_key, base_url=base_url)


@cache
def connect_virtual_accounts(api_key: str | None, base_url: str | None) -> StripeVirtualAccounts:
    """
    As `connect`, for bank transfers to the gateway.

    :raises GatewayUnavailable: no key is set.
    """
    if not api_key:
        raise GatewayUnavailable
    return StripeVirtualAccounts(api_key, base_url=base_url)


@cache
def connect_books(api_key: str | None, base_url: str | None) -> StripeBooks:
    """
    As `connect`, for the gateway's own books.

    :raises GatewayUnavailable: no key is set.
    """
    if not api_key:
        raise GatewayUnavailable
    return StripeBooks(api_key, base_url=base_url)


@cache
def connect_events(api_key: str | None, base_url: str | None) -> StripeEvents:
    """
    As `connect`, for the list of what happened at the gateway.

    :raises GatewayUnavailable: no key is set.
    """
    if not api_key:
        raise GatewayUnavailable
    return StripeEvents(api_key, livemode=is_live(api_key), base_url=base_url)


def is_live(api_key: str | None) -> bool:
    """Whether a key moves real money."""
    return (api_key or "").startswith(("sk_live_", "rk_live_"))
