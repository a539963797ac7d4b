"""Gateway, books and bank compared: asked for over HTTP, by command, and each night."""

import csv
import dataclasses
import json
from datetime import timedelta

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from services.cli import app
from services.cli.runtime import seated
from services.core.donations.events import DifferencesFound
from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.clock import SetClock
from services.core.kit.ids import uuid7
from services.core.kit.models import OutboxMessage
from services.worker.delivery import drain
from services.worker.tasks.reconciliation import reconcile
from tests.conftest import NOW
from tests.factories.donations import make_campaign
from tests.factories.gateway import open_shop
from tests.factories.http import client, key_for
from tests.factories.programmes import make_organisation, make_programme

LATER = NOW + timedelta(days=20)


@pytest.fixture
def campaign(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        make_organisation(uow)
        return make_campaign(uow, make_programme(uow))


@pytest.fixture
def shop(runtime, campaign):
    """A gift that was paid, and paid out; the runtime's gateway is the one it was paid at."""
    with (
        runtime.unit_of_work(operator("founder"), organisation_id=campaign.organisation_id) as uow,
        open_shop(uow) as shop,
    ):
        shop.give(campaign, 10_000)
        shop.give(campaign, 3_000)
        shop.pass_days(12)
        shop.follow()
        uow.session.commit()
        yield shop


@pytest.fixture
def connected(runtime, shop):
    settings = runtime.settings.model_copy(
        update={"stripe_api_key": SecretStr(shop.key), "stripe_api_base": shop.base_url}
    )
    return dataclasses.replace(runtime, settings=settings, clock=SetClock(LATER))


def fail_the_payout(shop):
    return shop.world.fail_payout(next(shop.world.all_of("payout"))["id"])


class TestReconciliations:
    def test_is_asked_for_carried_out_and_read(self, connected, campaign, shop):
        payout = fail_the_payout(shop)
        staff = client(connected, key_for(connected, campaign.organisation_id, Role.NPO_ADMIN))
        url = f"/api/v1/reconciliations/{uuid7()}"
        body = {"since": "2025-06-01"}

        asked = staff.put(url, json=body)
        again = staff.put(url, json=body)
        other = staff.put(url, json={"since": "2025-05-01"})
        drain(connected)

        assert (asked.status_code, again.json()) == (202, asked.json())
        assert (other.status_code, other.json()["code"]) == (409, "reconciliation_id_reused")
        told = staff.get(url).json()
        assert (told["entries"], told["explained"], told["findings"]) == (4, 3, 2)
        found = staff.get(f"{url}/findings").json()
        assert [one["kind"] for one in found] == ["payout_state_differs", "missing_in_books"]
        assert found[0]["about"] == payout["id"]
        assert found[0]["next"].startswith("Send the payout's latest event again")
        (listed,) = staff.get("/api/v1/gateway-payouts").json()
        assert (listed["amount"], listed["status"], listed["seen_at_bank"]) == (
            12_532,
            "paid",
            False,
        )

    def test_of_another_organisation_shows_nothing_of_the_account(self, connected, shop):
        with connected.unit_of_work(operator("founder")) as uow:
            stranger = make_organisation(uow)
        staff = client(connected, key_for(connected, stranger.id, Role.NPO_ADMIN))
        url = f"/api/v1/reconciliations/{uuid7()}"
        fail_the_payout(shop)

        staff.put(url, json={})
        drain(connected)

        told = staff.get(url).json()
        assert (told["entries"], told["findings"]) == (0, 0)
        assert told["finished_at"] is not None


class TestReconcileEachNight:
    def test_tells_of_what_it_found(self, connected, campaign, shop):
        fail_the_payout(shop)

        assert reconcile(connected) == 2

        with connected.unit_of_work() as uow:
            told = uow.session.query(OutboxMessage).filter_by(topic=DifferencesFound.topic).one()
        assert told.payload["findings"] == 2


class TestReconcileCommand:
    def run(self, connected, *words, expect):
        with seated(connected, operator("hanako")):
            done = CliRunner().invoke(app, ["reconcile", *words])
        assert done.exit_code == expect, done.output
        return done.stdout

    def test_is_content_and_writes_the_list_of_what_it_explained(self, connected, shop, tmp_path):
        out = tmp_path / "explained.csv"

        told = json.loads(self.run(connected, "--json", "--csv", str(out), expect=0))

        assert (told["entries"], told["explained"], told["findings"]) == (3, 3, [])
        rows = list(csv.reader(out.read_text("utf-8-sig").splitlines()))
        assert len(rows) == 1 + 3
        assert [row[-1] for row in rows[1:]] == ["Agrees"] * 3
        assert [row[4] for row in rows[1:]] == ["-12532", "3000", "10000"]

    def test_exits_with_1_and_says_what_to_do_next(self, connected, shop):
        payout = fail_the_payout(shop)

        told = json.loads(self.run(connected, "--json", expect=1))
        shown = self.run(connected, expect=1)

        assert {one["kind"] for one in told["findings"]} == {
            "payout_state_differs",
            "missing_in_books",
        }
        assert all(one["next"].endswith(".") for one in told["findings"])
        assert payout["id"][:8] in shown
