"""
The dispatcher: a thread beside each worker that looks for what is due, and wakes tasks for it.

It looks each second; a hint by LISTEN only makes it look sooner. It runs wherever a worker runs:
claims are leases in the database, so any number of dispatchers share the work without knowing
of one another.
"""

import threading
import time
from pathlib import Path

import structlog

from services.core.kit import inbox, outbox
from services.worker.app import Queue
from services.worker.broker import declare_queues, send, waiting_in
from services.worker.process import Process
from services.worker.subscriptions import SUBSCRIPTIONS

POLL_S = 1.0
BATCH = 200
# Messages that no handler listens to cost one statement for many.
UNHEARD_BATCH = 5_000
# What already waits in the broker is enough for a while: leave the rest in the database.
QUEUE_FULL_AT = 2 * BATCH

log = structlog.get_logger(__name__)


class Dispatcher(threading.Thread):
    """
    Claims what is due, and sends one task per message.

    :param alive_file: touched at each look that reached database and broker, for health checks.
    """

    def __init__(self, process: Process, *, alive_file: Path | None = None) -> None:
        super().__init__(name="dispatcher", daemon=True)
        self._process = process
        self._alive_file = alive_file
        self._ending = threading.Event()

    def end(self) -> None:
        """Stop looking; what is claimed stays claimed until its lease ends."""
        self._ending.set()

    def run(self) -> None:
        while not self._ending.is_set():
            try:
                self._look_until_lost()
            except Exception as error:
                # Database or broker are away, most likely. Whatever it is: a thread that ended
                # would be silence, while one that says so and looks again loses nothing.
                log.warning("dispatcher_waits", error=type(error).__name__)
                self._ending.wait(POLL_S)

    def _look_until_lost(self) -> None:
        url = self._process.runtime.engine.url.render_as_string(hide_password=False)
        with outbox.listening(url) as hints:
            while not self._ending.is_set():
                looked_at = time.monotonic()
                if self._look() < BATCH:
                    hints.wait(max(0.0, POLL_S - (time.monotonic() - looked_at)))

    def _look(self) -> int:
        """Send tasks for what is due; how much that was."""
        declare_queues()
        sent = self._finish_unheard() + self._send_outbox() + self._send_inbox()
        if self._alive_file:
            self._alive_file.touch()
        return sent

    def _finish_unheard(self) -> int:
        return self._process.runtime.attempt(
            lambda uow: outbox.finish_unheard(
                uow.session, heard=SUBSCRIPTIONS.keys(), limit=UNHEARD_BATCH
            )
        )

    def _send_outbox(self) -> int:
        if waiting_in(Queue.OUTBOX) >= QUEUE_FULL_AT:
            return 0
        tickets = self._process.runtime.attempt(
            lambda uow: outbox.claim(uow.session, limit=BATCH, lease=self._process.lease)
        )
        for ticket in tickets:
            send(
                "outbox.deliver",
                tenant_id=str(ticket.tenant_id),
                message_id=str(ticket.id),
            )
        return len(tickets)

    def _send_inbox(self) -> int:
        if waiting_in(Queue.INBOX) >= QUEUE_FULL_AT:
            return 0
        ids = self._process.runtime.attempt(
            lambda uow: inbox.claim(uow.session, limit=BATCH, lease=self._process.lease)
        )
        for event_id in ids:
            send("inbox.handle", event_id=str(event_id))
        return len(ids)
