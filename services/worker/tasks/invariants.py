"""Check the truths about the whole each night."""

import structlog

from services.core.bootstrap import Runtime
from services.core.invariants import service as invariants
from services.worker.job import job

log = structlog.get_logger(__name__)


@job("invariants.verify")
def verify_invariants(runtime: Runtime) -> int:
    """
    Raise an alarm (a line at level error) for each truth that does not hold.

    The rows themselves are shown by `minori verify`, to whoever may see them.
    """
    with runtime.unit_of_work() as uow:
        broken = [finding for finding in invariants.verify(uow) if finding.found]
    for finding in broken:
        log.error(
            "invariant_broken",
            number=finding.invariant.number,
            says=finding.invariant.says,
            rows=finding.found,
        )
    return len(broken)
