"""The library's errors as ours."""

from collections.abc import Iterator
from contextlib import contextmanager

import stripe

from services.core.donations.errors import GatewayRefused, GatewayUnavailable


@contextmanager
def translated() -> Iterator[None]:
    """The library's errors as ours; whatever may pass by itself is `GatewayUnavailable`."""
    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError, stripe.APIError) as fault:
        raise GatewayUnavailable from fault
    except stripe.StripeError as fault:
        reason = fault.code or type(fault).__name__
        raise GatewayRefused(reason=reason) from fault
