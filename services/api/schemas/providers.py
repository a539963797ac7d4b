"""Providers over the wire; accounts are shown by their last digits only (F9)."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.api.schemas.fields import BasisPoints, Day, Flag
from services.core.providers.types import (
    AccountType,
    BankAccountStatus,
    DbsStatus,
    LegalForm,
    ProviderStatus,
    ServiceType,
    StaffRole,
    SuspensionReason,
)


class SiteIn(BaseModel):
    name: str = Field(min_length=1, max_length=100)
    municipality_code: str | None = Field(default=None, pattern=r"^[0-9]{5,6}$")


class NewSiteIn(SiteIn):
    id: UUID


class SiteOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    municipality_code: str | None


class RegistrationIn(BaseModel):
    """What a provider tells of itself. What is missing blocks its approval, not its application."""

    name: str = Field(min_length=1, max_length=100)
    name_kana: str = Field(min_length=1, max_length=100)
    legal_form: LegalForm
    invoice_number: str | None = Field(
        default=None, max_length=30, description="T and 13 digits; left out by exempt businesses."
    )
    service_types: list[ServiceType] = Field(default_factory=list, max_length=20)
    dbs_status: DbsStatus = DbsStatus.NOT_APPLIED
    dbs_certified_on: Day | None = None
    declared: Flag = Field(default=False, description="反社会的勢力でないことの表明")
    contribution_bps: BasisPoints = 0


class ApplicationIn(RegistrationIn):
    sites: list[NewSiteIn] = Field(default_factory=list, max_length=100)


class ProviderOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    name_kana: str
    legal_form: LegalForm
    invoice_number: str | None
    invoice_number_looks_mistyped: bool = Field(description="A warning: the check digit differs.")
    service_types: list[ServiceType]
    dbs_status: DbsStatus
    dbs_certified_on: date | None
    declared_at: datetime | None
    contribution_bps: int
    status: ProviderStatus
    terms_due: int
    terms_accepted: int
    applied_at: datetime
    approved_at: datetime | None


class SuspensionIn(BaseModel):
    because: SuspensionReason


class StaffIn(BaseModel):
    role: StaffRole


class StaffOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    role: StaffRole
    joined_at: datetime
    left_at: datetime | None


class BankIn(BaseModel):
    kind: Literal["bank"] = "bank"
    bank_code: str = Field(max_length=8)
    branch_code: str = Field(max_length=8)
    account_type: AccountType = AccountType.ORDINARY
    account_number: str = Field(max_length=16)


class PostalIn(BaseModel):
    kind: Literal["postal"] = "postal"
    symbol: str = Field(max_length=10, description="記号")
    number: str = Field(max_length=16, description="番号")


class BankAccountIn(BaseModel):
    details: Annotated[BankIn | PostalIn, Field(discriminator="kind")]
    payee_kana: str = Field(max_length=100, examples=["カ)ミホンジュク"])


class BankAccountOut(BaseModel):
    id: UUID
    version: int
    status: BankAccountStatus
    masked: str = Field(examples=["0001-001 ****567"])
    proposed_at: datetime
    approved_at: datetime | None


class FullBankAccountOut(BaseModel):
    """Every digit: for who checks it against the provider's letter. The look is logged."""

    id: UUID
    details: Annotated[BankIn | PostalIn, Field(discriminator="kind")]
    payee_kana: str


class TermsIn(BaseModel):
    text_ja: str = Field(min_length=1, max_length=20_000)
    text_en: str = Field(min_length=1, max_length=20_000)


class TermsOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    version: int
    text_ja: str
    text_en: str
    published_at: datetime


class ParticipationOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    programme_id: UUID
    provider_id: UUID
    joined_at: datetime
