"""The library's client as all of our adapters use it."""

import stripe
from stripe import StripeClient

REQUEST_TIMEOUT_S = 20
NETWORK_RETRIES = 2


def client_of(api_key: str, base_url: str | None) -> StripeClient:
    """:param base_url: where the API is; None means Stripe's own. The sandbox gives its own."""
    return StripeClient(
        api_key,
        base_addresses={"api": base_url} if base_url else {},
        max_network_retries=NETWORK_RETRIES,
        http_client=stripe.RequestsClient(timeout=REQUEST_TIMEOUT_S),
    )
