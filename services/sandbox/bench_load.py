"""
Load for the benchmark of the counter: closed loops over loopback, each in a process of its own.

Both drivers are as lean as the interpreter allows, so that what they cost themselves weighs on
neither side of the comparison: requests and parameters are made beforehand, answers are looked
at just enough to know that a redemption was honoured.
"""

import asyncio
import re
import selectors
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from multiprocessing import get_context
from random import Random
from typing import TypeVar
from uuid import uuid4

from psycopg import pq

T = TypeVar("T")

SHUTDOWN_S = 30.0


@dataclass(frozen=True)
class Load:
    """What one run did: redemptions honoured, in how many seconds, each taking how long."""

    honoured: int
    seconds: float
    latencies_s: list[float]

    @property
    def per_second(self) -> float:
        return self.honoured / self.seconds

    def percentile_ms(self, percent: int) -> float:
        ordered = sorted(self.latencies_s)
        return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)] * 1_000


@dataclass(frozen=True)
class HttpTarget:
    """Where requests go, and the bodies that they carry."""

    ports: Sequence[int]
    key: str
    bodies: Sequence[bytes]


@dataclass(frozen=True)
class StatementTarget:
    """
    Where the statement goes, and the parameters of each voucher in the order of `sql`'s `$n`.

    :param fresh: positions that take an id of their own in each run.
    """

    url: str
    sql: str
    options: str
    parameters: Sequence[Sequence[bytes]]
    fresh: Sequence[int]


def run_http(target: HttpTarget, connections: int, seconds: float) -> Load:
    """Redeem over HTTP on so many connections at once."""
    return _apart(_http, target, connections, seconds)


def run_statement(target: StatementTarget, connections: int, seconds: float) -> Load:
    """Run the statement straight on PostgreSQL, on so many connections at once."""
    return _apart(_statement, target, connections, seconds)


def _apart(driver: Callable[..., Load], *arguments: object) -> Load:
    context = get_context("spawn")
    with context.Pool(1) as pool:
        load: Load = pool.apply(driver, arguments)
        return load


def _http(target: HttpTarget, connections: int, seconds: float) -> Load:
    return asyncio.run(_drive_http(target, connections, seconds))


async def _drive_http(target: HttpTarget, connections: int, seconds: float) -> Load:
    loop = asyncio.get_running_loop()
    until = time.perf_counter() + seconds
    bodies = _shuffled(target.bodies)
    clients = []
    started = time.perf_counter()
    for port in islice(cycle(target.ports), connections):
        _, client = await loop.create_connection(
            lambda: _HttpClient(target.key, bodies, until), "127.0.0.1", port
        )
        clients.append(client)
    await asyncio.wait_for(
        asyncio.gather(*(client.finished for client in clients)), seconds + SHUTDOWN_S
    )
    latencies = [latency for client in clients for latency in client.latencies]
    return Load(len(latencies), time.perf_counter() - started, latencies)


class _HttpClient(asyncio.Protocol):
    """One keep-alive connection: a request, its answer, the next request."""

    def __init__(self, key: str, bodies: Iterator[bytes], until: float) -> None:
        self._head = (
            " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {key}\r\nContent-Length: "
        )
        self._bodies = bodies
        self._until = until
        self._received = b""
        self.latencies: list[float] = []
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, blank, body = self._received.partition(b"\r\n\r\n")
        if not blank:
            return
        length = re.search(rb"content-length: (\d+)", head)
        if length is None or len(body) < int(length[1]):
            return
        self._received = b""
        if not head.startswith(b"HTTP/1.1 201"):
            self._stop(RuntimeError(f"refused: {head[:20]!r} {body[:200]!r}"))
            return
        now = time.perf_counter()
        self.latencies.append(now - self._sent)
        if now < self._until:
            self._send()
        else:
            self._stop(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop(exc or ConnectionResetError("the server hung up"))

    def _send(self) -> None:
        body = next(self._bodies)
        head = f"PUT /api/v1/redemptions/{uuid4()}{self._head}{len(body)}\r\n\r\n"
        self._sent = time.perf_counter()
        self._transport.write(head.encode() + body)

    def _stop(self, error: Exception | None) -> None:
        if not self.finished.done():
            if error is None:
                self.finished.set_result(None)
            else:
                self.finished.set_exception(error)
        self._transport.close()


def _statement(target: StatementTarget, connections: int, seconds: float) -> Load:
    parameters = _shuffled(target.parameters)
    lanes = [_Lane(target, parameters) for _ in range(connections)]
    latencies: list[float] = []
    with selectors.DefaultSelector() as ready:
        for lane in lanes:
            ready.register(lane.connection.socket, selectors.EVENT_READ, lane)
        started = time.perf_counter()
        until, under_way = started + seconds, len(lanes)
        for lane in lanes:
            lane.send()
        while under_way:
            for event, _ in ready.select(timeout=SHUTDOWN_S):
                lane = event.data
                if not lane.answered():
                    continue
                now = time.perf_counter()
                latencies.append(now - lane.sent)
                if now < until:
                    lane.send()
                else:
                    under_way -= 1
        elapsed = time.perf_counter() - started
    for lane in lanes:
        lane.connection.finish()
    return Load(len(latencies), elapsed, latencies)


class _Lane:
    """One connection that runs the prepared statement again and again."""

    def __init__(self, target: StatementTarget, parameters: Iterator[Sequence[bytes]]) -> None:
        self._parameters = parameters
        self._fresh = target.fresh
        self.connection = pq.PGconn.connect(target.url.encode())
        if self.connection.status != pq.ConnStatus.OK:
            raise RuntimeError(self.connection.get_error_message())
        for setting in target.options.removeprefix("-c ").split(" -c "):
            name, _, value = setting.partition("=")
            self.connection.exec_(f"SET {name} = '{value}'".encode())
        self.connection.prepare(b"redeem", target.sql.encode())
        self.connection.nonblocking = 1

    def send(self) -> None:
        values = list(next(self._parameters))
        for position in self._fresh:
            values[position] = b"{%s}" % str(uuid4()).encode()
        self.sent = time.perf_counter()
        self.connection.send_query_prepared(b"redeem", values)
        self.connection.flush()

    def answered(self) -> bool:
        """Whether the whole answer is there. :raises RuntimeError: it was not honoured."""
        self.connection.consume_input()
        if self.connection.is_busy():
            return False
        while (result := self.connection.get_result()) is not None:
            if result.status != pq.ExecStatus.TUPLES_OK or result.ntuples != 1:
                raise RuntimeError(result.error_message or b"not honoured")
        return True


def _shuffled(items: Sequence[T]) -> Iterator[T]:
    """All items over and over, in an order that favours none; always the same one."""
    order = list(items)
    Random(1).shuffle(order)
    return cycle(order)
