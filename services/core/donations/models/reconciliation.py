"""What came of comparing the gateway's balance, the books and the bank."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.core.donations.types import FindingKind
from services.core.kit.db import Base, OfOrganisation, enum_column, reference


class Reconciliation(OfOrganisation, Base):
    """One comparison of a span; without an end it is asked for, or under way."""

    __tablename__ = "reconciliations"
    __table_args__ = (
        CheckConstraint("since < until", name="span_not_empty"),
        CheckConstraint("explained <= entries", name="explained_within"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    since: Mapped[datetime]
    until: Mapped[datetime]  # exclusive
    requested_at: Mapped[datetime]
    requested_by: Mapped[UUID]
    finished_at: Mapped[datetime | None]
    entries: Mapped[int]
    explained: Mapped[int]
    findings: Mapped[int]


class ReconciliationFinding(OfOrganisation, Base):
    """A difference, or something that should not stand so; the first of a run are kept."""

    __tablename__ = "reconciliation_findings"
    __table_args__ = (
        reference("reconciliations", "organisation_id", "reconciliation_id"),
        Index("ix_reconciliation_findings_run", "organisation_id", "reconciliation_id", "id"),
    )

    reconciliation_id: Mapped[UUID]
    kind: Mapped[FindingKind] = enum_column(FindingKind, "kind")
    about: Mapped[str]  # the gateway's id of a movement or payout, or ours of what has none there
    payout_id: Mapped[str | None]
    theirs_minor: Mapped[int | None]
    ours_minor: Mapped[int | None]
