from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.core.donations import service as donations
from services.core.donations.types import Channel
from services.core.impact import service as impact
from services.core.impact.errors import DonorWithoutGifts, GiftUnknown
from services.core.impact.types import Place
from services.core.kit.ids import uuid7
from services.core.kit.periods import Month
from services.core.ledger import service as ledger
from services.core.programmes.types import ServiceCategory
from services.core.redemptions import service as redemptions
from services.core.settlements import service as settlements
from services.core.vouchers import service as vouchers
from tests.factories.allocations import AMOUNT
from tests.factories.donations import HANAKO, give_back_by_hand, make_campaign, make_gift
from tests.factories.journey import make_journey
from tests.factories.programmes import make_programme


class TestTrace:
    def test_follows_a_gift_into_the_lessons_that_it_paid(self, uow):
        journey = make_journey(uow, 5_000, AMOUNT)
        first, second = gifts(journey)
        journey.redeem(0, 4_000)
        use = journey.redeem(0, 3_000)

        trace = impact.trace(uow, programme_id=journey.programme.id, donation_id=second)

        assert [(p.use.redemption_id, p.amount_minor) for p in trace.pieces] == [(use.id, 2_000)]
        assert nonzero(trace) == {
            Place.USED: 2_000,
            Place.COMMITTED: AMOUNT - 5_000 - 2_000,
            Place.WAITING: 5_000,
        }
        assert nonzero(impact.trace(uow, programme_id=journey.programme.id, donation_id=first)) == {
            Place.USED: 5_000
        }

    def test_tells_what_came_back_from_a_voucher_that_lapsed(self, uow):
        journey = make_journey(uow)
        [gift] = gifts(journey)
        journey.redeem(0, 4_000)
        uow.now = journey.programme.terms.valid_until
        vouchers.expire_due(uow, programme_id=journey.programme.id)

        trace = impact.trace(uow, programme_id=journey.programme.id, donation_id=gift)

        assert nonzero(trace) == {Place.USED: 4_000, Place.RETURNED: AMOUNT - 4_000}

    def test_gives_a_refunded_gift_no_lesson(self, uow):
        journey = make_journey(uow)
        [gift] = gifts(journey)
        journey.redeem(0, 4_000)
        returned = donations.get(uow, programme_id=journey.programme.id, donation_id=gift)
        give_back_by_hand(uow, returned)

        trace = impact.trace(uow, programme_id=journey.programme.id, donation_id=gift)

        assert nonzero(trace) == {Place.REFUNDED: AMOUNT}
        assert sum(piece.amount_minor for piece in trace.stood_in) == 4_000

    def test_knows_no_gift_of_another_programme(self, uow):
        journey = make_journey(uow)

        with pytest.raises(GiftUnknown):
            impact.trace(uow, programme_id=journey.programme.id, donation_id=uuid7())


