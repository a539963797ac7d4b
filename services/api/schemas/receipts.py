"""Receipts, the certification that they state, and how gifts are dated, over the wire."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.api.schemas.fields import Day, Flag, Whole
from services.core.donations.service import (
    CertificationFacts,
    PolicyInForce,
    ReceiptView,
    Redated,
)
from services.core.donations.types import (
    CertificationStatus,
    DatePolicy,
    LegalForm,
    ReceiptKind,
    RunStatus,
    WhyCancelled,
)

Line = Annotated[str, Field(min_length=1, max_length=200)]
CalendarYear = Annotated[Whole, Field(ge=2000, le=2999)]


class CertificationIn(BaseModel):
    """A version of what receipts state of the organisation, as the authority's notice has it."""

    model_config = ConfigDict(extra="forbid")

    legal_form: LegalForm
    name_ja: Line
    name_en: Line
    address_ja: Line
    address_en: Line
    representative_ja: Line = Field(description="With the office that they hold.")
    representative_en: Line
    notice_number: Line = Field(description="The number of the notice of certification.")
    certified_on: Day
    valid_from: Day
    valid_until: Day = Field(description="The last day of the term.")
    activity_ja: Line = Field(description="The specified non-profit activity that gifts are for.")
    activity_en: Line
    in_force_from: Day = Field(description="From which day of acceptance on it is stated.")

    def facts(self) -> CertificationFacts:
        return CertificationFacts(**self.model_dump())


class CertificationOut(BaseModel):
    """A version, and who entered and decided on it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    status: CertificationStatus
    legal_form: LegalForm
    name_ja: str
    name_en: str
    address_ja: str
    address_en: str
    representative_ja: str
    representative_en: str
    notice_number: str
    certified_on: date
    valid_from: date
    valid_until: date
    activity_ja: str
    activity_en: str
    in_force_from: date
    proposed_at: datetime
    proposed_by: UUID
    decided_at: datetime | None
    decided_by: UUID | None


class DatePolicyIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    policy: DatePolicy = Field(description="a: day of arrival at the bank; b: day of payment.")


class RedatedOut(BaseModel):
    """Gifts whose day of acceptance a choice changes."""

    model_config = ConfigDict(from_attributes=True)

    gifts: int
    amount_minor: int
    other_year: int = Field(description="Of them, those that come to another year, or none yet.")
    waiting: int = Field(description="Of those, the ones whose money has yet to arrive.")

    @classmethod
    def of(cls, redated: Redated) -> Self:
        return cls.model_validate(redated)


class DatePolicyOut(BaseModel):
    """By which day gifts paid in a year are accepted."""

    model_config = ConfigDict(from_attributes=True)

    year: int
    policy: DatePolicy
    chosen_for: int | None = Field(description="The year it was chosen for; null: never was.")
    fixed_at: datetime | None = Field(description="Set once it can be changed no more.")

    @classmethod
    def of(cls, policy: PolicyInForce) -> Self:
        return cls.model_validate(policy)


class ReceiptDetailOut(BaseModel):
    """A receipt with what became of it, and whom it is for."""

    id: UUID
    number: str = Field(examples=["2026-000123"])
    kind: ReceiptKind
    accepted_on: date
    issued_at: datetime
    name: str | None
    postcode: str | None
    address: str | None
    amount_minor: int
    gifts: int
    campaign_ja: str
    campaign_en: str
    cancelled: WhyCancelled | None
    replaced_by: str | None
    reissued: int = Field(description="How often the paper was printed again.")

    @classmethod
    def of(cls, view: ReceiptView) -> Self:
        fields = {
            name: getattr(view, name)
            for name in cls.model_fields
            if name not in {"name", "postcode", "address"}
        }
        donor = view.donor
        return cls(name=donor.name, postcode=donor.postcode, address=donor.address, **fields)


class RunIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    year: CalendarYear
    kind: ReceiptKind = Field(description="One a gift, or one a donor for the whole year.")


class RunOut(BaseModel):
    """An order to issue a year's receipts, and how far it has come."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    year: int
    kind: ReceiptKind
    status: RunStatus
    due: int = Field(description="Gifts to be looked at.")
    looked_at: int
    issued: int
    left_out: dict[str, int] = Field(examples=[{"no_address": 3}])
    asked_at: datetime
    ended_at: datetime | None


class YearReceiptsIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    year: CalendarYear
    merge: Flag = Field(
        default=False, description="Take in, and cancel, the receipts of single gifts."
    )


class ReissueOut(BaseModel):
    """The paper bears this mark from now on."""

    receipt_id: UUID
    count: int
    reissued_at: datetime


class PostIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    by_post: Flag


class PostOut(BaseModel):
    donor_id: UUID
    by_post: bool
