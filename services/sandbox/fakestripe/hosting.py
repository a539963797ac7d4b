"""The gateway over loopback, in a thread of this process."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from time import monotonic, sleep

import uvicorn

from services.sandbox.fakestripe.server import build_app
from services.sandbox.fakestripe.world import FakeStripe

START_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Hosted:
    """Where a gateway listens; give it to the client as its API base."""

    world: FakeStripe
    base_url: str


@contextmanager
def host(world: FakeStripe) -> Iterator[Hosted]:
    """
    Serve `world` on a free port of 127.0.0.1 until the block ends.

    :raises TimeoutError: it did not come up in time.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    # asyncio sees to this only for sockets that it opens itself; without it, the second packet of
    # an answer waits 40 ms for the first to be acknowledged.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    port = listening.getsockname()[1]
    config = uvicorn.Config(build_app(world), log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        deadline = monotonic() + START_TIMEOUT_S
        while not server.started:
            if monotonic() > deadline:
                raise TimeoutError("the gateway did not start")
            sleep(0.01)
        yield Hosted(world, f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        thread.join(START_TIMEOUT_S)
        listening.close()
