"""
The Celery app: queues, settings, and the table of jobs by the clock.

Celery is only the engine that wakes workers. What is to be done stands in PostgreSQL (`outbox`,
`inbox_events`, `job_runs`), so that losing every key of the broker delays, and loses nothing.
"""

from collections.abc import Mapping
from datetime import time, timedelta
from enum import StrEnum

from celery import Celery

from services.core.kit.jobs import Daily, Every, Schedule


class Queue(StrEnum):
    """Where a task waits; each worker serves all of them unless told otherwise."""

    OUTBOX = "outbox"
    INBOX = "inbox"
    SCHEDULED = "scheduled"


# The beat table. Times of day are Japan's; a missed instant is made up for, once.
SCHEDULE: Mapping[str, Schedule] = {
    "donations.ask_for_refunds": Every(timedelta(minutes=1)),
    "donations.remind_of_disputes": Every(timedelta(hours=1)),
    "gateway.sweep_events": Every(timedelta(minutes=15)),
    "gateway.sweep_entries": Every(timedelta(hours=1)),
    "donations.carry_out_cash": Every(timedelta(minutes=1)),
    "donations.mind_cards": Daily(time(8, 0)),
    "donations.lapse_pledges": Daily(time(2, 40)),
    "donations.close_campaigns": Every(timedelta(minutes=5)),
    "audit.checkpoint": Every(timedelta(minutes=1)),
    "ledger.lapse_due": Every(timedelta(minutes=1)),
    "ledger.checkpoint": Every(timedelta(hours=1)),
    "evidence.scan": Every(timedelta(minutes=1)),
    "evidence.remove": Every(timedelta(minutes=1)),
    "evidence.sweep": Daily(time(2, 20)),
    "allocations.lapse_due": Every(timedelta(hours=1)),
    "vouchers.rotate_keys": Daily(time(0, 10)),
    "vouchers.expire_due": Every(timedelta(minutes=10)),
    "redemptions.confirm_due": Every(timedelta(hours=1)),
    "keys.tend": Every(timedelta(minutes=10)),
    "privacy.register": Every(timedelta(minutes=1)),
    "privacy.retain": Every(timedelta(minutes=5)),
    "measurement.roll": Every(timedelta(minutes=5)),
    "sign_in.sweep": Every(timedelta(hours=1)),
    "messages.watch": Every(timedelta(minutes=5)),
    "donations.reconcile": Daily(time(4, 0)),
    "receipts.correct": Every(timedelta(hours=1)),
    "invariants.verify": Daily(time(3, 0)),
}

TASK_TIME_LIMIT_S = 300
VISIBILITY_TIMEOUT_S = 900

app = Celery("minori", include=["services.worker.tasks"])

app.conf.update(
    # A message is given back when its task has ended, not when it has begun: a killed worker
    # then loses time, never work. Every task of ours may therefore run twice, and is built so.
    task_acks_late=True,
    # The same where only a child of the pool was killed (out of memory): its message goes back.
    task_reject_on_worker_lost=True,
    # A failed task is acknowledged: its next try stands in PostgreSQL, with its count and wait.
    task_acks_on_failure_or_timeout=True,
    # Take one message at a time: what waits in a worker's hands is what its death holds up.
    worker_prefetch_multiplier=1,
    # An end for everything: first asked to stop, then killed. Without it a hung call to the
    # outside holds a worker for ever.
    task_soft_time_limit=TASK_TIME_LIMIT_S - 30,
    task_time_limit=TASK_TIME_LIMIT_S,
    broker_transport_options={
        # Longer than any task may take, or Redis hands a running task to a second worker.
        "visibility_timeout": VISIBILITY_TIMEOUT_S,
        # Look for messages of dead workers every 10 seconds (kombu's default: every 100).
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        # A connection that a firewall has dropped in silence must be noticed.
        "socket_keepalive": True,
        "health_check_interval": 25,
        "socket_connect_timeout": 5,
    },
    # After a lost connection the broker redelivers what was not acknowledged; a task that still
    # runs would only do the same work beside its twin.
    worker_cancel_long_running_tasks_on_connection_loss=True,
    # A worker that starts before its broker waits for it, for as long as it takes.
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    # Nobody waits for results: what a task did is seen in the database.
    result_backend=None,
    task_ignore_result=True,
    # Only what JSON can say: a message that could carry code is a door.
    task_serializer="json",
    accept_content=["json"],
    # A misspelt queue is an error, not a queue that nobody serves.
    task_create_missing_queues=False,
    task_default_queue=Queue.SCHEDULED.value,
    task_routes={"outbox.*": Queue.OUTBOX.value, "inbox.*": Queue.INBOX.value},
    # Each with an exchange of its own: bound to one and the same, each would get every message.
    task_queues={
        queue.value: {"exchange": queue.value, "routing_key": queue.value} for queue in Queue
    },
    # Ours is structlog, in JSON, for tasks and for Celery's own lines alike.
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    # Give running tasks a while when the host asks to stop; the rest is taken up elsewhere.
    worker_soft_shutdown_timeout=20,
    enable_utc=True,
    timezone="UTC",
)
