"""Every statement of this context, each under a name."""

from services.core.donations.repository.bank import BankDepositRepository, ImportRepository
from services.core.donations.repository.campaign_gifts import CampaignGiftRepository
from services.core.donations.repository.campaigns import CampaignRepository
from services.core.donations.repository.cash import CashCountRepository
from services.core.donations.repository.certifications import CertificationRepository
from services.core.donations.repository.clearance import ClearanceRepository
from services.core.donations.repository.date_policies import DatePolicyRepository
from services.core.donations.repository.disputes import DisputeRepository
from services.core.donations.repository.donations import DonationRepository
from services.core.donations.repository.donor_list import DonorListRepository
from services.core.donations.repository.donors import DonorRepository
from services.core.donations.repository.gateway import GatewayMovementRepository
from services.core.donations.repository.holds import GiftHoldRepository
from services.core.donations.repository.manual import ManualTransferRepository
from services.core.donations.repository.monthly import MonthlyGiftRepository
from services.core.donations.repository.municipal import MunicipalIncomeRepository
from services.core.donations.repository.payouts import (
    GatewayBankLineRepository,
    PayoutRepository,
)
from services.core.donations.repository.receipt_runs import ReceiptRunRepository
from services.core.donations.repository.receipts import ReceiptRepository
from services.core.donations.repository.reconciliation import (
    BooksRepository,
    ReconciliationRepository,
)
from services.core.donations.repository.refunds import RefundRepository
from services.core.donations.repository.saved_mappings import SavedMappingRepository
from services.core.donations.repository.sites import SitePayoutRepository
from services.core.donations.repository.sponsors import SponsorshipRepository
from services.core.donations.repository.strays import StrayPaymentRepository
from services.core.donations.repository.supporters import SupporterPageRepository
from services.core.donations.repository.updates import CampaignUpdateRepository
from services.core.donations.repository.virtual_accounts import (
    CashDecisionRepository,
    VirtualAccountRepository,
)

__all__ = [
    "BankDepositRepository",
    "BooksRepository",
    "CampaignGiftRepository",
    "CampaignRepository",
    "CampaignUpdateRepository",
    "CashCountRepository",
    "CashDecisionRepository",
    "CertificationRepository",
    "ClearanceRepository",
    "DatePolicyRepository",
    "DisputeRepository",
    "DonationRepository",
    "DonorListRepository",
    "DonorRepository",
    "GatewayBankLineRepository",
    "GatewayMovementRepository",
    "GiftHoldRepository",
    "ImportRepository",
    "ManualTransferRepository",
    "MonthlyGiftRepository",
    "MunicipalIncomeRepository",
    "PayoutRepository",
    "ReceiptRepository",
    "ReceiptRunRepository",
    "ReconciliationRepository",
    "RefundRepository",
    "SavedMappingRepository",
    "SitePayoutRepository",
    "SponsorshipRepository",
    "StrayPaymentRepository",
    "SupporterPageRepository",
    "VirtualAccountRepository",
]
