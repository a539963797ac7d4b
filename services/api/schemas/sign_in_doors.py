"""Signing in by e-mail, by letter and at an organisation's own provider, over the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, SecretStr

from services.api.schemas.fields import EmailAddress
from services.core.identity import pins
from services.core.notifications.letters import AT_ONCE_MAX

Language = Literal["ja", "en", "ja-easy"]
Pin = Annotated[str, Field(pattern=rf"^[0-9]{{{pins.DIGITS_MIN},{pins.DIGITS_MAX}}}$")]
Word = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\s]+$")]
Domain = Annotated[str, Field(max_length=253, pattern=r"^[^@\s/]+\.[^@\s/]+$")]


class EmailIn(BaseModel):
    email: EmailAddress
    language: Language | None = Field(default=None, description="Of the mail.")


class TakenInOut(BaseModel):
    """The same for every address, known or not."""

    taken_in: Literal[True] = True


class LetterIn(BaseModel):
    """
    What stands on the two sheets; with the first sign-in, or to change it, a new PIN as well.
    """

    code: str = Field(min_length=1, max_length=60, examples=["7G2K-9QXM-3FWT-C8NP"])
    pin: Pin = Field(examples=["271828"])
    new_pin: Pin | None = Field(default=None, description="The family's own from now on.")


class LettersIn(BaseModel):
    household_ids: list[UUID] = Field(min_length=1, max_length=AT_ONCE_MAX)
    language: Language = "ja-easy"
    contact: str | None = Field(
        default=None, max_length=60, description="Whom families ask: a name and a number."
    )


class LetterOut(BaseModel):
    """A letter as the office may see it: neither its code nor its PIN."""

    model_config = ConfigDict(from_attributes=True)

    guardian_id: UUID
    created_at: datetime
    expires_at: datetime
    own_pin_at: datetime | None = Field(description="When the family chose a PIN of its own.")
    last_used_at: datetime | None
    is_locked: bool = Field(description="After five wrong PINs in an hour, until a new letter.")


class RevokedOut(BaseModel):
    letters: int


class IdentityProviderIn(BaseModel):
    issuer: HttpUrl = Field(examples=["https://login.example.jp/realms/mihon"])
    client_id: Word
    client_secret: SecretStr | None = Field(
        default=None,
        min_length=1,
        max_length=500,
        description="Left out: the one that is kept already.",
    )
    scopes: list[Word] = Field(default=["openid", "email"], max_length=20)
    email_domains: list[Domain] = Field(
        default=[], max_length=50, description="Whose addresses find members; none: any."
    )
    strong_acr: list[Word] = Field(
        default=[],
        max_length=20,
        description="What the provider calls a sign-in by two factors, the best first.",
    )


class IdentityProviderOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    issuer: str
    client_id: str
    scopes: list[str]
    email_domains: list[str]
    strong_acr: list[str]
    redirect_uri: str = Field(description="To be registered with the provider.")
    sign_in_url: str = Field(description="Where members begin.")
    changed_at: datetime
    changed_by: UUID


class IdentityProviderCheckOut(BaseModel):
    """What the provider says of itself, asked just now."""

    model_config = ConfigDict(from_attributes=True)

    authorization_endpoint: str
    token_endpoint: str
    keys: int
    algorithms: list[str]
    knows_us: bool | None = Field(description="Whether it took our secret; null: it did not tell.")


class ElsewhereOut(BaseModel):
    """Where the browser is to go."""

    url: str
