"""The library's errors as ours."""

from collections.abc import Iterator
from contextlib import contextmanager

import stripe
import structlog

from services.core.donations.errors import GatewayRefused, GatewayUnavailable

log = structlog.get_logger(__name__)


@contextmanager
def translated(*, once: bool = False) -> Iterator[None]:
    """
    The library's errors as ours. Refused is only what the gateway has looked at and will not do:
    a key that was revoked, or an answer of another request, says nothing about what was asked.

    :param once: what is asked for cannot differ between two tries: another request under its name
        is a mistake of whoever asks, and refused.
    """
    try:
        yield
    except (stripe.InvalidRequestError, stripe.CardError) as fault:
        raise _refused(fault) from fault
    except stripe.IdempotencyError as fault:
        if once:
            raise _refused(fault) from fault
        raise GatewayUnavailable from fault
    except stripe.StripeError as fault:
        log.warning("gateway_unavailable", fault=type(fault).__name__, code=fault.code)
        raise GatewayUnavailable from fault


def _refused(fault: stripe.StripeError) -> GatewayRefused:
    return GatewayRefused(reason=fault.code or type(fault).__name__)
