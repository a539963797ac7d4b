"""
The counter, where vouchers are redeemed: the one asynchronous path of this application.

It holds a few connections of its own, uses no ORM, and says to the database what
`redemptions.service.dialogue` tells it to say, as the synchronous service does. The entries of
one moment share one statement and one commit. Why all this: docs/decisions/0035.
"""

import hashlib
import time
from asyncio import Future, Task, create_task, get_running_loop
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Self, TypeVar
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from psycopg import AsyncConnection, AsyncRawCursor, OperationalError
from psycopg.errors import DeadlockDetected, SerializationFailure
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool
from pydantic import ValidationError

from services.api import cookies, csrf
from services.api.deps import permit
from services.api.media_types import must_be_json
from services.api.problems import problems
from services.api.schemas.redemptions import RedeemedOut, RedemptionIn
from services.core.bootstrap import TRIES, Runtime
from services.core.identity import policies
from services.core.identity import service as identity
from services.core.identity.policies import Permission, Scope
from services.core.kit import tenancy
from services.core.kit.actor import ANYBODY, Actor
from services.core.kit.crypto import KeyRing
from services.core.kit.money import Money
from services.core.kit.tenancy import Sight
from services.core.providers.errors import ProviderNotFound
from services.core.redemptions import service as redemptions
from services.core.redemptions.errors import (
    REFUSALS,
    RedemptionIdReused,
    RedemptionRefused,
    RedemptionUndecided,
)
from services.core.redemptions.repository import statement
from services.core.redemptions.service import Desks, dialogue
from services.core.redemptions.service.dialogue import Dialogue, Query, Rows
from services.core.redemptions.types import Asked, EnrolmentId, Entry, Honoured, RedemptionId

T = TypeVar("T")

# How long a key, a programme or a signing key that was just given up is still believed in.
BELIEVED_S = 5.0
BELIEFS_MAX = 10_000

# Statements under way at once. While they run, the next entries gather for the next statement.
LANES = 2
CONNECTIONS = LANES + 4
BATCH_MAX = 64

SESSION = " ".join(
    f"-c {name}={value}"
    for name, value in {"timezone": "UTC", "lock_timeout": "10s", **statement.PLANNING}.items()
)

SAY, WORDS = statement.positional(tenancy.SAY)

Ask = Callable[[Query, UUID], Awaitable[Rows]]


@dataclass(frozen=True, slots=True)
class Brought:
    """What a request shows of who sends it: a key, or else a session of one of our pages."""

    key: str | None
    session: str | None
    request: Request

    @classmethod
    def by(cls, request: Request) -> Self:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return cls(key, None, request)
        return cls(None, request.cookies.get(cookies.SESSION), request)

    @property
    def text(self) -> str:
        return self.key or self.session or ""

    def must_be_from_own_page(self, ring: KeyRing, session_id: UUID) -> None:
        """:raises CrossSiteRequest: a stranger's page has sent it."""
        told = self.request.headers.get(csrf.HEADER)
        csrf.require_own_page(self.request, ring, session_id, told)


