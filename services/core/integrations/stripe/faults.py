"""The library's errors as ours."""

from collections.abc import Iterator
from contextlib import contextmanager

import stripe
import structlog

from services.core.donations.errors import GatewayRefused, GatewayUnavailable

log = structlog.get_logger(__name__)


@contextmanager
def translated() -> Iterator[None]:
    """
    The library's errors as ours. Refused is only what the gateway has looked at and will not do:
    a key that was revoked, or an answer of another request, says nothing about what was asked.
    """
    try:
        yield
    except (stripe.InvalidRequestError, stripe.CardError) as fault:
        reason = fault.code or type(fault).__name__
        raise GatewayRefused(reason=reason) from fault
    except stripe.StripeError as fault:
        log.warning("gateway_unavailable", fault=type(fault).__name__, code=fault.code)
        raise GatewayUnavailable from fault
