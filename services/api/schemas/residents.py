"""What a municipality may see of its residents, and on what ground, over the wire."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from services.api.schemas.donations import Line
from services.api.schemas.fields import Day
from services.core.households.types import Decision

MunicipalityCode = Annotated[
    str, Path(pattern=r"^\d{5,6}$", description="The municipality's number (JIS X 0402).")
]


class AgreementIn(BaseModel):
    """What was agreed on the sharing of data."""

    reference: Line = Field(examples=["見福協第12号"])
    agreed_on: Day
    ends_on: Day | None = Field(
        default=None, description="The first day on which it binds nobody any more."
    )


class AgreementOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    programme_id: UUID
    municipality_code: str
    reference: str
    agreed_on: date
    ends_on: date | None
    recorded_at: datetime


class ResidentOut(BaseModel):
    """A child by name: for its own municipality, never why it was found eligible."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID = Field(description="The application's.")
    child_id: UUID
    name: str
    kana: str
    grade_no: int
    decision: Decision