class TestStatements:
    def test_sum_to_each_gift_and_to_all_that_was_redeemed(self, uow):
        journey = make_journey(uow, 30_000, 1_000, 500_000, children=2)
        journey.redeem(0, 12_345)
        journey.reverse(journey.redeem(1, 6_789), 789)
        journey.redeem(1, 20_000, category=ServiceCategory.MATERIAL)

        found = list(impact.statements(uow, programme_id=journey.programme.id))

        assert [one.amount_minor for one in found] == [30_000, 1_000, 500_000]
        assert all(sum(one.parts.values()) == one.amount_minor for one in found)
        assert sum(one.parts[Place.USED] for one in found) == 12_345 + 6_000 + 20_000

    def test_are_the_same_one_by_one(self, uow):
        journey = make_journey(uow, 30_000, AMOUNT)
        journey.redeem(0, 40_000)

        for one in impact.statements(uow, programme_id=journey.programme.id):
            alone = impact.statement(
                uow, programme_id=journey.programme.id, donation_id=one.gifts[0].donation_id
            )
            assert alone == one

    def test_say_nothing_of_lessons_where_a_gift_is_behind_few_children(self, uow):
        journey = make_journey(uow, children=9)
        journey.redeem(0, 4_000)

        [found] = impact.statements(uow, programme_id=journey.programme.id)

        assert found.detail is None

    def test_tell_lessons_by_category_and_month_for_ten_children(self, uow):
        journey = make_journey(uow, children=10)
        for child in range(10):
            journey.redeem(child, 4_000)
        close(journey, "2025-06")
        uow.now += timedelta(days=1)
        for child in range(10):
            journey.redeem(child, 1_000, on=date(2025, 7, 10))

        [found] = impact.statements(uow, programme_id=journey.programme.id)

        assert found.detail is not None
        assert [(m.month, m.amount_minor) for m in found.detail.months] == [
            ("2025-06", 40_000),
            (None, 10_000),
        ]
        assert [c.amount_minor for c in found.detail.categories] == [50_000]

    def test_blank_a_category_that_few_children_used_and_one_more(self, uow):
        journey = make_journey(uow, children=12)
        for child in range(12):
            journey.redeem(child, 4_000)
            journey.redeem(child, 1_000, category=ServiceCategory.TEST)
        journey.redeem(0, 2_500, category=ServiceCategory.MATERIAL)

        [found] = impact.statements(uow, programme_id=journey.programme.id)

        assert found.detail is not None
        assert {c.category: c.amount_minor for c in found.detail.categories} == {
            ServiceCategory.TUITION: 48_000,
            ServiceCategory.TEST: None,
            ServiceCategory.MATERIAL: None,
        }

    def test_blank_a_category_of_which_the_programme_s_rest_is_a_few_children_s(self, uow):
        """The programme's figures are public: they less the gift's would be three children's."""
        journey = make_journey(uow, AMOUNT * 11, AMOUNT * 3, children=14)
        for child in range(14):
            journey.redeem(child, 4_000)
            journey.redeem(child, 1_000, category=ServiceCategory.TEST)

        large, small = impact.statements(uow, programme_id=journey.programme.id)

        assert large.detail is not None
        assert large.detail.children == 11
        assert [line.amount_minor for line in large.detail.categories] == [None, None]
        assert small.detail is None

    def test_are_final_when_all_is_used_and_closed(self, uow):
        journey = make_journey(uow)
        journey.redeem(0, AMOUNT)
        [before] = impact.statements(uow, programme_id=journey.programme.id)
        close(journey, "2025-06")

        [after] = impact.statements(uow, programme_id=journey.programme.id)

        assert not before.final
        assert after.final
        assert after.closed_until == "2025-06"

    def test_are_provisional_while_a_gift_waits_for_its_child(self, uow):
        journey = make_journey(uow, AMOUNT, 7_000)

        *_, waiting = impact.statements(uow, programme_id=journey.programme.id)

        assert waiting.parts[Place.WAITING] == 7_000
        assert not waiting.final

    def test_are_final_when_the_year_is_over_though_yen_are_left(self, uow):
        journey = make_journey(uow)
        journey.redeem(0, 4_000)
        uow.now = journey.programme.terms.valid_until
        vouchers.expire_due(uow, programme_id=journey.programme.id)
        close(journey, "2026-03")

        [found] = impact.statements(uow, programme_id=journey.programme.id)

        assert found.final


