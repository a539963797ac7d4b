"""The API on a free port of this machine, for as long as a scene needs it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic, sleep

import uvicorn

from services.api.main import create_app
from services.core.bootstrap import Runtime

START_TIMEOUT_S = 15.0
KEEP_ALIVE_S = 3_600  # the one client waits for the worker between its requests


@contextmanager
def serving(runtime: Runtime) -> Iterator[int]:
    """
    Serve the application over `runtime`, the demo's clock included; yields the port.

    :raises TimeoutError: it did not come up in time.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    # asyncio sees to this only for sockets that it opens itself; without it, the second packet of
    # an answer waits 40 ms for the first to be acknowledged.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(
        create_app(runtime),
        log_level="warning",
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_S,
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        deadline = monotonic() + START_TIMEOUT_S
        while not server.started:
            if monotonic() > deadline:
                raise TimeoutError("the API did not start")
            sleep(0.01)
        yield int(listening.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(START_TIMEOUT_S)
        listening.close()
