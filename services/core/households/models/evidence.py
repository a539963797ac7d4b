"""The table of evidence: what a family sent in, what was found in it, and that it is gone."""

from datetime import datetime
from typing import Self
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from services.core.households.errors import (
    EvidenceIsGone,
    EvidenceNotScanned,
    EvidenceReviewed,
)
from services.core.households.policies import DESTROYED_BY, KEEPS_DIGEST
from services.core.households.types import (
    DestroyReason,
    EvidenceKind,
    EvidenceStatus,
    MediaType,
    RejectReason,
    ScanResult,
    Upload,
)
from services.core.kit.db import Base, OfProgramme, enum_column, reference


class Evidence(OfProgramme, Base):
    """
    One document to an application. The file itself lies in the file store, sealed.

    A destroyed one stays as a tombstone, its file's key with it: a file that comes back out of a
    backup is known again and destroyed again.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        reference("applications", "programme_id", "application_id"),
        reference("children", "organisation_id", "child_id"),
        UniqueConstraint("organisation_id", "file_key"),
        CheckConstraint("size_bytes > 0", name="not_empty"),
        CheckConstraint("(status = 'uploaded') <= (scan IS NULL)", name="scanned_before_seen"),
        CheckConstraint(
            "(status IN ('scanned', 'accepted', 'rejected')) <= (scan IS DISTINCT FROM 'infected'"
            " AND scan IS NOT NULL AND digest IS NOT NULL)",
            name="nothing_infected_is_kept",
        ),
        CheckConstraint(
            "(status IN ('accepted', 'rejected')) <= (reviewed_at IS NOT NULL"
            " AND reviewed_by IS NOT NULL)",
            name="reviewed_by_someone",
        ),
        CheckConstraint(
            "(status = 'rejected') <= (rejected_because IS NOT NULL)", name="rejected_reasoned"
        ),
        CheckConstraint(
            "(status = 'destroyed') = (destroyed_at IS NOT NULL AND destroyed_because IS NOT NULL)",
            name="destroyed_reasoned",
        ),
        CheckConstraint(
            "(destroyed_because IN ('contains_my_number', 'must_not_be_kept', 'infected',"
            " 'erased')) <= (digest IS NULL)",
            name="no_trace_of_what_must_not_be",
        ),
        CheckConstraint("removed_at IS NULL OR status = 'destroyed'", name="removed_if_destroyed"),
        Index(None, "programme_id", "application_id"),
        Index(None, "organisation_id", "child_id"),
        Index(
            "ix_evidence_to_scan",
            "programme_id",
            "uploaded_at",
            postgresql_where=text("status = 'uploaded'"),
        ),
        Index(
            "ix_evidence_to_remove",
            "programme_id",
            "destroyed_at",
            postgresql_where=text("destroyed_at IS NOT NULL AND removed_at IS NULL"),
        ),
    )

    organisation_id: Mapped[UUID]
    application_id: Mapped[UUID]
    child_id: Mapped[UUID]
    kind: Mapped[EvidenceKind] = enum_column(EvidenceKind, "kind")
    media_type: Mapped[MediaType] = enum_column(MediaType, "media_type")
    size_bytes: Mapped[int]
    digest: Mapped[bytes | None]  # keyed and salted; of what was kept, which may differ in metadata
    file_key: Mapped[str]
    status: Mapped[EvidenceStatus] = enum_column(EvidenceStatus, "status")
    scan: Mapped[ScanResult | None] = enum_column(ScanResult, "scan")
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[UUID]
    scanned_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[UUID | None]
    rejected_because: Mapped[RejectReason | None] = enum_column(RejectReason, "rejected_because")
    destroyed_at: Mapped[datetime | None]
    destroyed_because: Mapped[DestroyReason | None] = enum_column(
        DestroyReason, "destroyed_because"
    )
    removed_at: Mapped[datetime | None]  # the file store has confirmed that the file is gone

    @classmethod
    def of(cls, upload: Upload, *, organisation_id: UUID, by: UUID, at: datetime) -> Self:
        return cls(
            organisation_id=organisation_id,
            programme_id=upload.programme_id,
            id=upload.id,
            application_id=upload.application_id,
            child_id=upload.child_id,
            kind=upload.kind,
            media_type=upload.media_type,
            size_bytes=upload.size_bytes,
            digest=upload.digest,
            file_key=upload.file_key,
            status=EvidenceStatus.UPLOADED,
            uploaded_at=at,
            uploaded_by=by,
        )

    def must_be_there(self) -> None:
        """:raises EvidenceIsGone: only the tombstone is left."""
        if self.status is EvidenceStatus.DESTROYED:
            raise EvidenceIsGone(evidence_id=self.id, because=self.destroyed_because)

    def must_be_open(self) -> None:
        """
        Stand before whoever wants to see what is in it.

        :raises EvidenceNotScanned: it has not been looked through for malware yet.
        :raises EvidenceIsGone: only the tombstone is left.
        """
        self.must_be_there()
        if self.status is EvidenceStatus.UPLOADED:
            raise EvidenceNotScanned(evidence_id=self.id)

    def must_be_unanswered(self) -> None:
        """:raises EvidenceReviewed: somebody has accepted or rejected it."""
        if self.reviewed_at is not None:
            raise EvidenceReviewed(evidence_id=self.id)

    def note_scan(self, result: ScanResult, *, at: datetime) -> bool:
        """Keep what the scanner found; False where it is too late: scanned before, or gone."""
        if self.status is not EvidenceStatus.UPLOADED:
            return False
        self.scan, self.scanned_at, self.status = result, at, EvidenceStatus.SCANNED
        if result is ScanResult.INFECTED:
            self.destroy(DestroyReason.INFECTED, at=at)
        return True

    def accept(self, *, by: UUID, at: datetime) -> bool:
        """
        It proves what it is to prove. False where that was said before.

        :raises EvidenceNotScanned, EvidenceIsGone: it cannot be looked at.
        :raises EvidenceReviewed: somebody else has answered, and otherwise.
        """
        self.must_be_open()
        if self.status is EvidenceStatus.ACCEPTED:
            return False
        self._answer(EvidenceStatus.ACCEPTED, by=by, at=at)
        self.rejected_because = None
        return True

    def reject(self, because: RejectReason, *, by: UUID, at: datetime) -> bool:
        """
        It does not serve. False where the same was said before.

        What must not be kept is destroyed here and now, whoever has answered what before.

        :raises EvidenceNotScanned, EvidenceIsGone: it cannot be looked at.
        :raises EvidenceReviewed: somebody else has answered, and otherwise.
        """
        destroyed_by = DESTROYED_BY.get(because)
        if destroyed_by is not None and self.destroyed_because is destroyed_by:
            return False
        self.must_be_open()
        if self.status is EvidenceStatus.REJECTED and self.rejected_because is because:
            return False
        if destroyed_by is None:
            self._answer(EvidenceStatus.REJECTED, by=by, at=at)
        else:
            self.reviewed_by, self.reviewed_at = by, at
            self.destroy(destroyed_by, at=at)
        self.rejected_because = because
        return True

    def destroy(self, because: DestroyReason, *, at: datetime) -> None:
        """Leave a tombstone; the digest stays where it may prove what was decided on."""
        self.must_be_there()
        self.status, self.destroyed_because, self.destroyed_at = (
            EvidenceStatus.DESTROYED,
            because,
            at,
        )
        if because not in KEEPS_DIGEST:
            self.digest = None

    def _answer(self, status: EvidenceStatus, *, by: UUID, at: datetime) -> None:
        # Whoever answered may correct themselves; of two reviewers at once, the first counts.
        if self.reviewed_by not in {None, by}:
            raise EvidenceReviewed(evidence_id=self.id)
        self.status, self.reviewed_by, self.reviewed_at = status, by, at