class TestYearlyStatement:
    def test_tells_of_all_that_a_donor_gave_in_the_year(self, uow):
        programme = make_programme(uow)
        uow.enter(programme.organisation_id)
        campaign = make_campaign(uow, programme)
        early = make_gift(uow, campaign, amount=10_000, donor=HANAKO)
        make_gift(uow, campaign, amount=5_000, donor=HANAKO)
        make_gift(uow, campaign, amount=700)

        found = impact.yearly_statement(
            uow, programme_id=programme.id, donor_id=early.donor_id, year=2025
        )

        assert found.amount_minor == 15_000
        assert found.parts[Place.OVERHEAD] == 1_500
        assert found.parts[Place.WAITING] == 13_500

    def test_tells_lessons_on_one_level_only(self, uow):
        """A year in detail less its one gift in detail would be the children of the other gift."""
        programme = make_programme(uow, amount_by_grade={9: 10_000})
        uow.enter(programme.organisation_id)
        campaign = make_campaign(uow, programme, overhead_bps=0)
        given = {"channel": Channel.BANK_TRANSFER, "donor": HANAKO}
        large = make_gift(uow, campaign, amount=100_000, **given)
        make_gift(uow, campaign, amount=20_000, **given)
        fund = ledger.get_fund(uow, programme_id=programme.id, fund_id=campaign.fund_id)
        journey = make_journey(uow, children=12, programme=programme, fund=fund)
        for child in range(12):
            journey.redeem(child, 4_000)

        year = impact.yearly_statement(
            uow, programme_id=programme.id, donor_id=large.donor_id, year=2025
        )

        assert impact.statement(uow, programme_id=programme.id, donation_id=large.id).detail
        assert (year.detail, year.programme, year.told_by_gift) == (None, None, True)
        assert year.parts[Place.USED] == 48_000

    def test_refuses_a_donor_who_gave_nothing_that_year(self, uow):
        journey = make_journey(uow)

        with pytest.raises(DonorWithoutGifts):
            impact.yearly_statement(
                uow, programme_id=journey.programme.id, donor_id=uuid7(), year=2025
            )


class TestFreeze:
    def test_fixes_a_month_once(self, uow):
        journey = make_journey(uow)
        journey.redeem(0, 4_000)
        close(journey, "2025-06")

        assert impact.freeze(uow, programme_id=journey.programme.id) == []

    def test_leaves_a_closed_month_as_it_was_and_corrects_in_the_next(self, uow):
        journey = make_journey(uow, 5_000, AMOUNT)
        early = journey.redeem(0, 5_000)
        journey.redeem(0, 3_000)
        close(journey, "2025-06")
        before = frozen(uow)
        journey.reverse(early)
        close(journey, "2025-07")

        after = frozen(uow)

        assert [row for row in after if row.month == "2025-06"] == before
        first, second = gifts(journey)
        july = {
            (row.donation_id, row.redemption_id == early.id): row.amount_minor
            for row in after
            if row.month == "2025-07"
        }
        # The later lesson moves up into the first gift's room, and out of the second's.
        assert july == {(first, True): -5_000, (first, False): 3_000, (second, False): -3_000}

    def test_cannot_be_changed_by_anybody(self, uow):
        journey = make_journey(uow)
        journey.redeem(0, 4_000)
        close(journey, "2025-06")

        with pytest.raises(DBAPIError), uow.session.begin_nested():
            uow.session.execute(text("UPDATE traced_uses SET amount_minor = 1"))


def close(journey, month):
    """Confirm what is there, close the month, and fix its trace."""
    uow = journey.uow
    uow.now = max(uow.now, Month.parse(month).ends_at()) + timedelta(days=20)
    redemptions.confirm_due(uow, programme_id=journey.programme.id)
    settlements.close_month(uow, programme_id=journey.programme.id, month=Month.parse(month))
    impact.freeze(uow, programme_id=journey.programme.id)


def gifts(journey):
    rows = journey.uow.session.execute(
        text("SELECT id FROM donations WHERE programme_id = :p ORDER BY settled_at, id"),
        {"p": journey.programme.id},
    )
    return [row.id for row in rows]


def frozen(uow):
    return uow.session.execute(
        text("SELECT * FROM traced_uses ORDER BY month, donation_id, redemption_id")
    ).all()


def nonzero(trace):
    return {place: minor for place, minor in trace.parts.items() if minor}
