"""Every statement of this context, each under a name."""

from services.core.donations.repository.bank import BankDepositRepository, ImportRepository
from services.core.donations.repository.campaigns import CampaignRepository
from services.core.donations.repository.date_policies import DatePolicyRepository
from services.core.donations.repository.donations import DonationRepository
from services.core.donations.repository.donors import DonorRepository
from services.core.donations.repository.gateway import GatewayMovementRepository
from services.core.donations.repository.holds import GiftHoldRepository
from services.core.donations.repository.manual import ManualTransferRepository
from services.core.donations.repository.receipts import ReceiptRepository
from services.core.donations.repository.refunds import RefundRepository

__all__ = [
    "BankDepositRepository",
    "CampaignRepository",
    "DatePolicyRepository",
    "DonationRepository",
    "DonorRepository",
    "GatewayMovementRepository",
    "GiftHoldRepository",
    "ImportRepository",
    "ManualTransferRepository",
    "ReceiptRepository",
    "RefundRepository",
]
