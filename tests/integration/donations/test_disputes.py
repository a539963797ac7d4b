"""Disputes at every stage; a child's voucher is never touched by them (B3, K3)."""

from datetime import timedelta

import pytest

from services.core.donations import service as donations
from services.core.donations.errors import DisputeNotFound, DisputeOver
from services.core.donations.models import Dispute
from services.core.donations.types import (
    Channel,
    DisputeAnswer,
    DisputeState,
    DonationStatus,
    RefundStatus,
)
from services.core.kit.ids import derived_id, uuid7
from services.core.kit.money import Money
from services.core.ledger.types import AccountCode
from tests.factories.donations import (
    make_campaign,
    make_dispute,
    make_gift,
    make_payment,
    make_refund,
)
from tests.factories.programmes import make_programme
from tests.integration.donations.test_gifts import balance, free, let_go, promise
from tests.integration.donations.test_refunds import refund, tasks, topics

DAY = timedelta(days=1)
FEE = 1_300
KEPT_AT_GATEWAY = 10_000 - 360


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


@pytest.fixture
def gift(uow, campaign):
    return make_gift(uow, campaign, amount=10_000, channel=Channel.CARD)


def told(uow, gift, *disputes, refunds=()):
    payment = make_payment(
        gift, settled_at=gift.settled_at, disputes=disputes, refunds=tuple(refunds)
    )
    return donations.accept_payment(uow, payment)


def stands(uow, gift, id="a"):
    return donations.get_dispute(
        uow, programme_id=gift.programme_id, dispute_id=derived_id("stripe", f"du_{id}", "dispute")
    )


class TestAcceptPayment:
    def test_moves_nothing_for_an_inquiry(self, uow, campaign, gift):
        asked = make_dispute("a", 10_000, state=DisputeState.INQUIRY)

        told(uow, gift, asked)

        assert stands(uow, gift).state is DisputeState.INQUIRY
        assert free(uow, campaign) == 9_000
        assert "dispute.opened" in topics(uow, gift)

    def test_takes_what_the_bank_took_and_its_fee_out_of_overhead(self, uow, campaign, gift):
        for _ in range(2):
            told(uow, gift, make_dispute("a", 10_000, taken_at=uow.now))

        assert (gift.disputed_minor, gift.status) == (10_000, DonationStatus.SETTLED)
        assert free(uow, campaign) == 0
        assert balance(uow, campaign, AccountCode.OVERHEAD) == -360 - FEE
        assert balance(uow, campaign, AccountCode.GATEWAY_CLEARING) == -360 - FEE

    def test_leaves_the_child_the_voucher_when_it_is_lost(self, uow, campaign, gift):
        """B3: a dispute after the money became a promise, lost."""
        promise(uow, campaign, 8_000)
        taken = make_dispute("a", 10_000, taken_at=uow.now)
        lost = make_dispute("a", 10_000, taken_at=uow.now, state=DisputeState.LOST)

        told(uow, gift, taken)
        told(uow, gift, lost)
        told(uow, gift, taken)

        assert gift.allocated_minor == 8_000
        assert balance(uow, campaign, AccountCode.SHORTFALL) == 8_000
        assert stands(uow, gift).state is DisputeState.LOST
        assert {"donation.shortfall_arose", "dispute.closed"} <= set(topics(uow, gift))

    def test_makes_the_shortfall_good_when_it_is_won(self, uow, campaign, gift):
        """B3: a dispute after the money became a promise, won."""
        promise(uow, campaign, 8_000)
        told(uow, gift, make_dispute("a", 10_000, taken_at=uow.now))

        won = make_dispute(
            "a", 10_000, state=DisputeState.WON, taken_at=uow.now, given_at=uow.now + DAY
        )
        told(uow, gift, won)

        assert (gift.disputed_minor, gift.shortfall_minor) == (0, 0)
        assert free(uow, campaign) == 1_000
        assert balance(uow, campaign, AccountCode.SHORTFALL) == 0
        assert balance(uow, campaign, AccountCode.GATEWAY_CLEARING) == KEPT_AT_GATEWAY - FEE

    def test_is_made_good_by_what_the_child_did_not_use(self, uow, campaign, gift):
        (lots,) = promise(uow, campaign, 8_000)
        told(uow, gift, make_dispute("a", 10_000, taken_at=uow.now))

        let_go(uow, campaign, lots)

        assert balance(uow, campaign, AccountCode.SHORTFALL) == 0

    def test_books_one_that_was_born_lost(self, uow, gift):
        told(uow, gift, make_dispute("a", 10_000, taken_at=uow.now, state=DisputeState.LOST))

        assert stands(uow, gift).closed_at is not None
        assert topics(uow, gift).count("dispute.opened") == 1

    def test_bears_what_was_refunded_before_out_of_overhead(self, uow, campaign, gift):
        """The bank takes the whole payment, although a part was given back already."""
        back = make_refund("r", 4_000, at=uow.now)
        told(uow, gift, refunds=[back])

        told(uow, gift, make_dispute("a", 10_000, taken_at=uow.now + DAY), refunds=[back])
        assert (gift.refunded_minor, gift.disputed_minor) == (4_000, 6_000)
        assert balance(uow, campaign, AccountCode.OVERHEAD) == -360 - FEE - 4_000

        won = make_dispute("a", 10_000, taken_at=uow.now + DAY, given_at=uow.now + 2 * DAY)
        told(uow, gift, won, refunds=[back])
        assert gift.disputed_minor == 0
        assert balance(uow, campaign, AccountCode.OVERHEAD) == 600 - 360 - FEE

    def test_stops_a_refund_that_nobody_has_sent(self, uow, campaign, gift):
        ours = refund(uow, gift)

        told(uow, gift, make_dispute("a", 10_000, taken_at=uow.now))

        assert (ours.status, ours.failure) == (RefundStatus.FAILED, "disputed")
        assert tasks(uow, campaign) == [ours]

    def test_goes_by_what_moved_last_where_a_won_one_is_lost_after_all(self, uow, gift):
        won = make_dispute(
            "a", 10_000, state=DisputeState.WON, taken_at=uow.now, given_at=uow.now + DAY
        )
        told(uow, gift, won)
        again = make_dispute("b", 10_000, taken_at=uow.now + 2 * DAY).entries
        lost = make_dispute("a", 10_000, state=DisputeState.LOST)
        told(uow, gift, type(lost)(**{**vars_of(lost), "entries": [*won.entries, *again]}))
        told(uow, gift, won)

        assert stands(uow, gift).state is DisputeState.LOST
        assert gift.disputed_minor == 10_000


