"""The policy table: who may do what, how far, and what for."""

from datetime import UTC, datetime, timedelta

import pytest

from services.core.identity.errors import NotPermitted, RolesIncompatible, StepUpRequired
from services.core.identity.policies import (
    POLICY,
    PROOF_LASTS,
    PURPOSES,
    SIDES,
    STEP_UP,
    Permission,
    Purpose,
    Scope,
    must_fit_together,
    permits,
    require,
    scope_of,
    uniform_scope,
)
from services.core.identity.types import Role
from services.core.kit.actor import ANYBODY, SYSTEM, Actor, ActorKind, operator
from services.core.kit.ids import uuid7

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def key(*roles: Role, verbs: frozenset[str] | None = None) -> Actor:
    """A key that speaks for a provider, a municipality and a family, if its role asks for one."""
    return Actor(
        id=uuid7(),
        kind=ActorKind.API_KEY,
        roles=frozenset(roles),
        verbs=verbs,
        provider_id=uuid7(),
        municipality_code="13113",
        household_id=uuid7(),
    )


def member(*roles: Role, proved_at: datetime | None) -> Actor:
    return Actor(id=uuid7(), kind=ActorKind.MEMBER, roles=frozenset(roles), proved_at=proved_at)


def held_by(role: Role) -> set[Permission]:
    return {permission for permission in Permission if role in POLICY[permission]}


class TestPermits:
    @pytest.mark.parametrize("permission", Permission)
    def test_exactly_the_roles_of_its_row(self, permission):
        allowed = {role for role in Role if permits(key(role), permission)}
        assert allowed == set(POLICY[permission])

    @pytest.mark.parametrize("actor", [SYSTEM, operator("hanako")])
    def test_the_host_and_the_service_all(self, actor):
        assert all(permits(actor, permission) for permission in Permission)

    @pytest.mark.parametrize("actor", [ANYBODY, key()])
    def test_nobody_without_a_role(self, actor):
        assert not any(permits(actor, permission) for permission in Permission)

    def test_what_any_of_several_roles_includes(self):
        both = key(Role.NPO_APPROVER, Role.NPO_ADMIN)
        assert permits(both, Permission.PROGRAMME_WRITE)
        assert permits(both, Permission.PAYOUT_APPROVE)

    def test_no_more_than_a_key_is_limited_to(self):
        narrow = key(Role.NPO_ADMIN, verbs=frozenset({"donation:read", "payout:approve"}))
        allowed = {permission for permission in Permission if permits(narrow, permission)}
        assert allowed == {Permission.DONATION_READ}


class TestScopeOf:
    @pytest.mark.parametrize(
        ("role", "permission", "scope"),
        [
            (Role.NPO_ADMIN, Permission.PROVIDER_READ, Scope.ORGANISATION),
            (Role.PROVIDER_OFFICE, Permission.PROVIDER_READ, Scope.OWN_PROVIDER),
            (Role.MUNICIPALITY, Permission.ELIGIBILITY_READ, Scope.OWN_MUNICIPALITY),
            (Role.FAMILY, Permission.VOUCHER_READ, Scope.OWN_HOUSEHOLD),
            (Role.DONOR, Permission.DONATION_READ, Scope.OWN),
            (Role.DONOR, Permission.VOUCHER_READ, None),
        ],
    )
    def test_is_what_the_table_says(self, role, permission, scope):
        assert scope_of(key(role), permission) is scope

    @pytest.mark.parametrize(
        ("role", "permission"),
        [
            (Role.PROVIDER_OFFICE, Permission.PROVIDER_READ),
            (Role.MUNICIPALITY, Permission.RESIDENT_READ),
            (Role.FAMILY, Permission.VOUCHER_READ),
        ],
    )
    def test_is_nothing_where_nobody_says_whose(self, role, permission):
        nobodys = Actor(id=uuid7(), kind=ActorKind.API_KEY, roles=frozenset({role}))
        assert scope_of(nobodys, permission) is None
        assert scope_of(nobodys, Permission.PROGRAMME_READ) is Scope.ORGANISATION

    def test_is_the_whole_organisation_for_the_host(self):
        assert scope_of(operator("hanako"), Permission.VOUCHER_READ) is Scope.ORGANISATION


class TestUniformScope:
    def test_is_known_where_all_roles_have_the_same(self):
        assert uniform_scope(Permission.STATEMENT_ANSWER) is Scope.OWN_PROVIDER
        assert uniform_scope(Permission.STATEMENT_READ) is None


