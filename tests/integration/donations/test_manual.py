"""Money moved by hand: proposed by one person, approved by another, and only where it may go."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.core.audit import service as audit
from services.core.donations import service as donations
from services.core.donations.errors import (
    AmountNotPositive,
    FundTooWide,
    GiftNotMovable,
    ManualTransferDecided,
    ManualTransferIdReused,
    ManualTransferReasonUnfit,
    ManualTransferUnknown,
    SuspenseShort,
)
from services.core.donations.types import (
    Channel,
    ManualTransferId,
    ManualTransferReason,
    ManualTransferStatus,
)
from services.core.identity.errors import SecondPersonRequired
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.ledger import service as ledger
from services.core.ledger.errors import FundUnknown
from services.core.ledger.types import AccountCode, TransferCode, account_id
from tests.factories.donations import give_back_by_hand, make_campaign, make_fund, make_gift
from tests.factories.programmes import make_programme
from tests.factories.providers import second_person

WRONG = ManualTransferReason.BOOKED_WRONGLY
FOUND = ManualTransferReason.PURPOSE_FOUND


@pytest.fixture
def programme(uow):
    programme = make_programme(uow)
    uow.enter(programme.organisation_id)
    return programme


@pytest.fixture
def gift(uow, programme):
    return make_gift(uow, make_campaign(uow, programme))


@pytest.fixture
def other(uow, programme):
    return make_fund(uow, programme)


@pytest.fixture
def second(uow, programme):
    """The second person's unit of work, within the programme's organisation."""
    return second_person(uow)


def redesignate(uow, gift, fund, *, reason=WRONG, id=None):
    return donations.propose_redesignation(
        uow,
        id=ManualTransferId(id or uuid7()),
        programme_id=gift.programme_id,
        donation_id=gift.id,
        to_fund_id=fund.id,
        reason=reason,
    )


def assign(uow, programme, fund, yen, *, reason=FOUND, id=None):
    return donations.propose_assignment(
        uow,
        id=ManualTransferId(id or uuid7()),
        programme_id=programme.id,
        amount=Money(yen),
        to_fund_id=fund.id,
        reason=reason,
    )


def approve(uow, proposal):
    return donations.approve_transfer(
        uow, programme_id=proposal.programme_id, transfer_id=proposal.id
    )


def held(uow, programme_id, code, owner_id):
    account = account_id(programme_id, code, owner_id)
    return ledger.balance(uow, programme_id=programme_id, account=account).minor


def put_into_suspense(uow, programme, yen):
    """Money whose purpose nobody has named, as a provider's own share is."""
    owner = programme.organisation_id
    ledger.post(
        uow,
        TransferCode.RECEIPT_UNMATCHED,
        programme_id=programme.id,
        debit=account_id(programme.id, AccountCode.BANK, owner),
        credit=account_id(programme.id, AccountCode.SUSPENSE, owner),
        amount=Money(yen),
        of=uuid7(),
    )


