"""Money that leaves a gift twice: overhead bears it, and has it back as soon as it comes back."""

from datetime import timedelta

import pytest

from services.core.donations import service as donations
from services.core.donations.errors import GiftNotMovable, RefundExceedsDonation, RefundNotOpen
from services.core.donations.types import Channel, DisputeState, RefundStatus
from services.core.kit.money import Money
from services.core.ledger.types import AccountCode
from services.core.programmes import service as programmes
from tests.factories.donations import (
    make_campaign,
    make_dispute,
    make_fund,
    make_gift,
    make_payment,
    make_refund,
)
from tests.factories.programmes import make_programme
from tests.integration.donations.test_gifts import balance, promise
from tests.integration.donations.test_manual import redesignate

HOUR = timedelta(hours=1)


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


@pytest.fixture
def gift(uow, campaign):
    # The gateway's fee of 360 is what overhead has paid already.
    return make_gift(uow, campaign, amount=10_000, channel=Channel.CARD)


def told(uow, gift, **state):
    return donations.accept_payment(
        uow, make_payment(gift, settled_at=gift.settled_at, **state)
    ).parts


def refund(uow, gift, amount=None):
    return donations.refund(
        uow,
        programme_id=gift.programme_id,
        donation_id=gift.id,
        amount=Money(amount) if amount else None,
    )


class TestRefund:
    def test_that_fails_after_a_dispute_took_all_gives_the_gift_nothing_back(
        self, uow, campaign, gift
    ):
        states = [
            {"refunds": [make_refund("r", 4_000, at=uow.now + HOUR)]},
            {
                "refunds": [make_refund("r", 4_000, at=uow.now + HOUR)],
                "disputes": [make_dispute("a", 10_000, taken_at=uow.now + 2 * HOUR)],
            },
            {
                "refunds": [
                    make_refund("r", 4_000, at=uow.now + HOUR, failed_at=uow.now + 3 * HOUR)
                ],
                "disputes": [make_dispute("a", 10_000, taken_at=uow.now + 2 * HOUR)],
            },
        ]

        kept = [told(uow, gift, **state).kept.minor for state in states]

        assert kept == [6_000, 0, 0]
        assert gift.parts.disputed == Money(10_000)
        assert balance(uow, campaign, AccountCode.OVERHEAD) == -360 - 1_300

    def test_that_failed_before_is_whole_again_when_the_dispute_is_won(self, uow, campaign, gift):
        at = uow.now
        won = make_dispute(
            "a", 10_000, state=DisputeState.WON, taken_at=at + 2 * HOUR, given_at=at + 4 * HOUR
        )

        told(
            uow,
            gift,
            refunds=[make_refund("r", 4_000, at=at + HOUR, failed_at=at + 3 * HOUR)],
            disputes=[won],
        )

        assert gift.parts.kept == gift.amount
        assert balance(uow, campaign, AccountCode.OVERHEAD) == 1_000 - 360 - 1_300

    def test_beyond_what_is_kept_is_booked_and_borne_by_overhead(self, uow, campaign, gift):
        at = uow.now
        taken = [make_dispute("a", 10_000, taken_at=at + HOUR)]

        told(uow, gift, disputes=taken, refunds=[make_refund("r", 4_000, at=at + 2 * HOUR)])

        assert (gift.parts.disputed, gift.parts.refunded) == (Money(10_000), Money(0))
        assert balance(uow, campaign, AccountCode.OVERHEAD) == -360 - 1_300 - 4_000

        won = make_dispute(
            "a", 10_000, state=DisputeState.WON, taken_at=at + HOUR, given_at=at + 3 * HOUR
        )
        told(uow, gift, disputes=[won], refunds=[make_refund("r", 4_000, at=at + 2 * HOUR)])

        assert (gift.parts.kept, gift.parts.refunded) == (Money(6_000), Money(4_000))
        assert balance(uow, campaign, AccountCode.OVERHEAD) == 600 - 360 - 1_300

    def test_of_a_colleague_at_the_gateway_stops_the_one_that_has_not_left(self, uow, gift):
        ours = refund(uow, gift)

        told(uow, gift, refunds=[make_refund("r", 10_000, at=uow.now + HOUR)])

        assert (ours.status, ours.failure) == (RefundStatus.FAILED, "given_back_otherwise")
        assert gift.refunding == Money(0)

    def test_by_hand_is_not_confirmed_where_the_gateway_gave_it_back_meanwhile(self, uow, gift):
        failed = refund(uow, gift)
        of = {"programme_id": gift.programme_id, "refund_id": failed.id}
        donations.note_refund_refused(uow, **of, reason="charge_expired")
        by_hand = donations.retry_refund(uow, **of, by_hand=True)
        told(uow, gift, refunds=[make_refund("r", 10_000, at=uow.now, refund_id=failed.id)])

        with pytest.raises((RefundNotOpen, RefundExceedsDonation)):
            donations.confirm_refund(
                uow, programme_id=gift.programme_id, refund_id=by_hand.id, sent_on=uow.now.date()
            )

    def test_asked_for_twice_under_one_name_is_two_refunds(self, uow, campaign, gift):
        """The gateway forgets a key after a day: both have left, and both are in the books."""
        ours = refund(uow, gift, 4_000)
        twice = [
            make_refund(name, 4_000, at=uow.now + n * HOUR, refund_id=ours.id)
            for n, name in enumerate("ab", 1)
        ]

        told(uow, gift, refunds=twice)
        told(uow, gift, refunds=twice[::-1])

        assert gift.parts.refunded == Money(8_000)
        of_gift = donations.refunds_of(uow, programme_id=gift.programme_id, donation_id=gift.id)
        assert [
            (one.status, one.external_id) for one in sorted(of_gift, key=lambda r: r.external_id)
        ] == [
            (RefundStatus.SETTLED, "re_a"),
            (RefundStatus.SETTLED, "re_b"),
        ]


class TestRefunding:
    """What is about to be given back is not promised to a child meanwhile."""

    def test_is_not_free(self, uow, campaign, gift):
        other = make_gift(uow, campaign, amount=10_000, settled_at=uow.now + HOUR)
        refund(uow, gift)
        of = {"programme_id": campaign.programme_id, "fund_id": campaign.fund_id}

        assert donations.free(uow, **of) == Money(9_000)
        promise(uow, campaign, 9_000)

        uow.session.refresh(gift)
        uow.session.refresh(other)
        assert (gift.allocated_minor, other.allocated_minor) == (0, 9_000)

    def test_is_free_again_when_it_is_cancelled_or_fails(self, uow, campaign, gift):
        asked = refund(uow, gift, 4_000)
        free = [gift.free.minor]

        donations.cancel_refund(uow, programme_id=gift.programme_id, refund_id=asked.id)
        free.append(gift.free.minor)
        again = refund(uow, gift)
        free.append(gift.free.minor)
        donations.note_refund_refused(
            uow, programme_id=gift.programme_id, refund_id=again.id, reason="charge_expired"
        )

        assert [*free, gift.free.minor] == [5_000, 9_000, 0, 9_000]

    def test_is_moved_to_no_other_fund(self, uow, campaign, gift):
        refund(uow, gift, 4_000)
        other = make_fund(uow, programmes.get(uow, campaign.programme_id))

        with pytest.raises(GiftNotMovable):
            redesignate(uow, gift, other)
