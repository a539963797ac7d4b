"""
The files of evidence: steps in the database with the file store and the scanner between them.

No transaction is open while a file is read, scanned or deleted. Each step may be done twice.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import TypeVar
from uuid import UUID

import structlog

from services.core.bootstrap import Runtime
from services.core.households import service as households
from services.core.households.errors import ScannerUnavailable
from services.core.households.types import FileAt
from services.core.kit.crypto import SubjectForgotten
from services.core.kit.outbox import Message
from services.core.programmes import service as programmes
from services.worker.job import each_programme

T = TypeVar("T")

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


def scan_one(runtime: Runtime, message: Message) -> None:
    """
    Have one document looked through as soon as it has arrived.

    :raises ScannerUnavailable: it stays closed, and is tried again.
    """
    file = _told_of(runtime, message)
    if runtime.scanner is not None and file is not None:
        _scan(runtime, file)


def remove_one(runtime: Runtime, message: Message) -> None:
    """Let the file of one destroyed document be gone."""
    file = _told_of(runtime, message)
    if file is not None:
        _remove(runtime, file)


def remove(runtime: Runtime) -> int:
    """Let the files of destroyed documents be gone; how many were."""
    gone = _gathered(runtime, households.evidence_to_remove)
    for file in gone:
        _remove(runtime, file)
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
    files, prefix = runtime.files, households.file_prefix(organisation_id)

    def within(verb: Callable[..., T], **facts: object) -> T:
        return runtime.attempt(partial(verb, **facts), organisation_id=organisation_id)

    again = within(households.destroy_again, file_keys=files.destroyed(prefix))
    # Files first, notes second: what arrives in between is not among the files looked at.
    old, lying = set(files.keys(prefix, older_than=WRITING_MAX)), set(files.keys(prefix))
    noted = within(households.noted_files, file_keys=lying)
    orphans = {key for key in lying if not noted.get(key, key not in old)}
    for key in sorted(orphans):
        files.delete(key)
    missing = [key for key in within(households.kept_file_keys) if not files.exists(key)]
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


def _told_of(runtime: Runtime, message: Message) -> FileAt | None:
    organisation_id = UUID(message.payload["organisation_id"])
    return runtime.attempt(
        partial(
            households.evidence_file,
            programme_id=UUID(message.payload["programme_id"]),
            evidence_id=UUID(message.payload["evidence_id"]),
        ),
        organisation_id=organisation_id,
    )


def _remove(runtime: Runtime, file: FileAt) -> None:
    runtime.files.delete(file.file_key)
    verb = partial(
        households.note_removed, programme_id=file.programme_id, evidence_ids=[file.evidence_id]
    )
    runtime.attempt(verb, organisation_id=file.organisation_id)
