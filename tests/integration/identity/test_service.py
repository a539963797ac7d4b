"""Keys: made once, kept as a digest, in force for their time."""

from datetime import timedelta

import pytest

from services.core.identity import service as identity
from services.core.identity.errors import (
    ApiKeyUnknown,
    NotAuthenticated,
    OrganisationUnknown,
    RoleNeedsProvider,
    SecondPersonRequired,
)
from services.core.identity.types import Role
from services.core.kit.ids import uuid7
from tests.factories.programmes import make_organisation


@pytest.fixture
def organisation(uow):
    return make_organisation(uow)


def make_key(uow, organisation, **more):
    return identity.create_api_key(
        uow, organisation_id=organisation.id, name="hanako", roles={Role.NPO_ADMIN}, **more
    )


class TestAuthenticate:
    def test_tells_who_brings_a_key(self, uow, organisation):
        key = make_key(uow, organisation)

        actor = identity.authenticate(uow, text=key.text)

        assert (actor.id, actor.organisation_id) == (key.id, organisation.id)
        assert actor.roles == {Role.NPO_ADMIN}

    @pytest.mark.parametrize("text", [None, "", "minori", "minori_x_y", "other_00_secret"])
    def test_refuses_what_is_no_key(self, uow, text):
        with pytest.raises(NotAuthenticated):
            identity.authenticate(uow, text=text)

    def test_refuses_a_known_id_with_another_secret(self, uow, organisation):
        key = make_key(uow, organisation)

        with pytest.raises(NotAuthenticated):
            identity.authenticate(uow, text=key.text[:-1] + "~")

    def test_refuses_an_unknown_id(self, uow, organisation):
        with pytest.raises(NotAuthenticated):
            identity.authenticate(uow, text=f"minori_{uuid7().hex}_secret")

    def test_refuses_a_revoked_key(self, uow, organisation):
        key = make_key(uow, organisation)

        identity.revoke_api_key(uow, organisation_id=organisation.id, key_id=key.id)

        with pytest.raises(NotAuthenticated):
            identity.authenticate(uow, text=key.text)

    def test_refuses_a_key_at_the_very_instant_its_time_is_up(
        self, uow, organisation, clock, uow_as
    ):
        key = make_key(uow, organisation, lifetime=timedelta(days=1))
        clock.move_to(clock.now() + timedelta(days=1) - timedelta(microseconds=1))
        assert identity.authenticate(uow_as("reader"), text=key.text).id == key.id

        clock.move_to(clock.now() + timedelta(microseconds=1))

        with pytest.raises(NotAuthenticated):
            identity.authenticate(uow_as("reader"), text=key.text)


class TestCreateApiKey:
    def test_keeps_no_secret(self, uow, organisation):
        key = make_key(uow, organisation)

        [kept] = identity.api_keys(uow, organisation_id=organisation.id)

        secret = key.text.rsplit("_", 1)[1].encode()
        assert secret not in kept.secret_digest

    def test_ties_a_provider_s_role_to_a_provider(self, uow, organisation):
        with pytest.raises(RoleNeedsProvider):
            identity.create_api_key(
                uow,
                organisation_id=organisation.id,
                name="scanner",
                roles={Role.PROVIDER_COUNTER},
            )


class TestRevokeApiKey:
    def test_knows_nothing_of_another_organisation_s_key(self, uow, organisation):
        key = make_key(uow, organisation)

        with pytest.raises(ApiKeyUnknown):
            identity.revoke_api_key(uow, organisation_id=uuid7(), key_id=key.id)


class TestGetOrganisation:
    def test_refuses_an_unknown_one(self, uow):
        with pytest.raises(OrganisationUnknown):
            identity.get_organisation(uow, uuid7())


class TestRequireSecondPerson:
    def test_refuses_the_first(self, uow_as):
        first, second = uow_as("hanako"), uow_as("taro")
        identity.require_second_person(second, created_by=first.actor.id)

        with pytest.raises(SecondPersonRequired):
            identity.require_second_person(first, created_by=first.actor.id)
