"""The audit log: who did what, and the proof that nothing of it was altered or left out."""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from services.api.deps import PublicUow, Uow, permit, public
from services.api.paging import Paging
from services.api.problems import problems, public_problems
from services.api.schemas.audit import (
    AuditCheckpointOut,
    AuditEntryOut,
    ConsistencyProofOut,
    InclusionProofOut,
    PublicLogOut,
)
from services.api.schemas.fields import Instant
from services.core.audit import service as audit
from services.core.audit.errors import (
    CheckpointUnknown,
    EntryNotSigned,
    EntryUnknown,
    LogUnknown,
    TreeSizeOutOfRange,
)
from services.core.audit.types import EntryFilter
from services.core.identity.policies import Permission
from services.core.kit.sheets import write_csv

router = APIRouter(tags=["audit"])

READ = [Depends(permit(Permission.AUDIT_READ))]
EXPORT = [Depends(permit(Permission.AUDIT_EXPORT))]

CSV_COLUMNS = list(AuditEntryOut.model_fields)
CSV_ROWS_MAX = 10_000
CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}}
}
NOTE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/plain": {"schema": {"type": "string"}}}}
}
# Anybody may keep it as long as it takes to sign the next.
CACHED = {"Cache-Control": "public, max-age=60"}

# What is looked for is recorded: there must be no room in it for a person's name.
Word = Annotated[str | None, Query(pattern=r"^[a-z][a-z0-9_.]{0,99}$")]
SIZE_MAX = 2**53  # what every JSON parser keeps whole
TreeSize = Annotated[int, Path(ge=1, le=SIZE_MAX, description="How many entries were in it.")]


def wanted(
    object_id: UUID | None = None,
    object_type: Word = None,
    actor_id: UUID | None = None,
    action: Word = None,
    since: Annotated[Instant | None, Query(description="Recorded then or later.")] = None,
    until: Annotated[Instant | None, Query(description="Recorded before.")] = None,
) -> EntryFilter:
    """What is looked for; what is left out does not matter."""
    return EntryFilter(
        object_id=object_id,
        object_type=object_type,
        actor_id=actor_id,
        action=action,
        since=since,
        until=until,
    )


Wanted = Annotated[EntryFilter, Depends(wanted)]


@router.get("/audit/entries", dependencies=READ, responses=problems())
def list_audit_entries(uow: Uow, filter: Wanted, paging: Paging) -> list[AuditEntryOut]:
    """List who did what, the newest first. The look is itself an entry."""
    found = audit.entries(uow, wanted=filter, after=paging.after, limit=paging.and_one_more)
    return [AuditEntryOut.model_validate(entry) for entry in paging.cut(found)]


@router.get(
    "/audit/entries.csv",
    dependencies=EXPORT,
    response_class=Response,
    responses={**problems(), **CSV},
)
def export_audit_entries(
    uow: Uow,
    filter: Wanted,
    cursor: Annotated[UUID | None, Query(description="The id in the last row seen.")] = None,
) -> Response:
    """Give entries as CSV (UTF-8 with BOM), the newest first, at most 10,000 at a time."""
    found = audit.entries(uow, wanted=filter, after=cursor, limit=CSV_ROWS_MAX)
    rows = [_row(AuditEntryOut.model_validate(entry)) for entry in found]
    return Response(write_csv([CSV_COLUMNS, *rows]), media_type="text/csv; charset=utf-8")


@router.get(
    "/audit/entries/{entry_id}/proof",
    dependencies=READ,
    responses=problems(EntryUnknown, EntryNotSigned),
)
def prove_audit_entry(entry_id: UUID, uow: Uow) -> InclusionProofOut:
    """Prove that an entry stands in the newest signed log: to keep, or to hand on."""
    return InclusionProofOut.of(audit.prove(uow, entry_id=entry_id))


@router.get("/audit/checkpoints", dependencies=READ, responses=problems())
def list_audit_checkpoints(uow: Uow, paging: Paging) -> list[AuditCheckpointOut]:
    """List what was signed, the newest first."""
    found = audit.checkpoints(uow, after=paging.after, limit=paging.and_one_more)
    return [AuditCheckpointOut.model_validate(one) for one in paging.cut(found)]


@router.get(
    "/audit/checkpoints/{tree_size}",
    dependencies=READ,
    response_class=Response,
    responses={**problems(CheckpointUnknown), **NOTE},
)
def get_audit_checkpoint(tree_size: TreeSize, uow: Uow) -> Response:
    """Give one checkpoint as it was signed, with the signatures of outside witnesses."""
    note = audit.checkpoint_at(uow, tree_size=tree_size)
    return Response(note, media_type="text/plain; charset=utf-8")


@router.get(
    "/audit/consistency",
    dependencies=READ,
    responses=problems(TreeSizeOutOfRange, CheckpointUnknown),
)
def prove_audit_consistency(
    uow: Uow,
    old_size: Annotated[int, Query(alias="from", ge=1, le=SIZE_MAX)],
    new_size: Annotated[int, Query(alias="to", ge=1, le=SIZE_MAX)],
) -> ConsistencyProofOut:
    """Prove that the log has only grown between two checkpoints, by their sizes."""
    return ConsistencyProofOut.of(audit.consistency(uow, old_size=old_size, new_size=new_size))


@router.get(
    "/organisations/{organisation_id}/audit/log.json",
    dependencies=[Depends(public)],
    responses=public_problems(LogUnknown),
)
def get_audit_log(organisation_id: UUID, uow: PublicUow, response: Response) -> PublicLogOut:
    """The log's name, its public key and its newest checkpoint: enough to check a proof."""
    response.headers.update(CACHED)
    return PublicLogOut.model_validate(audit.public_log(uow, organisation_id=organisation_id))


def _row(entry: AuditEntryOut) -> list[str]:
    told = entry.model_dump(mode="json")
    return [
        json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value or ""
        for value in told.values()
    ]
