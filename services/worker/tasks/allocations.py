"""Awards by the clock: offers that nobody answered go to those who wait."""

from services.core.allocations import service as allocations
from services.core.bootstrap import Runtime
from services.worker.job import each_programme, job

BATCH = 500


@job("allocations.lapse_due")
def lapse_unanswered_offers(runtime: Runtime) -> int:
    """Withdraw offers past their day, and offer their places onwards, in the order drawn."""
    return each_programme(
        runtime,
        lambda uow, programme: allocations.lapse_due(uow, programme_id=programme.id, limit=BATCH),
    )
