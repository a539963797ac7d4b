"""B4: what comes over or under what was asked waits, and none is receipted by itself."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from services.core.donations import mappings
from services.core.donations import service as donations
from services.core.donations.errors import (
    DepositNotUndoable,
    DepositPledgeUnfit,
    DepositRestExceeded,
    DonationIdReused,
    SentOnImpossible,
    UnmatchedSettledAlready,
)
from services.core.donations.models import BankDeposit
from services.core.donations.types import (
    CandidateFit,
    Channel,
    ClearanceReason,
    DepositDecisionKind,
    DonationStatus,
    ReturnedBy,
)
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.ledger.types import AccountCode
from services.core.programmes import service as programmes
from tests.factories.donations import HANAKO, make_campaign, make_fund, make_gift
from tests.factories.programmes import make_programme
from tests.factories.providers import second_person
from tests.integration.donations.test_gifts import balance, free
from tests.integration.donations.test_manual import approve, redesignate

DAY = date(2025, 6, 2)


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


@pytest.fixture
def pledge(uow, campaign):
    """¥10,000 announced by Hanako."""
    return make_gift(
        uow,
        campaign,
        amount=10_000,
        channel=Channel.BANK_TRANSFER,
        donor=HANAKO,
        settled=False,
    )


def comes(uow, campaign, *lines):
    """Deposits by a statement: (reference, yen)."""
    rows = "".join(
        f"2025/06/02,振込 {reference}ﾀｶﾊｼ ﾊﾅｺ,{yen},,{place}\r\n"
        for place, (reference, yen) in enumerate(lines)
    )
    donations.import_bank(
        uow,
        programme_id=campaign.programme_id,
        mapping=mappings.bank_mapping("bank-generic"),
        data=("取引日,摘要,お預入金額,お引出金額,残高\r\n" + rows).encode(),
    )
    return queue(uow, campaign)


def queue(uow, campaign):
    return donations.waiting_deposits(uow, programme_id=campaign.programme_id, limit=10)


def suspense(uow, campaign):
    return balance(uow, campaign, AccountCode.SUSPENSE)


class TestWaitingDeposits:
    def test_b4_hold_12000_and_8000_for_10000_asked_and_make_no_gift_of_either(
        self, uow, campaign, pledge
    ):
        waiting = comes(uow, campaign, (pledge.reference, 12_000), (pledge.reference, 8_000))

        assert sorted(one.deposit.amount.minor for one in waiting) == [8_000, 12_000]
        assert [one.candidates[0].over.minor for one in waiting if one.candidates] in (
            [2_000, -2_000],
            [-2_000, 2_000],
        )
        assert pledge.status is DonationStatus.PENDING
        assert suspense(uow, campaign) == 20_000
        assert free(uow, campaign) == 0
        assert (
            donations.donor_list(uow, organisation_id=campaign.organisation_id, fiscal_year=2025)
            == []
        )

    def test_tell_the_payer_and_every_pledge_that_fits(self, uow, campaign, pledge):
        other = make_gift(
            uow, campaign, amount=3_000, channel=Channel.BANK_TRANSFER, donor=HANAKO, settled=False
        )

        [waiting] = comes(uow, campaign, ("", 4_000))

        assert waiting.payer == "タカハシ ハナコ"
        fits = [(one.pledge.donation_id, one.fit) for one in waiting.candidates]
        assert fits == [(other.id, CandidateFit.PAYER), (pledge.id, CandidateFit.PAYER)]


class TestTakeAsGift:
    def test_makes_the_gift_of_what_came(self, uow, campaign, pledge):
        [waiting] = comes(uow, campaign, (pledge.reference, 12_000))

        gift = donations.take_as_gift(
            uow,
            programme_id=campaign.programme_id,
            deposit_id=waiting.id,
            donation_id=pledge.id,
        )

        assert (gift.status, gift.amount) == (DonationStatus.SETTLED, Money(12_000))
        assert suspense(uow, campaign) == 0
        assert free(uow, campaign) == 10_800
        assert queue(uow, campaign) == []

    def test_refuses_a_deposit_that_is_a_gift_already(self, uow, campaign, pledge):
        [waiting] = comes(uow, campaign, (pledge.reference, 12_000))
        where = {"programme_id": campaign.programme_id, "deposit_id": waiting.id}
        donations.take_as_gift(uow, **where, donation_id=pledge.id)

        with pytest.raises(UnmatchedSettledAlready):
            donations.take_as_gift(uow, **where, donation_id=pledge.id)

    def test_refuses_a_gift_that_waits_for_no_transfer(self, uow, campaign, pledge):
        [waiting] = comes(uow, campaign, (pledge.reference, 12_000))
        by_cash = make_gift(uow, campaign)

        with pytest.raises(DepositPledgeUnfit):
            donations.take_as_gift(
                uow,
                programme_id=campaign.programme_id,
                deposit_id=waiting.id,
                donation_id=by_cash.id,
            )


class TestTakeAsAsked:
    def test_leaves_the_rest_waiting_until_it_goes_back(self, uow, campaign, pledge):
        [waiting] = comes(uow, campaign, (pledge.reference, 12_000))
        where = {"programme_id": campaign.programme_id, "deposit_id": waiting.id}

        gift = donations.take_as_asked(uow, **where, donation_id=pledge.id)

        assert gift.amount == Money(10_000)
        assert suspense(uow, campaign) == 2_000
        assert queue(uow, campaign)[0].deposit.rest == Money(2_000)

        donations.return_deposit(
            uow, **where, returned_on=DAY, returned_by=ReturnedBy.BANK_TRANSFER
        )

        assert suspense(uow, campaign) == 0
        assert balance(uow, campaign, AccountCode.BANK) == 10_000
        assert queue(uow, campaign) == []

    def test_refuses_less_than_was_asked(self, uow, campaign, pledge):
        [waiting] = comes(uow, campaign, (pledge.reference, 8_000))

        with pytest.raises(DepositPledgeUnfit):
            donations.take_as_asked(
                uow,
                programme_id=campaign.programme_id,
                deposit_id=waiting.id,
                donation_id=pledge.id,
            )


class TestReturnDeposit:
    def test_keeps_who_when_and_how(self, uow, campaign, pledge):
        [waiting] = comes(uow, campaign, (pledge.reference, 8_000))
        where = {"programme_id": campaign.programme_id, "deposit_id": waiting.id}

        done = donations.return_deposit(
            uow, **where, returned_on=DAY, returned_by=ReturnedBy.BY_THE_BANK
        )

        told = donations.get_deposit(uow, **where)
        assert [one.id for one in told.decisions] == [done.id]
        assert (done.returned_on, done.returned_by) == (DAY, ReturnedBy.BY_THE_BANK)
        assert done.decided_by == uow.actor.id
        assert balance(uow, campaign, AccountCode.BANK) == 0

    def test_is_the_same_by_the_same_id_and_content_alone(self, uow, campaign, pledge):
        [waiting] = comes(uow, campaign, (pledge.reference, 8_000))
        back = {
            "programme_id": campaign.programme_id,
            "deposit_id": waiting.id,
            "id": uuid7(),
            "returned_by": ReturnedBy.CASH,
        }

        done = donations.return_deposit(uow, **back, returned_on=DAY, amount=Money(3_000))

        assert donations.return_deposit(uow, **back, returned_on=DAY) is done
        for other in ({"amount": Money(2_000)}, {"returned_by": ReturnedBy.BY_THE_BANK}):
            with pytest.raises(DonationIdReused):
                donations.return_deposit(uow, **(back | other), returned_on=DAY)

    def test_refuses_a_day_before_it_came(self, uow, campaign, pledge):
        [waiting] = comes(uow, campaign, (pledge.reference, 8_000))

        with pytest.raises(SentOnImpossible):
            donations.return_deposit(
                uow,
                programme_id=campaign.programme_id,
                deposit_id=waiting.id,
                returned_on=DAY - timedelta(days=1),
                returned_by=ReturnedBy.CASH,
            )

    def test_refuses_more_than_waits(self, uow, campaign, pledge):
        [waiting] = comes(uow, campaign, (pledge.reference, 8_000))

        with pytest.raises(DepositRestExceeded):
            donations.return_deposit(
                uow,
                programme_id=campaign.programme_id,
                deposit_id=waiting.id,
                amount=Money(8_001),
                returned_on=DAY,
                returned_by=ReturnedBy.CASH,
            )


class TestUndoDeposit:
    def test_lets_the_pledge_wait_for_what_was_asked_and_be_taken_anew(self, uow, campaign, pledge):
        [waiting] = comes(uow, campaign, (pledge.reference, 12_000))
        where = {"programme_id": campaign.programme_id, "deposit_id": waiting.id}
        donations.take_as_gift(uow, **where, donation_id=pledge.id)

        donations.undo_deposit(uow, **where)

        assert (pledge.status, pledge.amount) == (DonationStatus.PENDING, Money(10_000))
        assert suspense(uow, campaign) == 12_000
        assert free(uow, campaign) == 0

        donations.take_as_asked(uow, **where, donation_id=pledge.id)

        kinds = [one.kind for one in donations.get_deposit(uow, **where).decisions]
        assert kinds == [
            DepositDecisionKind.AS_GIFT,
            DepositDecisionKind.UNDONE,
            DepositDecisionKind.AS_ASKED,
        ]
        assert suspense(uow, campaign) == 2_000
        assert free(uow, campaign) == 9_000

    def test_sets_apart_what_had_matched_by_itself(self, uow, campaign, pledge):
        comes(uow, campaign, (pledge.reference, 10_000))
        deposit_id = deposit_of(uow, pledge)

        told = donations.undo_deposit(
            uow, programme_id=campaign.programme_id, deposit_id=deposit_id
        )

        assert told.deposit.rest == Money(10_000)
        assert suspense(uow, campaign) == 10_000
        assert balance(uow, campaign, AccountCode.BANK) == 10_000

    def test_refuses_what_is_promised_to_a_child(self, uow, campaign, pledge):
        [waiting] = comes(uow, campaign, (pledge.reference, 12_000))
        where = {"programme_id": campaign.programme_id, "deposit_id": waiting.id}
        gift = donations.take_as_gift(uow, **where, donation_id=pledge.id)
        gift.allocated_minor = 1

        with pytest.raises(DepositNotUndoable):
            donations.undo_deposit(uow, **where)

        gift.allocated_minor = 0

    def test_refuses_what_two_people_moved_to_another_fund(self, uow, campaign):
        [waiting] = comes(uow, campaign, ("", 10_000))
        where = {"programme_id": campaign.programme_id, "deposit_id": waiting.id}
        gift = donations.match_deposit(uow, **where, campaign_id=campaign.id, donor=HANAKO)
        other = make_fund(uow, programmes.get(uow, campaign.programme_id))
        approve(second_person(uow), redesignate(uow, gift, other))

        with pytest.raises(DepositNotUndoable):
            donations.undo_deposit(uow, **where)

    def test_refuses_what_is_about_to_be_given_back(self, uow, campaign):
        [waiting] = comes(uow, campaign, ("", 10_000))
        where = {"programme_id": campaign.programme_id, "deposit_id": waiting.id}
        gift = donations.match_deposit(uow, **where, campaign_id=campaign.id, donor=HANAKO)
        donations.refund(uow, programme_id=gift.programme_id, donation_id=gift.id)

        with pytest.raises(DepositNotUndoable):
            donations.undo_deposit(uow, **where)

    def test_lets_a_second_person_see_the_next_money_again(self, uow, campaign):
        first, other = comes(uow, campaign, ("", 2_000_000), ("", 9_000_000))
        small, big = sorted((first, other), key=lambda one: one.deposit.amount.minor)
        pledge = make_gift(
            uow,
            campaign,
            amount=2_000_000,
            channel=Channel.BANK_TRANSFER,
            donor=HANAKO,
            settled=False,
        )
        at = {"programme_id": campaign.programme_id}
        donations.take_as_asked(uow, **at, deposit_id=small.id, donation_id=pledge.id)
        donations.clear_gift(
            second_person(uow),
            **at,
            donation_id=pledge.id,
            reason=ClearanceReason.IDENTITY_CONFIRMED,
        )

        donations.undo_deposit(uow, **at, deposit_id=small.id)
        gift = donations.take_as_gift(uow, **at, deposit_id=big.id, donation_id=pledge.id)

        assert (gift.amount, gift.held) == (Money(9_000_000), True)

    def test_of_a_gift_that_nobody_announced_leaves_no_pledge(self, uow, campaign):
        [waiting] = comes(uow, campaign, ("", 5_000))
        where = {"programme_id": campaign.programme_id, "deposit_id": waiting.id}
        gift = donations.match_deposit(uow, **where, campaign_id=campaign.id)

        donations.undo_deposit(uow, **where)

        assert gift.status is DonationStatus.FAILED
        again = donations.match_deposit(uow, **where, campaign_id=campaign.id, donor=HANAKO)
        assert (again.donor_id is None, again.status) == (False, DonationStatus.SETTLED)
        assert gift.status is DonationStatus.FAILED


def deposit_of(uow, gift):

    return uow.session.scalars(
        select(BankDeposit.id).where(BankDeposit.donation_id == gift.id)
    ).one()
