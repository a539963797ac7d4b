"""`minori doctor`: is this installation fit to hold money and people's data?"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

import redis
import typer
from kombu.exceptions import KombuError
from rich.console import Console
from rich.table import Table

from services.cli.audit import LAG_WELL, statuses
from services.cli.hardening import expectations
from services.cli.installation import Installation, installation, servers_told
from services.cli.keys import former_keys
from services.core.audit.types import LogStatus
from services.core.bootstrap import Runtime
from services.core.config import Environment
from services.core.integrations.mail import SmtpServer
from services.core.kit import inbox, outbox
from services.core.kit.database_facts import DatabaseFacts, DatabaseSilent, database_facts
from services.core.migrations import runner as migrations
from services.core.vouchers.cards import FONTS
from services.worker.app import app as celery

THIS_HOST = {None, "", "localhost", "127.0.0.1", "::1"}  # none: a socket
OLDEST_PYTHON = (3, 11)
OLDEST_POSTGRES = 15
OUTSIDE_PLACES = 2  # who tampers with one of them is found by the other
CLOCKS_APART = timedelta(seconds=5)
BROKER_TIMEOUT_S = 5


class Verdict(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, what was found, and what to do about it."""

    verdict: Verdict
    name: str
    says: str


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Examine the installation. Exit 1 where something must be mended before it serves."""
    with servers_told(), installation(broker=True) as place:
        findings = list(examine(place))
    healthy = all(finding.verdict is not Verdict.FAILED for finding in findings)
    if as_json:
        told = {"healthy": healthy, "findings": [asdict(finding) for finding in findings]}
        typer.echo(json.dumps(told, indent=2))
    else:
        _print(findings)
    if not healthy:
        raise typer.Exit(1)


def examine(place: Installation) -> Iterator[Finding]:
    """Look at everything; what one part lacks does not keep the others from being seen."""
    yield _python()
    try:
        facts = database_facts(place.database_url)
    except DatabaseSilent as silent:
        yield Finding(Verdict.FAILED, "database", f"does not answer: {silent}")
    else:
        yield from _database(facts)
        yield from _tables(place)
    yield from _broker(place.broker_url or "")
    yield _secret(place)
    yield _mail(place)
    yield _fonts()
    for one in expectations(place.settings):
        look = _required if one.required else _wished
        yield look(one.name, one.holds, one.well, one.ill)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return _required("python", sys.version_info >= OLDEST_PYTHON, version, "needs 3.11 or newer")


def _database(facts: DatabaseFacts) -> Iterator[Finding]:
    version = f"PostgreSQL {facts.major_version}"
    yield _required(
        "database version", facts.major_version >= OLDEST_POSTGRES, version, "needs 15 or newer"
    )
    yield _required("database encoding", facts.encoding == "UTF8", facts.encoding, "must be UTF8")
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        kept = getattr(facts, setting)
        yield _required(setting, kept, "on", "off: a crash would lose or spoil what was promised")
    yield _wished(
        "data checksums", facts.data_checksums, "on", "off: silent damage to pages goes unseen"
    )
    yield _wished(
        "database log",
        not facts.logs_statements,
        "tells of the server only",
        "tells refused statements with people's data in them: set log_min_messages=log",
    )
    privileged = facts.owns_tables or facts.is_superuser or facts.bypasses_row_security
    yield _required(
        "application role",
        not privileged,
        f"{facts.role} owns nothing",
        f"{facts.role} owns tables, or stands above the rules: connect as another role",
    )
    yield _wished(
        "clocks",
        abs(facts.clock_ahead) < CLOCKS_APART,
        "agree",
        f"the database's is {facts.clock_ahead.total_seconds():+.0f} s ahead of this host's",
    )


def _tables(place: Installation) -> Iterator[Finding]:
    stands_at, newest = migrations.current(place.database_url), migrations.head()
    at_head = stands_at == newest
    yield _required(
        "migrations",
        at_head,
        f"at {stands_at}",
        f"at {stands_at or 'nothing'}, the newest is {newest}: run `minori migrate`",
    )
    if not at_head:
        return
    runtime = place.runtime()
    with _disposing(runtime):
        with runtime.unit_of_work() as uow:
            backlogs = {"outbox": outbox.backlog(uow.session), "inbox": inbox.backlog(uow.session)}
        logs = list(statuses(runtime))
        yield _former_keys(runtime)
    for box, backlog in backlogs.items():
        yield _wished(
            box,
            backlog.parked == 0,
            f"{backlog.waiting} waiting",
            f"{backlog.parked} put aside after failing: look at their last_error",
        )

    for log in logs:
        yield from _log(log)


def _log(log: LogStatus) -> Iterator[Finding]:
    """An audit log: does it go on, is it kept up, does anybody outside know it?"""
    because = f"signing has stopped, {log.halted_because}: run `minori audit verify`"
    yield _required(f"log {log.origin}", not log.halted_because, f"{log.leaves} entries", because)
    behind = f"{log.waiting} entries wait to be sealed: does the worker run?"
    yield _wished("log sealed", log.lag < LAG_WELL, f"within {LAG_WELL.seconds} s", behind)
    nobody = "kept in fewer than two places outside: CHECKPOINT_FOLDER, CHECKPOINT_WITNESSES"
    enough = len(log.delivered) >= OUTSIDE_PLACES
    yield _wished("log kept outside", enough, f"in {len(log.delivered)} places", nobody)


@contextmanager
def _disposing(runtime: Runtime) -> Iterator[None]:
    try:
        yield
    finally:
        runtime.engine.dispose()


def _broker(url: str) -> Iterator[Finding]:
    try:
        with celery.connection_for_write(url, connect_timeout=BROKER_TIMEOUT_S) as connection:
            connection.ensure_connection(max_retries=1, timeout=BROKER_TIMEOUT_S)
            where = connection.as_uri()  # without the password
    except (KombuError, OSError) as error:
        yield Finding(Verdict.FAILED, "broker", f"does not answer: {type(error).__name__}")
        return
    yield Finding(Verdict.OK, "broker", where)
    if url.startswith(("redis://", "rediss://")):
        yield from _valkey(url)


def _valkey(url: str) -> Iterator[Finding]:
    wanted = {
        "appendonly": ("yes", "messages are lost with the host, and come again a minute later"),
        "maxmemory-policy": ("noeviction", "messages may be dropped when memory is short"),
    }
    try:
        with redis.Redis.from_url(url, decode_responses=True) as client:
            found = {name: client.config_get(name).get(name) for name in wanted}
    except redis.RedisError:
        return  # a managed service that does not tell
    for name, (value, otherwise) in wanted.items():
        yield _wished(f"broker {name}", found[name] == value, value, f"{found[name]}: {otherwise}")


def _secret(place: Installation) -> Finding:
    # A short one, or production without one, was refused when the settings were read.
    settings = place.settings
    if settings.kms_url is not None:
        return Finding(
            Verdict.OK, "secret key", f"set; the master key is kept by {settings.kms_url}"
        )
    if settings.secret_key is None:
        beside = f"a file beside the data, {settings.data_dir / 'secret_key'}, for trying out"
        return Finding(Verdict.OK, "secret key", beside)
    apart = urlsplit(place.database_url).hostname not in THIS_HOST
    return _wished(
        "secret key",
        apart or settings.environment is not Environment.PRODUCTION,
        "set",
        "on the database's host: who copies the host has both. KMS_URL keeps it elsewhere",
    )


def _former_keys(runtime: Runtime) -> Finding:
    former = former_keys(runtime)
    return _wished(
        "keys of tenants",
        former == 0,
        "under the master key of today",
        f"{former} under a former one: run `minori keys rewrap`",
    )


def _mail(place: Installation) -> Finding:
    settings = place.settings
    if settings.smtp_url is None:
        is_development = settings.environment is Environment.DEVELOPMENT
        return _wished(
            "mail",
            is_development,
            f"kept in {settings.data_dir / 'mail'}, for trying out",
            "SMTP_URL is not set: nobody can be invited, or sign in by a link",
        )
    try:
        server = SmtpServer.of(settings.smtp_url.get_secret_value())
    except ValueError as error:
        return Finding(Verdict.FAILED, "mail", str(error))
    return Finding(Verdict.OK, "mail", f"{server.host}:{server.port}")


def _fonts() -> Finding:
    found = sorted(path.stem for path in FONTS.glob("*.ttf"))
    return _required("fonts", bool(found), ", ".join(found), f"none in {FONTS}: no card prints")


def _required(name: str, holds: bool, well: str, ill: str) -> Finding:
    return Finding(Verdict.OK if holds else Verdict.FAILED, name, well if holds else ill)


def _wished(name: str, holds: bool, well: str, ill: str) -> Finding:
    return Finding(Verdict.OK if holds else Verdict.WARNING, name, well if holds else ill)


def _print(findings: list[Finding]) -> None:
    marks = {Verdict.OK: "[green]✓", Verdict.WARNING: "[yellow]!", Verdict.FAILED: "[red]✗"}
    table = Table("", "examined", "found", title="This installation")
    for finding in findings:
        table.add_row(marks[finding.verdict], finding.name, finding.says)
    Console().print(table)
