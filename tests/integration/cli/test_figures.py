"""`minori rollup`, `report` and `impact` over a programme with a lesson in it."""

import json

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from services.cli import app
from services.cli.runtime import seated
from services.core.kit.actor import operator
from tests.factories.allocations import AMOUNT
from tests.factories.journey import make_journey

TESTER = operator("tester")


@pytest.fixture
def run(runtime):
    with runtime.unit_of_work(TESTER) as uow:
        journey = make_journey(uow)
        journey.redeem(0, 4_000)

    def invoke(*command):
        with seated(runtime, TESTER):
            return CliRunner().invoke(app, [*command, "--programme", journey.programme.code])

    return invoke


def test_rolls_up_checks_and_finds_what_was_changed(run, runtime):
    assert json.loads(run("rollup", "run", "--json").stdout) == {"cells": 1, "rebuilt": True}
    assert json.loads(run("rollup", "rebuild", "--check", "--json").stdout)["holds"] is True

    with runtime.unit_of_work(TESTER) as uow:
        uow.session.execute(text("UPDATE rollup_uses SET used_minor = used_minor + 1"))
        uow.session.execute(text("UPDATE rollup_watermarks SET read_to_xid = 4611686018427387904"))
    assert run("rollup", "rebuild", "--check").exit_code == 1

    assert run("rollup", "rebuild").exit_code == 0
    checked = json.loads(run("rollup", "rebuild", "--check", "--json").stdout)
    assert checked["digest"] == checked["digest_anew"]


def test_writes_the_report_in_each_form(run, tmp_path):
    assert run("report").exit_code == 1  # nothing is rolled up
    run("rollup", "run")

    assert json.loads(run("report").stdout)["stages"]["issued"] is None
    target = tmp_path / "report.html"
    assert (
        run("report", "--format", "html", "--language", "ja", "--out", str(target)).exit_code == 0
    )
    assert "少数のため非表示" in target.read_text()
    assert "month,category" in run("report", "--format", "csv").stdout


def test_writes_every_statement_and_their_sum(run, tmp_path):
    result = run("impact", "statements", "--out", str(tmp_path), "--json")

    facts = json.loads(result.stdout)
    assert (facts["statements"], facts["amount"], facts["used"]) == (1, AMOUNT, 4_000)
    [page], [data] = tmp_path.glob("*.html"), tmp_path.glob("*.json")
    assert sum(json.loads(data.read_text())["parts"].values()) == AMOUNT
    donation = data.stem
    assert page.stem == donation
    traced = json.loads(run("impact", "trace", donation, "--json").stdout)
    assert [piece["amount"] for piece in traced["pieces"]] == [4_000]
    assert json.loads(run("impact", "statement", donation).stdout)["parts"] == traced["parts"]
    assert run("impact", "freeze").stdout == "nothing to fix\n"
