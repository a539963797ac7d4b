"""Families' answers: accepted, declined, never answered; and whose turn it is then."""

from datetime import timedelta

import pytest

from services.core.allocations import service as allocations
from services.core.allocations.errors import (
    AwardAlreadyIssued,
    AwardNotFound,
    AwardNotOpen,
    NotOnWaitingList,
    ReplyTooLate,
    RoundNotReady,
)
from services.core.allocations.types import AwardStatus, Outcome
from services.core.audit import service as audit
from services.core.donations import service as donations
from services.core.identity.errors import SecondPersonRequired
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, account_id
from tests.factories.allocations import (
    AMOUNT,
    award,
    drawn_order,
    lots_of,
    make_candidate,
    make_drawn,
    make_fund,
    make_gift,
)
from tests.factories.programmes import make_programme


@pytest.fixture
def programme(uow):
    return make_programme(uow)


@pytest.fixture
def fund(uow, programme):
    return make_fund(uow, programme, AMOUNT, AMOUNT)


@pytest.fixture
def round_(uow, uow_as, programme, fund):
    """Two awards, which take all the money, and three children who wait."""
    for _ in range(5):
        make_candidate(uow, programme)
    return award(uow_as, make_drawn(uow, programme, fund, places=2))


@pytest.fixture
def first(uow, round_):
    return awards(uow, round_)[0]


def awards(uow, round_):
    return [*allocations.awards(uow, programme_id=round_.programme_id, round_id=round_.id)]


def open_awards(uow, round_):
    open_states = {AwardStatus.OFFERED, AwardStatus.ACCEPTED}
    return [made for made in awards(uow, round_) if made.status in open_states]


def accept(uow, *these):
    allocations.accept(
        uow, programme_id=these[0].programme_id, award_ids=[made.id for made in these]
    )


def decline(uow, made):
    return allocations.decline(uow, programme_id=made.programme_id, award_id=made.id)


class TestAccept:
    def test_makes_a_voucher_due(self, uow, round_, first):
        assert allocations.awards_to_issue(uow, programme_id=round_.programme_id) == []

        accept(uow, first)

        (due,) = allocations.awards_to_issue(uow, programme_id=round_.programme_id)
        assert (due.id, due.voucher_id, due.child_id) == (
            first.id,
            first.voucher_id,
            first.child_id,
        )
        assert (due.grade_no, due.amount, due.fund_id) == (9, Money(AMOUNT), first.fund_id)

    def test_changes_nothing_the_second_time(self, uow, first):
        accept(uow, first)
        answered_at = first.answered_at
        uow.now += timedelta(days=100)

        accept(uow, first)

        assert first.answered_at == answered_at
        organisation_id = first.organisation_id
        entries = audit.history(uow, organisation_id=organisation_id, object_id=first.id)
        assert [entry.action for entry in entries] == ["award.accept"]

    def test_is_refused_at_the_very_instant_the_time_is_over(self, uow, first):
        uow.now = first.reply_by

        with pytest.raises(ReplyTooLate):
            accept(uow, first)

    def test_is_refused_after_the_award_was_given_up(self, uow, first):
        decline(uow, first)

        with pytest.raises(AwardNotOpen):
            accept(uow, first)

    def test_is_all_or_nothing(self, uow, round_, first):
        with pytest.raises(AwardNotFound):
            allocations.accept(uow, programme_id=round_.programme_id, award_ids=[first.id, uuid7()])

    def test_knows_no_award_of_another_programme(self, uow, first):
        other = make_programme(uow)

        with pytest.raises(AwardNotFound):
            allocations.accept(uow, programme_id=other.id, award_ids=[first.id])


