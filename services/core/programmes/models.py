"""Programmes and the versions of their criteria."""

from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import CHAR, CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.db import Base, enum_column, small_int
from services.core.kit.ids import uuid7
from services.core.programmes.types import Criteria, Issuer, LegalGround, ProgrammeStatus, Terms


class Programme(Base):
    """One offer for one fiscal year, and a book of the ledger of its own."""

    __tablename__ = "programmes"
    __table_args__ = (
        UniqueConstraint("organisation_id", "id"),
        CheckConstraint("code ~ '^[0-9]{6}$'", name="code_is_six_digits"),
        CheckConstraint(
            "status = 'draft' OR (issuer IS NOT NULL AND legal_ground IS NOT NULL)",
            name="published_with_legal_ground",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    code: Mapped[str] = mapped_column(CHAR(6), unique=True)
    name_ja: Mapped[str]
    name_en: Mapped[str]
    municipality_code: Mapped[str | None]
    status: Mapped[ProgrammeStatus] = enum_column(
        ProgrammeStatus, "status", default=ProgrammeStatus.DRAFT
    )
    issuer: Mapped[Issuer | None] = enum_column(Issuer, "issuer")
    legal_ground: Mapped[LegalGround | None] = enum_column(LegalGround, "legal_ground")
    terms_data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    published_at: Mapped[datetime | None]

    @property
    def content(self) -> tuple[object, ...]:
        """What a draft says: equal for the same draft sent twice."""
        return (
            self.organisation_id,
            self.code,
            self.name_ja,
            self.name_en,
            self.municipality_code,
            self.issuer,
            self.legal_ground,
            self.terms_data,
        )

    @cached_property
    def terms(self) -> Terms:
        return Terms.model_validate(self.terms_data)


class CriteriaVersion(Base):
    """One version of a programme's criteria; decisions keep the number they were made under."""

    __tablename__ = "criteria_versions"
    __table_args__ = (CheckConstraint("version > 0", name="version_positive"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    version: Mapped[int] = small_int(primary_key=True)
    text_ja: Mapped[str]  # the rule as families are told it
    text_en: Mapped[str]
    criteria_data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID]

    @property
    def criteria(self) -> Criteria:
        return Criteria.model_validate(self.criteria_data)
