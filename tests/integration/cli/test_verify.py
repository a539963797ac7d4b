"""`minori verify`: silent when all is true, and rows and exit 1 when something is not."""

import json

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool
from typer.testing import CliRunner

from services.cli import app
from services.cli.runtime import seated
from services.core.invariants import ledger as ledger_invariants
from services.core.kit.actor import operator
from tests.factories.ledger import Book


@pytest.fixture
def truths():
    return ledger_invariants.INVARIANTS


@pytest.fixture
def verify(runtime):
    def run(*words, expect):
        with seated(runtime, operator("hanako")):
            done = CliRunner().invoke(app, ["verify", *words])
        assert done.exit_code == expect, done.output
        return done.output

    return run


@pytest.fixture
def book(runtime):
    with runtime.unit_of_work() as uow:
        return Book(uow).play("bank -> fund 1,000 donation_received")


def tamper(server, runtime, statement):
    """As somebody who owns the database and leaves the application's rules behind."""
    url = server.admin_url(runtime.engine.url.database)
    with create_engine(url, poolclass=NullPool).connect() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text(statement))
        connection.commit()


class TestVerify:
    def test_is_content_with_true_books(self, verify, book):
        told = json.loads(verify("--json", expect=0))

        assert set(told["invariants"].values()) == {0}
        assert told["rows"] == []

    def test_names_the_rows_that_break_a_truth(self, verify, book, server, runtime):
        tamper(server, runtime, "UPDATE ledger_accounts SET credits_posted = 1001 WHERE limited")

        told = json.loads(verify("--json", expect=1))

        broken = {one["number"]: one["rows"] for one in told["rows"]}
        assert set(broken) == {"L2", "L3"}
        assert broken["L3"][0]["id"] == str(book.account("fund"))
        tamper(server, runtime, "UPDATE ledger_accounts SET credits_posted = 1000 WHERE limited")

    def test_tells_it_to_people_too(self, verify, book, server, runtime):
        tamper(server, runtime, "UPDATE ledger_accounts SET credits_posted = 1001 WHERE limited")

        shown = verify(expect=1)

        assert "L3" in shown
        assert str(book.account("fund")) in shown.replace("\n", "")
        tamper(server, runtime, "UPDATE ledger_accounts SET credits_posted = 1000 WHERE limited")
