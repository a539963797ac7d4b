import json

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from services.cli import app
from tests.factories.messages import receive, ring


@pytest.fixture
def messages(runtime, tmp_path):
    """`minori messages` over a database in which one message of each box was put aside."""
    with runtime.unit_of_work() as uow:
        ring(uow), ring(uow), receive(uow), receive(uow, quarantined_because="test mode")
        uow.session.execute(
            text(
                "UPDATE outbox SET parked_at = now(), attempts = 12, last_error = 'BellCracked'"
                " WHERE id = (SELECT id FROM outbox LIMIT 1)"
            )
        )
    settings = {
        "DATABASE_URL": runtime.engine.url.render_as_string(hide_password=False),
        "DATA_DIR": str(tmp_path),
    }

    def run(*arguments):
        return CliRunner().invoke(app, ["messages", *arguments], env=settings)

    yield run
    run("--retry")


class TestMessages:
    def test_show_what_was_put_aside_and_why(self, messages):
        result = messages()

        assert result.exit_code == 1
        assert "bell.rung: BellCracked" in result.stdout
        assert "bell.cast: test mode" in result.stdout

    def test_are_the_same_for_machines(self, messages):
        told = json.loads(messages("--json").stdout)

        assert {name: (box["waiting"], box["parked"]) for name, box in told.items()} == {
            "outbox": (1, 1),
            "inbox": (1, 1),
        }

    def test_get_their_tries_back_but_for_those_in_quarantine(self, messages):
        told = json.loads(messages("--retry", "--json").stdout)

        assert (told["outbox"]["waiting"], told["outbox"]["parked"]) == (2, 0)
        assert (told["inbox"]["waiting"], told["inbox"]["parked"]) == (1, 1)
