"""Compare the gateway, the books and the bank each night."""

import structlog

from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.donations.service import Span
from services.worker.job import job
from services.worker.reconciliation import carry_out

log = structlog.get_logger(__name__)


@job("donations.reconcile")
def reconcile(runtime: Runtime) -> int:
    """
    Compare the usual span.

    :returns: how many findings there were; 0 also where nothing comes in through a gateway.
    """
    organisation_id = runtime.attempt(donations.gateway_organisation)
    if organisation_id is None or runtime.settings.stripe_api_key is None:
        return 0
    begun = runtime.attempt(
        lambda uow: donations.begin_reconciliation(
            uow, organisation_id=organisation_id, span=Span.usual(uow.now)
        ),
        organisation_id=organisation_id,
    )
    return carry_out(runtime, organisation_id, begun.id).findings
