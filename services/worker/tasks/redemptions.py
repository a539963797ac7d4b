"""Redemptions by the clock: uses on which the family said nothing in the programme's days."""

from services.core.bootstrap import Runtime
from services.core.redemptions import service as redemptions
from services.worker.job import each_programme, job

BATCH = 1_000


@job("redemptions.confirm_due")
def confirm_due_redemptions(runtime: Runtime) -> int:
    """Take silence for consent, once it has lasted; a batch has an upper bound."""
    return each_programme(
        runtime,
        lambda uow, programme: redemptions.confirm_due(uow, programme_id=programme.id, limit=BATCH),
    )
