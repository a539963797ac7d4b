"""The tables of gifts."""

from services.core.donations.models.bank import BankDeposit, DepositDecision, Import
from services.core.donations.models.campaigns import (
    Campaign,
    CampaignDecision,
    CampaignFund,
    CampaignVersion,
)
from services.core.donations.models.cash import CashCount
from services.core.donations.models.certifications import Certification
from services.core.donations.models.clearance import GiftClearance, GiftThresholds, ProviderName
from services.core.donations.models.disputes import Dispute
from services.core.donations.models.donors import Donor, DonorLink, Officer
from services.core.donations.models.gateway import GatewayMovement
from services.core.donations.models.gifts import Donation, GiftHold
from services.core.donations.models.manual import ManualTransfer
from services.core.donations.models.mappings import SavedMapping
from services.core.donations.models.monthly import MonthlyGift, MonthlyGiftTerms
from services.core.donations.models.municipal import MunicipalIncome
from services.core.donations.models.payouts import BookedPayout, GatewayBankLine
from services.core.donations.models.receipts import (
    Receipt,
    ReceiptBook,
    ReceiptCancellation,
    ReceiptDatePolicy,
    ReceiptLine,
    ReceiptReissue,
    ReceiptRun,
)
from services.core.donations.models.reconciliation import Reconciliation, ReconciliationFinding
from services.core.donations.models.refunds import Refund
from services.core.donations.models.sites import SitePayout
from services.core.donations.models.sponsors import SponsorPayment, Sponsorship
from services.core.donations.models.strays import StrayPayment
from services.core.donations.models.supporters import SupporterPage
from services.core.donations.models.updates import (
    CampaignUpdate,
    CampaignUpdateVersion,
    UpdateOptOut,
)
from services.core.donations.models.virtual_accounts import CashDecision, VirtualAccount

__all__ = [
    "BankDeposit",
    "BookedPayout",
    "Campaign",
    "CampaignDecision",
    "CampaignFund",
    "CampaignUpdate",
    "CampaignUpdateVersion",
    "CampaignVersion",
    "CashCount",
    "CashDecision",
    "Certification",
    "DepositDecision",
    "Dispute",
    "Donation",
    "Donor",
    "DonorLink",
    "GatewayBankLine",
    "GatewayMovement",
    "GiftClearance",
    "GiftHold",
    "GiftThresholds",
    "Import",
    "ManualTransfer",
    "MonthlyGift",
    "MonthlyGiftTerms",
    "MunicipalIncome",
    "Officer",
    "ProviderName",
    "Receipt",
    "ReceiptBook",
    "ReceiptCancellation",
    "ReceiptDatePolicy",
    "ReceiptLine",
    "ReceiptReissue",
    "ReceiptRun",
    "Reconciliation",
    "ReconciliationFinding",
    "Refund",
    "SavedMapping",
    "SitePayout",
    "SponsorPayment",
    "Sponsorship",
    "StrayPayment",
    "SupporterPage",
    "UpdateOptOut",
    "VirtualAccount",
]
