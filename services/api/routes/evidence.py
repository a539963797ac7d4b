"""Evidence: what families send in, and what the office finds in it."""

from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile

from services.api.apart import Apart, permit_apart
from services.api.deps import Uow, permit, programme_of
from services.api.headers import DATA_POLICY, POLICY
from services.api.paging import Paging
from services.api.problems import language_of, problems
from services.api.schemas.evidence import EvidenceAskedOut, EvidenceOut, RejectionIn
from services.core.bootstrap import Runtime
from services.core.households import media
from services.core.households import service as households
from services.core.households.errors import (
    ApplicationNotFound,
    ApplicationWithdrawn,
    ConsentMissing,
    EvidenceActive,
    EvidenceDamaged,
    EvidenceEmpty,
    EvidenceFileMissing,
    EvidenceIdReused,
    EvidenceIsGone,
    EvidenceKindNotAsked,
    EvidenceNotFound,
    EvidenceNotScanned,
    EvidenceReviewed,
    EvidenceTooMany,
    EvidenceTypeRefused,
    FilesUnavailable,
    UploadsClosed,
)
from services.core.households.models import Evidence
from services.core.households.types import EvidenceKind, EvidenceStatus, MediaType
from services.core.identity.policies import Permission, Scope
from services.core.kit.crypto import SealBroken, SubjectForgotten
from services.core.programmes.errors import ProgrammeUnknown

router = APIRouter(prefix="/programmes/{programme_id}", tags=["evidence"])

OWN = Scope.OWN_HOUSEHOLD
ONE = "/applications/{application_id}/evidence/{evidence_id}"

SUFFIXES = {
    MediaType.PNG: "png",
    MediaType.JPEG: "jpg",
    MediaType.WEBP: "webp",
    MediaType.HEIC: "heic",
    MediaType.PDF: "pdf",
}

Reviewer = Annotated[Apart, Depends(permit_apart(Permission.EVIDENCE_REVIEW))]
Sender = Annotated[Apart, Depends(permit_apart(Permission.EVIDENCE_WRITE, OWN))]


@router.get(
    "/evidence-kinds",
    dependencies=[Depends(permit(Permission.PROGRAMME_READ))],
    responses=problems(ProgrammeUnknown),
)
def tell_evidence_kinds(programme_id: UUID, uow: Uow, request: Request) -> EvidenceAskedOut:
    """Tell what documents the programme needs: no other is taken in."""
    kinds = households.kinds_asked(uow, programme_id=programme_of(uow, programme_id).id)
    return EvidenceAskedOut.of(kinds, language_of(request))


@router.get(
    "/evidence",
    dependencies=[Depends(permit(Permission.EVIDENCE_REVIEW))],
    responses=problems(ProgrammeUnknown),
)
def list_evidence_to_review(
    programme_id: UUID,
    uow: Uow,
    paging: Paging,
    request: Request,
    status: EvidenceStatus = EvidenceStatus.SCANNED,
) -> list[EvidenceOut]:
    """List the programme's documents in one status: those that wait for a reviewer."""
    found = households.evidence_to_review(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        status=status,
        after=paging.after,
        limit=paging.and_one_more,
    )
    return [EvidenceOut.of(row, language_of(request)) for row in paging.cut(found)]


@router.get(
    "/applications/{application_id}/evidence",
    dependencies=[Depends(permit(Permission.EVIDENCE_READ, OWN))],
    responses=problems(ProgrammeUnknown, ApplicationNotFound),
)
def list_evidence(
    programme_id: UUID, application_id: UUID, uow: Uow, paging: Paging, request: Request
) -> list[EvidenceOut]:
    """List the documents to an application, the notes of destroyed ones with them."""
    found = households.evidence_of(
        uow, programme_id=programme_of(uow, programme_id).id, application_id=application_id
    )
    return [EvidenceOut.of(row, language_of(request)) for row in paging.of(found)]


@router.put(
    ONE,
    status_code=201,
    responses=problems(
        ProgrammeUnknown,
        ApplicationNotFound,
        ApplicationWithdrawn,
        ConsentMissing,
        EvidenceKindNotAsked,
        EvidenceTooMany,
        EvidenceIdReused,
        EvidenceEmpty,
        EvidenceTypeRefused,
        EvidenceDamaged,
        EvidenceActive,
        UploadsClosed,
        FilesUnavailable,
    ),
)
def upload_evidence(
    programme_id: UUID,
    application_id: UUID,
    evidence_id: UUID,
    sender: Sender,
    request: Request,
    kind: Annotated[EvidenceKind, Form()],
    file: Annotated[UploadFile, File(description="A picture or a PDF, without a My Number.")],
) -> EvidenceOut:
    """
    Send a document in. It is known by its content, whatever its name; the name is not kept.

    Where and with what a picture was taken is removed from it. The same again changes nothing.
    """
    if sender.runtime.scanner is None:
        raise UploadsClosed
    content = media.cleaned(file.file.read())
    which = households.Which(programme_id, application_id, evidence_id)
    with sender.unit_of_work() as uow:
        programme_of(uow, programme_id)
        begun = households.begin_upload(uow, which=which, kind=kind, content=content)
    if isinstance(begun, Evidence):
        return EvidenceOut.of(begun, language_of(request))
    # Between two transactions. Bytes without a note are swept away; a note always has its bytes.
    sender.runtime.files.put(begun.file_key, begun.sealed)
    with sender.unit_of_work() as uow:
        row = households.finish_upload(uow, upload=begun)
    return EvidenceOut.of(row, language_of(request))


