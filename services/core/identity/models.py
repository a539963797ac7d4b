"""Organisations and their keys."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.db import Base, OfOrganisation
from services.core.kit.ids import uuid7


class Organisation(Base):
    """Who runs programmes: an NPO or a municipality. The root of everything it owns."""

    __tablename__ = "organisations"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name_ja: Mapped[str]
    name_en: Mapped[str]
    legal_name_kana: Mapped[str]  # as its bank knows it: the consignor of payment files
    address: Mapped[str]
    certification_number: Mapped[str | None]  # 認定NPO法人: what a receipt must state
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class ApiKey(OfOrganisation, Base):
    """A key by which somebody acts. Only the digest of its secret is kept."""

    __tablename__ = "api_keys"
    __table_args__ = (CheckConstraint("jsonb_array_length(roles) > 0", name="has_a_role"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    name: Mapped[str]
    secret_digest: Mapped[bytes]
    roles: Mapped[list[str]]
    provider_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    def in_force(self, at: datetime) -> bool:
        return self.revoked_at is None and self.created_at <= at < self.expires_at
