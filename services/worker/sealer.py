"""
The sealer: a thread beside each worker that gives the audit log's new entries their leaves.

Every two seconds, so that what is recorded is in the tree within five; one of them at a time, by
an advisory lock. It keeps away from the requests that record: they write a row, and no more.
"""

import threading
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

import structlog

from services.core.audit import service as audit
from services.core.bootstrap import Runtime
from services.core.identity import service as identity
from services.core.kit import jobs
from services.core.kit.unit_of_work import UnitOfWork
from services.worker.process import Process

LOOK_S = 2.0

log = structlog.get_logger(__name__)


class Sealer(threading.Thread):
    """Seals what is new, again and again."""

    def __init__(self, process: Process, *, look_s: float = LOOK_S) -> None:
        super().__init__(name="sealer", daemon=True)
        self._process = process
        self._look_s = look_s
        self._ending = threading.Event()

    def end(self) -> None:
        """Stop looking; a batch under way is finished, or undone with the process."""
        self._ending.set()

    def run(self) -> None:
        while not self._ending.is_set():
            try:
                with jobs.alone(self._process.runtime.engine, "audit sealer") as leading:
                    while leading and not self._ending.is_set():
                        seal_logs(self._process.runtime)
                        self._ending.wait(self._look_s)
            except Exception as error:
                # The database is away, most likely. Whatever it is: a thread that ended would be
                # silence, while one that says so and looks again passes over nothing.
                log.warning("sealer_waits", error=type(error).__name__)
            self._ending.wait(self._look_s)


def seal_logs(runtime: Runtime) -> int:
    """Seal what is new in every organisation's log, in batches; how many entries."""
    sealed: list[int] = []

    def seal(organisation_id: UUID) -> None:
        if not runtime.attempt(audit.is_due, organisation_id=organisation_id):
            return
        open_log(runtime, organisation_id)
        full = True
        while full:
            batch = runtime.attempt(audit.seal, organisation_id=organisation_id)
            full = batch.full
            sealed.append(batch.sealed)

    each_organisation(runtime, seal)
    return sum(sealed)


def open_log(runtime: Runtime, organisation_id: UUID) -> str:
    """The origin of the organisation's log, named after the host by which we are known."""
    address = urlsplit(runtime.settings.base_url)
    host = address.hostname or "localhost"
    name = f"{host}:{address.port}" if address.port else host
    return runtime.attempt(partial(audit.open_log, host=name), organisation_id=organisation_id)


def each_organisation(runtime: Runtime, work: Callable[[UUID], object]) -> int:
    """
    Do `work` for every organisation; one's failure does not keep the others waiting.

    :returns: for how many it was done.
    :raises ExceptionGroup: for some it failed.
    """
    failures: list[Exception] = []
    with runtime.unit_of_work() as uow:
        ids = _ids(uow)
    for id in ids:
        try:
            work(id)
        except Exception as error:
            log.error("log_failed_for", organisation_id=str(id), error=type(error).__name__)
            failures.append(error)
    if failures:
        raise ExceptionGroup("some logs failed", failures)
    return len(ids)


def _ids(uow: UnitOfWork) -> list[UUID]:
    return [organisation.id for organisation in identity.organisations(uow)]
