"""Every statement of this context, each under a name."""

from services.core.donations.repository.bank import BankDepositRepository, ImportRepository
from services.core.donations.repository.campaigns import CampaignRepository
from services.core.donations.repository.donations import DonationRepository, RefundRepository
from services.core.donations.repository.donors import DonorRepository
from services.core.donations.repository.gateway import GatewayMovementRepository
from services.core.donations.repository.holds import GiftHoldRepository
from services.core.donations.repository.manual import ManualTransferRepository
from services.core.donations.repository.receipts import ReceiptRepository

__all__ = [
    "BankDepositRepository",
    "CampaignRepository",
    "DonationRepository",
    "DonorRepository",
    "GatewayMovementRepository",
    "GiftHoldRepository",
    "ImportRepository",
    "ManualTransferRepository",
    "ReceiptRepository",
    "RefundRepository",
]
