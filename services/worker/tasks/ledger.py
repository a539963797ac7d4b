"""The ledger by the clock: holds that lapse, and digests of the log."""

from services.core.bootstrap import Runtime
from services.core.ledger import service as ledger
from services.worker.job import each_programme, job

BATCH = 500


@job("ledger.lapse_due")
def lapse_due_holds(runtime: Runtime) -> int:
    """Let go of holds whose time is up; a batch has an upper bound, the rest waits a minute."""
    return runtime.attempt(lambda uow: ledger.lapse_due(uow, limit=BATCH))


@job("ledger.checkpoint")
def checkpoint_books(runtime: Runtime) -> int:
    """Digest what each book recorded since the last time, so that a change to the past shows."""
    return each_programme(
        runtime, lambda uow, programme: ledger.checkpoint(uow, programme_id=programme.id)
    )