class Counter:
    """Redeems for one application, as long as it runs: `async with Counter(runtime)`."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._actors: Beliefs[Actor] = Beliefs()
        self._desks: Beliefs[Desks] = Beliefs()
        url = runtime.engine.url.set(drivername="postgresql")
        self._pool: AsyncConnectionPool[AsyncConnection[DictRow]] = AsyncConnectionPool(
            url.render_as_string(hide_password=False),
            min_size=1,
            max_size=CONNECTIONS,
            open=False,
            kwargs={
                "autocommit": True,
                "row_factory": dict_row,
                "cursor_factory": AsyncRawCursor,
                "prepare_threshold": 0,
                "options": SESSION,
            },
        )
        self._till = Till(self._ask)

    async def __aenter__(self) -> Self:
        await self._pool.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._pool.close()

    async def redeem(self, id: UUID, body: RedemptionIn, *, brought: Brought) -> Honoured:
        """
        Honour a voucher for whoever brings a key, or comes with a session.

        :raises NotAuthenticated, NotPermitted: who asks may not.
        :raises CrossSiteRequest: a session came from a page that is not ours.
        :raises RedemptionRefused: with the first reason found; the attempt is kept.
        :raises RedemptionIdReused: the id stands for another use.
        :raises RedemptionUndecided: whether it was honoured is unknown; the same id tells.
        """
        actor = await self._actors.get(brought.text, lambda: self._authenticate(brought))
        if actor.session_id is not None:
            brought.must_be_from_own_page(self._runtime.ring, actor.session_id)
        entry = entry_of(id, body, actor, at=self._runtime.clock.now())
        organisation_id = actor.organisation_id
        assert organisation_id is not None, "every key belongs to an organisation"
        desks = await self._desks.get(
            str(organisation_id), lambda: self._open_desks(organisation_id)
        )
        try:
            return await self._decide(entry, body.code, desks, actor)
        except OperationalError as error:
            raise RedemptionUndecided(redemption_id=id) from error

    async def _decide(self, entry: Entry, shown: str, desks: Desks, actor: Actor) -> Honoured:
        now = self._runtime.clock.now()
        provider_id, scanner_id = entry.provider_id, entry.scanner_id
        try:
            card = await self._hold(
                dialogue.look_at(
                    shown, desks=desks, provider_id=provider_id, scanner_id=scanner_id, now=now
                ),
                desks.organisation_id,
            )
            asked = desks.ask(entry, card, by=actor.id, at=now)
            await self._hold(dialogue.foresee(asked), desks.organisation_id)
            row = await self._till.put(asked)
            if row is not None:
                return dialogue.honoured(asked, row)
            return await self._hold(dialogue.follow_up(asked), desks.organisation_id)
        except RedemptionRefused as refusal:
            kept = dialogue.keep_refusal(
                refusal,
                now=now,
                organisation_id=desks.organisation_id,
                programme_id=refusal.programme_id,
                provider_id=provider_id,
                scanner_id=scanner_id,
                asked_id=entry.id,
            )
            await self._hold(kept, desks.organisation_id)
            raise

    async def _hold(self, told: Dialogue[T], tenant: UUID) -> T:
        """Hold a dialogue; most are over before they have asked anything."""
        try:
            query = next(told)
            while True:
                query = told.send(await self._ask(query, tenant))
        except StopIteration as ended:
            value: T = ended.value
            return value

    async def _ask(self, query: Query, tenant: UUID) -> Rows:
        """
        Run one statement, which is one transaction; again where a deadlock undid it.

        Whose rows it may see goes ahead of it, in the same transaction and the same journey: what
        a pipeline sends before its end is committed together.
        """
        sql, names = statement.positional(query.sql)
        values = [query.facts[name] for name in names]
        words = Sight(tenant).words
        said = [words[name] for name in WORDS]
        for tries_left in reversed(range(TRIES)):
            try:
                async with self._pool.connection() as connection:
                    async with connection.pipeline():
                        await connection.execute(SAY, said)
                        cursor = await connection.execute(sql, values)
                    return await cursor.fetchall() if cursor.description else []
            except (DeadlockDetected, SerializationFailure):
                if not tries_left:
                    raise
        raise AssertionError("the last try returns or raises")

    async def _authenticate(self, brought: Brought) -> Actor:
        def read() -> Actor:
            with self._runtime.unit_of_work(ANYBODY) as uow:
                if brought.session is None:
                    return identity.authenticate(uow, text=brought.key)
                return identity.resume(uow, text=brought.session)

        actor = await to_thread.run_sync(read)
        policies.require(actor, Permission.REDEMPTION_WRITE, at=self._runtime.clock.now())
        return actor

    async def _open_desks(self, organisation_id: UUID) -> Desks:
        def read() -> Desks:
            with self._runtime.unit_of_work(organisation_id=organisation_id) as uow:
                return redemptions.open_desks(uow, organisation_id=organisation_id)

        return await to_thread.run_sync(read)


class Beliefs(Generic[T]):
    """What was found out a moment ago, by the digest of its name: names may be secrets."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[float, T]] = {}

    async def get(self, name: str, find_out: Callable[[], Awaitable[T]]) -> T:
        digest = hashlib.sha256(name.encode()).digest()
        known = self._known.get(digest)
        now = time.monotonic()
        if known is not None and now < known[0]:
            return known[1]
        found = await find_out()
        if len(self._known) >= BELIEFS_MAX:
            self._known.clear()
        self._known[digest] = (now + BELIEVED_S, found)
        return found


