"""Organisations and keys over the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.api.schemas.fields import Whole
from services.core.identity.types import Role


class MeOut(BaseModel):
    """Who the key speaks for."""

    id: UUID
    organisation_id: UUID
    roles: list[Role]
    provider_id: UUID | None


class ApiKeyIn(BaseModel):
    name: str = Field(min_length=1, max_length=100, examples=["Front desk tablet"])
    roles: set[Role] = Field(min_length=1)
    provider_id: UUID | None = None
    days: Whole = Field(default=365, ge=1, le=730)


class NewApiKeyOut(BaseModel):
    """The only time that the key's text is shown."""

    id: UUID
    key: str


class ApiKeyOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    roles: list[Role]
    provider_id: UUID | None
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
