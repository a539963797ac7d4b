"""`minori keys` and what migrating and examining have to do with them."""

import json

import pytest
from typer.testing import CliRunner

from services.cli import app
from services.core.households import service as households
from services.core.kit.actor import operator
from tests.conftest import RING
from tests.factories.households import make_household
from tests.factories.programmes import make_programme
from tests.integration.kit.test_key_rotation import be_of_former_times

NEW = "another secret, of more than thirty-two bytes"


@pytest.fixture
def programme(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        programme = make_programme(uow)
        be_of_former_times(uow, programme.organisation_id)
        make_household(uow, programme)
    return programme


@pytest.fixture
def minori(runtime, programme):
    settings = {
        "DATABASE_URL": runtime.engine.url.render_as_string(hide_password=False),
        "SECRET_KEY": RING.root.decode(),
    }

    def run(*words, **told):
        result = CliRunner().invoke(app, [*words], env=settings | told)
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


class TestKeys:
    def test_lead_from_one_secret_to_the_next(self, minori, runtime, programme):
        of = str(programme.organisation_id)
        assert json.loads(minori("keys", "status", "--json"))["former"] == 3

        former = f"{'x' * 32}\n{RING.root.decode()}"  # a line each: this one has a comma
        both = {"SECRET_KEY": NEW, "SECRET_KEY_PREVIOUS": former}
        assert "run `minori keys rewrap`" in minori("keys", "status", **both)
        rewrapped = json.loads(minori("keys", "rewrap", "--json", **both))[of]["rewrapped"]
        assert rewrapped >= 3

        status = json.loads(minori("keys", "status", "--json", SECRET_KEY=NEW))
        assert status["former"] == 0
        assert {state["is_kept"] for state in status["organisations"][of]} == {True}

    def test_are_rotated_with_all_below_them(self, minori, runtime, programme):
        told = json.loads(minori("keys", "rotate", "--json"))[str(programme.organisation_id)]
        assert told == {"version": 2, "rewrapped": 3, "indexed": 0, "retired": 1}

        words = minori("keys", "status", "--organisation", str(programme.organisation_id))
        assert "given up" in words
        assert "the setting SECRET_KEY" in words

    def test_are_made_anew_for_indexes_of_former_times(self, minori, runtime, programme):
        told = json.loads(minori("keys", "reindex", "--json"))[str(programme.organisation_id)]
        assert told == {"new_key": True, "rewrapped": 0, "indexed": 3, "retired": 0}
        again = json.loads(minori("keys", "reindex", "--json"))[str(programme.organisation_id)]
        assert again["new_key"] is False

        with runtime.unit_of_work(organisation_id=programme.organisation_id) as uow:
            assert len(households.find_children(uow, kana="みほん")) == 1

    def test_tell_progress_to_whoever_watches(self, minori, programme):
        assert "version 2, rewrapped 3" in minori("keys", "rotate")


class TestMigrate:
    def test_keeps_what_derives_from_the_secret(self, minori, runtime, server):
        owner = server.owner_url(runtime.engine.url.database)
        minori("migrate", DATABASE_OWNER_URL=owner)
        assert json.loads(minori("keys", "status", "--json"))["former"] == 0
