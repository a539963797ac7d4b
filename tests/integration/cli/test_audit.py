"""`minori audit`, and what `minori doctor` and `minori verify` say of the log."""

import json

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool
from typer.testing import CliRunner

from services.cli import app
from services.cli.runtime import seated
from services.core.audit import service as audit
from services.core.audit.types import EntryFilter
from services.core.kit.actor import operator
from services.core.kit.clock import SetClock
from services.core.kit.ids import uuid7
from tests.conftest import NOW, own_runtime
from tests.factories.audit import make_log


@pytest.fixture(scope="module")
def runtime(databases, tmp_path_factory):
    """One database for all: each test has a log, and so an organisation, of its own."""
    folder = tmp_path_factory.mktemp("cli_audit")
    with own_runtime(databases, "cli_audit", SetClock(NOW), folder) as runtime:
        yield runtime


@pytest.fixture
def log(runtime):
    return make_log(runtime, entries=5)


@pytest.fixture
def type_(runtime, log):
    """Types a command about the test's own log."""

    def run(command, *words, of=None, expect=0):
        whose = ("--organisation", of or log.organisation_id)
        with seated(runtime, operator("hanako")):
            line = ["audit", command, *map(str, words), *map(str, whose)]
            done = CliRunner().invoke(app, line)
        assert done.exit_code == expect, done.output
        return done.output

    return run


@pytest.fixture
def superuser(server, runtime, log):
    """Alters rows of the test's log behind triggers, and clears what is left of it."""
    engine = create_engine(server.admin_url(runtime.engine.url.database), poolclass=NullPool)

    def do(statement):
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            whose = {"org": log.organisation_id}
            connection.execute(text(f"{statement} AND organisation_id = :org"), whose)

    yield do
    for table in ("checkpoints", "nodes", "leaves", "log_keys", "logs"):
        do(f"DELETE FROM audit_{table} WHERE true")
    engine.dispose()


class TestStatus:
    def test_says_that_there_is_no_log_yet(self, type_):
        assert "no log yet" in type_("status", of=uuid7())

    def test_tells_how_far_each_log_is(self, type_, log):
        log.record(2)
        told = type_("status")
        assert f"log.example.org/log/{log.organisation_id}" in told
        assert "7 entries; 2 wait" in told
        (one,) = json.loads(type_("status", "--json"))
        assert (one["leaves"], one["signed_size"], one["waiting"]) == (7, 6, 2)

    def test_fails_where_signing_has_stopped(self, type_, log):
        log.attempt(audit.note_halt, reason="shorter")
        assert "STOPPED" in type_("status", expect=1)
        type_("sign")
        type_("status")


class TestSign:
    def test_seals_and_signs_now(self, type_, log):
        log.record(2)
        type_("sign")
        assert log.attempt(audit.checkpoints)[0].because == "asked"

    def test_refuses_what_does_not_continue(self, type_, log, superuser):
        superuser("DELETE FROM audit_leaves WHERE leaf_index > 3")
        type_("sign", expect=1)
        assert "shorter" in type_("status", expect=1)


class TestVerify:
    def test_finds_a_log_whole(self, type_, log, tmp_path):
        kept = tmp_path / "kept.txt"
        kept.write_text(log.outside[-1])
        assert "whole" in type_("verify", "--against", kept)
        told = json.loads(type_("verify", "--json"))
        assert (told["holds"], told["leaves"], told["findings"]) == (True, 7, [])

    def test_says_where_it_is_not(self, type_, log, superuser):
        superuser("UPDATE audit_entries SET action = 'x' WHERE action = 'thing.mend_0'")
        assert "entry_altered at 1 " in type_("verify", expect=1)
        told = json.loads(type_("verify", "--json", expect=1))
        assert told["findings"][0]["fault"] == "entry_altered"

    def test_refuses_what_is_no_checkpoint(self, type_, log, tmp_path):
        wrong = tmp_path / "wrong.txt"
        wrong.write_bytes(b"\xff nonsense")
        assert "checkpoint_unreadable" in type_("verify", "--against", wrong, expect=1)

    def test_asks_whose_log_is_meant(self, runtime, type_, log):
        make_log(runtime)
        with seated(runtime, operator("hanako")):
            done = CliRunner().invoke(app, ["audit", "verify"])
        assert (done.exit_code, "name one" in done.output) == (1, True)
        assert "log_unknown" in type_("verify", of=uuid7(), expect=1)


class TestHistory:
    def test_tells_all_of_one_object(self, type_, log):
        (entry, *_) = log.attempt(audit.entries, wanted=EntryFilter(object_type="thing"))
        assert entry.action in type_("history", entry.object_id)
        (told,) = json.loads(type_("history", entry.object_id, "--json"))
        assert told["id"] == str(entry.id)
