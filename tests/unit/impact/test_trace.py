from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.core.impact.errors import TraceNotWhole
from services.core.impact.trace import trace_gifts, trace_voucher
from services.core.impact.types import Gift, Lot, Place, Use
from services.core.programmes.types import ServiceCategory

VOUCHER, CHILD, PROVIDER, FUND = (UUID(int=n) for n in range(1, 5))
EARLY, LATE = UUID(int=11), UUID(int=12)


def lot(donation, amount, returned=0):
    return Lot(VOUCHER, CHILD, donation, amount, returned)


def use(number, net):
    day = date(2025, 5, number)
    return Use(UUID(int=100 + number), VOUCHER, PROVIDER, ServiceCategory.TUITION, day, net)


def gift(donation, amount, *, allocated=0, overhead=0, refunded=0, shortfall=0):
    return Gift(donation, FUND, amount, overhead, refunded, allocated, shortfall)


class TestTraceVoucher:
    def test_splits_a_use_where_one_gift_ends_and_the_next_begins(self):
        found = trace_voucher([lot(EARLY, 5_000), lot(LATE, 5_000)], [use(1, 4_000), use(2, 3_000)])

        assert [(p.donation_id, p.use.redemption_id.int, p.amount_minor) for p in found.pieces] == [
            (EARLY, 101, 4_000),
            (EARLY, 102, 1_000),
            (LATE, 102, 2_000),
        ]
        assert found.committed == {LATE: 3_000}

    def test_lays_later_uses_into_the_room_that_a_reversal_left(self):
        found = trace_voucher([lot(EARLY, 4_000), lot(LATE, 4_000)], [use(1, 0), use(2, 4_000)])

        assert [(p.donation_id, p.amount_minor) for p in found.pieces] == [(EARLY, 4_000)]

    def test_leaves_out_what_came_back_from_the_tail(self):
        found = trace_voucher([lot(EARLY, 5_000), lot(LATE, 5_000, 5_000)], [use(1, 5_000)])

        assert found.committed == {}

    def test_refuses_uses_that_no_lot_can_have_paid(self):
        with pytest.raises(TraceNotWhole):
            trace_voucher([lot(EARLY, 1_000)], [use(1, 1_001)])


class TestTraceGifts:
    def test_tells_waiting_from_returned(self):
        gifts = [gift(EARLY, 10_000, allocated=4_000, overhead=1_000, refunded=500)]

        trace = trace_gifts(gifts, [lot(EARLY, 7_000, 3_000)], [use(1, 2_500)])[EARLY]

        assert nonzero(trace) == {
            Place.USED: 2_500,
            Place.COMMITTED: 1_500,
            Place.WAITING: 1_500,
            Place.RETURNED: 3_000,
            Place.OVERHEAD: 1_000,
            Place.REFUNDED: 500,
        }

    def test_tells_what_may_not_be_promised_yet(self):
        held = replace(gift(EARLY, 10_000, overhead=1_000), held=True)

        assert nonzero(trace_gifts([held], [], [])[EARLY]) == {
            Place.ON_HOLD: 9_000,
            Place.OVERHEAD: 1_000,
        }

    def test_tells_what_is_about_to_go_back(self):
        leaving = replace(gift(EARLY, 10_000, overhead=1_000), refunding_minor=4_000)

        assert nonzero(trace_gifts([leaving], [], [])[EARLY]) == {
            Place.WAITING: 5_000,
            Place.ON_HOLD: 4_000,
            Place.OVERHEAD: 1_000,
        }

    def test_tells_what_covers_the_fee_from_other_running_costs(self):
        covered = replace(gift(EARLY, 10_360, overhead=1_360), fee_cover_minor=360)

        assert nonzero(trace_gifts([covered], [], [])[EARLY]) == {
            Place.WAITING: 9_000,
            Place.OVERHEAD: 1_000,
            Place.FEE_COVER: 360,
        }

    def test_tells_what_a_bank_took_from_what_we_gave_back(self):
        gone = replace(gift(EARLY, 10_000, refunded=4_000), disputed_minor=6_000)

        assert nonzero(trace_gifts([gone], [], [])[EARLY]) == {
            Place.REFUNDED: 4_000,
            Place.DISPUTED: 6_000,
        }

    def test_counts_returned_yen_that_were_given_again_where_they_are_now(self):
        other = Lot(UUID(int=9), UUID(int=8), EARLY, 3_000)
        gifts = [gift(EARLY, 7_000, allocated=7_000)]

        trace = trace_gifts(gifts, [lot(EARLY, 7_000, 3_000), other], [])[EARLY]

        assert trace.parts[Place.COMMITTED] == 7_000
        assert trace.parts[Place.RETURNED] == 0

    def test_refuses_a_gift_whose_allocation_is_not_in_its_lots(self):
        with pytest.raises(TraceNotWhole):
            trace_gifts([gift(EARLY, 7_000, allocated=6_000)], [lot(EARLY, 7_000)], [])

    def test_counts_the_children_in_whose_vouchers_the_gift_is(self):
        other = Lot(UUID(int=9), UUID(int=8), EARLY, 3_000, 3_000)
        gifts = [gift(EARLY, 7_000, allocated=4_000)]

        trace = trace_gifts(gifts, [lot(EARLY, 4_000), other], [])[EARLY]

        assert trace.children == {CHILD}

    def test_leaves_a_refunded_gift_no_lesson_that_the_organisation_paid(self):
        gifts = [
            gift(EARLY, 9_000, allocated=8_000, overhead=1_000, refunded=9_000, shortfall=9_000)
        ]

        trace = trace_gifts(gifts, [lot(EARLY, 8_000)], [use(1, 5_000)])[EARLY]

        assert {place: yen for place, yen in trace.parts.items() if yen} == {Place.REFUNDED: 9_000}
        assert trace.pieces == ()
        assert sum(piece.amount_minor for piece in trace.stood_in) == 5_000

    def test_takes_a_refund_from_what_is_furthest_from_a_lesson(self):
        gifts = [
            gift(EARLY, 9_000, allocated=8_000, overhead=1_000, refunded=4_500, shortfall=4_500)
        ]

        trace = trace_gifts(gifts, [lot(EARLY, 8_000)], [use(1, 5_000)])[EARLY]

        assert trace.parts[Place.COMMITTED] == 0
        assert trace.parts[Place.OVERHEAD] == 0
        assert trace.parts[Place.USED] == 4_500
        assert sum(trace.parts.values()) == 9_000


def nonzero(trace):
    return {place: minor for place, minor in trace.parts.items() if minor}