class TestAnswerDispute:
    @pytest.fixture
    def dispute(self, uow, gift):
        told(uow, gift, make_dispute("a", 10_000, taken_at=uow.now, respond_by=uow.now + 9 * DAY))
        return stands(uow, gift)

    def answer(self, uow, dispute, answer):
        return donations.answer_dispute(
            uow, programme_id=dispute.programme_id, dispute_id=dispute.id, answer=answer
        )

    def test_notes_who_decided_what(self, uow, dispute):
        self.answer(uow, dispute, DisputeAnswer.ACCEPTED)
        self.answer(uow, dispute, DisputeAnswer.CONTESTED)

        assert (dispute.answer, dispute.answered_by) == (DisputeAnswer.CONTESTED, uow.actor.id)

    def test_comes_too_late_when_it_is_over(self, uow, gift, dispute):
        told(uow, gift, make_dispute("a", 10_000, taken_at=uow.now, state=DisputeState.LOST))

        with pytest.raises(DisputeOver):
            self.answer(uow, dispute, DisputeAnswer.CONTESTED)

    def test_knows_no_other(self, uow, gift):
        with pytest.raises(DisputeNotFound):
            donations.answer_dispute(
                uow,
                programme_id=gift.programme_id,
                dispute_id=uuid7(),
                answer=DisputeAnswer.ACCEPTED,
            )


class TestRemindOfDisputes:
    def test_tells_once_of_what_is_due_and_unanswered(self, uow, gift):
        told(uow, gift, make_dispute("a", 10_000, taken_at=uow.now, respond_by=uow.now + 9 * DAY))
        assert donations.remind_of_disputes(uow) == 0

        uow.now += 6 * DAY
        assert [donations.remind_of_disputes(uow) for _ in range(2)] == [1, 0]
        assert topics(uow, gift).count("dispute.due") == 1

    def test_is_silent_where_somebody_has_decided(self, uow, gift):
        told(uow, gift, make_dispute("a", 10_000, taken_at=uow.now, respond_by=uow.now + DAY))
        TestAnswerDispute().answer(uow, stands(uow, gift), DisputeAnswer.CONTESTED)

        assert donations.remind_of_disputes(uow) == 0


class TestDisputesPage:
    def test_lists_the_open_ones_alone_if_asked(self, uow, campaign, gift):
        told(uow, gift, make_dispute("a", 3_000, taken_at=uow.now, state=DisputeState.LOST))
        other = make_gift(uow, campaign, amount=500, channel=Channel.CARD)
        told(uow, other, make_dispute("b", 500, taken_at=uow.now))

        def page(**how):
            found = donations.disputes_page(
                uow, programme_id=campaign.programme_id, limit=10, **how
            )
            return {one.external_id for one in found}

        assert page() == {"du_a", "du_b"}
        assert page(open_only=True) == {"du_b"}
        assert uow.session.query(Dispute).filter_by(amount=Money(500)).count() == 1


def vars_of(told):
    return {name: getattr(told, name) for name in type(told).__slots__}
