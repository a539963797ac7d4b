"""The truths about traces and statements find what they are there to find."""

import pytest
from sqlalchemy import text

from services.core.donations import service as donations
from services.core.donations.types import Channel
from services.core.invariants import service as invariants
from services.core.invariants.impact import INVARIANTS
from services.core.kit.money import Money
from tests.factories.donations import give_back_by_hand, make_campaign, make_gift
from tests.factories.journey import make_journey

# What somebody with the keys to the database might do -> a word of the truth that it breaks.
PLANTED = {
    "a gift is said to be larger": ("UPDATE donations SET amount_minor = amount_minor + 1", "L20"),
    "less is said to have gone back": (
        "UPDATE donations SET refunded_minor = refunded_minor - 1 WHERE refunded_minor > 0",
        "L20",
    ),
    "a bank is said to have taken it": (
        "UPDATE donations SET disputed_minor = disputed_minor + 1 WHERE refunded_minor > 0",
        "L20",
    ),
    "running costs are told as less": (
        "UPDATE donations SET overhead_minor = overhead_minor - 1 WHERE overhead_minor > 0",
        "L20",
    ),
    "a lot shrank under its lesson": (
        "UPDATE award_lots SET returned_minor = amount_minor - 1",
        "L12",
    ),
    "a lesson was booked away": ("UPDATE redemptions SET reversed_minor = 1", "L12"),
}


@pytest.fixture
def lived(uow_as):
    """A lesson that was paid, and a gift of which a part went back and came back."""
    uow = uow_as()
    journey = make_journey(uow)
    journey.redeem(0, 4_000)
    campaign = make_campaign(uow, journey.programme)
    gift = make_gift(uow, campaign, amount=10_000)
    give_back_by_hand(uow, gift, 3_000)
    again = give_back_by_hand(uow, gift, 2_000)
    donations.note_refund_returned(
        uow, programme_id=gift.programme_id, refund_id=again.id, returned_on=again.sent_on
    )
    make_gift(uow, campaign, amount=5_000, channel=Channel.CARD)
    assert gift.parts.kept == Money(7_000)
    uow.session.flush()
    return uow


def broken(uow):
    return {one.invariant.number for one in invariants.verify(uow, INVARIANTS) if one.found}


class TestInvariants:
    @pytest.mark.parametrize("event", PLANTED)
    def test_find_a_planted_error(self, lived, event):
        statement, number = PLANTED[event]
        assert broken(lived) == set()

        lived.session.execute(text(statement))

        assert number in broken(lived)
