"""The gateway by the clock: what it is to be asked for, and what its messages have missed."""

from datetime import datetime, timedelta
from functools import partial

from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.kit import jobs
from services.core.kit.unit_of_work import UnitOfWork
from services.worker.in_turn import in_turn
from services.worker.job import job
from services.worker.refunds import ask, ask_for_stray
from services.worker.sweeps import EVENTS_KEPT, sweep_entries, sweep_events

BATCH = 100

SWEEP_EVENTS = "gateway.sweep_events"
SWEEP_ENTRIES = "gateway.sweep_entries"


@job("donations.ask_for_refunds")
def ask_for_refunds(runtime: Runtime) -> int:
    """
    Ask the gateway for the refunds that were decided; each by its own id, so asking twice is one.

    What it refuses becomes a task for a person, with its reason. What it does not answer is asked
    for again, and keeps nothing else waiting.

    :returns: how many it took.
    :raises ExceptionGroup: for some there was no answer.
    """
    with runtime.unit_of_work() as uow:
        due = donations.refunds_to_ask_for(uow, limit=BATCH)
        strays = donations.strays_to_refund(uow, limit=BATCH)
    errands = {
        str(refund.id): partial(ask, runtime, refund, payment_id) for refund, payment_id in due
    } | {str(stray.id): partial(ask_for_stray, runtime, stray) for stray in strays}
    return sum(in_turn(errands))


@job("donations.remind_of_disputes")
def remind_of_disputes(runtime: Runtime) -> int:
    """Tell the office of disputes whose evidence is due and nobody has answered."""
    return runtime.attempt(donations.remind_of_disputes)


@job(SWEEP_EVENTS)
def sweep_for_events(runtime: Runtime) -> int | None:
    """
    Look for events that no webhook has brought.

    :returns: how many there were; None where no gateway is set.
    """
    if runtime.settings.stripe_api_key is None:
        return None
    swept = sweep_events(
        runtime, since=_looked_until(runtime, SWEEP_EVENTS), now=runtime.clock.now()
    )
    return swept.missed


@job(SWEEP_ENTRIES)
def sweep_for_entries(runtime: Runtime) -> int | None:
    """
    Look for movements of the gateway's balance that are in no book.

    :returns: for how many payments the books were behind; None where no gateway is set.
    """
    if runtime.settings.stripe_api_key is None:
        return None
    now = runtime.clock.now()
    since = _looked_until(runtime, SWEEP_ENTRIES) or now - EVENTS_KEPT
    # What moved this very moment, its own message is about to tell.
    return sweep_entries(runtime, since=since, until=now - timedelta(minutes=5))


def _looked_until(runtime: Runtime, name: str) -> datetime | None:
    """The instant of the last sweep that came to its end: what was before it, it has seen."""

    def last(uow: UnitOfWork) -> datetime | None:
        return jobs.last_finished(uow.session, job=name)

    return runtime.attempt(last)
