"""Stripe behind the ports of gifts: the one place that knows its library."""

from services.core.integrations.stripe.connection import connect, is_live
from services.core.integrations.stripe.gateway import StripeGateway
from services.core.integrations.stripe.messages import TOLERANCE, StripeMessages

SOURCE = "stripe"

__all__ = ["SOURCE", "TOLERANCE", "StripeGateway", "StripeMessages", "connect", "is_live"]
