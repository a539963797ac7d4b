"""
Evidence: taken in sealed, looked through, opened on the record, accepted or rejected (C3).

A file is sealed twice: under the child's key, so that it goes with the child, and under one of its
own, so that it goes at once when it must; every copy, in whatever backup, goes with either.
"""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.core.audit import service as audit
from services.core.households import policies
from services.core.households.errors import (
    ApplicationNotFound,
    ApplicationWithdrawn,
    EvidenceIdReused,
    EvidenceKindNotAsked,
    EvidenceTooMany,
)
from services.core.households.events import (
    EvidenceAccepted,
    EvidenceDestroyed,
    EvidenceRejected,
    EvidenceUploaded,
)
from services.core.households.models import Application, Evidence
from services.core.households.repository import ApplicationRepository, EvidenceRepository
from services.core.households.service.consents import require_consent
from services.core.households.types import (
    ChildId,
    Cleaned,
    ConsentPurpose,
    Decision,
    DestroyReason,
    EvidenceId,
    EvidenceKind,
    EvidenceStatus,
    FileAt,
    RejectReason,
    Upload,
)
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.programmes.errors import CriteriaUnknown

# The first word of a file's key; the organisation's id is the second.
STORED_UNDER = "evidence"

_PLACE = "evidence.file"


@dataclass(frozen=True, slots=True)
class Which:
    """A document by the names under which it is asked for."""

    programme_id: UUID
    application_id: UUID
    evidence_id: UUID


def kinds_asked(uow: UnitOfWork, *, programme_id: UUID) -> list[EvidenceKind]:
    """What documents the programme's latest criteria need; all kinds while it has none."""
    programmes.enter(uow, programme_id)
    try:
        latest = programmes.criteria(uow, programme_id=programme_id)
    except CriteriaUnknown:
        return list(EvidenceKind)
    return policies.evidence_for(latest.criteria)


def begin_upload(
    uow: UnitOfWork, *, which: Which, kind: EvidenceKind, content: Cleaned
) -> Upload | Evidence:
    """
    Seal a document, so that its bytes can be put where `Upload.file_key` says, and the upload be
    finished in a second unit of work. Sent again it is the document that is there.

    :param content: as `media.cleaned` gives it.
    :raises ApplicationNotFound: there is no such application, or none of the family's that asks.
    :raises ApplicationWithdrawn: it was taken back.
    :raises ConsentMissing: the family has not allowed that its data is processed.
    :raises EvidenceKindNotAsked: the programme's criteria do not need such a document.
    :raises EvidenceTooMany: more than an application can need are there.
    :raises EvidenceIdReused: the id stands for another document.
    """
    application = _application(uow, which)
    digests = _digests(uow, which.evidence_id, content.data)
    if earlier := _earlier(uow, which, kind, digests):
        return earlier
    _may_be_added(uow, application, kind)
    sealed = uow.vault.seal_bytes(which.evidence_id, _PLACE, which.evidence_id, content.data)
    return Upload(
        id=EvidenceId(which.evidence_id),
        programme_id=which.programme_id,
        application_id=application.id,
        child_id=application.child_id,
        kind=kind,
        media_type=content.media_type,
        size_bytes=len(content.data),
        digest=digests[0],
        file_key=f"{STORED_UNDER}/{application.organisation_id.hex}/{secrets.token_hex(16)}",
        sealed=uow.vault.seal_bytes(application.child_id, _PLACE, which.evidence_id, sealed),
    )


def finish_upload(uow: UnitOfWork, *, upload: Upload) -> Evidence:
    """
    Keep the note of a document whose bytes lie in the file store now. Raises as `begin_upload`.

    Of two equal uploads at once one is kept; the other's bytes are swept away later.
    """
    which = Which(upload.programme_id, upload.application_id, upload.id)
    application = _application(uow, which)
    if earlier := _earlier(uow, which, upload.kind, [upload.digest]):
        return earlier
    _may_be_added(uow, application, upload.kind)
    row = Evidence.of(
        upload, organisation_id=application.organisation_id, by=uow.actor.id, at=uow.now
    )
    EvidenceRepository(uow).add(row)
    uow.emit(
        EvidenceUploaded(
            organisation_id=row.organisation_id,
            programme_id=row.programme_id,
            evidence_id=row.id,
            application_id=row.application_id,
        )
    )
    facts = {"kind": row.kind, "size_bytes": row.size_bytes}
    _record(uow, "evidence.upload", row, facts)
    return row


