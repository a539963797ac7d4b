"""`minori oidc`: name a provider, look whether it works, take it away."""

import json

import pytest
from typer.testing import CliRunner

from services.cli import app
from services.cli.runtime import seated
from services.core.identity import service as identity
from services.core.kit.actor import operator
from tests.factories.programmes import make_organisation
from tests.fakes.oidc import CLIENT_ID, CLIENT_SECRET, FakeOidc


@pytest.fixture
def provider(clock):
    with FakeOidc(now=lambda: clock.now().timestamp()) as fake:
        yield fake


@pytest.fixture
def organisation_id(runtime):
    with runtime.unit_of_work(operator("host")) as uow:
        return make_organisation(uow).id


@pytest.fixture
def minori(runtime, organisation_id):
    def run(command, *arguments, typed=None):
        words = ["oidc", command, "--organisation", str(organisation_id), *arguments]
        with seated(runtime, operator("host")):
            return CliRunner().invoke(app, words, input=typed)

    return run


class TestOidc:
    def test_is_kept_without_showing_the_secret_checked_and_removed(
        self, runtime, minori, provider, organisation_id
    ):
        named = ("--issuer", provider.issuer, "--client-id", CLIENT_ID, "--domain", "example.jp")

        kept = minori("keep", *named, typed=f"{CLIENT_SECRET}\n")

        assert kept.exit_code == 0, kept.output
        assert "/api/v1/sign-in/oidc/callback" in kept.output
        assert CLIENT_SECRET not in kept.output
        with runtime.unit_of_work(operator("host"), organisation_id=organisation_id) as uow:
            assert identity.oidc_client(uow).client_secret == CLIENT_SECRET
            assert identity.get_oidc_provider(uow).email_domains == ["example.jp"]

        checked = minori("check", "--json")
        assert checked.exit_code == 0
        assert json.loads(checked.stdout)["knows_us"] is True
        assert "it took it" in minori("check").output

        assert minori("remove").exit_code == 0
        assert minori("check").exit_code == 1

    def test_tells_that_the_provider_does_not_know_us(self, minori, provider):
        named = ("--issuer", provider.issuer, "--client-id", CLIENT_ID, "--secret", "wrong")
        minori("keep", *named)

        checked = minori("check")

        assert checked.exit_code == 1
        assert "did not take it" in checked.output

    def test_tells_why_a_provider_will_not_do(self, minori, provider):
        named = ("--issuer", provider.issuer, "--client-id", CLIENT_ID, "--secret", "x")
        minori("keep", *named)
        provider.metadata = {"issuer": "https://evil.example"}

        checked = minori("check", "--json")

        assert checked.exit_code == 1
        assert json.loads(checked.stdout)["reason"] == "other_issuer"
