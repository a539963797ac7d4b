"""Refunds: from what is free, else at the organisation's cost, never at a child's (B3, K3)."""

import pytest

from services.core.donations import service as donations
from services.core.donations.errors import (
    DonationIdReused,
    DonationNotRefundable,
    GatewayMismatch,
    RefundExceedsDonation,
)
from services.core.donations.ports import GatewayRefund, PaymentState
from services.core.donations.types import (
    Channel,
    DonationStatus,
    EntryKind,
    RefundId,
    RefundStatus,
)
from services.core.kit.ids import uuid7
from services.core.kit.models import OutboxMessage
from services.core.kit.money import Money
from services.core.ledger.types import AccountCode
from tests.factories.donations import make_campaign, make_entry, make_gift, make_payment
from tests.factories.programmes import make_programme
from tests.integration.donations.test_gifts import balance, free, let_go, promise


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


def refund(uow, gift, amount=None, **more):
    return donations.refund(
        uow,
        programme_id=gift.programme_id,
        donation_id=gift.id,
        amount=Money(amount) if amount else None,
        **more,
    )


def topics(uow, gift):
    uow.session.flush()
    rows = uow.session.query(OutboxMessage).filter_by(key=str(gift.id)).order_by(OutboxMessage.id)
    return [row.topic for row in rows]


class TestRefund:
    def test_of_all_leaves_nothing_behind(self, uow, campaign):
        gift = make_gift(uow, campaign, amount=10_000)

        refund(uow, gift)

        assert gift.status is DonationStatus.REFUNDED
        for code in (AccountCode.FUND, AccountCode.OVERHEAD, AccountCode.BANK):
            assert balance(uow, campaign, code) == 0

    def test_of_a_part_keeps_the_promised_share_of_overhead(self, uow, campaign):
        gift = make_gift(uow, campaign, amount=10_000)

        refund(uow, gift, 4_000)

        assert gift.status is DonationStatus.SETTLED
        assert balance(uow, campaign, AccountCode.OVERHEAD) == 600
        assert free(uow, campaign) == 5_400

    def test_leaves_the_childs_money_and_shows_the_shortfall(self, uow, campaign):
        gift = make_gift(uow, campaign, amount=10_000)
        promise(uow, campaign, 8_000)

        refund(uow, gift)

        assert gift.allocated_minor == 8_000
        assert balance(uow, campaign, AccountCode.SHORTFALL) == 8_000
        assert balance(uow, campaign, AccountCode.BANK) == 0
        assert "donation.shortfall_arose" in topics(uow, gift)

    def test_is_made_good_by_what_comes_back(self, uow, campaign):
        gift = make_gift(uow, campaign, amount=10_000)
        other = make_gift(uow, campaign, amount=1_000)
        (lots,) = promise(uow, campaign, 8_000)
        refund(uow, gift)

        let_go(uow, campaign, lots)

        assert balance(uow, campaign, AccountCode.SHORTFALL) == 0
        assert free(uow, campaign) == other.free.minor

    def test_is_refused_before_the_money_has_come(self, uow, campaign):
        gift = make_gift(uow, campaign, settled=False)

        with pytest.raises(DonationNotRefundable):
            refund(uow, gift)

    def test_counts_refunds_on_their_way(self, uow, campaign):
        gift = make_gift(uow, campaign, amount=10_000, channel=Channel.CARD)
        first = refund(uow, gift, 6_000)

        with pytest.raises(RefundExceedsDonation):
            refund(uow, gift, 4_001)

        assert first.status is RefundStatus.PENDING
        assert free(uow, campaign) == 9_000

    def test_is_the_same_refund_by_the_same_id(self, uow, campaign):
        gift, id = make_gift(uow, campaign), uuid7()
        first = refund(uow, gift, 500, id=id)

        assert refund(uow, gift, 500, id=id) is first
        with pytest.raises(DonationIdReused):
            refund(uow, gift, 501, id=id)
        assert gift.refunded_minor == 500


class TestAcceptPayment:
    @pytest.fixture
    def gift(self, uow, campaign):
        return make_gift(uow, campaign, amount=10_000, channel=Channel.CARD)

    def told(self, uow, gift, *refunds):
        payment = make_payment(gift, settled_at=uow.now, refunds=refunds)
        return donations.accept_payment(uow, payment)

    def moved(self, uow, id, amount, *, refund_id=None):
        entry = make_entry(f"txn_{id}", Money(-amount), kind=EntryKind.REFUND, occurred_at=uow.now)
        return GatewayRefund(
            id=f"re_{id}",
            refund_id=refund_id,
            amount=Money(amount),
            state=PaymentState.PAID,
            entry=entry,
        )

    def test_leaves_a_second_payment_of_one_gift_to_a_person(self, uow, gift):
        twice = make_payment(gift, settled_at=uow.now, id="pi_another")

        with pytest.raises(GatewayMismatch):
            donations.accept_payment(uow, twice)

    def test_refuses_another_amount_than_was_asked(self, uow, gift):
        other = make_payment(gift, settled_at=uow.now, amount=Money(9_999))

        with pytest.raises(GatewayMismatch):
            donations.accept_payment(uow, other)

    def test_settles_a_refund_that_we_asked_for(self, uow, campaign, gift):
        ours = refund(uow, gift, 4_000)
        told = self.moved(uow, "a", 4_000, refund_id=RefundId(ours.id))

        for _ in range(3):
            self.told(uow, gift, told)

        assert (ours.status, ours.external_id) == (RefundStatus.SETTLED, "re_a")
        assert gift.refunded_minor == 4_000
        assert balance(uow, campaign, AccountCode.GATEWAY_CLEARING) == 10_000 - 360 - 4_000

    def test_books_a_refund_that_was_made_at_the_gateway(self, uow, gift):
        for _ in range(2):
            self.told(uow, gift, self.moved(uow, "a", 1_000), self.moved(uow, "b", 2_000))

        assert gift.refunded_minor == 3_000

    def test_waits_while_a_refund_has_not_moved(self, uow, gift):
        waiting = GatewayRefund(
            id="re_a",
            refund_id=None,
            amount=Money(1_000),
            state=PaymentState.OPEN,
            entry=None,
        )

        self.told(uow, gift, waiting)

        assert gift.refunded_minor == 0


class TestRefundsToAskFor:
    def test_are_those_that_the_gateway_knows_nothing_of(self, uow, campaign):
        gift = make_gift(uow, campaign, amount=10_000, channel=Channel.CARD)
        ours = refund(uow, gift, 100)

        ((found, payment_id),) = [
            pair for pair in donations.refunds_to_ask_for(uow, limit=10) if pair[0] is ours
        ]
        assert payment_id == gift.payment_id
        donations.note_refund_asked(uow, programme_id=found.programme_id, refund_id=found.id)

        assert ours not in [pair[0] for pair in donations.refunds_to_ask_for(uow, limit=10)]