class TestRedesignate:
    def test_moves_nothing_before_a_second_person_approves(self, uow, gift, other):
        proposal = redesignate(uow, gift, other)

        assert proposal.status is ManualTransferStatus.PROPOSED
        assert proposal.amount == Money(9_000)  # its overhead share stays where it is
        assert held(uow, gift.programme_id, AccountCode.FUND, other.id) == 0

    def test_moves_the_gift_with_its_money(self, uow, second, gift, other):
        from_fund = gift.fund_id
        approve(second, redesignate(uow, gift, other))

        assert gift.fund_id == other.id
        assert held(uow, gift.programme_id, AccountCode.FUND, from_fund) == 0
        assert held(uow, gift.programme_id, AccountCode.FUND, other.id) == 9_000
        assert donations.free(uow, programme_id=gift.programme_id, fund_id=other.id) == Money(9_000)

    def test_refuses_the_one_who_proposed(self, uow, gift, other):
        proposal = redesignate(uow, gift, other)
        with pytest.raises(SecondPersonRequired):
            approve(uow, proposal)
        assert proposal.status is ManualTransferStatus.PROPOSED

    def test_is_refused_by_the_database_too(self, uow, gift, other):
        proposal = redesignate(uow, gift, other)
        with pytest.raises(IntegrityError, match="four_eyes"), uow.session.begin_nested():
            uow.session.execute(
                text(
                    "UPDATE manual_transfers SET status = 'approved', decided_at = now(),"
                    " decided_by = proposed_by WHERE id = :id"
                ),
                {"id": proposal.id},
            )

    def test_is_on_the_record_twice(self, uow, second, gift, other):
        proposal = approve(second, redesignate(uow, gift, other))
        told = audit.history(uow, organisation_id=proposal.organisation_id, object_id=proposal.id)
        assert [(entry.action, entry.actor_id) for entry in told] == [
            ("manual_transfer.propose", uow.actor.id),
            ("manual_transfer.approve", second.actor.id),
        ]

    def test_approved_again_moves_nothing_more(self, uow, second, gift, other):
        proposal = redesignate(uow, gift, other)
        assert approve(second, proposal) is approve(second, proposal)
        assert held(uow, gift.programme_id, AccountCode.FUND, other.id) == 9_000

    def test_leaves_alone_what_is_promised(self, uow, gift, other):
        donations.allocate(
            uow,
            programme_id=gift.programme_id,
            fund_id=gift.fund_id,
            amounts=[Money(1_000)],
        )
        with pytest.raises(GiftNotMovable):
            redesignate(uow, gift, other)
        # The promise has no voucher in this test: take it back, so that the truths hold.
        gift.parts, _ = gift.parts.take_back(Money(1_000))

    def test_looks_again_when_it_is_approved(self, uow, second, gift, other):
        proposal = redesignate(uow, gift, other)
        give_back_by_hand(uow, gift, 500)
        with pytest.raises(GiftNotMovable), uow.session.begin_nested():
            approve(second, proposal)

    def test_waits_for_the_money(self, uow, programme, other):
        promised = make_gift(uow, make_campaign(uow, programme), settled=False)
        with pytest.raises(GiftNotMovable):
            redesignate(uow, promised, other)

    def test_keeps_to_the_programme(self, uow, gift):
        elsewhere = make_fund(uow, make_programme(uow))
        with pytest.raises(FundUnknown):
            redesignate(uow, gift, elsewhere)

    def test_takes_no_reason_of_another_kind(self, uow, gift, other):
        with pytest.raises(ManualTransferReasonUnfit):
            redesignate(uow, gift, other, reason=FOUND)

    def test_asked_for_again_is_the_same(self, uow, gift, other):
        first = redesignate(uow, gift, other)
        assert redesignate(uow, gift, other, id=first.id) is first
        with pytest.raises(ManualTransferIdReused):
            redesignate(uow, gift, other, id=first.id, reason=ManualTransferReason.DONOR_AGREED)


class TestRestrictedMoney:
    @pytest.fixture
    def examinees(self, uow, programme):
        return make_fund(uow, programme, restricted=True, grade_min=7, grade_max=9)

    @pytest.fixture
    def gift(self, uow, programme, examinees):
        return make_gift(uow, make_campaign(uow, programme, fund_id=examinees.id))

    def test_is_not_freed_because_a_fund_is_closed(self, uow, gift, other):
        with pytest.raises(FundTooWide):
            redesignate(uow, gift, other, reason=ManualTransferReason.FUND_CLOSED)

    def test_may_go_where_the_donor_says(self, uow, second, gift, other):
        approve(second, redesignate(uow, gift, other, reason=ManualTransferReason.DONOR_AGREED))
        assert gift.fund_id == other.id

    def test_may_become_narrower(self, uow, second, programme, gift):
        narrow = make_fund(uow, programme, restricted=True, grade_min=9, grade_max=9)
        approve(second, redesignate(uow, gift, narrow, reason=ManualTransferReason.FUND_CLOSED))
        assert gift.fund_id == narrow.id