class TestDecline:
    def test_offers_exactly_the_next_in_the_order_a_place(self, uow, round_, first):
        uow.now += timedelta(days=3)

        offered_id = decline(uow, first)

        offered = [made for made in awards(uow, round_) if made.awarded_at == uow.now]
        assert [made.id for made in offered] == [offered_id]
        assert offered[0].application_id == drawn_order(uow, round_)[2]
        assert offered[0].status is AwardStatus.OFFERED
        assert offered[0].reply_by > uow.now + timedelta(days=round_.reply_days)
        assert offered[0].approved_by == round_.approved_by
        assert first.status is AwardStatus.DECLINED

    def test_moves_the_money_from_one_child_to_the_next(self, uow, fund, first):
        programme_id = first.programme_id
        offered_id = decline(uow, first)

        offered = allocations.get_award(uow, programme_id=programme_id, award_id=offered_id)
        for made, yen in ((first, 0), (offered, AMOUNT)):
            account = account_id(programme_id, AccountCode.VOUCHER, made.voucher_id)
            assert ledger.balance(uow, programme_id=programme_id, account=account).minor == yen
        assert sum(lots_of(uow, first)) == 0
        assert lots_of(uow, offered) == [AMOUNT]
        assert donations.free(uow, programme_id=programme_id, fund_id=fund.id) == Money(0)

    def test_goes_down_the_list_one_by_one(self, uow, round_, first):
        order = drawn_order(uow, round_)
        declined = first
        for expected in order[2:]:
            offered_id = decline(uow, declined)
            declined = allocations.get_award(
                uow, programme_id=round_.programme_id, award_id=offered_id
            )
            assert declined.application_id == expected

        assert decline(uow, declined) is None

    def test_is_possible_after_acceptance_but_not_once_a_voucher_is_issued(
        self, uow, round_, first
    ):
        second = awards(uow, round_)[1]
        accept(uow, first, second)
        allocations.mark_issued(uow, programme_id=round_.programme_id, award_ids=[second.id])

        decline(uow, first)
        with pytest.raises(AwardAlreadyIssued):
            decline(uow, second)
        assert allocations.awards_to_issue(uow, programme_id=round_.programme_id) == []

    def test_happens_once(self, uow, round_, first):
        decline(uow, first)

        with pytest.raises(AwardNotOpen):
            decline(uow, first)
        assert len(open_awards(uow, round_)) == 2

    def test_leaves_the_others_of_the_fund_alone(self, uow, uow_as, round_, first):
        noise = make_programme(uow)
        make_candidate(uow, noise)
        make_candidate(uow, noise)
        noise_fund = make_fund(uow, noise, AMOUNT)
        noise_round = award(uow_as, make_drawn(uow, noise, noise_fund))

        decline(uow, first)

        assert len(awards(uow, noise_round)) == 1
        assert awards(uow, noise_round)[0].status is AwardStatus.OFFERED

    def test_tells_results_as_they_stand_then(self, uow, round_, first):
        decline(uow, first)

        found = allocations.results(uow, programme_id=round_.programme_id, round_id=round_.id)
        assert sorted(result.outcome for result in found) == sorted(
            [Outcome.AWARDED] * 2 + [Outcome.GIVEN_UP] + [Outcome.WAITING] * 2
        )


class TestWithdraw:
    def test_takes_an_award_back_and_offers_the_place(self, uow, round_, first):
        offered = allocations.withdraw(uow, programme_id=round_.programme_id, award_id=first.id)

        assert first.status is AwardStatus.WITHDRAWN
        assert offered in {made.id for made in open_awards(uow, round_)}


class TestLapseDue:
    def test_withdraws_what_nobody_answered_and_offers_as_many_places(self, uow, round_, first):
        answered = awards(uow, round_)[1]
        accept(uow, answered)
        uow.now = first.reply_by

        assert allocations.lapse_due(uow, programme_id=round_.programme_id) == 1

        assert first.status is AwardStatus.WITHDRAWN
        assert answered.status is AwardStatus.ACCEPTED
        assert len(open_awards(uow, round_)) == 2
        assert allocations.lapse_due(uow, programme_id=round_.programme_id) == 0

    def test_waits_for_the_last_instant(self, uow, round_, first):
        uow.now = first.reply_by - timedelta(microseconds=1)

        assert allocations.lapse_due(uow, programme_id=round_.programme_id) == 0


class TestOfferWaiting:
    def offer(self, uow, round_, places):
        return allocations.offer_waiting(
            uow, programme_id=round_.programme_id, round_id=round_.id, places=places
        )

    def approver(self, uow, uow_as):
        approver = uow_as("approver")
        approver.now = uow.now
        return approver

    def test_gives_further_places_when_money_has_come(self, uow, uow_as, programme, fund, round_):
        assert self.offer(self.approver(uow, uow_as), round_, 3) == []
        make_gift(uow, programme, fund, 2 * AMOUNT)

        offered = self.offer(self.approver(uow, uow_as), round_, 3)

        assert len(offered) == 2
        applications = [made.application_id for made in awards(uow, round_)]
        assert applications == drawn_order(uow, round_)[:4]

    def test_is_approved_by_a_second_person(self, uow, round_):
        with pytest.raises(SecondPersonRequired):
            self.offer(uow, round_, 1)

    def test_needs_an_awarded_round(self, uow, uow_as, programme, fund):
        with pytest.raises(RoundNotReady):
            self.offer(self.approver(uow, uow_as), make_drawn(uow, programme, fund), 1)


class TestLeaveWaitingList:
    def leave(self, uow, round_, application_id):
        allocations.leave_waiting_list(
            uow,
            programme_id=round_.programme_id,
            round_id=round_.id,
            application_id=application_id,
        )

    def test_passes_the_turn_to_the_one_after(self, uow, round_, first):
        order = drawn_order(uow, round_)
        self.leave(uow, round_, order[2])

        offered = decline(uow, first)

        made = allocations.get_award(uow, programme_id=round_.programme_id, award_id=offered)
        assert made.application_id == order[3]

    def test_is_for_who_waits_only(self, uow, round_):
        order = drawn_order(uow, round_)
        self.leave(uow, round_, order[4])

        for application_id in (order[0], order[4], uuid7()):
            with pytest.raises(NotOnWaitingList):
                self.leave(uow, round_, application_id)
