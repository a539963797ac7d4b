"""Ids and small values of providers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

ProviderId = NewType("ProviderId", UUID)
SiteId = NewType("SiteId", UUID)
StaffId = NewType("StaffId", UUID)
BankAccountId = NewType("BankAccountId", UUID)


class LegalForm(StrEnum):
    """In what form the provider stands in law; the bank file abbreviates some of them."""

    SOLE_PROPRIETOR = "sole_proprietor"  # 個人事業主
    STOCK_COMPANY = "stock_company"  # 株式会社
    LIMITED_COMPANY = "limited_company"  # 有限会社
    LLC = "llc"  # 合同会社
    INCORPORATED_ASSOCIATION = "incorporated_association"  # 社団法人
    INCORPORATED_FOUNDATION = "incorporated_foundation"  # 財団法人
    NPO = "npo"  # 特定非営利活動法人
    SOCIAL_WELFARE = "social_welfare"  # 社会福祉法人
    SCHOOL = "school"  # 学校法人
    MEDICAL = "medical"  # 医療法人
    RELIGIOUS = "religious"  # 宗教法人
    OTHER = "other"


class ServiceType(StrEnum):
    """What children do there; what a voucher may pay of it is the programme's `categories`."""

    STUDY = "study"
    LANGUAGE = "language"
    SPORTS = "sports"
    MUSIC = "music"
    ARTS = "arts"
    PROGRAMMING = "programming"
    EXPERIENCE = "experience"
    OTHER = "other"


class ProviderStatus(StrEnum):
    APPLIED = "applied"
    APPROVED = "approved"
    SUSPENDED = "suspended"


class SuspensionReason(StrEnum):
    """Why a provider was suspended; families and counters never see it (requirement E5)."""

    UNDER_REVIEW = "under_review"
    TERMS_BREACH = "terms_breach"
    OWN_REQUEST = "own_request"
    CLOSED_DOWN = "closed_down"


class DbsStatus(StrEnum):
    """
    The certification under こども性暴力防止法 (Act 69 of 2024, in force 2026-12-25).

    Voluntary for classrooms and clubs. Only the certificate is recorded: what it rests on, a
    person's record, is never asked for and has no place to be kept.
    """

    NOT_APPLIED = "not_applied"
    APPLIED = "applied"
    CERTIFIED = "certified"
    NOT_ELIGIBLE = "not_eligible"  # One-person classrooms may not meet the Act's conditions.


class StaffRole(StrEnum):
    COUNTER = "counter"
    MANAGER = "manager"


class BankAccountStatus(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REPLACED = "replaced"


class AccountType(StrEnum):
    """預金種目 of an account, by the digit of the bank file (総合振込, data record)."""

    ORDINARY = "1"
    CURRENT = "2"
    SAVINGS = "4"
    OTHER = "9"


class ApprovalObstacle(StrEnum):
    """What stands in the way of approving a provider (requirement E1)."""

    BANK_ACCOUNT_MISSING = "bank_account_missing"
    INVOICE_NUMBER_MALFORMED = "invoice_number_malformed"
    DECLARATION_MISSING = "declaration_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSite:
    """
    A place where lessons are given, as the provider tells it.

    :param municipality_code: 全国地方公共団体コード, 5 or 6 digits, where it is known.
    """

    id: SiteId
    name: str
    municipality_code: str | None = None


@dataclass(frozen=True, slots=True)
class BankDetails:
    """An account at a bank: 4, 3 and 7 digits as the 全銀 format has them."""

    bank_code: str
    branch_code: str
    account_type: AccountType
    account_number: str


@dataclass(frozen=True, slots=True)
class PostalDetails:
    """An account at ゆうちょ銀行 as its passbook shows it: 記号 (5 digits) and 番号 (up to 8)."""

    symbol: str
    number: str


@dataclass(frozen=True, slots=True)
class PayoutDetails:
    """
    Where a provider is paid: an account that one person proposed and another approved.

    :param version: counts the accounts of this provider; a payout names the one it used (L15).
    :param payee_kana: the holder as the bank knows it, in full-width katakana.
    """

    provider_id: ProviderId
    bank_account_id: BankAccountId
    version: int
    payee_kana: str
    account: BankDetails | PostalDetails
    proposed_by: UUID
    approved_by: UUID
    approved_at: datetime
