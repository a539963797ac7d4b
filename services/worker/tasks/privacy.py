"""People's data by the clock: what is over its term goes, and who was erased is told outside."""

from functools import partial
from pathlib import Path
from uuid import UUID

from services.core.bootstrap import Runtime
from services.core.kit.unit_of_work import UnitOfWork
from services.core.privacy import register
from services.core.privacy import service as privacy
from services.worker.job import job
from services.worker.sealer import each_organisation

# So many batches a beat: what is left over goes on with the next, long before the time limit.
BATCHES = 100


@job("privacy.retain")
def carry_out_retention(runtime: Runtime) -> int:
    """
    Go on with retention runs that are under way, and begin the one of the month.

    Whatever ends the process between two batches, the next beat goes on from there.
    """
    runtime.attempt(privacy.tidy_installation)
    return each_organisation(runtime, partial(_retain, runtime))


@job("privacy.register")
def write_register(runtime: Runtime) -> int:
    """Bring the register of erasures up to date: the file that a restored backup is told by."""
    return each_organisation(runtime, partial(_register, runtime))


def register_of(runtime: Runtime) -> Path:
    """Where the register of erasures lies."""
    return runtime.settings.erasure_register or runtime.settings.data_dir / "erasures.jsonl"


def erase_again(runtime: Runtime, entries: list[register.Entry]) -> int:
    """Erase anew whom a restored backup has brought back, each for itself; how many."""
    return sum(
        runtime.attempt(
            partial(privacy.erase_again, subject=entry.subject, order=entry.order, id=entry.id),
            organisation_id=entry.organisation_id,
        )
        for entry in entries
    )


def _retain(runtime: Runtime, organisation_id: UUID) -> bool:
    run = runtime.attempt(privacy.monthly_run, organisation_id=organisation_id)
    if run is None:
        return True
    step = partial(privacy.continue_run, run_id=run.id)
    return any(not runtime.attempt(step, organisation_id=organisation_id) for _ in range(BATCHES))


def _register(runtime: Runtime, organisation_id: UUID) -> int:
    def known(uow: UnitOfWork) -> list[register.Entry]:
        return [register.Entry.of(organisation_id, report) for report in privacy.erasures(uow)]

    entries = runtime.attempt(known, organisation_id=organisation_id)
    return register.add(register_of(runtime), entries)
