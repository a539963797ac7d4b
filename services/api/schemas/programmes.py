"""Programmes over the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.core.programmes.types import Criteria, Issuer, LegalGround, ProgrammeStatus, Terms


class ProgrammeIn(BaseModel):
    code: str = Field(pattern=r"^[0-9]{6}$", examples=["131130"])
    name_ja: str = Field(min_length=1, max_length=100)
    name_en: str = Field(min_length=1, max_length=100)
    municipality_code: str | None = Field(default=None, pattern=r"^[0-9]{5}$")
    issuer: Issuer | None = None
    legal_ground: LegalGround | None = None
    terms: Terms


class ProgrammeOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    code: str
    name_ja: str
    name_en: str
    municipality_code: str | None
    issuer: Issuer | None
    legal_ground: LegalGround | None
    status: ProgrammeStatus
    published_at: datetime | None
    terms: Terms


class CriteriaIn(BaseModel):
    """Who is eligible, as data and as families are told it."""

    criteria: Criteria
    text_ja: str = Field(min_length=1, max_length=2000)
    text_en: str = Field(min_length=1, max_length=2000)


class CriteriaOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    version: int
    text_ja: str
    text_en: str
    criteria: Criteria
    created_at: datetime
