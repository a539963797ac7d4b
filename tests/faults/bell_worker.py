"""
A worker like any other, with one more subscription: each bell that rings has its echo, slowly.

Run as a script by the fault tests; its arguments are the broker's URL and the lease in seconds.
"""

import sys
import time
from datetime import timedelta

from sqlalchemy import text

from services.core.bootstrap import build_runtime
from services.core.config import Settings
from services.core.kit.logs import configure_logs
from services.worker.process import PROCESS
from services.worker.run import run_worker
from services.worker.subscriptions import SUBSCRIPTIONS
from tests.factories.messages import BellRung

ECHO_S = 0.02


def echo(uow, message):
    """Write an echo in a table that would take a second one, and be slow enough to be killed."""
    uow.session.execute(
        text("INSERT INTO echoes (bell_id, message_id) VALUES (:bell_id, :message_id)"),
        {"bell_id": message.key, "message_id": message.id},
    )
    time.sleep(ECHO_S)


def main():
    broker_url, lease_s = sys.argv[1], float(sys.argv[2])
    settings = Settings(_env_file=None)
    configure_logs("WARNING")
    PROCESS.lease = timedelta(seconds=lease_s)
    SUBSCRIPTIONS[BellRung.topic] = (echo,)
    runtime = build_runtime(settings, database_url=settings.database_url)
    run_worker(runtime, broker_url=broker_url, threads=False, concurrency=2)


if __name__ == "__main__":
    main()
