"""
How fast vouchers are redeemed over HTTP, beside the bare statement on the same PostgreSQL.

On a throwaway server with durable commits: application processes over loopback against the one
statement sent straight to the database by the same number of connections. Rounds alternate, so
that whatever else the machine does weighs on both; medians are told.
"""

import asyncio
import csv
import json
import os
import platform
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from uuid import UUID

import uvicorn
from sqlalchemy.engine import make_url

from services.api import counter
from services.api.main import create_app
from services.core.bootstrap import Runtime, build_runtime, root_secret
from services.core.config import Settings
from services.core.identity import service as identity
from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.clock import SetClock
from services.core.kit.ids import uuid7
from services.core.kit.logs import configure_logs
from services.core.kit.money import Money
from services.core.kit.periods import TOKYO, local_date
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes.types import ServiceCategory
from services.core.providers import service as providers
from services.core.providers.service import Registration
from services.core.providers.types import (
    AccountType,
    BankAccountId,
    BankDetails,
    LegalForm,
    NewSite,
    ProviderId,
    SiteId,
)
from services.core.redemptions import service as redemptions
from services.core.redemptions.repository import statement
from services.core.redemptions.service import dialogue
from services.core.redemptions.types import EnrolmentId, Entry, RedemptionId
from services.core.vouchers import service as vouchers
from services.sandbox.bench_issue import CLOSES_AT, accepted_awards, scratch
from services.sandbox.bench_load import (
    HttpTarget,
    Load,
    StatementTarget,
    run_http,
    run_statement,
)

VOUCHERS = 2_000
ROUNDS = 3
# One yen a lesson: no balance of the year's amount comes to its end within a run.
AMOUNT = Money(1)
AT = CLOSES_AT + timedelta(days=1)
READY_S = 60.0


@dataclass(frozen=True)
class Rate:
    """One number of connections: medians over the rounds."""

    connections: int
    http_per_s: float
    statement_per_s: float
    http_p50_ms: float
    http_p99_ms: float
    statement_p50_ms: float
    statement_p99_ms: float

    @property
    def share(self) -> float:
        return self.http_per_s / self.statement_per_s


@dataclass(frozen=True)
class RedeemFigures:
    machine: str
    processes: int
    seconds: float
    rates: list[Rate]


@dataclass(frozen=True)
class Till:
    """What a run needs to know of the programme that was filled for it."""

    organisation_id: UUID
    provider_id: UUID
    key: str
    tokens: list[str]


def measure(
    *, seconds: float, connections: Sequence[int], processes: int, count: int = VOUCHERS
) -> RedeemFigures:
    """
    Redeem for `seconds` a round at each number of connections, three rounds each way.

    :param processes: how many application processes share the requests.
    """
    with scratch() as (runtime, _):
        till = _fill(runtime, count)
        statement = _statement_target(runtime, till)
        with _serving(runtime, processes) as ports:
            bodies = [_body(token) for token in till.tokens]
            target = HttpTarget(ports=ports, key=till.key, bodies=bodies)
            run_http(target, max(connections), 1.0)  # Plans are made, caches filled.
            rates = [_rate(target, statement, number, seconds) for number in connections]
    return RedeemFigures(_machine(), processes, seconds, rates)


def _rate(target: HttpTarget, statement: StatementTarget, connections: int, seconds: float) -> Rate:
    over_http: list[Load] = []
    straight: list[Load] = []
    for _ in range(ROUNDS):
        straight.append(run_statement(statement, connections, seconds))
        over_http.append(run_http(target, connections, seconds))
    return Rate(
        connections=connections,
        http_per_s=median(load.per_second for load in over_http),
        statement_per_s=median(load.per_second for load in straight),
        http_p50_ms=median(load.percentile_ms(50) for load in over_http),
        http_p99_ms=median(load.percentile_ms(99) for load in over_http),
        statement_p50_ms=median(load.percentile_ms(50) for load in straight),
        statement_p99_ms=median(load.percentile_ms(99) for load in straight),
    )


def _fill(runtime: Runtime, count: int) -> Till:
    """Issued vouchers, one provider, and a place there for every child."""
    programme_id, organisation_id = accepted_awards(runtime, count)
    assert isinstance(runtime.clock, SetClock)
    runtime.clock.move_to(AT)
    with runtime.unit_of_work(operator("bench"), organisation_id=organisation_id) as uow:
        vouchers.issue_due(uow, programme_id=programme_id)
        provider_id, site_id = _apply(uow)
    with runtime.unit_of_work(operator("approver"), organisation_id=organisation_id) as uow:
        _approve(uow, provider_id, programme_id)
    with runtime.unit_of_work(operator("bench"), organisation_id=organisation_id) as uow:
        tokens = []
        cards = csv.DictReader(StringIO(vouchers.export_csv(uow, programme_id=programme_id)))
        for card in cards:
            tokens.append(card["token"])
            voucher = vouchers.get(uow, programme_id=programme_id, voucher_id=UUID(card["id"]))
            redemptions.enrol(
                uow,
                id=EnrolmentId(uuid7()),
                programme_id=programme_id,
                provider_id=provider_id,
                site_id=site_id,
                child_id=voucher.child_id,
            )
        key = identity.create_api_key(
            uow,
            organisation_id=organisation_id,
            name="bench",
            roles={Role.PROVIDER_COUNTER},
            provider_id=provider_id,
        )
    return Till(organisation_id, provider_id, key.text, tokens)


