"""The worker of the demo: a process of its own, on the broker that comes along."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from services.core.bootstrap import Runtime
from services.core.kit import inbox, outbox
from services.core.kit.embedded import keeper

PATIENCE_S = 600.0
LOOK_S = 0.2


@dataclass(frozen=True)
class Labour:
    """A worker that runs beside the demo."""

    runtime: Runtime
    process: "subprocess.Popen[bytes]"
    log: Path

    def wait(self) -> None:
        """
        Wait until every event is delivered, and every message from outside is handled.

        :raises RuntimeError: the worker has ended; why, its log says.
        :raises TimeoutError: it did not get there; a parked message is told by `minori verify`.
        """
        deadline = monotonic() + PATIENCE_S
        while monotonic() < deadline:
            with self.runtime.unit_of_work() as uow:
                boxes = (inbox.backlog(uow.session), outbox.backlog(uow.session))
            if not any(box.waiting for box in boxes):
                return
            if self.process.poll() is not None:
                raise RuntimeError(f"the worker has ended, see {self.log}")
            sleep(LOOK_S)
        raise TimeoutError("the worker has not caught up")


@contextmanager
def working(runtime: Runtime, broker_url: str, *, home: Path) -> Iterator[Labour]:
    """
    Have `minori worker` deliver what is in the outbox and handle what is in the inbox.

    Without the clock's jobs: the year's clock is the stage's, and moves them itself.

    :param home: a folder for the worker and its log; what an earlier one left there is removed.
    """
    settings = runtime.settings
    names = {
        "DATABASE_URL": runtime.engine.url.render_as_string(hide_password=False),
        "CELERY_BROKER_URL": broker_url,
        "SECRET_KEY": runtime.ring.root.decode(),
        "STRIPE_API_KEY": _plain(settings.stripe_api_key),
        "STRIPE_WEBHOOK_SECRET": _plain(settings.stripe_webhook_secret),
        "STRIPE_API_BASE": settings.stripe_api_base or "",
        "LOG_LEVEL": "WARNING",
    }
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    orders = keeper.Orders(
        home=str(home),
        command=[str(Path(sys.executable).with_name("minori")), "worker", "--threads"],
        environment=None,
        uid=None,
        gid=None,
        adopt=None,
        discard=None,
    )
    # Kept as the servers are: whatever ends the demo, kill -9 included, ends its worker.
    kept = subprocess.Popen(  # noqa: S603 -- our own script, by this interpreter
        [sys.executable, "-I", "-S", keeper.__file__, json.dumps(orders)],
        env={**os.environ, **names},
        stdin=subprocess.PIPE,
    )
    try:
        yield Labour(runtime, kept, home / "server.log")
    finally:
        kept.communicate(timeout=PATIENCE_S)


def _plain(secret: object) -> str:
    value = getattr(secret, "get_secret_value", None)
    return str(value()) if value else ""
