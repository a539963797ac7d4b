"""The tables of gifts."""

from services.core.donations.models.gifts import (
    BankDeposit,
    Campaign,
    Donation,
    Donor,
    GatewayMovement,
    Import,
    Receipt,
    ReceiptBook,
    Refund,
)
from services.core.donations.models.manual import ManualTransfer

__all__ = [
    "BankDeposit",
    "Campaign",
    "Donation",
    "Donor",
    "GatewayMovement",
    "Import",
    "ManualTransfer",
    "Receipt",
    "ReceiptBook",
    "Refund",
]
