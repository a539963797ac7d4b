"""Start a worker or a beat in this process."""

import logging
import os
from pathlib import Path

from celery import signals
from celery.apps.beat import Beat

from services.core.bootstrap import Runtime
from services.worker.app import app
from services.worker.beat import DatabaseScheduler
from services.worker.dispatcher import Dispatcher
from services.worker.process import PROCESS
from services.worker.sealer import Sealer

SCHEDULER = f"{DatabaseScheduler.__module__}:{DatabaseScheduler.__qualname__}"


def run_worker(
    runtime: Runtime,
    *,
    broker_url: str,
    threads: bool,
    concurrency: int | None = None,
    with_beat: bool = False,
    alive_file: Path | None = None,
) -> None:
    """
    Serve all queues until asked to stop.

    :param threads: threads instead of processes: light, for embedded servers and small machines;
        the time limits of tasks are then not enforced.
    :param concurrency: tasks at once; None for one per processor.
    :param with_beat: start the jobs of the beat table too, from a child of this process.
    """
    _prepare(runtime, broker_url)
    for beside in (Dispatcher(PROCESS, alive_file=alive_file), Sealer(PROCESS)):
        signals.worker_ready.connect(lambda beside=beside, **_: beside.start(), weak=False)
        signals.worker_shutting_down.connect(lambda beside=beside, **_: beside.end(), weak=False)

    arguments = ["--quiet", "worker", "--without-gossip", "--without-mingle"]
    arguments += [f"--pool={'threads' if threads else 'prefork'}"]
    arguments += [f"--concurrency={concurrency or os.cpu_count() or 1}"]
    arguments += ["--beat", f"--scheduler={SCHEDULER}"] if with_beat else []
    app.worker_main(arguments)


def run_beat(runtime: Runtime, *, broker_url: str, alive_file: Path | None = None) -> None:
    """Start the jobs of the beat table until asked to stop."""
    _prepare(runtime, broker_url)
    DatabaseScheduler.alive_file = alive_file
    Beat(app=app, scheduler_cls=SCHEDULER, loglevel=runtime.settings.log_level).run()


def _prepare(runtime: Runtime, broker_url: str) -> None:
    PROCESS.given = runtime
    app.conf.broker_url = broker_url
    # Our log lines have their form already; a receiver keeps Celery from giving them its own.
    signals.setup_logging.connect(lambda **_: None, weak=False)
    # Two lines for each message that comes and goes would drown those that say something.
    for chatter in ("celery.worker.strategy", "celery.app.trace"):
        logging.getLogger(chatter).setLevel(logging.WARNING)
    # A connection that was open at the fork belongs to the parent: the child opens its own.
    for born in (signals.worker_process_init, signals.beat_embedded_init):
        born.connect(lambda **_: runtime.engine.dispose(close=False), weak=False)
