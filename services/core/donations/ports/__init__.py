"""What gifts need from a payment gateway, in the field's words and not in a vendor's."""

from services.core.donations.ports.payments import (
    Checkout,
    CheckoutRequest,
    DisputeState,
    Gateway,
    GatewayDispute,
    GatewayEntry,
    GatewayMessage,
    GatewayPayment,
    GatewayPayout,
    GatewayRefund,
    PaymentState,
)

__all__ = [
    "Checkout",
    "CheckoutRequest",
    "DisputeState",
    "Gateway",
    "GatewayDispute",
    "GatewayEntry",
    "GatewayMessage",
    "GatewayPayment",
    "GatewayPayout",
    "GatewayRefund",
    "PaymentState",
]
