"""Members at the host: the first two alone, everybody after them by two."""

import pytest

from services.core.identity import service as identity
from services.core.identity.errors import (
    MemberUnknown,
    NotAuthenticated,
    SecondPersonRequired,
    VisitRefused,
)
from services.core.identity.types import PrincipalKind, Role, SignInMethod
from services.core.kit.actor import Actor, ActorKind
from services.core.kit.ids import uuid7
from tests.factories.programmes import make_programme


@pytest.fixture
def organisation_id(uow):
    return make_programme(uow).organisation_id


def enlist(uow, name="見本 さくら", **facts):
    return identity.enlist(uow, name=name, email=f"{uuid7().hex}@example.org", **facts)


def ask_for(uow, *roles):
    member = enlist(uow)
    return [identity.request_grant(uow, member_id=member.id, role=role) for role in roles]


class TestRequestGrant:
    def test_is_enough_at_the_host_until_there_are_two(self, uow, organisation_id):
        [admin] = ask_for(uow, Role.NPO_ADMIN)
        [approver] = ask_for(uow, Role.NPO_APPROVER)
        [third] = ask_for(uow, Role.NPO_ADMIN)

        assert [one.is_waiting for one in (admin, approver, third)] == [False, False, True]

    def test_is_not_enough_where_one_person_would_be_both(self, uow, organisation_id):
        ask_for(uow, Role.NPO_ADMIN, Role.NPO_APPROVER)

        [second] = ask_for(uow, Role.NPO_ADMIN)

        assert not second.is_waiting  # still nobody to be a second person

    def test_is_enough_again_when_the_approver_is_gone(self, uow, organisation_id):
        ask_for(uow, Role.NPO_ADMIN)
        [approver] = ask_for(uow, Role.NPO_APPROVER)
        identity.disable(uow, member_id=approver.member_id)

        [next_one] = ask_for(uow, Role.NPO_APPROVER)

        assert not next_one.is_waiting

    def test_needs_a_second_person_over_the_wire_even_then(self, uow, organisation_id):
        uow.actor = Actor(uuid7(), ActorKind.MEMBER, organisation_id)

        [grant] = ask_for(uow, Role.NPO_ADMIN)

        assert grant.is_waiting


class TestApproveGrant:
    def test_is_refused_to_the_operator_who_asked(self, uow, organisation_id):
        ask_for(uow, Role.NPO_ADMIN)
        ask_for(uow, Role.NPO_APPROVER)
        [waiting] = ask_for(uow, Role.AUDITOR)

        with pytest.raises(SecondPersonRequired):
            identity.approve_grant(uow, grant_id=waiting.id)

    def test_by_another_gives_the_role(self, uow, uow_as, organisation_id):
        ask_for(uow, Role.NPO_ADMIN)
        ask_for(uow, Role.NPO_APPROVER)
        [waiting] = ask_for(uow, Role.AUDITOR)

        identity.approve_grant(
            uow_as("another", organisation_id=organisation_id), grant_id=waiting.id
        )

        assert identity.roles_of(uow, member_id=waiting.member_id) == {Role.AUDITOR}


class TestForgetMember:
    def test_leaves_an_id_and_no_name(self, uow, organisation_id):
        member = enlist(uow)

        identity.forget_member(uow, member_id=member.id)

        assert (member.name_sealed, member.email_index) == (None, None)
        with pytest.raises(MemberUnknown):
            identity.get_member(uow, member.id)


class TestSession:
    def test_of_a_forgotten_member_is_over(self, uow, organisation_id):
        member = enlist(uow)
        session = identity.open_session(
            uow,
            kind=PrincipalKind.MEMBER,
            principal_id=member.id,
            method=SignInMethod.PASSKEY,
            browser="?",
        )
        identity.forget_member(uow, member_id=member.id)

        with pytest.raises(NotAuthenticated):
            identity.resume(uow, text=session.text)

    def test_keeps_no_secret(self, uow, organisation_id):
        member = enlist(uow)
        session = identity.open_session(
            uow,
            kind=PrincipalKind.MEMBER,
            principal_id=member.id,
            method=SignInMethod.PASSKEY,
            browser="?",
        )
        [kept] = identity.own_sessions(uow)

        assert session.text.rpartition("_")[2].encode() not in kept.secret_digest
        assert len(kept.secret_digest) == 32


class TestVisit:
    def test_is_the_host_s_alone(self, uow, organisation_id):
        member = enlist(uow)
        uow.actor = Actor(uuid7(), ActorKind.MEMBER, organisation_id)

        with pytest.raises(VisitRefused):
            identity.visit(
                uow, kind=PrincipalKind.MEMBER, principal_id=member.id, in_development=True
            )


class TestSendLink:
    def test_voids_the_secret_of_a_send_before(self, uow, organisation_id):
        member = enlist(uow)
        id = identity.prepare_link(
            uow,
            kind=PrincipalKind.MEMBER,
            principal_id=member.id,
            purpose=identity.links.LinkPurpose.INVITATION,
        )
        first = identity.send_link(uow, link_id=id)
        second = identity.send_link(uow, link_id=id)

        with pytest.raises(identity.links.SignInLinkSpent):
            identity.use_link(uow, text=first.text)
        assert identity.use_link(uow, text=second.text).principal_id == member.id
