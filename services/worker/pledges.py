"""Announced transfers that never came."""

from functools import partial

from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.programmes import service as programmes
from services.core.programmes.models import Programme
from services.worker.in_turn import in_turn


def lapse_unpaid(runtime: Runtime) -> int:
    """
    Wait no longer for transfers that anybody announced long ago (`PLEDGE_LAPSE_DAYS`).

    :returns: how many.
    :raises ExceptionGroup: for some programmes it failed; the others had their turn.
    """
    with runtime.unit_of_work() as uow:
        found = programmes.all_programmes(uow)
    return sum(in_turn({str(one.id): partial(_lapse_in, runtime, one) for one in found}))


def _lapse_in(runtime: Runtime, programme: Programme) -> int:
    lapse = partial(
        donations.lapse_pledges,
        programme_id=programme.id,
        after_days=runtime.settings.pledge_lapse_days,
    )
    lapsed = 0
    while batch := runtime.attempt(lapse, organisation_id=programme.organisation_id):
        lapsed += batch
    return lapsed
