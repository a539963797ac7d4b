"""Sessions: kept here, and not in what the browser holds."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.core.identity.types import PrincipalKind, SessionEnd, SignInMethod
from services.core.kit.db import Base, OfOrganisation, enum_column, small_int


class Session(OfOrganisation, Base):
    """That somebody is signed in, in one browser."""

    __tablename__ = "sessions"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name="ended_reasoned"),
        CheckConstraint(
            "(principal_kind = 'family') = (household_id IS NOT NULL)", name="family_has_a_home"
        ),
        CheckConstraint("created_at < expires_at", name="has_an_end"),
        Index(None, "organisation_id", "principal_id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    principal_kind: Mapped[PrincipalKind] = enum_column(PrincipalKind, "principal_kind")
    principal_id: Mapped[UUID]
    household_id: Mapped[UUID | None]  # a guardian's
    secret_digest: Mapped[bytes]
    method: Mapped[SignInMethod] = enum_column(SignInMethod, "method")
    browser: Mapped[str]  # family and system, as its owner would know it again; no version, no IP
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    idle_s: Mapped[int] = small_int()
    expires_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[SessionEnd | None] = enum_column(SessionEnd, "ended_because")

    def is_open(self, at: datetime) -> bool:
        """Neither ended, nor left alone too long, nor older than any session may get."""
        idle_until = self.last_seen_at + timedelta(seconds=self.idle_s)
        return self.ended_at is None and at < min(idle_until, self.expires_at)

    def end(self, because: SessionEnd, at: datetime) -> None:
        """End it; a second time changes nothing."""
        if self.ended_at is None:
            self.ended_at, self.ended_because = at, because
