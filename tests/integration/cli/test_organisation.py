"""The first steps of an installation of one's own: an organisation, and a key to the API."""

from uuid import UUID

import pytest
from typer.testing import CliRunner

from services.cli import app
from services.cli.runtime import seated
from services.core.kit.actor import operator
from tests.factories.http import client

FOUND = ("organisation", "found", "--name-ja", "見本", "--name-en", "Example")
ABOUT = ("--kana", "ミホン", "--address", "見本区1-1")


@pytest.fixture
def type_(runtime):
    def run(*words, expect=0):
        with seated(runtime, operator("founder")):
            done = CliRunner().invoke(app, [str(word) for word in words])
        assert done.exit_code == expect, done.output
        return done.output.strip()

    return run


@pytest.fixture
def organisation_id(type_):
    return type_(*FOUND, *ABOUT)


class TestFound:
    def test_is_listed(self, type_, organisation_id):
        assert f"{organisation_id}  見本" in type_("organisation", "list")


class TestCreateKey:
    def test_opens_the_api(self, runtime, type_, organisation_id):
        words = ("key", "create", "--organisation", organisation_id, "--name", "hanako")
        key = type_(*words, "--role", "npo_admin", "--role", "npo_approver")

        me = client(runtime, key).get("/api/v1/me").json()

        assert me["organisation_id"] == organisation_id
        assert me["roles"] == ["npo_admin", "npo_approver"]

    def test_is_refused_for_a_counter_of_nobody(self, type_, organisation_id):
        words = ("key", "create", "--organisation", organisation_id, "--name", "scanner")

        assert "role_needs_provider" in type_(*words, "--role", "provider_counter", expect=1)

    def test_is_refused_for_an_unknown_organisation(self, type_, organisation_id):
        words = ("key", "create", "--organisation", UUID(int=1), "--name", "nobody")

        assert "organisation_unknown" in type_(*words, "--role", "auditor", expect=1)


class TestRevokeKey:
    def test_closes_the_api(self, runtime, type_, organisation_id):
        words = ("--organisation", organisation_id)
        key = type_("key", "create", *words, "--name", "guest", "--role", "auditor")

        type_("key", "revoke", UUID(hex=key.split("_")[1]), *words)

        assert client(runtime, key).get("/api/v1/me").status_code == 401
