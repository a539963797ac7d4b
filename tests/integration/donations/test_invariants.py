"""Each invariant of gifts finds what it is there to find: planted errors, one at a time."""

import pytest
from sqlalchemy import text

from services.core.donations import service as donations
from services.core.donations.types import Channel
from services.core.invariants import service as invariants
from services.core.invariants.donations import INVARIANTS
from services.core.kit.money import Money
from tests.factories.donations import HANAKO, give_back_by_hand, make_campaign, make_gift
from tests.factories.programmes import make_programme
from tests.integration.donations.test_gifts import promise

# What somebody with the keys to the database might do -> a word of the truth that it breaks.
PLANTED = {
    "a gift grew": (
        "UPDATE donations SET amount_minor = amount_minor + 1 WHERE refunded_minor = 0",
        "stands in the fund's account",
    ),
    "a promise was forgotten": (
        "UPDATE donations SET allocated_minor = 0 WHERE allocated_minor > 0",
        "stands in the fund's account",
    ),
    "a shortfall was forgotten": (
        (
            "UPDATE donations SET shortfall_minor = 0, shortfall_since = NULL, allocated_minor = 0,"
            " refunded_minor = 1, status = 'settled' WHERE shortfall_minor > 0"
        ),
        "shortfall account",
    ),
    "a refund was denied": ("DELETE FROM refunds", "sum of its refunds"),
    "a refund on its way was forgotten": (
        "UPDATE donations SET refunding_minor = refunding_minor + 1",
        "about to be given back",
    ),
    "what was kept was told to have left twice": (
        "UPDATE donations SET disputed_beyond_minor = 1 WHERE status = 'settled'",
        "money of a gift twice",
    ),
    "overhead was taken twice": (
        "UPDATE donations SET overhead_minor = overhead_minor + 1 WHERE allocated_minor = 300",
        "Overhead is never more",
    ),
    "the gateway's fee was another": (
        "UPDATE gateway_movements SET fee_minor = fee_minor + 1",
        "exactly its net amount",
    ),
    "a movement was lost": ("DELETE FROM gateway_movements", "exactly one movement"),
    "a payout was told of that brought too little": (
        "UPDATE gateway_movements SET payout_id = 'po_1'",
        "brought to the bank",
    ),
    "a number was left out": (
        "UPDATE receipt_books SET last_serial = last_serial + 1",
        "without a gap",
    ),
}


@pytest.fixture
def a_year(uow):
    """Gifts by two doors, a promise, a refund that costs the organisation, a receipt."""
    campaign = make_campaign(uow, make_programme(uow))
    programme_id = campaign.programme_id
    make_gift(uow, campaign, amount=5_000, channel=Channel.CARD)
    promised = make_gift(uow, campaign, amount=2_000)
    promise(uow, campaign, 4_500 + 1_000)
    give_back_by_hand(uow, promised)
    make_gift(uow, campaign, amount=7_000, donor=HANAKO)
    donations.issue_receipts(uow, programme_id=programme_id, year=2025)
    promise(uow, campaign, 300)
    uow.session.flush()
    return campaign


def broken(uow):
    return {one.invariant.says for one in invariants.verify(uow, INVARIANTS) if one.found}


class TestInvariants:
    @pytest.mark.parametrize("event", PLANTED)
    def test_find_a_planted_error(self, uow, a_year, event):
        statement, word = PLANTED[event]
        assert broken(uow) == set()

        savepoint = uow.session.begin_nested()
        uow.session.execute(text(statement))
        found = broken(uow)
        savepoint.rollback()

        assert any(word in says for says in found), found

    def test_hold_for_amounts(self, uow, a_year):
        told = donations.summary(uow, programme_id=a_year.programme_id)

        free = donations.free(uow, programme_id=a_year.programme_id, fund_id=a_year.fund_id)
        promised = Money(5_800)
        whole = Money(told.gifts_settled + told.shortfall)
        assert whole == Money(told.refunded + told.overhead) + promised + free
