"""Evidence over the wire: what is known of a document, never what is in it."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.core.households.models import Evidence
from services.core.households.types import (
    DestroyReason,
    EvidenceKind,
    EvidenceStatus,
    MediaType,
    RejectReason,
    ScanResult,
)
from services.core.households.wording import (
    evidence_kind_words,
    evidence_next_words,
    my_number_warning,
)


class EvidenceKindOut(BaseModel):
    kind: EvidenceKind
    words: str


class EvidenceAskedOut(BaseModel):
    """What a programme needs to have proved, and what must not be in the documents."""

    kinds: list[EvidenceKindOut]
    media_types: list[MediaType]
    warning: str

    @classmethod
    def of(cls, kinds: list[EvidenceKind], language: str) -> Self:
        return cls(
            kinds=[
                EvidenceKindOut(kind=kind, words=evidence_kind_words(kind, language))
                for kind in kinds
            ],
            media_types=list(MediaType),
            warning=my_number_warning(language),
        )


class EvidenceOut(BaseModel):
    """A document; once it is destroyed, the note that it was there."""

    id: UUID
    application_id: UUID
    kind: EvidenceKind
    media_type: MediaType
    size_bytes: int
    status: EvidenceStatus
    scan: ScanResult | None = Field(description="Null until the scanner has looked at it.")
    uploaded_at: datetime
    reviewed_at: datetime | None
    rejected_because: RejectReason | None
    destroyed_at: datetime | None
    destroyed_because: DestroyReason | None
    words: str = Field(description="How it stands, and what to do next.")
    warning: str = Field(description="What must not be in a document.")

    @classmethod
    def of(cls, row: Evidence, language: str) -> Self:
        return cls(
            id=row.id,
            application_id=row.application_id,
            kind=row.kind,
            media_type=row.media_type,
            size_bytes=row.size_bytes,
            status=row.status,
            scan=row.scan,
            uploaded_at=row.uploaded_at,
            reviewed_at=row.reviewed_at,
            rejected_because=row.rejected_because,
            destroyed_at=row.destroyed_at,
            destroyed_because=row.destroyed_because,
            words=evidence_next_words(
                row.status, row.rejected_because, row.destroyed_because, language
            ),
            warning=my_number_warning(language),
        )


class RejectionIn(BaseModel):
    because: RejectReason