def evidence_of(uow: UnitOfWork, *, programme_id: UUID, application_id: UUID) -> Sequence[Evidence]:
    """
    The documents to one application, destroyed ones included; nothing of what is in them.

    :raises ApplicationNotFound: there is no such application, or none of the family's that asks.
    """
    application = _application(uow, Which(programme_id, application_id, application_id))
    return EvidenceRepository(uow).of_application(programme_id, application.id)


def evidence_to_review(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    status: EvidenceStatus | None = EvidenceStatus.SCANNED,
    after: UUID | None = None,
    limit: int = 100,
) -> Sequence[Evidence]:
    """A page of the programme's documents in one status, by id: those that wait for a reviewer."""
    programmes.enter(uow, programme_id)
    return EvidenceRepository(uow).page(programme_id, status=status, after=after, limit=limit)


def locate_evidence(uow: UnitOfWork, *, which: Which) -> FileAt:
    """
    Where a document's file lies, for somebody who is about to read it: that goes on the record.

    :raises EvidenceNotFound: the application has no such document.
    :raises EvidenceNotScanned: nobody may open it yet.
    :raises EvidenceIsGone: it was destroyed.
    """
    row = _evidence(uow, which)
    row.must_be_open()
    audit.record_reads(
        uow,
        action="evidence.open",
        object_type="evidence",
        object_ids=[row.id],
        facts={"application_id": row.application_id, "child_id": row.child_id},
    )
    return file_of(row)


def unseal_evidence(uow: UnitOfWork, *, file: FileAt, sealed: bytes) -> bytes:
    """
    The document's bytes, from what lay in the file store.

    :raises SubjectForgotten: it was destroyed, or the child forgotten, a moment ago.
    :raises SealBroken: these are not the bytes that were put there.
    """
    inner = uow.vault.unseal_bytes(file.child_id, _PLACE, file.evidence_id, sealed)
    return uow.vault.unseal_bytes(file.evidence_id, _PLACE, file.evidence_id, inner)


def accept_evidence(uow: UnitOfWork, *, which: Which) -> Evidence:
    """
    Say that a document proves what it is to prove.

    :raises EvidenceNotFound, EvidenceNotScanned, EvidenceIsGone: there is nothing to look at.
    :raises EvidenceReviewed: somebody else has answered, and otherwise.
    """
    row = _evidence(uow, which)
    if row.accept(by=uow.actor.id, at=uow.now):
        uow.emit(
            EvidenceAccepted(
                organisation_id=row.organisation_id,
                programme_id=row.programme_id,
                evidence_id=row.id,
                application_id=row.application_id,
            )
        )
        _record(uow, "evidence.accept", row)
    return row


def reject_evidence(uow: UnitOfWork, *, which: Which, because: RejectReason) -> Evidence:
    """
    Say that a document does not serve; the family is asked for another.

    With a My Number in it, or if it is of a kind that nobody here may hold, it is destroyed in
    this very unit of work: its key goes, so that no copy opens any more, and its digest; the file
    follows. Only the entries in the audit log tell that it was there (C3).

    Raises as `accept_evidence` does.
    """
    row = _evidence(uow, which)
    if not row.reject(because, by=uow.actor.id, at=uow.now):
        return row
    uow.emit(
        EvidenceRejected(
            organisation_id=row.organisation_id,
            programme_id=row.programme_id,
            evidence_id=row.id,
            application_id=row.application_id,
            because=because,
        )
    )
    _record(uow, "evidence.reject", row, {"because": because})
    if row.status is EvidenceStatus.DESTROYED:
        tell_destroyed(uow, row)
    return row