class Till:
    """
    Lets the entries of one moment share one statement, and so one commit.

    While a statement is under way, what comes gathers; nobody waits for a clock. An entry whose
    voucher or id is in the batch already waits for the next one.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._waiting: deque[tuple[Asked, Future[Any]]] = deque()
        self._lanes: set[Task[None]] = set()

    async def put(self, asked: Asked) -> dict[str, Any] | None:
        """The row of the entry if it was honoured, None where it was not."""
        answer: Future[dict[str, Any] | None] = get_running_loop().create_future()
        self._waiting.append((asked, answer))
        if len(self._lanes) < LANES:
            lane = create_task(self._serve())
            self._lanes.add(lane)
            lane.add_done_callback(self._lanes.discard)
        return await answer

    async def _serve(self) -> None:
        while self._waiting:
            batch = self._gather()
            try:
                desk = batch[0][0].desk
                query = dialogue.statement_for([asked for asked, _ in batch])
                rows = await self._ask(query, desk.organisation_id)
            except Exception as error:
                for _, answer in batch:
                    if not answer.done():
                        answer.set_exception(error)
                continue
            honoured = {row["id"]: row for row in rows}
            for asked, answer in batch:
                if not answer.done():
                    answer.set_result(honoured.get(asked.entry.id))

    def _gather(self) -> list[tuple[Asked, Future[Any]]]:
        batch: list[tuple[Asked, Future[Any]]] = []
        later: list[tuple[Asked, Future[Any]]] = []
        taken: set[UUID] = set()
        programme_id = self._waiting[0][0].desk.programme_id
        while self._waiting and len(batch) < BATCH_MAX:
            asked, answer = self._waiting.popleft()
            names = (asked.shown.voucher_id, asked.entry.id)
            fits = asked.desk.programme_id == programme_id and taken.isdisjoint(names)
            taken.update(names)
            (batch if fits else later).append((asked, answer))
        self._waiting.extendleft(reversed(later))
        return batch


def entry_of(id: UUID, body: RedemptionIn, actor: Actor, *, at: datetime) -> Entry:
    """
    The entry that a provider's counter, or the office for a provider, asks for.

    :raises ProviderNotFound: the office names no provider, or a counter another one.
    :raises NotPermitted: only a supervisor lets a form in after its day.
    """
    if body.override is not None:
        policies.require(actor, Permission.REDEMPTION_OVERRIDE, at=at)
    provider_id = actor.provider_id or body.provider_id
    if provider_id is None or body.provider_id not in {None, provider_id}:
        raise ProviderNotFound(pointer="/provider_id")
    return Entry(
        id=RedemptionId(id),
        provider_id=provider_id,
        scanner_id=actor.id,
        category=body.category,
        service_on=body.service_on,
        amount=Money(body.amount_minor),
        enrolment_id=EnrolmentId(body.enrolment_id) if body.enrolment_id else None,
        site_id=body.site_id,
        proxied=actor.provider_id is None,
        override=body.override,
    )


class SlimRoute(APIRoute):
    """A route without a dependency graph: its endpoint is called with a path id and a body."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        endpoint, status_code = self.endpoint, self.status_code or 200

        async def handle(request: Request) -> Response:
            must_be_json(request.headers)
            id = _read("path", lambda: UUID(request.path_params["redemption_id"]))
            content = await request.body()
            body = _read("body", lambda: RedemptionIn.model_validate_json(content))
            answer = await endpoint(redemption_id=id, body=body, request=request)
            json = answer.model_dump_json()
            return Response(json, status_code=status_code, media_type="application/json")

        return handle


router = APIRouter(prefix="/redemptions", tags=["redemptions"], route_class=SlimRoute)


# The guard documents the route and stands in the table of rules; `Counter` asks the same.
@router.put(
    "/{redemption_id}",
    status_code=201,
    dependencies=[Depends(permit(Permission.REDEMPTION_WRITE, Scope.OWN_PROVIDER))],
    responses=problems(
        *REFUSALS.values(), RedemptionIdReused, RedemptionUndecided, ProviderNotFound
    ),
)
async def redeem_voucher(redemption_id: UUID, body: RedemptionIn, request: Request) -> RedeemedOut:
    """Redeem the voucher that a family has shown; the client's id makes any retry safe."""
    brought = Brought.by(request)
    counter: Counter | None = getattr(request.app.state, "counter", None)
    if counter is None:
        async with Counter(request.app.state.runtime) as once:
            honoured = await once.redeem(redemption_id, body, brought=brought)
    else:
        honoured = await counter.redeem(redemption_id, body, brought=brought)
    return RedeemedOut.model_validate(honoured, from_attributes=True)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the counter as long as the application runs; without it, each request opens its own."""
    async with Counter(app.state.runtime) as counter:
        app.state.counter = counter
        try:
            yield
        finally:
            app.state.counter = None


def _read(place: str, read: Callable[[], T]) -> T:
    """:raises RequestValidationError: as FastAPI itself would tell it."""
    try:
        return read()
    except ValidationError as error:
        told = [{**one, "loc": (place, *one["loc"])} for one in error.errors()]
        raise RequestValidationError(told) from error
    except ValueError as error:
        told = [{"loc": (place, "redemption_id"), "msg": "Not a UUID.", "type": "uuid_parsing"}]
        raise RequestValidationError(told) from error
