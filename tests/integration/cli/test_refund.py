import json

import pytest
from typer.testing import CliRunner

from services.cli import app
from services.core.donations import service as donations
from services.core.kit.actor import operator
from services.core.kit.periods import local_date
from services.core.programmes import service as programmes
from tests.factories.donations import make_campaign, make_gift
from tests.factories.programmes import make_organisation, make_programme


@pytest.fixture
def campaign(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        make_organisation(uow)
        return make_campaign(uow, make_programme(uow))


@pytest.fixture
def asked(runtime, campaign):
    """A gift in cash that is to be given back."""
    with runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
        gift = make_gift(uow, campaign, settled_at=uow.now)
        return donations.refund(uow, programme_id=gift.programme_id, donation_id=gift.id)


@pytest.fixture
def refund(runtime, campaign, tmp_path):
    """`minori refund` for the programme of the campaign."""
    with runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
        code = programmes.get(uow, campaign.programme_id).code
    settings = {
        "DATABASE_URL": runtime.engine.url.render_as_string(hide_password=False),
        "DATA_DIR": str(tmp_path),
    }

    def run(*arguments):
        return CliRunner().invoke(app, ["refund", *arguments, "--programme", code], env=settings)

    return run


class TestRefund:
    def test_lists_what_is_to_be_sent_until_it_is_confirmed(self, refund, asked, clock):
        assert str(asked.donation_id) in json.dumps(json.loads(refund("list", "--json").stdout))

        day = local_date(clock.now()).isoformat()
        confirmed = refund("confirm", str(asked.id), "--sent-on", day, "--json")

        assert json.loads(confirmed.stdout)["status"] == "settled"
        assert "Nothing is to be done." in refund("list").stdout

    def test_takes_back_what_nobody_has_sent(self, refund, asked):
        assert "cancelled" in refund("cancel", str(asked.id)).stdout

    def test_says_so_where_it_cannot(self, refund, asked):
        refund("cancel", str(asked.id))

        answer = refund("retry", str(asked.id))

        assert answer.exit_code == 1
