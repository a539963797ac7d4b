"""The gateway over loopback, in a thread of this process."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from time import monotonic, sleep
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from services.sandbox.fakestripe.web.faults import FAIR, ApiFaults
from services.sandbox.fakestripe.web.server import CUT, build_app
from services.sandbox.fakestripe.world import FakeStripe

START_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Hosted:
    """Where a gateway listens; give it to the client as its API base."""

    world: FakeStripe
    base_url: str


@contextmanager
def host(world: FakeStripe, faults: ApiFaults = FAIR, *, port: int = 0) -> Iterator[Hosted]:
    """
    Serve `world` on 127.0.0.1 until the block ends; its pages are there as well.

    :param port: 0 takes a free one. A session's `url` names it, so that traces of two runs are
        equal only on the same port.
    :raises TimeoutError: it did not come up in time.
    """
    listening = socket.create_server(("127.0.0.1", port))
    # asyncio sees to this only for sockets that it opens itself; without it, the second packet of
    # an answer waits 40 ms for the first to be acknowledged.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    base_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    app = build_app(world, faults)
    config = uvicorn.Config(app, http=_Cuttable, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    page, world.checkout.page = world.checkout.page, f"{base_url}/pay"
    try:
        deadline = monotonic() + START_TIMEOUT_S
        while not server.started:
            if monotonic() > deadline:
                raise TimeoutError("the gateway did not start")
            sleep(0.01)
        yield Hosted(world, base_url)
    finally:
        world.checkout.page = page
        # Whoever is still being answered belongs to the block that has ended.
        server.should_exit = server.force_exit = True
        thread.join(START_TIMEOUT_S)
        listening.close()


class _Cuttable(H11Protocol):
    """HTTP whose line the application can cut: ASGI has no word for it, so an extension."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        inner = self.app

        async def with_knife(scope: Any, receive: Any, send: Any) -> None:
            scope.setdefault("extensions", {})[CUT] = transport.abort
            await inner(scope, receive, send)

        self.app = with_knife