def _apply(uow: UnitOfWork) -> tuple[ProviderId, SiteId]:
    provider_id, site_id = ProviderId(uuid7()), SiteId(uuid7())
    providers.apply(
        uow,
        id=provider_id,
        registration=Registration(
            name="計測塾",
            name_kana="ケイソクジュク",
            legal_form=LegalForm.SOLE_PROPRIETOR,
            declared=True,
        ),
        sites=[NewSite(id=site_id, name="本校")],
    )
    providers.propose_bank_account(
        uow,
        id=BankAccountId(provider_id),
        provider_id=provider_id,
        details=BankDetails("0001", "001", AccountType.ORDINARY, "1234567"),
        payee_kana="ケイソクジュク",
    )
    return provider_id, site_id


def _approve(uow: UnitOfWork, provider_id: ProviderId, programme_id: UUID) -> None:
    providers.approve_bank_account(uow, bank_account_id=provider_id)
    providers.approve(uow, provider_id=provider_id)
    providers.join_programme(uow, provider_id=provider_id, programme_id=programme_id)


def _body(token: str) -> bytes:
    told = {
        "code": token,
        "service_on": local_date(AT).isoformat(),
        "category": ServiceCategory.TUITION.value,
        "amount_minor": AMOUNT.minor,
    }
    return json.dumps(told).encode()


def _statement_target(runtime: Runtime, till: Till) -> StatementTarget:
    """The very statement and parameters that the counter sends, one entry at a time."""
    with runtime.unit_of_work(organisation_id=till.organisation_id) as uow:
        desks = redemptions.open_desks(uow, organisation_id=till.organisation_id)
    queries = [_query(desks, till, token) for token in till.tokens]
    sql, names = statement.positional(queries[0].sql)
    fresh = [names.index("id"), names.index("transfer_id")]
    rows = [[str(query.facts[name]).encode() for name in names] for query in queries]
    options = f"{counter.SESSION} -c minori.tenant={till.organisation_id}"
    return StatementTarget(
        url=_plain_url(runtime), sql=sql, options=options, parameters=rows, fresh=fresh
    )


def _query(desks: redemptions.Desks, till: Till, token: str) -> dialogue.Query:
    entry = Entry(
        id=RedemptionId(uuid7()),
        provider_id=till.provider_id,
        scanner_id=till.provider_id,
        category=ServiceCategory.TUITION,
        service_on=local_date(AT),
        amount=AMOUNT,
    )
    looking = dialogue.look_at(
        token, desks=desks, provider_id=till.provider_id, scanner_id=till.provider_id, now=AT
    )
    card = dialogue.hold(looking, lambda _: [])
    return dialogue.statement_for([desks.ask(entry, card, by=till.provider_id, at=AT)])


@contextmanager
def _serving(runtime: Runtime, processes: int) -> Iterator[list[int]]:
    """Application processes on ports of their own; the clock stands where the runtime's does."""
    context = get_context("spawn")
    sockets = [_listening() for _ in range(processes)]
    ports = [one.getsockname()[1] for one in sockets]
    secret = root_secret(runtime.settings).decode()
    url = runtime.engine.url.render_as_string(hide_password=False)
    servers = [
        context.Process(target=_serve, args=(one, url, secret, runtime.clock.now()), daemon=True)
        for one in sockets
    ]
    for server in servers:
        server.start()
    for one in sockets:
        one.close()
    try:
        for port in ports:
            asyncio.run(_ready(port))
        yield ports
    finally:
        for server in servers:
            server.terminate()
            server.join(READY_S)


def _serve(listening: socket.socket, url: str, secret: str, at: datetime) -> None:
    configure_logs("WARNING")
    # The load comes with one key, from one address: what is measured is the counter.
    settings = Settings(secret_key=secret, rate_limit_per_minute=0)
    runtime = build_runtime(settings, database_url=url, clock=SetClock(at), pool_size=2)
    config = uvicorn.Config(create_app(runtime), access_log=False, log_level="warning")
    uvicorn.Server(config).run(sockets=[listening])


def _listening() -> socket.socket:
    # With its protocol named, asyncio switches Nagle's algorithm off on what it accepts; without,
    # each answer's body waits 40 ms for the acknowledgement of its head.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(512)
    listening.set_inheritable(True)
    return listening


async def _ready(port: int) -> None:
    """:raises TimeoutError: the process does not answer."""
    async with asyncio.timeout(READY_S):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: counter\r\nConnection: close\r\n\r\n")
        await reader.read()
        writer.close()


def _plain_url(runtime: Runtime) -> str:
    url = make_url(runtime.engine.url).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    model = models[0] if models else platform.machine()
    python = platform.python_version()
    return (
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, {platform.system()}, Python {python}"
    )


def today() -> str:
    return datetime.now(TOKYO).date().isoformat()
