"""B9: the one day on which a gift was accepted, by date policy A or B."""

from datetime import UTC, date, datetime

import pytest

from services.core.donations.models import ReceiptDatePolicy
from services.core.donations.service.acceptance import accept_no_more, accept_on_payout
from services.core.donations.types import Channel, DatePolicy
from tests.factories.donations import make_campaign, make_gift
from tests.factories.programmes import make_programme

# Late in the evening of the last day of the year, in Japan.
PAID = datetime(2025, 12, 31, 14, 30, tzinfo=UTC)
ARRIVED = date(2026, 1, 9)


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


def choose(uow, campaign, policy, year=2025):
    uow.session.add(
        ReceiptDatePolicy(
            organisation_id=campaign.organisation_id,
            year=year,
            policy=policy,
            chosen_at=uow.now,
            chosen_by=uow.actor.id,
        )
    )
    uow.session.flush()


def arrive(uow, gift, day=ARRIVED):
    accept_on_payout(uow, programme_id=gift.programme_id, donation_ids=[gift.id], arrived_on=day)


class TestAcceptOnSettlement:
    @pytest.mark.parametrize("policy", DatePolicy)
    def test_dates_what_needs_no_payout_at_once(self, uow, campaign, policy):
        choose(uow, campaign, policy)

        gift = make_gift(uow, campaign, channel=Channel.CASH, settled_at=PAID)

        assert (gift.accepted_on, gift.arrived_on) == (date(2025, 12, 31), date(2025, 12, 31))

    def test_counts_the_day_of_payment_by_policy_b(self, uow, campaign):
        choose(uow, campaign, DatePolicy.B)

        gift = make_gift(uow, campaign, channel=Channel.CARD, settled_at=PAID)

        assert (gift.accepted_on, gift.arrived_on) == (date(2025, 12, 31), None)

    def test_lets_a_gift_at_the_gateway_wait_by_policy_a(self, uow, campaign):
        choose(uow, campaign, DatePolicy.A)

        gift = make_gift(uow, campaign, channel=Channel.CARD, settled_at=PAID)

        assert (gift.accepted_on, gift.arrived_on) == (None, None)


class TestAcceptOnPayout:
    def test_counts_the_day_at_the_bank_by_policy_a(self, uow, campaign):
        choose(uow, campaign, DatePolicy.A)
        gift = make_gift(uow, campaign, channel=Channel.CARD, settled_at=PAID)

        arrive(uow, gift)
        arrive(uow, gift)

        assert (gift.accepted_on, gift.arrived_on) == (ARRIVED, ARRIVED)

    def test_notes_the_arrival_and_leaves_the_day_by_policy_b(self, uow, campaign):
        choose(uow, campaign, DatePolicy.B)
        gift = make_gift(uow, campaign, channel=Channel.KONBINI, settled_at=PAID)

        arrive(uow, gift)

        assert (gift.accepted_on, gift.arrived_on) == (date(2025, 12, 31), ARRIVED)

    def test_follows_the_policy_of_the_year_of_payment(self, uow, campaign):
        choose(uow, campaign, DatePolicy.A)
        choose(uow, campaign, DatePolicy.B, year=2026)
        gift = make_gift(uow, campaign, channel=Channel.CARD, settled_at=PAID)

        arrive(uow, gift)

        assert gift.accepted_on == ARRIVED

    def test_is_undone_when_the_bank_refuses_the_payout(self, uow, campaign):
        choose(uow, campaign, DatePolicy.A)
        gift = make_gift(uow, campaign, channel=Channel.CARD, settled_at=PAID)
        arrive(uow, gift)

        accept_no_more(uow, programme_id=gift.programme_id, donation_ids=[gift.id])
        assert (gift.accepted_on, gift.arrived_on) == (None, None)

        arrive(uow, gift, date(2026, 1, 16))
        assert gift.accepted_on == date(2026, 1, 16)
