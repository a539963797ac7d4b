"""Watch over the messages: what is parked needs a person, what is old needs a look."""

from datetime import timedelta

import structlog

from services.core.bootstrap import Runtime
from services.core.kit import inbox, outbox
from services.worker.job import job

OLD = timedelta(minutes=15)

log = structlog.get_logger(__name__)


@job("messages.watch")
def watch_messages(runtime: Runtime) -> None:
    """Raise an alarm (a line at level error) for parked and for overdue messages."""
    with runtime.unit_of_work() as uow:
        backlogs = {"outbox": outbox.backlog(uow.session), "inbox": inbox.backlog(uow.session)}
    for box, backlog in backlogs.items():
        if backlog.parked or backlog.oldest_waiting > OLD:
            log.error(
                "messages_need_a_look",
                box=box,
                parked=backlog.parked,
                waiting=backlog.waiting,
                oldest_waiting_s=round(backlog.oldest_waiting.total_seconds()),
            )
