"""
What happens to the files of evidence by itself: scanned, removed, retired, swept.

Here are the halves that stand in the database; the worker goes to the file store and the scanner
between two of them, with no transaction open.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from services.core.audit import service as audit
from services.core.households.models import Evidence
from services.core.households.repository import EvidenceRepository
from services.core.households.service.evidence import STORED_UNDER, file_of, tell_destroyed
from services.core.households.types import (
    DestroyReason,
    EvidenceId,
    EvidenceStatus,
    FileAt,
    ScanResult,
)
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes


def evidence_to_scan(uow: UnitOfWork, *, programme_id: UUID, limit: int) -> list[FileAt]:
    """Documents that wait for the malware scanner, those that wait longest first."""
    programmes.enter(uow, programme_id)
    return [file_of(row) for row in EvidenceRepository(uow).to_scan(programme_id, limit)]


def evidence_file(uow: UnitOfWork, *, programme_id: UUID, evidence_id: UUID) -> FileAt | None:
    """Where the file of a document lies or lay; None where there never was one."""
    row = EvidenceRepository(uow).find(programme_id, evidence_id)
    return None if row is None else file_of(row)


def note_scan(uow: UnitOfWork, *, file: FileAt, result: ScanResult) -> None:
    """
    Keep what the scanner found; what is infected is destroyed. One that was destroyed meanwhile,
    or scanned by another worker, stays as it is.
    """
    row = EvidenceRepository(uow).find(file.programme_id, file.evidence_id)
    if row is None or not row.note_scan(result, at=uow.now):
        return
    audit.record(
        uow,
        action="evidence.scan",
        object_type="evidence",
        object_id=row.id,
        facts={"application_id": row.application_id, "result": result},
    )
    if row.status is EvidenceStatus.DESTROYED:
        tell_destroyed(uow, row)


def evidence_to_remove(uow: UnitOfWork, *, programme_id: UUID, limit: int) -> list[FileAt]:
    """Destroyed documents whose files the store has not confirmed to be gone."""
    programmes.enter(uow, programme_id)
    return [file_of(row) for row in EvidenceRepository(uow).to_remove(programme_id, limit)]


def note_removed(uow: UnitOfWork, *, programme_id: UUID, evidence_ids: Iterable[UUID]) -> None:
    """The file store has said that these documents' files are gone."""
    EvidenceRepository(uow).note_removed(programme_id, evidence_ids, at=uow.now)


def evidence_due(
    uow: UnitOfWork, *, at: datetime, child_ids: Collection[UUID] | None = None
) -> list[EvidenceId]:
    """
    Documents of the organisation entered that have served: their application was decided at `at`
    or before, or withdrawn and they are as old.

    :param child_ids: only these children's; None: all.
    """
    return [EvidenceId(row.id) for row in EvidenceRepository(uow).due(at, child_ids)]


def retire_evidence(
    uow: UnitOfWork, *, at: datetime, child_ids: Collection[UUID] | None = None
) -> list[EvidenceId]:
    """
    Destroy what `evidence_due` names; digests stay, so that a decision can be looked into.

    :param child_ids: only these children's; None: all.
    """
    return _destroy(uow, EvidenceRepository(uow).due(at, child_ids), DestroyReason.RETENTION)


def destroy_evidence(uow: UnitOfWork, *, child_id: UUID) -> list[UUID]:
    """Destroy all documents of a child, with their digests; the ids of those that were there."""
    found = EvidenceRepository(uow).kept_of_child(child_id)
    return list(_destroy(uow, found, DestroyReason.ERASED))


def file_prefix(organisation_id: UUID) -> str:
    """Under which keys the files of an organisation's evidence lie."""
    return f"{STORED_UNDER}/{organisation_id.hex}"


def noted_files(uow: UnitOfWork, *, file_keys: Collection[str]) -> dict[str, bool]:
    """Those of the files that a note stands for, and whether their documents are kept."""
    return EvidenceRepository(uow).file_keys(file_keys)


def kept_file_keys(uow: UnitOfWork) -> set[str]:
    """The files that must be there: those of the organisation's documents that are kept."""
    return {key for key, is_kept in EvidenceRepository(uow).file_keys().items() if is_kept}


def destroy_again(uow: UnitOfWork, *, file_keys: Iterable[str]) -> list[EvidenceId]:
    """Destroy documents that were destroyed once and that a backup has brought back."""
    found = EvidenceRepository(uow).kept_under(file_keys)
    return _destroy(uow, found, DestroyReason.RESTORED)


def give_up_evidence(uow: UnitOfWork, *, file_keys: Iterable[str]) -> list[EvidenceId]:
    """Say of documents whose files are lost that they are; their families are to send others."""
    found = EvidenceRepository(uow).kept_under(file_keys)
    return _destroy(uow, found, DestroyReason.LOST)


def _destroy(uow: UnitOfWork, rows: Sequence[Evidence], because: DestroyReason) -> list[EvidenceId]:
    for row in rows:
        row.destroy(because, at=uow.now)
        tell_destroyed(uow, row)
    return [EvidenceId(row.id) for row in rows]
