"""Stripe behind the ports of gifts: the one place that knows its library."""

from services.core.integrations.stripe.books import StripeBooks
from services.core.integrations.stripe.connection import (
    connect,
    connect_books,
    connect_events,
    connect_monthly,
    connect_virtual_accounts,
    is_live,
)
from services.core.integrations.stripe.events import StripeEvents
from services.core.integrations.stripe.gateway import StripeGateway
from services.core.integrations.stripe.messages import TOLERANCE, StripeMessages
from services.core.integrations.stripe.monthly import StripeMonthly
from services.core.integrations.stripe.virtual_accounts import StripeVirtualAccounts

SOURCE = "stripe"

__all__ = [
    "SOURCE",
    "TOLERANCE",
    "StripeBooks",
    "StripeEvents",
    "StripeGateway",
    "StripeMessages",
    "StripeMonthly",
    "StripeVirtualAccounts",
    "connect",
    "connect_books",
    "connect_events",
    "connect_monthly",
    "connect_virtual_accounts",
    "is_live",
]
