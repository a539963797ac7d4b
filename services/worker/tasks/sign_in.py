"""What signing in leaves behind, cleared away by the clock."""

from datetime import timedelta

from services.core.bootstrap import Runtime
from services.core.identity import service as identity
from services.worker.job import job

BATCH = 1_000
# So long somebody may ask after a link, a letter or a session that is over.
KEPT = timedelta(days=30)


@job("sign_in.sweep")
def sweep(runtime: Runtime) -> int:
    """
    Delete challenges, addresses, links, letters and sessions that are over.

    :returns: how many rows.
    """
    return runtime.attempt(lambda uow: identity.sweep(uow, kept=KEPT, limit=BATCH))
