"""The donor list, the board, and the public-support test over the wire."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.api.schemas.donations import Line
from services.api.schemas.fields import Day
from services.core.donations.models import DonorLink, Officer
from services.core.donations.policies import Left, Support
from services.core.donations.service import DonorLine, OfficerSeen
from services.core.donations.types import DonorDetails, DonorKind


class DonorLineOut(BaseModel):
    """A gift on the list; without a name it stands there by day and amount alone."""

    id: UUID = Field(description="The gift's.")
    programme_id: UUID
    accepted_on: date
    donor_id: UUID | None
    kind: DonorKind | None
    name: str | None
    postcode: str | None
    address: str | None
    amount_minor: int
    is_officer: bool

    @classmethod
    def of(cls, line: DonorLine) -> Self:
        return cls(
            id=line.id,
            programme_id=line.programme_id,
            accepted_on=line.accepted_on,
            donor_id=line.donor_id,
            kind=line.donor.kind if line.is_named else None,
            name=line.donor.name,
            postcode=line.donor.postcode,
            address=line.donor.address,
            amount_minor=line.amount_minor,
            is_officer=line.is_officer,
        )


class SupportYearOut(BaseModel):
    fiscal_year: int
    counted: int = Field(description="Households and bodies that count as one donor each.")
    left_out: dict[Left, int] = Field(description="How many donors do not count, by reason.")


class SupportOut(BaseModel):
    """The absolute public-support test: information, and no advice."""

    years: list[SupportYearOut]
    average: float = Field(description="Donors a year.")
    is_met: bool = Field(description="A hundred or more a year on average.")

    @classmethod
    def of(cls, support: Support) -> Self:
        return cls(
            years=[
                SupportYearOut(
                    fiscal_year=year.fiscal_year,
                    counted=year.counted,
                    left_out=dict(year.left_out),
                )
                for year in support.years
            ],
            average=support.average,
            is_met=support.is_met,
        )


class OfficerIn(BaseModel):
    """A term on the board."""

    name: Line
    postcode: Line | None = None
    address: Line
    from_on: Day
    until_on: Day | None = Field(default=None, description="The last day, included.")

    def details(self) -> DonorDetails:
        return DonorDetails(name=self.name, postcode=self.postcode, address=self.address)


class OfficeEndIn(BaseModel):
    until_on: Day


class OfficerOut(BaseModel):
    id: UUID
    donor_id: UUID
    from_on: date
    until_on: date | None

    @classmethod
    def of(cls, officer: Officer) -> Self:
        return cls.model_validate(officer, from_attributes=True)


class OfficerNamedOut(OfficerOut):
    name: str | None = Field(description="Null once they are erased.")
    address: str | None

    @classmethod
    def seen(cls, seen: OfficerSeen) -> Self:
        details = seen.details or DonorDetails()
        term = OfficerOut.of(seen.officer)
        return cls(**term.model_dump(), name=details.name, address=details.address)


class DonorLinkIn(BaseModel):
    """Two donors who are one household."""

    donor_id: UUID
    other_id: UUID


class DonorLinkOut(BaseModel):
    id: UUID
    donor_id: UUID
    other_id: UUID
    linked_at: datetime
    undone_at: datetime | None

    @classmethod
    def of(cls, link: DonorLink) -> Self:
        return cls.model_validate(link, from_attributes=True)
