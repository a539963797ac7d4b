"""Measurement by the clock: sums that dashboards read."""

from services.core.bootstrap import Runtime
from services.core.measurement import service as measurement
from services.worker.job import each_programme, job


@job("measurement.roll")
def roll_sums(runtime: Runtime) -> int:
    """Read what was recorded since the last time into the sums of each programme."""
    return each_programme(
        runtime, lambda uow, programme: measurement.roll(uow, programme_id=programme.id)
    )
