"""
The files of evidence: steps in the database with the file store and the scanner between them.

No transaction is open while a file is read, scanned or deleted. Each step may be done twice.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from uuid import UUID

import structlog

from services.core.bootstrap import Runtime
from services.core.households import service as households
from services.core.households.errors import ScannerUnavailable
from services.core.households.types import EvidenceId, FileAt
from services.core.kit.crypto import SubjectForgotten
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.worker.job import each_programme

BATCH = 200

# A file may lie for so long before its note is written; one that does longer belongs to nobody.
WRITING_MAX = timedelta(hours=1)

log = structlog.get_logger(__name__)


def scan(runtime: Runtime) -> int:
    """
    Have what has arrived looked through for malware; how many documents were.

    Where the scanner does not answer they stay closed, and wait for the next beat.
    """
    if runtime.scanner is None:
        return 0
    waiting = _gathered(runtime, households.evidence_to_scan)
    for number, file in enumerate(waiting):
        try:
            _scan(runtime, file)
        except ScannerUnavailable:
            log.error("scanner_unavailable", waiting=len(waiting) - number)
            return number
    return len(waiting)


def remove(runtime: Runtime) -> int:
    """Let the files of destroyed documents be gone; how many were."""
    gone = _gathered(runtime, households.evidence_to_remove)
    for file in gone:
        runtime.files.delete(file.file_key)
        runtime.attempt(_noting_removed(file), organisation_id=file.organisation_id)
    return len(gone)


def sweep(runtime: Runtime) -> dict[str, int]:
    """
    Bring files and notes together, both ways, after crashes and after backups were restored.

    Files without a note, or whose note says that they were destroyed, go. Documents that were
    destroyed once, by the store's own register, are destroyed again. Documents whose files are
    missing are only told of: a store that was not mounted must cost nobody their documents.
    """
    told = {"orphans": 0, "destroyed_again": 0, "missing": 0}
    for organisation_id in _organisations(runtime):
        for name, count in _sweep(runtime, organisation_id).items():
            told[name] += count
    if told["missing"]:
        log.error("evidence_files_missing", missing=told["missing"])
    return told


def purge(runtime: Runtime, *, destroyed: Iterable[str]) -> dict[str, int]:
    """
    Destroy again, right away, what a restored backup has brought back.

    :param destroyed: keys off a register that was kept elsewhere, beside the store's own.
    """
    for key in destroyed:
        runtime.files.delete(key)
    told = sweep(runtime)
    remove(runtime)
    return told


def give_up_missing(runtime: Runtime) -> int:
    """Say of documents whose files are missing that they are lost; how many are."""
    lost = 0
    for organisation_id in _organisations(runtime):
        kept = runtime.attempt(households.kept_file_keys, organisation_id=organisation_id)
        missing = [key for key in kept if not runtime.files.exists(key)]
        verb = partial(households.give_up_evidence, file_keys=missing)
        given_up = runtime.attempt(verb, organisation_id=organisation_id)
        lost += len(given_up)
    return lost


def _sweep(runtime: Runtime, organisation_id: UUID) -> dict[str, int]:
    prefix = households.file_prefix(organisation_id)

    def within(verb: Callable[[UnitOfWork], set[str] | list[EvidenceId]]) -> set[str]:
        return {str(one) for one in runtime.attempt(verb, organisation_id=organisation_id)}

    destroyed = runtime.files.destroyed(prefix)
    again = within(lambda uow: households.destroy_again(uow, file_keys=destroyed))
    # Files first, notes second: what arrives in between has its note and is not yet looked at.
    lying = set(runtime.files.keys(prefix, older_than=WRITING_MAX))
    orphans = within(lambda uow: households.orphans_among(uow, file_keys=lying))
    for key in sorted(orphans):
        runtime.files.delete(key)
    kept = within(households.kept_file_keys)
    missing = [key for key in kept if not runtime.files.exists(key)]
    return {"orphans": len(orphans), "destroyed_again": len(again), "missing": len(missing)}


def _scan(runtime: Runtime, file: FileAt) -> None:
    assert runtime.scanner is not None
    sealed = runtime.files.get(file.file_key)
    if sealed is None:
        return  # told of by the sweep
    try:
        data = runtime.attempt(
            lambda uow: households.unseal_evidence(uow, file=file, sealed=sealed),
            organisation_id=file.organisation_id,
        )
    except SubjectForgotten:
        return  # destroyed meanwhile
    result = runtime.scanner.scan(data)
    runtime.attempt(
        lambda uow: households.note_scan(uow, file=file, result=result),
        organisation_id=file.organisation_id,
    )


def _organisations(runtime: Runtime) -> list[UUID]:
    with runtime.unit_of_work() as uow:
        return sorted({one.organisation_id for one in programmes.all_programmes(uow)})


def _gathered(runtime: Runtime, verb: Callable[..., list[FileAt]]) -> list[FileAt]:
    """What the verb names in each programme, a batch of each."""
    found: list[FileAt] = []
    each_programme(
        runtime,
        lambda uow, programme: found.extend(verb(uow, programme_id=programme.id, limit=BATCH)),
    )
    return found


def _noting_removed(file: FileAt) -> Callable[[UnitOfWork], None]:
    def note(uow: UnitOfWork) -> None:
        households.note_removed(
            uow, programme_id=file.programme_id, evidence_ids=[file.evidence_id]
        )

    return note
