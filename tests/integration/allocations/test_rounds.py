"""A round's life: what is published when, who takes part, and what the database refuses."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.core.allocations import service as allocations
from services.core.allocations.candidates_file import candidates_csv, read_candidates
from services.core.allocations.draw import draw
from services.core.allocations.errors import (
    ApplicationsUndecided,
    DuplicatesUnresolved,
    RoundIdReused,
    RoundNotFound,
    RoundNotReady,
    RoundStillOpen,
    RoundTermsInvalid,
)
from services.core.allocations.types import RoundStatus
from services.core.households import service as households
from services.core.households.types import ApplicationId, Resolution
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger.errors import FundUnknown
from services.core.programmes.errors import ProgrammeNotPublished, ProgrammeUnknown
from services.core.programmes.types import Benefit
from tests.factories.allocations import make_candidate, make_drawn, make_fund, make_round
from tests.factories.households import (
    make_application,
    make_eligible,
)
from tests.factories.programmes import make_programme


def close(uow, round_):
    uow.now = max(uow.now, round_.closes_at)
    return allocations.close_round(uow, programme_id=round_.programme_id, round_id=round_.id)


def candidate_ids(uow, round_):
    drawn = allocations.published_candidates(
        uow, programme_id=round_.programme_id, round_id=round_.id
    )
    return {candidate.id for candidate in drawn}


class TestOpenRound:
    def test_publishes_a_commitment_and_keeps_the_seed_sealed(self, uow: UnitOfWork):
        programme = make_programme(uow)
        seed = bytes(range(32))

        round_ = make_round(uow, programme, make_fund(uow, programme), seed=seed)

        assert round_.status is RoundStatus.ANNOUNCED
        assert round_.seed_commitment == hashlib.sha256(seed).digest()
        assert round_.seed is None
        assert seed not in round_.seed_sealed

    def test_takes_a_seed_of_its_own_for_each_round(self, uow: UnitOfWork):
        programme = make_programme(uow)
        fund = make_fund(uow, programme)

        one, other = make_round(uow, programme, fund), make_round(uow, programme, fund)

        assert one.seed_commitment != other.seed_commitment

    def test_is_the_same_round_when_the_same_comes_again(self, uow: UnitOfWork):
        programme = make_programme(uow)
        fund, id = make_fund(uow, programme), uuid7()
        opened = make_round(uow, programme, fund, id=id)

        assert make_round(uow, programme, fund, id=id) is opened
        with pytest.raises(RoundIdReused):
            make_round(uow, programme, fund, id=id, places=3)
        with pytest.raises(RoundIdReused):
            make_round(uow, programme, make_fund(uow, programme), id=id)

    @pytest.mark.parametrize(
        ("pointer", "terms"),
        [
            ("/closes_at", {"closes_at": timedelta(0)}),
            ("/closes_at", {"opens_at": -timedelta(days=2), "closes_at": -timedelta(days=1)}),
            ("/places", {"places": 0}),
            ("/budget", {"budget": Money(0)}),
            ("/reply_days", {"reply_days": 0}),
            ("/seed", {"seed": b"short"}),
        ],
    )
    def test_names_the_term_that_makes_no_sense(self, uow: UnitOfWork, pointer, terms):
        programme = make_programme(uow)
        fund = make_fund(uow, programme)
        terms = {
            name: uow.now + term if isinstance(term, timedelta) else term
            for name, term in terms.items()
        }

        with pytest.raises(RoundTermsInvalid) as refusal:
            make_round(uow, programme, fund, **terms)

        assert refusal.value.pointer == pointer

    def test_needs_funds_of_the_programme_each_once(self, uow: UnitOfWork):
        programme, other = make_programme(uow), make_programme(uow)
        fund = make_fund(uow, programme)

        with pytest.raises(RoundTermsInvalid):
            make_round(uow, programme)
        with pytest.raises(RoundTermsInvalid):
            make_round(uow, programme, fund, fund)
        with pytest.raises(FundUnknown):
            make_round(uow, programme, make_fund(uow, other))

    def test_needs_a_published_programme(self, uow: UnitOfWork):
        draft = make_programme(uow, published=False)

        with pytest.raises(ProgrammeNotPublished):
            make_round(uow, draft, make_fund(uow, draft))


class TestCloseRound:
    def test_freezes_who_takes_part_and_publishes_their_hash(self, uow: UnitOfWork):
        programme = make_programme(uow)
        elsewhere = make_programme(uow)
        make_candidate(uow, elsewhere)
        eligible = {str(make_candidate(uow, programme).id) for _ in range(3)}
        round_ = make_round(uow, programme, make_fund(uow, programme))

        closed = close(uow, round_)
        make_candidate(uow, programme)  # too late for this round

        assert closed.status is RoundStatus.CLOSED
        assert closed.seed is None
        allocations.draw_round(uow, programme_id=programme.id, round_id=round_.id)
        assert candidate_ids(uow, round_) == eligible

    def test_waits_for_the_announced_end(self, uow: UnitOfWork):
        programme = make_programme(uow)
        round_ = make_round(uow, programme, make_fund(uow, programme))
        uow.now = round_.closes_at - timedelta(microseconds=1)

        with pytest.raises(RoundStillOpen):
            allocations.close_round(uow, programme_id=programme.id, round_id=round_.id)

    def test_waits_until_every_application_is_decided(self, uow: UnitOfWork):
        programme = make_programme(uow)
        make_candidate(uow, programme)
        make_application(uow, programme)
        round_ = make_round(uow, programme, make_fund(uow, programme))

        with pytest.raises(ApplicationsUndecided, match="count=1"):
            close(uow, round_)

    def test_is_blocked_by_a_child_that_may_have_applied_twice(self, uow: UnitOfWork):
        programme = make_programme(uow)
        for _ in range(2):
            make_eligible(uow, programme)  # the same name, birthday and postcode
        round_ = make_round(uow, programme, make_fund(uow, programme))

        with pytest.raises(DuplicatesUnresolved):
            close(uow, round_)
        for report in households.duplicates_of(uow, programme_id=programme.id):
            households.resolve_duplicate(
                uow,
                programme_id=programme.id,
                report_id=report.id,
                resolution=Resolution.SAME_CHILD,
            )
        close(uow, round_)
        allocations.draw_round(uow, programme_id=programme.id, round_id=round_.id)

        assert len(candidate_ids(uow, round_)) == 1

    def test_leaves_to_a_later_round_only_whom_no_earlier_one_has_dealt_with(self, uow):
        programme = make_programme(uow)
        fund = make_fund(uow, programme)
        make_candidate(uow, programme)
        make_drawn(uow, programme, fund)
        late = make_candidate(uow, programme)

        second = make_drawn(uow, programme, fund)

        assert candidate_ids(uow, second) == {str(late.id)}

    def test_draws_later_whom_an_earlier_round_refused(self, uow: UnitOfWork):
        programme = make_programme(uow)
        fund = make_fund(uow, programme)
        refused = make_application(uow, programme, benefits=frozenset({Benefit.NONE}))
        households.decide_all(uow, programme_id=programme.id)
        first = make_drawn(uow, programme, fund)
        assert candidate_ids(uow, first) == set()
        refused.decision, refused.priority, refused.score = "eligible", 1, 0
        uow.session.flush()

        second = make_drawn(uow, programme, fund)

        assert candidate_ids(uow, second) == {str(refused.id)}

    def test_draws_nobody_of_a_grade_that_is_offered_nothing(self, uow: UnitOfWork):
        programme = make_programme(uow, amount_by_grade={"9": 0})
        make_candidate(uow, programme)

        round_ = make_drawn(uow, programme, make_fund(uow, programme))

        assert candidate_ids(uow, round_) == set()

    def test_leaves_out_who_withdrew(self, uow: UnitOfWork):
        programme = make_programme(uow)
        gone = make_candidate(uow, programme)
        households.withdraw(uow, programme_id=programme.id, application_id=ApplicationId(gone.id))

        round_ = make_drawn(uow, programme, make_fund(uow, programme))

        assert candidate_ids(uow, round_) == set()

    def test_happens_once(self, uow: UnitOfWork):
        programme = make_programme(uow)
        round_ = make_round(uow, programme, make_fund(uow, programme))
        close(uow, round_)

        with pytest.raises(RoundNotReady):
            close(uow, round_)


class TestDrawRound:
    def test_reveals_the_seed_from_which_anyone_gets_the_order(self, uow: UnitOfWork):
        programme = make_programme(uow)
        for _ in range(4):
            make_candidate(uow, programme)
        round_ = make_drawn(uow, programme, make_fund(uow, programme))

        published = candidates_csv(
            allocations.published_candidates(uow, programme_id=programme.id, round_id=round_.id)
        )
        anyones = draw(read_candidates(published.encode()), round_.seed)

        assert anyones.commitment == round_.seed_commitment.hex()
        assert anyones.candidates_hash == round_.candidates_hash.hex()
        stored = uow.session.execute(
            text(
                "SELECT application_id, ticket FROM draw_results"
                " WHERE round_id = :round ORDER BY rank"
            ),
            {"round": round_.id},
        ).all()
        assert [(str(row[0]), bytes(row[1]).hex()) for row in stored] == [
            (each.candidate.id, each.ticket) for each in anyones.order
        ]

    def test_needs_a_closed_round(self, uow: UnitOfWork):
        programme = make_programme(uow)
        round_ = make_round(uow, programme, make_fund(uow, programme))

        with pytest.raises(RoundNotReady):
            allocations.draw_round(uow, programme_id=programme.id, round_id=round_.id)

    def test_happens_once(self, uow: UnitOfWork):
        programme = make_programme(uow)
        round_ = make_drawn(uow, programme, make_fund(uow, programme))

        with pytest.raises(RoundNotReady):
            allocations.draw_round(uow, programme_id=programme.id, round_id=round_.id)

    def test_shows_candidates_to_nobody_before(self, uow: UnitOfWork):
        programme = make_programme(uow)
        round_ = make_round(uow, programme, make_fund(uow, programme))
        close(uow, round_)

        with pytest.raises(RoundNotReady):
            candidate_ids(uow, round_)


class TestDatabase:
    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE rounds SET seed = decode(repeat('00', 32), 'hex') WHERE id = :round",
            "UPDATE round_applicants SET score = 99 WHERE round_id = :round",
            "DELETE FROM draw_results WHERE round_id = :round",
            "UPDATE rounds SET status = 'awarded' WHERE id = :round",
        ],
    )
    def test_refuses_to_change_what_was_published(self, uow: UnitOfWork, change):
        programme = make_programme(uow)
        make_candidate(uow, programme)
        round_ = make_drawn(uow, programme, make_fund(uow, programme))

        with pytest.raises(DBAPIError), uow.session.begin_nested():
            uow.session.execute(text(change), {"round": round_.id})


class TestGetRound:
    def test_knows_no_round_of_another_programme_or_organisation(self, uow, uow_as):
        programme, other = make_programme(uow), make_programme(uow)
        round_ = make_round(uow, programme, make_fund(uow, programme))

        with pytest.raises(RoundNotFound):
            allocations.get_round(uow, programme_id=other.id, round_id=round_.id)
        stranger = uow_as("stranger", organisation_id=uuid7())
        with pytest.raises(ProgrammeUnknown):
            allocations.get_round(stranger, programme_id=programme.id, round_id=round_.id)
        assert allocations.rounds(uow, programme_id=programme.id) == [round_]
