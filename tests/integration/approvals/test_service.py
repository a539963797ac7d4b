"""The inbox of the second person: all that waits, for those who may approve and had no hand in."""

from datetime import timedelta

import pytest

from services.core.allocations import service as allocations
from services.core.approvals import service as approvals
from services.core.approvals.types import ApprovalKind
from services.core.donations import service as donations
from services.core.donations.types import ManualTransferId, ManualTransferReason
from services.core.identity import service as identity
from services.core.identity.types import Role
from services.core.kit.actor import Actor, ActorKind, operator
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.providers import service as providers
from services.core.providers.types import BankAccountId, ProviderId
from tests.factories.allocations import make_drawn, make_fund
from tests.factories.donations import make_campaign, make_gift
from tests.factories.donations import make_fund as make_other_fund
from tests.factories.households import make_eligible
from tests.factories.programmes import make_organisation, make_programme
from tests.factories.providers import BANK, make_provider, registration


def person(*roles: Role) -> Actor:
    return Actor(
        id=uuid7(),
        kind=ActorKind.MEMBER,
        roles=frozenset(roles),
        organisation_id=None,
        proved_at=None,
    )


ADMIN, APPROVER = person(Role.NPO_ADMIN), person(Role.NPO_APPROVER)


@pytest.fixture
def programme(uow):
    programme = make_programme(uow)
    uow.enter(programme.organisation_id)
    return programme


@pytest.fixture
def at_desk(uow, programme):
    """The one transaction, with somebody at the desk."""

    def sit(actor: Actor) -> UnitOfWork:
        return UnitOfWork(
            uow.session,
            now=uow.now,
            actor=actor,
            ring=uow.ring,
            organisation_id=programme.organisation_id,
        )

    return sit


def waiting(uow):
    return approvals.waiting_for_me(uow, organisation_id=uow.organisation_id)


def propose(uow, programme):
    gift = make_gift(uow, make_campaign(uow, programme))
    return donations.propose_redesignation(
        uow,
        id=ManualTransferId(uuid7()),
        programme_id=programme.id,
        donation_id=gift.id,
        to_fund_id=make_other_fund(uow, programme).id,
        reason=ManualTransferReason.DONOR_AGREED,
    )


class TestWaitingForMe:
    def test_is_nothing_at_first(self, at_desk):
        assert waiting(at_desk(APPROVER)) == []

    def test_lists_a_transfer_with_who_asked_and_how_much(self, at_desk, programme):
        proposal = propose(at_desk(ADMIN), programme)
        [told] = waiting(at_desk(APPROVER))
        assert (told.kind, told.id) == (ApprovalKind.MANUAL_TRANSFER, proposal.id)
        assert (told.asked_by, told.amount) == (ADMIN.id, Money(9_000))
        assert told.programme_id == programme.id

    def test_shows_nobody_what_they_asked_for_themselves(self, at_desk, programme):
        both = person(Role.NPO_ADMIN, Role.NPO_APPROVER)
        propose(at_desk(both), programme)
        assert waiting(at_desk(both)) == []
        assert len(waiting(at_desk(APPROVER))) == 1

    def test_shows_nobody_what_they_may_not_approve(self, at_desk, programme):
        propose(at_desk(ADMIN), programme)
        assert waiting(at_desk(person(Role.NPO_ADMIN))) == []
        assert waiting(at_desk(person(Role.AUDITOR))) == []

    def test_lets_go_of_what_is_decided(self, at_desk, programme):
        proposal = propose(at_desk(ADMIN), programme)
        donations.approve_transfer(
            at_desk(APPROVER), programme_id=programme.id, transfer_id=proposal.id
        )
        assert waiting(at_desk(APPROVER)) == []

    def test_lists_a_drawn_round_for_who_neither_opened_nor_drew_it(self, uow, at_desk, programme):
        make_eligible(uow, programme)
        round_ = make_drawn(uow, programme, make_fund(uow, programme, 200_000), places=1)
        [told] = waiting(at_desk(APPROVER))
        assert (told.kind, told.id) == (ApprovalKind.AWARD_RUN, round_.id)
        assert waiting(uow) == []
        allocations.award_round(at_desk(APPROVER), programme_id=programme.id, round_id=round_.id)
        assert waiting(at_desk(APPROVER)) == []

    def test_lists_providers_and_their_bank_accounts(self, uow, at_desk, programme):
        applied = providers.apply(
            at_desk(ADMIN), id=ProviderId(uuid7()), registration=registration(), sites=[]
        )
        approved = make_provider(uow, programme)
        account = providers.propose_bank_account(
            at_desk(ADMIN),
            id=BankAccountId(uuid7()),
            provider_id=approved.id,
            details=BANK,
            payee_kana="カ)ミホンジュク",
        )
        told = {each.kind: each for each in waiting(at_desk(APPROVER))}
        assert told[ApprovalKind.PROVIDER].id == applied.id
        assert told[ApprovalKind.BANK_ACCOUNT].id == account.id
        assert told[ApprovalKind.BANK_ACCOUNT].of_id == approved.id

    def test_lists_roles_but_not_for_who_would_have_them(self, uow, at_desk):
        member = identity.enlist(uow, name="見本 良子", email="ryoko@example.org")
        for role in (Role.NPO_ADMIN, Role.NPO_APPROVER):
            founder = identity.enlist(uow, name="見本", email=f"{role.value}@example.org")
            identity.request_grant(uow, member_id=founder.id, role=role)
        grant = identity.request_grant(at_desk(ADMIN), member_id=member.id, role=Role.NPO_APPROVER)
        [told] = waiting(at_desk(APPROVER))
        assert (told.kind, told.id, told.of_id) == (
            ApprovalKind.ROLE_GRANT,
            grant.id,
            member.id,
        )
        herself = Actor(id=member.id, kind=ActorKind.MEMBER, roles=frozenset({Role.NPO_APPROVER}))
        assert waiting(at_desk(herself)) == []

    def test_goes_by_age_over_all_kinds(self, uow, at_desk, programme):
        later = at_desk(ADMIN)
        later.now += timedelta(hours=1)
        proposal = propose(later, programme)
        applied = providers.apply(
            at_desk(ADMIN), id=ProviderId(uuid7()), registration=registration(), sites=[]
        )
        assert [each.id for each in waiting(at_desk(APPROVER))] == [applied.id, proposal.id]

    def test_knows_no_other_organisation(self, uow, uow_as, at_desk, programme):
        propose(at_desk(ADMIN), programme)
        elsewhere = make_organisation(uow_as()).id
        stranger = UnitOfWork(
            uow.session,
            now=uow.now,
            actor=operator("stranger"),
            ring=uow.ring,
            organisation_id=elsewhere,
        )
        assert waiting(stranger) == []


class TestNamesOf:
    def test_tells_what_members_are_called_and_nothing_of_machines(self, uow, at_desk, programme):
        ryoko = identity.enlist(uow, name="見本 良子", email="ryoko@example.org")
        hers = Actor(id=ryoko.id, kind=ActorKind.MEMBER, roles=frozenset({Role.NPO_ADMIN}))
        propose(at_desk(hers), programme)
        propose(at_desk(ADMIN), programme)
        found = approvals.names_of(uow, waiting(at_desk(APPROVER)))
        assert found == {ryoko.id: "見本 良子"}