def take_back_evidence(uow: UnitOfWork, *, which: Which) -> Evidence:
    """
    Destroy a document at the wish of whoever sent it. Again changes nothing.

    :raises EvidenceNotFound: the application has no such document.
    :raises EvidenceReviewed: it was looked at already; it goes when its time is over.
    """
    row = _evidence(uow, which)
    if row.status is not EvidenceStatus.DESTROYED:
        row.must_be_unanswered()
        row.destroy(DestroyReason.TAKEN_BACK, at=uow.now)
        tell_destroyed(uow, row)
    return row


def file_of(row: Evidence) -> FileAt:
    """Where the file of a document lies."""
    return FileAt(
        evidence_id=EvidenceId(row.id),
        organisation_id=row.organisation_id,
        programme_id=row.programme_id,
        child_id=row.child_id,
        media_type=row.media_type,
        file_key=row.file_key,
    )


def tell_destroyed(uow: UnitOfWork, row: Evidence) -> None:
    """Destroy the key of a document that was destroyed just now, and tell of it."""
    uow.vault.forget(row.id)
    assert row.destroyed_because is not None
    uow.emit(
        EvidenceDestroyed(
            organisation_id=row.organisation_id,
            programme_id=row.programme_id,
            evidence_id=row.id,
            application_id=row.application_id,
            because=row.destroyed_because,
        )
    )
    _record(uow, "evidence.destroy", row, {"because": row.destroyed_because})


def _application(uow: UnitOfWork, which: Which) -> Application:
    """The application, locked; to a family only its own is known."""
    programmes.enter(uow, which.programme_id)
    application = ApplicationRepository(uow, which.programme_id).get(which.application_id)
    if uow.actor.household_id not in {None, application.household_id}:
        raise ApplicationNotFound(application_id=which.application_id)
    return application


def _evidence(uow: UnitOfWork, which: Which) -> Evidence:
    application = _application(uow, which)
    return EvidenceRepository(uow).get(which.programme_id, application.id, which.evidence_id)


def _earlier(
    uow: UnitOfWork, which: Which, kind: EvidenceKind, digests: Sequence[bytes]
) -> Evidence | None:
    """The document that this id stands for already, if it is this one."""
    earlier = EvidenceRepository(uow).find(which.programme_id, which.evidence_id)
    if earlier is None:
        return None
    told = (earlier.application_id, earlier.kind) == (which.application_id, kind)
    if not told or earlier.digest not in digests:
        raise EvidenceIdReused(evidence_id=which.evidence_id)
    return earlier


def _may_be_added(uow: UnitOfWork, application: Application, kind: EvidenceKind) -> None:
    if application.decision is Decision.WITHDRAWN:
        raise ApplicationWithdrawn(application_id=application.id)
    require_consent(uow, child_id=ChildId(application.child_id), purpose=ConsentPurpose.PROCESSING)
    if kind not in kinds_asked(uow, programme_id=application.programme_id):
        raise EvidenceKindNotAsked(pointer="/kind", kind=kind.value)
    kept = EvidenceRepository(uow).kept_count(application.programme_id, application.id)
    if kept >= policies.EVIDENCE_MAX:
        raise EvidenceTooMany(application_id=application.id, most=policies.EVIDENCE_MAX)


def _digests(uow: UnitOfWork, evidence_id: UUID, data: bytes) -> list[bytes]:
    """
    By which a file is known to be this document, under each secret of the installation, the one
    in force first. Keyed and salted: who has the table can neither guess nor compare.
    """
    digests = []
    for key in uow.ring.derive_each("evidence-digest"):
        salted = hmac.new(key, evidence_id.bytes, "sha256")
        salted.update(data)
        digests.append(salted.digest())
    return digests


def _record(
    uow: UnitOfWork, action: str, row: Evidence, facts: dict[str, object] | None = None
) -> None:
    told = {"application_id": row.application_id, "child_id": row.child_id, **(facts or {})}
    audit.record(uow, action=action, object_type="evidence", object_id=row.id, facts=told)