class TestRequire:
    def test_names_what_was_asked_for(self):
        with pytest.raises(NotPermitted) as refusal:
            require(key(Role.AUDITOR), Permission.PROGRAMME_WRITE, at=NOW)
        assert refusal.value.context == {"permission": "programme:write"}

    @pytest.mark.parametrize("proved_at", [None, NOW - PROOF_LASTS - MOMENT])
    def test_asks_a_person_to_prove_anew_to_be_there(self, proved_at):
        approver = member(Role.NPO_APPROVER, proved_at=proved_at)
        with pytest.raises(StepUpRequired) as refusal:
            require(approver, Permission.PAYOUT_APPROVE, at=NOW)
        assert refusal.value.context == {"permission": "payout:approve"}

    @pytest.mark.parametrize("proved_at", [NOW, NOW - PROOF_LASTS])
    def test_takes_a_fresh_proof(self, proved_at):
        require(member(Role.NPO_APPROVER, proved_at=proved_at), Permission.PAYOUT_APPROVE, at=NOW)

    def test_asks_no_proof_for_what_moves_nothing(self):
        require(member(Role.NPO_APPROVER, proved_at=None), Permission.PAYOUT_READ, at=NOW)

    def test_asks_no_proof_of_a_machine(self):
        require(key(Role.NPO_APPROVER), Permission.PAYOUT_APPROVE, at=NOW)

    def test_tells_who_may_not_before_it_asks_for_a_proof(self):
        with pytest.raises(NotPermitted):
            require(member(Role.AUDITOR, proved_at=None), Permission.PAYOUT_APPROVE, at=NOW)


class TestTable:
    def test_says_for_every_verb_who_and_what_for(self):
        assert set(POLICY) == set(PURPOSES) == set(Permission)
        assert all(POLICY.values())

    def test_keeps_proposing_and_approving_in_different_roles(self):
        for propose, approve in (
            (Permission.TRANSFER_PROPOSE, Permission.TRANSFER_APPROVE),
            (Permission.BANK_ACCOUNT_PROPOSE, Permission.BANK_ACCOUNT_APPROVE),
            (Permission.ROLE_GRANT, Permission.ROLE_APPROVE),
            (Permission.SETTLEMENT_WRITE, Permission.PAYOUT_APPROVE),
            (Permission.ROUND_WRITE, Permission.AWARD_APPROVE),
        ):
            assert not set(POLICY[propose]) & set(POLICY[approve])

    def test_steps_up_before_money_keys_roles_and_exports(self):
        assert {
            Permission.PAYOUT_APPROVE,
            Permission.PAYOUT_EXPORT,
            Permission.BANK_ACCOUNT_PROPOSE,
            Permission.BANK_ACCOUNT_APPROVE,
            Permission.BANK_ACCOUNT_READ,
            Permission.TRANSFER_APPROVE,
            Permission.ROLE_GRANT,
            Permission.ROLE_APPROVE,
            Permission.API_KEY_WRITE,
            Permission.CHILD_ERASE,
            Permission.BREACH_EXPORT,
            Permission.RECEIPT_EXPORT,
            Permission.VOUCHER_PRINT,
        } <= STEP_UP

    def test_gives_who_stands_outside_the_office_nothing_without_an_owner(self):
        everyone = {Permission.PROGRAMME_READ}
        office = {Role.NPO_ADMIN, Role.NPO_APPROVER, Role.AUDITOR}
        for role in set(Role) - office:
            wide = {one for one in held_by(role) if POLICY[one][role] is Scope.ORGANISATION}
            assert wide <= everyone, role

    def test_lets_auditors_and_backbones_change_nothing(self):
        for role in (Role.AUDITOR, Role.BACKBONE):
            changing = {one for one in held_by(role) if not one.endswith((":read", ":export"))}
            assert changing == {Permission.ME_WRITE}, role

    def test_gives_who_is_only_signed_in_their_own_account(self):
        assert {PURPOSES[one] for one in held_by(Role.MEMBER)} == {Purpose.OWN_ACCOUNT}

    def test_keeps_names_evidence_and_erasure_in_the_office(self):
        for permission in (
            Permission.CHILD_NAME_READ,
            Permission.EVIDENCE_REVIEW,
            Permission.CHILD_ERASE,
        ):
            assert set(POLICY[permission]) == {Role.NPO_ADMIN}


class TestMustFitTogether:
    def test_every_role_serves_one_side(self):
        assert sorted(role for side in SIDES for role in side) == sorted(set(Role) - {Role.MEMBER})

    @pytest.mark.parametrize(
        "roles",
        [
            set(),
            {Role.NPO_ADMIN},
            {Role.NPO_ADMIN, Role.NPO_APPROVER},
            {Role.PROVIDER_OFFICE, Role.PROVIDER_COUNTER},
            {Role.MUNICIPALITY, Role.MEMBER},
        ],
    )
    def test_lets_roles_of_one_side_be_held_together(self, roles):
        must_fit_together(roles)

    @pytest.mark.parametrize(
        "roles",
        [
            {Role.NPO_ADMIN, Role.AUDITOR},
            {Role.NPO_APPROVER, Role.PROVIDER_OFFICE},
            {Role.MUNICIPALITY, Role.PROVIDER_COUNTER},
            {Role.DONOR, Role.FAMILY},
        ],
    )
    def test_refuses_two_sides_in_one_actor(self, roles):
        with pytest.raises(RolesIncompatible):
            must_fit_together(roles)
