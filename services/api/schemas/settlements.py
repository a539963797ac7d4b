"""Statements and payouts over the wire. Amounts are yen."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.api.schemas.fields import BasisPoints, Day, Flag, Number, Whole, Yen
from services.core.kit.business_days import Shift
from services.core.settlements.types import (
    BatchStatus,
    FeeBearer,
    LeftOutBecause,
    LineKind,
    ObjectionOutcome,
    ObjectionReason,
    PayoutStatus,
    StatementStatus,
)
from services.core.settlements.zengin.records import Newline


class _FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class SettlementTermsIn(BaseModel):
    """What is left out stays as it is."""

    objection_days: Whole | None = Field(default=None, ge=0, le=60)
    shift: Shift | None = None
    fee_bearer: FeeBearer | None = None
    tax_rate_bps: BasisPoints | None = None
    newline: Newline | None = None


class PayerIn(BaseModel):
    consignor_code: str = Field(examples=["1234567890"], max_length=20)
    consignor_name: str = Field(examples=["トクヒ)ミノリ"], max_length=100)
    account: str = Field(examples=["0001-001-1-1234567"], max_length=40)


class SettlementTermsOut(_FromRow):
    """The account that pays is not told: it is sealed."""

    objection_days: int
    shift: Shift
    fee_bearer: FeeBearer
    tax_rate_bps: int
    newline: Newline
    consignor_code: str | None
    consignor_name: str | None


class TaxRateIn(BaseModel):
    tax_rate_bps: BasisPoints = Field(examples=[1000])


class TaxRateOut(TaxRateIn):
    provider_id: UUID


class ClosedMonthOut(_FromRow):
    month: str = Field(examples=["2026-04"])
    recorded_until: datetime
    closed_at: datetime
    statements: int
    lines: int
    gross: int
    contribution: int


class StatementOut(_FromRow):
    id: UUID
    provider_id: UUID
    month: str
    status: StatementStatus
    closed_at: datetime
    objection_until: datetime
    confirmed_at: datetime | None
    lines: int
    gross_minor: int
    contribution_bps: int
    contribution_minor: int
    net_minor: int
    tax_rate_bps: int
    invoice_number: str | None


class StatementLineOut(_FromRow):
    id: UUID
    kind: LineKind
    service_on: date
    voucher_code: str
    amount: int
    contribution: int


class ObjectionIn(BaseModel):
    reason: ObjectionReason
    line_id: UUID | None = Field(
        default=None, description="The line; the statement as a whole where it is left out."
    )


class ObjectionOut(_FromRow):
    id: UUID
    statement_id: UUID
    line_id: UUID | None
    reason: ObjectionReason
    raised_at: datetime
    outcome: ObjectionOutcome | None
    resolved_at: datetime | None


class ResolutionIn(BaseModel):
    outcome: ObjectionOutcome


class StatementDetailOut(StatementOut):
    items: list[StatementLineOut]
    objections: list[ObjectionOut]


class BatchIn(BaseModel):
    pay_on: Day | None = Field(
        default=None, description="The end of the next month, on a bank business day, by default."
    )


class PayoutOut(_FromRow):
    """The bank account is named by its id and version, never by its number."""

    id: UUID
    number: int
    provider_id: UUID
    bank_account_id: UUID
    bank_account_version: int
    gross_minor: int
    contribution_minor: int
    amount_minor: int
    status: PayoutStatus
    answered_at: datetime | None
    return_reason: str | None


class LeftOutOut(_FromRow):
    provider_id: UUID
    because: LeftOutBecause


class BatchOut(_FromRow):
    id: UUID
    pay_on: date
    status: BatchStatus
    created_at: datetime
    created_by: UUID
    approved_at: datetime | None
    approved_by: UUID | None
    exported_at: datetime | None
    file_sha256: str | None
    file_count: int | None
    file_total_minor: int | None


class BatchDetailOut(BatchOut):
    payouts: list[PayoutOut]
    left_out: list[LeftOutOut] = Field(
        default=[], description="Owed money but not in the batch; told when it is prepared."
    )


class BankResultIn(BaseModel):
    number: Number = Field(description="The payout's number, customer code 1 in the bank file.")
    amount: Yen
    paid: Flag
    reason: str | None = Field(default=None, max_length=200)


class BankResultsIn(BaseModel):
    results: list[BankResultIn] = Field(min_length=1, max_length=10_000)


class RecordedResultsOut(_FromRow):
    paid: int
    returned: int
    known: int
    paid_total: int
    returned_total: int


class SummaryOut(_FromRow):
    paid_out: int
    transferred: int
    contributions: int
    payable_open: int
    statements: int
    bank_files: int
