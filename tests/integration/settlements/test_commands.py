"""The month-end from the command line, by two people at the host."""

import json

import pytest
from typer.testing import CliRunner

from services.cli import app
from services.core.kit.actor import operator
from services.core.redemptions import service as redemptions
from services.core.settlements import service as settlements
from tests.conftest import RING
from tests.factories.redemptions import make_classroom, redeem


@pytest.fixture
def host(runtime, monkeypatch, tmp_path):
    """A host whose settings name the test's database; files are written to `tmp_path`."""
    with runtime.unit_of_work(operator("office")) as uow:
        classroom = make_classroom(uow)
        use = redeem(uow, classroom, amount=5_000)
        redemptions.confirm(uow, programme_id=classroom.programme.id, redemption_id=use.id)
    monkeypatch.setenv("DATABASE_URL", runtime.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("SECRET_KEY", RING.root.decode())
    monkeypatch.chdir(tmp_path)

    return Host(runtime, monkeypatch, classroom.programme)


class Host:
    """Runs commands as whoever is logged in there."""

    def __init__(self, runtime, monkeypatch, programme):
        self._runtime, self._monkeypatch, self._programme = runtime, monkeypatch, programme

    def __call__(self, who, *words):
        self._monkeypatch.setenv("SUDO_USER", who)
        result = CliRunner().invoke(app, [*words, "--programme", self._programme.code, "--json"])
        return result.exit_code, json.loads(result.stdout)

    def all_confirm(self):
        """The providers agree, so that nobody has to wait for the days of objecting."""
        with self._runtime.unit_of_work(
            operator("provider"), organisation_id=self._programme.organisation_id
        ) as uow:
            for one in settlements.page(uow, programme_id=self._programme.id):
                settlements.confirm(uow, programme_id=self._programme.id, statement_id=one.id)


PAYER = [
    *("payout", "payer", "--consignor-code", "1234567890", "--consignor-name", "トクヒ)ミホン"),
    *("--from", "0001-001-1-7654321"),
]


class TestMonthEnd:
    def test_goes_from_the_close_to_the_banks_answer(self, host, tmp_path):
        done, closed = host("aoi", "close", "--month", "2025-06")
        assert (done, closed["gross"], closed["statements"]) == (0, 5_000, 1)
        assert host("aoi", *PAYER)[0] == 0
        assert host("aoi", "payout", "prepare")[1]["code"] == "nothing_to_pay"
        host.all_confirm()

        done, prepared = host("aoi", "payout", "prepare", "--date", "2026-12-30")
        assert (done, prepared["payouts"], prepared["total"]) == (0, 1, 5_000)
        batch = prepared["batch"]
        refused = host("aoi", "payout", "approve", batch)
        assert (refused[0], refused[1]["code"]) == (1, "second_person_required")
        assert host("ren", "payout", "approve", batch)[1]["status"] == "approved"

        done, file = host("aoi", "payout", "export", batch, "--out", "june.txt")
        assert (done, file["count"], file["total"]) == (0, 1, 5_000)
        assert host("aoi", "payout", "export", batch, "--out", "again.txt")[0] == 1
        assert not (tmp_path / "again.txt").exists()

        answers = tmp_path / "answers.csv"
        answers.write_text("number,amount,result\n1,5000,paid\n")
        dry = host("aoi", "bankfile", "return", "answers.csv", "--dry-run")
        assert (dry[0], dry[1]["paid"], dry[1]["dry_run"]) == (0, 1, True)
        assert host("aoi", "import", "bank-return", "answers.csv")[1]["paid"] == 1
        assert host("aoi", "import", "bank-return", "answers.csv")[1]["known"] == 1
        assert host("aoi", "payout", "list")[1]["batches"][0]["sha256"] == file["sha256"]

    def test_can_be_taken_back_until_the_bank_has_the_file(self, host, tmp_path):
        host("aoi", "close", "--month", "2025-06")
        host("aoi", *PAYER)
        host.all_confirm()
        batch = host("aoi", "payout", "prepare", "--date", "2026-12-30")[1]["batch"]
        host("ren", "payout", "approve", batch)
        host("aoi", "payout", "export", batch, "--out", "june.txt")

        assert host("aoi", "payout", "cancel", batch)[1]["code"] == "batch_status_unfit"
        assert host("ren", "payout", "withdraw", batch)[1]["status"] == "approved"
        assert host("aoi", "payout", "cancel", batch)[1]["status"] == "cancelled"
