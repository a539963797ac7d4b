"""Documents that families have sent in: say only what the test is about."""

from typing import Any
from uuid import UUID

from services.core.households import media
from services.core.households import service as households
from services.core.households.models import Application, Evidence
from services.core.households.ports import FileStore
from services.core.households.types import EvidenceKind, ScanResult, Upload
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork
from tests.factories.documents import picture


def which(application: Application, evidence_id: UUID | None = None) -> households.Which:
    return households.Which(application.programme_id, application.id, evidence_id or uuid7())


def send(
    uow: UnitOfWork,
    files: FileStore,
    one: households.Which,
    *,
    kind: EvidenceKind = EvidenceKind.SCHOOL_RECORD,
    data: bytes | None = None,
) -> Evidence:
    """Both halves of an upload, with the file put in between."""
    begun = households.begin_upload(
        uow, which=one, kind=kind, content=media.cleaned(data or picture())
    )
    if not isinstance(begun, Upload):
        return begun
    files.put(begun.file_key, begun.sealed)
    return households.finish_upload(uow, upload=begun)


def make_evidence(
    uow: UnitOfWork, files: FileStore, application: Application, **options: Any
) -> Evidence:
    """A document that was scanned and waits for its reviewer."""
    row = send(uow, files, which(application), **options)
    [place] = [
        file
        for file in households.evidence_to_scan(
            uow, programme_id=application.programme_id, limit=1_000
        )
        if file.evidence_id == row.id
    ]
    households.note_scan(uow, file=place, result=ScanResult.CLEAN)
    return row
