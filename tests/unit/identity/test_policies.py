"""The policy table: who may do what."""

import pytest

from services.core.identity.errors import NotPermitted
from services.core.identity.policies import POLICY, Permission, permits, require
from services.core.identity.types import Role
from services.core.kit.actor import SYSTEM, Actor, ActorKind, operator
from services.core.kit.ids import uuid7


def key(*roles: Role) -> Actor:
    return Actor(id=uuid7(), kind=ActorKind.API_KEY, roles=frozenset(roles))


class TestPermits:
    @pytest.mark.parametrize("permission", Permission)
    def test_exactly_the_roles_of_its_row(self, permission):
        allowed = {role for role in Role if permits(key(role), permission)}
        assert allowed == POLICY[permission]

    @pytest.mark.parametrize("actor", [SYSTEM, operator("hanako")])
    def test_the_host_and_the_service_all(self, actor):
        assert all(permits(actor, permission) for permission in Permission)

    def test_nobody_without_a_role(self):
        assert not any(permits(key(), permission) for permission in Permission)

    def test_what_any_of_several_roles_includes(self):
        both = key(Role.AUDITOR, Role.NPO_ADMIN)
        assert permits(both, Permission.PROGRAMME_WRITE)


class TestRequire:
    def test_names_what_was_asked_for(self):
        with pytest.raises(NotPermitted) as refusal:
            require(key(Role.AUDITOR), Permission.PROGRAMME_WRITE)
        assert refusal.value.context == {"permission": "programme:write"}


class TestProviders:
    def test_may_not_decide_on_money_or_people(self):
        for role in (Role.PROVIDER_OFFICE, Role.PROVIDER_COUNTER):
            may = {permission for permission in Permission if role in POLICY[permission]}
            assert not may & {
                Permission.PROGRAMME_WRITE,
                Permission.API_KEY_WRITE,
                Permission.LEDGER_READ,
                Permission.AUDIT_READ,
            }
