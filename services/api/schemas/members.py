"""Members, their roles, and scanners, over the wire."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.api.schemas.fields import EmailAddress
from services.core.identity.types import Role


class MemberIn(BaseModel):
    name: str = Field(min_length=1, max_length=100)
    email: EmailAddress
    language: Literal["ja", "en"] = "ja"
    provider_id: UUID | None = None
    municipality_code: str | None = Field(default=None, pattern=r"^\d{5,6}$")


class RoleGrantOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    member_id: UUID
    role: Role
    requested_at: datetime
    requested_by: UUID
    approved_at: datetime | None
    approved_by: UUID | None
    refused_at: datetime | None
    revoked_at: datetime | None


class MemberOut(BaseModel):
    id: UUID
    name: str
    email: str
    language: str
    provider_id: UUID | None
    municipality_code: str | None
    created_at: datetime
    disabled_at: datetime | None
    roles: list[Role]


class RoleIn(BaseModel):
    role: Role


class DeviceIn(BaseModel):
    name: str = Field(min_length=1, max_length=100, examples=["Front desk tablet"])
    site_id: UUID | None = None
    provider_id: UUID | None = Field(
        default=None, description="Whose scanner it is, where the office asks for a provider."
    )


class PairingOut(BaseModel):
    """To be typed into the scanner before `until`; shown once."""

    model_config = ConfigDict(from_attributes=True)

    device_id: UUID
    code: str
    until: datetime


class PairingIn(BaseModel):
    code: str = Field(min_length=1, max_length=20, examples=["7G2K-9QXM"])


class PairedOut(BaseModel):
    """The only time that the scanner's secret is shown."""

    id: UUID
    secret: str


class DeviceOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    provider_id: UUID
    site_id: UUID | None
    name: str
    created_at: datetime
    paired_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