class TestAssign:
    def test_makes_money_in_suspense_a_funds(self, uow, second, programme, other):
        put_into_suspense(uow, programme, 3_000)

        proposal = approve(second, assign(uow, programme, other, 2_000))

        assert held(uow, programme.id, AccountCode.FUND, other.id) == 2_000
        assert held(uow, programme.id, AccountCode.SUSPENSE, programme.organisation_id) == 1_000
        made = donations.get(uow, programme_id=programme.id, donation_id=proposal.donation_id)
        assert (made.channel, made.donor_id, made.free) == (Channel.ASSIGNED, None, Money(2_000))

    def test_is_told_apart_from_gifts(self, uow, second, programme, other):
        put_into_suspense(uow, programme, 3_000)
        approve(second, assign(uow, programme, other, 3_000))
        told = donations.summary(uow, programme_id=programme.id)
        assert (told.assigned, told.gifts_settled, told.municipal, told.gifts) == (3_000, 0, 0, 0)

    def test_takes_no_more_than_waits_there(self, uow, programme, other):
        put_into_suspense(uow, programme, 3_000)
        with pytest.raises(SuspenseShort) as refusal:
            assign(uow, programme, other, 3_001)
        assert refusal.value.context == {"left": 3_000}

    def test_counts_what_was_approved_before(self, uow, second, programme, other):
        put_into_suspense(uow, programme, 3_000)
        two = [assign(uow, programme, other, 2_000) for _ in range(2)]
        approve(second, two[0])
        with pytest.raises(SuspenseShort), uow.session.begin_nested():
            approve(second, two[1])

    def test_leaves_deposits_that_may_be_somebodys_gift(self, uow, programme, other):
        deposit = donations.NewDeposit(
            id=uuid7(),
            received_on=uow.now.date(),
            amount=Money(5_000),
            payer=None,
            reference=None,
        )
        donations.receive_deposits(uow, programme_id=programme.id, deposits=[deposit])
        with pytest.raises(SuspenseShort):
            assign(uow, programme, other, 1)

    def test_moves_something(self, uow, programme, other):
        with pytest.raises(AmountNotPositive):
            assign(uow, programme, other, 0)


class TestDecide:
    def test_rejected_moves_nothing_for_ever(self, uow, second, gift, other):
        proposal = redesignate(uow, gift, other)
        donations.reject_transfer(second, programme_id=gift.programme_id, transfer_id=proposal.id)
        with pytest.raises(ManualTransferDecided):
            approve(second, proposal)

    def test_is_not_rejected_by_who_proposed(self, uow, gift, other):
        proposal = redesignate(uow, gift, other)
        with pytest.raises(SecondPersonRequired):
            donations.reject_transfer(uow, programme_id=gift.programme_id, transfer_id=proposal.id)

    def test_may_be_withdrawn(self, uow, gift, other):
        proposal = redesignate(uow, gift, other)
        donations.withdraw_transfer(uow, programme_id=gift.programme_id, transfer_id=proposal.id)
        assert proposal.status is ManualTransferStatus.WITHDRAWN
        assert not donations.awaiting_approval(uow, organisation_id=gift.organisation_id)

    def test_is_found_in_its_programme_only(self, uow, second, gift, other):
        proposal = redesignate(uow, gift, other)
        with pytest.raises(ManualTransferUnknown):
            donations.approve_transfer(
                second, programme_id=make_programme(uow).id, transfer_id=proposal.id
            )

    def test_lists_what_waits_oldest_first(self, uow, second, programme, gift, other):
        put_into_suspense(uow, programme, 3_000)
        first, later = redesignate(uow, gift, other), assign(uow, programme, other, 1_000)
        waiting = donations.awaiting_approval(uow, organisation_id=gift.organisation_id)
        assert [each.id for each in waiting] == [first.id, later.id]
        approve(second, first)
        [left] = donations.awaiting_approval(uow, organisation_id=gift.organisation_id)
        assert left.id == later.id
        told = donations.transfers_page(
            uow,
            programme_id=programme.id,
            status=ManualTransferStatus.APPROVED,
            limit=10,
        )
        assert [each.id for each in told] == [first.id]
