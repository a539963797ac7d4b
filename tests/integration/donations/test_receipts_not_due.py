"""Gifts whose money has come, and which get no receipt (yet): it may have to go back, or has."""

from datetime import UTC, datetime

import pytest

from services.core.donations import service as donations
from services.core.donations.errors import ReceiptNotDue
from services.core.donations.types import CampaignKind, Channel, NoReceipt
from services.core.programmes import service as programmes
from tests.factories.donations import (
    HANAKO,
    make_campaign,
    make_dispute,
    make_gift,
    make_payment,
)
from tests.factories.programmes import make_programme


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


class TestIssueReceipts:
    def test_waits_for_what_may_have_to_be_given_back(self, uow, campaign):
        undecided = make_campaign(
            uow,
            programmes.get(uow, campaign.programme_id),
            kind=CampaignKind.ALL_OR_NOTHING,
            closes_at=datetime(2025, 7, 1, tzinfo=UTC),
        )
        gift = make_gift(uow, undecided, donor=HANAKO)

        assert _left_out(uow, campaign) == {NoReceipt.HELD: 1}
        with pytest.raises(ReceiptNotDue):
            donations.issue_for_gift(uow, programme_id=gift.programme_id, donation_id=gift.id)

    def test_refuses_what_a_bank_has_taken_back_wholly(self, uow, campaign):
        gift = make_gift(uow, campaign, channel=Channel.CARD, donor=HANAKO)
        dispute = make_dispute("a", 10_000, taken_at=uow.now)
        payment = make_payment(gift, settled_at=gift.settled_at, disputes=[dispute])
        donations.accept_payment(uow, payment)

        with pytest.raises(ReceiptNotDue):
            donations.issue_for_gift(uow, programme_id=gift.programme_id, donation_id=gift.id)


def _left_out(uow, campaign):
    return donations.issue_receipts(uow, programme_id=campaign.programme_id, year=2025).left_out
