"""`minori campaign`: from a draft with holes to a decision, by commands."""

import json

import pytest
from typer.testing import CliRunner

from services.cli import app
from services.core.donations import service as donations
from services.core.donations.types import Channel
from services.core.kit.actor import operator
from tests.conftest import RING
from tests.factories.donations import make_fund, make_gift
from tests.factories.programmes import make_programme

FACTS = [
    *("--use-of-funds", "スタディクーポン", "--if-goal-missed", "全額をお返しします"),
    *("--representative", "代表理事 見本", "--contact-email", "info@example.org"),
]


@pytest.fixture
def programme(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        programme = make_programme(uow)
        make_fund(uow, programme, code="examinees")
    return programme


@pytest.fixture
def minori(runtime, programme):
    settings = {
        "DATABASE_URL": runtime.engine.url.render_as_string(hide_password=False),
        "SECRET_KEY": RING.root.decode(),
    }

    def run(*words, fails=False):
        given = ["campaign", *words, "--programme", programme.code]
        result = CliRunner().invoke(app, given, env=settings)
        assert (result.exit_code != 0) is fails, result.output
        return result.output

    return run


def start(minori, code, *facts):
    return minori(
        *("start", code, "--fund", "examinees", "--name-ja", "春", "--name-en", "Spring"),
        *("--goal", "50000", "--last-day", "2100-01-31", "--overhead-bps", "1000"),
        *("--kind", "all_or_nothing", *FACTS, *facts),
    )


class TestCampaign:
    def test_is_published_once_it_is_whole(self, minori):
        start(minori, "holes")
        assert "contact_phone" in minori("publish", "holes", fails=True)

        start(minori, "whole", "--contact-phone", "03-0000-0000")

        assert "published whole" in minori("publish", "whole")
        lines = json.loads(minori("list", "--json"))
        assert {line["code"]: line["status"] for line in lines} == {
            "holes": "draft",
            "whole": "published",
        }

    def test_ends_by_a_decision_with_its_reason(self, minori):
        start(minori, "spring", "--contact-phone", "03-0000-0000")
        minori("publish", "spring")

        told = minori(
            *("extend", "spring", "--last-day", "2100-02-28"),
            *("--reason-ja", "もう一度お願いするため", "--reason-en", "To ask once more"),
        )

        assert told.strip().endswith("extended: spring ends on 2100-02-28")
        assert "published: spring, 0 gifts" in minori("close", "spring")  # its end has not come

    def test_tells_its_numbers(self, minori, runtime, programme):
        start(minori, "spring", "--contact-phone", "03-0000-0000")
        minori("publish", "spring")
        with runtime.unit_of_work(organisation_id=programme.organisation_id) as uow:
            campaign = donations.campaign_by_code(uow, code="spring", programme_id=programme.id)
            uow.now = max(uow.now, campaign.opens_at)
            make_gift(uow, campaign, channel=Channel.BANK_TRANSFER, amount=12_000)

        told = json.loads(minori("figures", "spring", "--json"))

        assert (told["kept"], told["held"], told["used"]) == (12_000, 12_000, 0)
