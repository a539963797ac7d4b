"""The tables of gifts."""

from services.core.donations.models.bank import BankDeposit, Import
from services.core.donations.models.campaigns import Campaign
from services.core.donations.models.donors import Donor
from services.core.donations.models.gateway import GatewayMovement
from services.core.donations.models.gifts import Donation, GiftHold
from services.core.donations.models.manual import ManualTransfer
from services.core.donations.models.receipts import Receipt, ReceiptBook
from services.core.donations.models.refunds import Refund

__all__ = [
    "BankDeposit",
    "Campaign",
    "Donation",
    "Donor",
    "GatewayMovement",
    "GiftHold",
    "Import",
    "ManualTransfer",
    "Receipt",
    "ReceiptBook",
    "Refund",
]
