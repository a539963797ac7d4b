"""Organisations and keys over the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.api.schemas.fields import Whole
from services.core.identity.policies import Permission
from services.core.identity.types import Role


class ApiKeyIn(BaseModel):
    name: str = Field(min_length=1, max_length=100, examples=["Accounting export"])
    roles: set[Role] = Field(min_length=1)
    verbs: set[Permission] | None = Field(
        default=None, min_length=1, description="What the key is limited to; all of its roles."
    )
    provider_id: UUID | None = None
    municipality_code: str | None = Field(default=None, pattern=r"^\d{5,6}$")
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
    verbs: list[Permission] | None
    provider_id: UUID | None
    municipality_code: str | None
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
