"""What gifts need from a payment gateway, in the field's words and not in a vendor's."""

from services.core.donations.ports.books import GatewayBooks
from services.core.donations.ports.monthly import (
    GatewayMonth,
    GatewayMonthlyGift,
    MonthlyCheckoutRequest,
    MonthlyGateway,
)
from services.core.donations.ports.payments import (
    Checkout,
    CheckoutRequest,
    Gateway,
    GatewayDispute,
    GatewayEntry,
    GatewayEvents,
    GatewayMessage,
    GatewayPayment,
    GatewayPayout,
    GatewayRefund,
    PaymentState,
)
from services.core.donations.ports.virtual_accounts import (
    GatewayCash,
    TransferInstructions,
    TransferRequest,
    VirtualAccounts,
)

__all__ = [
    "Checkout",
    "CheckoutRequest",
    "Gateway",
    "GatewayBooks",
    "GatewayCash",
    "GatewayDispute",
    "GatewayEntry",
    "GatewayEvents",
    "GatewayMessage",
    "GatewayMonth",
    "GatewayMonthlyGift",
    "GatewayPayment",
    "GatewayPayout",
    "GatewayRefund",
    "MonthlyCheckoutRequest",
    "MonthlyGateway",
    "PaymentState",
    "TransferInstructions",
    "TransferRequest",
    "VirtualAccounts",
]
