"""The tables of gifts."""

from services.core.donations.models.bank import BankDeposit, Import
from services.core.donations.models.campaigns import (
    Campaign,
    CampaignDecision,
    CampaignFund,
    CampaignVersion,
)
from services.core.donations.models.donors import Donor
from services.core.donations.models.gateway import GatewayMovement
from services.core.donations.models.gifts import Donation, GiftHold
from services.core.donations.models.manual import ManualTransfer
from services.core.donations.models.monthly import MonthlyGift, MonthlyGiftTerms
from services.core.donations.models.receipts import Receipt, ReceiptBook, ReceiptDatePolicy
from services.core.donations.models.refunds import Refund
from services.core.donations.models.sponsors import SponsorPayment, Sponsorship
from services.core.donations.models.supporters import SupporterPage
from services.core.donations.models.updates import (
    CampaignUpdate,
    CampaignUpdateVersion,
    UpdateOptOut,
)
from services.core.donations.models.virtual_accounts import CashDecision, VirtualAccount

__all__ = [
    "BankDeposit",
    "Campaign",
    "CampaignDecision",
    "CampaignFund",
    "CampaignUpdate",
    "CampaignUpdateVersion",
    "CampaignVersion",
    "CashDecision",
    "Donation",
    "Donor",
    "GatewayMovement",
    "GiftHold",
    "Import",
    "ManualTransfer",
    "MonthlyGift",
    "MonthlyGiftTerms",
    "Receipt",
    "ReceiptBook",
    "ReceiptDatePolicy",
    "Refund",
    "SponsorPayment",
    "Sponsorship",
    "SupporterPage",
    "UpdateOptOut",
    "VirtualAccount",
]
