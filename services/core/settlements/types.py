"""Ids and states of settlements."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.core.kit.money import Money

StatementId = NewType("StatementId", UUID)
ObjectionId = NewType("ObjectionId", UUID)
PayoutBatchId = NewType("PayoutBatchId", UUID)
PayoutId = NewType("PayoutId", UUID)


class LineKind(StrEnum):
    REDEMPTION = "redemption"
    REVERSAL = "reversal"


class StatementStatus(StrEnum):
    """How far the money of a statement has come; its lines and sums never change."""

    CLOSED = "closed"  # frozen, and not on its way yet
    OBJECTED = "objected"  # the provider disagrees with it or with a line of it
    APPROVED = "approved"  # a second person let all of it go to the bank
    PAID = "paid"  # the bank has paid all of it


class ObjectionReason(StrEnum):
    """Why a provider disagrees. No free text: it would name children."""

    AMOUNT_WRONG = "amount_wrong"
    NOT_OURS = "not_ours"
    USE_MISSING = "use_missing"
    OTHER = "other"


class ObjectionOutcome(StrEnum):
    """Either way the line is paid as it stands; an upheld one is reversed on the next statement."""

    UPHELD = "upheld"
    REJECTED = "rejected"


class BatchStatus(StrEnum):
    DRAFTED = "drafted"
    APPROVED = "approved"
    EXPORTED = "exported"
    CANCELLED = "cancelled"


class PayoutStatus(StrEnum):
    PENDING = "pending"  # waits for the second person
    IN_TRANSIT = "in_transit"  # approved; the bank has not answered
    PAID = "paid"
    RETURNED = "returned"  # 組戻し: owed again
    CANCELLED = "cancelled"


LIVE_PAYOUTS = (PayoutStatus.PENDING, PayoutStatus.IN_TRANSIT, PayoutStatus.PAID)
"""States in which a payout covers what it was made for; in the others that is owed again."""


class FeeBearer(StrEnum):
    """Who bears the bank's fee for a transfer; told on the statement."""

    ORGANISATION = "organisation"
    PROVIDER = "provider"


class LeftOutBecause(StrEnum):
    """Why a provider that is owed money is not in a batch; it stays owed."""

    BANK_ACCOUNT_MISSING = "bank_account_missing"
    BANK_ACCOUNT_TOO_NEW = "bank_account_too_new"
    PAYEE_UNWRITABLE = "payee_unwritable"
    UNDER_REVIEW = "under_review"
    CARRIED_OVER = "carried_over"


@dataclass(frozen=True, slots=True)
class LeftOut:
    provider_id: UUID
    because: LeftOutBecause


@dataclass(frozen=True, slots=True)
class OpenAmount:
    """
    What of one statement neither a payout covers nor an objection holds back. May be negative.

    :param contribution: the provider's own share, contained in `gross` and not transferred.
    """

    provider_id: UUID
    statement_id: UUID
    gross: int
    contribution: int

    @property
    def net(self) -> int:
        return self.gross - self.contribution


@dataclass(frozen=True, slots=True)
class BankResult:
    """
    What the bank says became of one transfer.

    :param number: the payout's number, customer code 1 of its record in the bank file.
    :param amount: in yen, as transferred.
    :param reason: the bank's own words for a return.
    """

    number: int
    amount: int
    paid: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A bank file: the only copy there is, for account numbers are not kept in the clear."""

    batch_id: UUID
    name: str
    content: bytes
    sha256: str
    count: int
    total: Money
    pays_on: date


@dataclass(frozen=True, slots=True)
class StatementLineView:
    """A line as the provider reads it: no name, and a code for the child's voucher."""

    id: UUID
    kind: LineKind
    service_on: date
    voucher_code: str
    amount: int
    contribution: int


@dataclass(frozen=True, slots=True)
class Summary:
    """
    What a programme owed providers and what became of it, in yen.

    :param paid_out: owed no more: transferred, or set off against a contribution.
    :param transferred: what arrived at the providers' banks.
    :param contributions: the providers' own share in what was paid out.
    :param payable_open: still owed, money on its way included; by the ledger.
    """

    paid_out: int
    transferred: int
    contributions: int
    payable_open: int
    statements: int
    bank_files: int


@dataclass(frozen=True, slots=True)
class Payee:
    """What a provider's next statement is made out with."""

    provider_id: UUID
    statement_id: UUID
    contribution_bps: int
    tax_rate_bps: int
    invoice_number: str | None


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """A closed month and what it came to, in yen."""

    month: str
    recorded_until: datetime
    closed_at: datetime
    statements: int
    lines: int
    gross: int
    contribution: int
