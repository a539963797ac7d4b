"""Signing in, and one's own account, over the wire."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.core.identity.types import Role, SignInMethod
from services.core.kit.actor import ActorKind

# What a browser's authenticator says, as `PublicKeyCredential.toJSON()` gives it (WebAuthn 5.1).
Credential = dict[str, Any]


class ChallengeOut(BaseModel):
    """To be answered within five minutes, once."""

    model_config = ConfigDict(from_attributes=True)

    ceremony_id: UUID
    options: dict[str, Any]


class AnswerIn(BaseModel):
    ceremony_id: UUID
    credential: Credential


class NewPasskeyIn(AnswerIn):
    name: str = Field(min_length=1, max_length=100, examples=["Phone"])


class LinkIn(BaseModel):
    link: str = Field(min_length=1, max_length=200)


class RecoveryIn(BaseModel):
    code: str = Field(min_length=1, max_length=60, examples=["7G2K-9QXM-3FWT-C8NP-5RDH-VJ4A"])


class SignedInOut(BaseModel):
    """Who is signed in now; the session itself is in the cookie."""

    session_id: UUID
    csrf_token: str
    roles: list[Role]
    needs_passkey: bool = Field(description="A member whose roles wait for a passkey.")


class MeOut(BaseModel):
    """Who the key or the session speaks for."""

    id: UUID
    kind: ActorKind
    organisation_id: UUID
    roles: list[Role]
    provider_id: UUID | None
    municipality_code: str | None
    session_id: UUID | None
    csrf_token: str | None
    proved_at: datetime | None


class SessionOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    browser: str
    method: SignInMethod
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    is_this_one: bool = False


class EndedOut(BaseModel):
    sessions: int


class PasskeyOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    backed_up: bool
    created_at: datetime
    last_used_at: datetime | None


class PasskeyIn(BaseModel):
    name: str = Field(min_length=1, max_length=100)


class RecoveryCodesOut(BaseModel):
    """The only time that the codes are shown."""

    codes: list[str]


class RecoveryLeftOut(BaseModel):
    left: int
