"""Addresses at which somebody has asked for a link, until the worker has looked for them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.db import Base
from services.core.kit.ids import uuid7


class SignInRequest(Base):
    """
    An e-mail address, sealed, for the seconds until it was looked for.

    The installation's own: of which organisation somebody is, is not known yet, if of any.
    """

    __tablename__ = "sign_in_requests"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    email_sealed: Mapped[bytes]
    language: Mapped[str | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