@router.delete(
    ONE,
    responses=problems(ProgrammeUnknown, ApplicationNotFound, EvidenceNotFound, EvidenceReviewed),
)
def take_back_evidence(
    programme_id: UUID, application_id: UUID, evidence_id: UUID, sender: Sender, request: Request
) -> EvidenceOut:
    """Take a document back before anybody has answered it: it is destroyed."""
    which = households.Which(programme_id, application_id, evidence_id)
    with sender.unit_of_work() as uow:
        programme_of(uow, programme_id)
        row = households.take_back_evidence(uow, which=which)
    _remove(sender.runtime, row)
    return EvidenceOut.of(row, language_of(request))


@router.get(
    f"{ONE}/file",
    response_class=Response,
    responses={
        200: {
            "content": {kind.value: {} for kind in MediaType},
            "description": "The document, to be saved and not shown in the page.",
        },
        **problems(
            ProgrammeUnknown,
            ApplicationNotFound,
            EvidenceNotFound,
            EvidenceNotScanned,
            EvidenceIsGone,
            SubjectForgotten,
            EvidenceFileMissing,
            FilesUnavailable,
            SealBroken,
        ),
    },
)
def open_evidence(
    programme_id: UUID, application_id: UUID, evidence_id: UUID, reviewer: Reviewer
) -> Response:
    """Open a document. Who did is on the record, before a byte is given out."""
    which = households.Which(programme_id, application_id, evidence_id)
    with reviewer.unit_of_work() as uow:
        programme_of(uow, programme_id)
        place = households.locate_evidence(uow, which=which)
    sealed = reviewer.runtime.files.get(place.file_key)
    if sealed is None:
        raise EvidenceFileMissing(evidence_id=evidence_id)
    with reviewer.unit_of_work() as uow:
        data = households.unseal_evidence(uow, file=place, sealed=sealed)
    name = f"evidence-{evidence_id}.{SUFFIXES[place.media_type]}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        POLICY: DATA_POLICY,
        "Cache-Control": "no-store",
    }
    return Response(data, media_type=place.media_type.value, headers=headers)


@router.post(
    f"{ONE}/accept",
    responses=problems(
        ProgrammeUnknown,
        ApplicationNotFound,
        EvidenceNotFound,
        EvidenceNotScanned,
        EvidenceIsGone,
        EvidenceReviewed,
    ),
)
def accept_evidence(
    programme_id: UUID,
    application_id: UUID,
    evidence_id: UUID,
    reviewer: Reviewer,
    request: Request,
) -> EvidenceOut:
    """Find that a document proves what it is to prove."""
    which = households.Which(programme_id, application_id, evidence_id)
    with reviewer.unit_of_work() as uow:
        programme_of(uow, programme_id)
        row = households.accept_evidence(uow, which=which)
    return EvidenceOut.of(row, language_of(request))


@router.post(
    f"{ONE}/reject",
    responses=problems(
        ProgrammeUnknown,
        ApplicationNotFound,
        EvidenceNotFound,
        EvidenceNotScanned,
        EvidenceIsGone,
        EvidenceReviewed,
    ),
)
def reject_evidence(
    programme_id: UUID,
    application_id: UUID,
    evidence_id: UUID,
    body: RejectionIn,
    reviewer: Reviewer,
    request: Request,
) -> EvidenceOut:
    """Find that a document does not serve; one with a My Number in it is destroyed at once."""
    which = households.Which(programme_id, application_id, evidence_id)
    with reviewer.unit_of_work() as uow:
        programme_of(uow, programme_id)
        row = households.reject_evidence(uow, which=which, because=body.because)
    if row.status is EvidenceStatus.DESTROYED:
        _remove(reviewer.runtime, row)
    return EvidenceOut.of(row, language_of(request))


def _remove(runtime: Runtime, row: Evidence) -> None:
    """Let the file go now, after the commit; where the store is away, the worker will."""
    with suppress(FilesUnavailable):
        runtime.files.delete(row.file_key)
