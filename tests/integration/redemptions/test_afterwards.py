"""After the counter: the family's word, its silence, disputes, reversals, the close."""

from datetime import timedelta

import pytest

from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, account_id
from services.core.redemptions import service as redemptions
from services.core.redemptions.errors import (
    RedemptionNotDisputed,
    RedemptionNotFound,
    RedemptionNotOpen,
    ReversalIdReused,
    ReversedMoreThanRedeemed,
)
from services.core.redemptions.types import (
    DisputeReason,
    RedemptionStatus,
    ReversalId,
    ReversalReason,
)
from services.core.vouchers import service as vouchers
from tests.factories.redemptions import make_classroom, redeem

ABSENT = DisputeReason.CHILD_ABSENT
CANCELLED = ReversalReason.LESSON_CANCELLED


@pytest.fixture
def classroom(uow):
    return make_classroom(uow, amount=10_000)


class TestConfirm:
    def test_is_the_familys_word(self, uow, classroom):
        used = redeem(uow, classroom)

        confirmed = redemptions.confirm(uow, **of(classroom, used))

        assert confirmed.status is RedemptionStatus.CONFIRMED
        assert confirmed.confirmed_by == uow.actor.id
        assert redemptions.confirm(uow, **of(classroom, used)) is confirmed

    def test_ends_a_dispute(self, uow, classroom):
        used = redeem(uow, classroom)
        redemptions.dispute(uow, **of(classroom, used), because=ABSENT)

        confirmed = redemptions.confirm(uow, **of(classroom, used))

        assert confirmed.status is RedemptionStatus.CONFIRMED
        assert confirmed.disputed_because is None

    def test_needs_something_to_confirm(self, uow, classroom):
        used = redeem(uow, classroom)
        undo(uow, classroom, used)

        with pytest.raises(RedemptionNotOpen):
            redemptions.confirm(uow, **of(classroom, used))
        with pytest.raises(RedemptionNotFound):
            redemptions.confirm(uow, programme_id=classroom.programme.id, redemption_id=uuid7())


class TestConfirmDue:
    def test_takes_silence_for_a_yes_on_the_day_and_not_before(self, uow, classroom):
        used = redeem(uow, classroom)
        days = timedelta(days=classroom.programme.terms.confirm_after_days)
        began = uow.now

        uow.now = began + days - timedelta(seconds=1)
        assert redemptions.confirm_due(uow, programme_id=classroom.programme.id) == 0
        uow.now = began + days
        assert redemptions.confirm_due(uow, programme_id=classroom.programme.id) == 1

        confirmed = redemptions.get(uow, **of(classroom, used))
        assert confirmed.status is RedemptionStatus.CONFIRMED
        assert confirmed.confirmed_by is None

    def test_passes_over_what_is_disputed_or_undone(self, uow, classroom):
        disputed, undone = redeem(uow, classroom), redeem(uow, classroom)
        redemptions.dispute(uow, **of(classroom, disputed), because=ABSENT)
        undo(uow, classroom, undone)
        uow.session.flush()

        uow.now += timedelta(days=60)

        assert redemptions.confirm_due(uow, programme_id=classroom.programme.id) == 0


class TestDispute:
    def test_is_possible_until_the_use_is_closed(self, uow, classroom):
        used = redeem(uow, classroom)
        redemptions.confirm(uow, **of(classroom, used))
        disputed = redemptions.dispute(uow, **of(classroom, used), because=ABSENT)
        assert disputed.status is RedemptionStatus.DISPUTED
        assert redemptions.dispute(uow, **of(classroom, used), because=ABSENT) is disputed

        redemptions.confirm(uow, **of(classroom, used))
        uow.session.flush()
        closed = redemptions.close_until(
            uow, programme_id=classroom.programme.id, until=uow.now + timedelta(days=1)
        )
        uow.session.refresh(disputed)

        assert closed == 1
        with pytest.raises(RedemptionNotOpen):
            redemptions.dispute(uow, **of(classroom, used), because=ABSENT)

    def test_is_dismissed_by_the_office(self, uow, classroom):
        used = redeem(uow, classroom)
        with pytest.raises(RedemptionNotDisputed):
            redemptions.dismiss_dispute(uow, **of(classroom, used))
        redemptions.dispute(uow, **of(classroom, used), because=ABSENT)

        dismissed = redemptions.dismiss_dispute(uow, **of(classroom, used))

        assert dismissed.status is RedemptionStatus.CONFIRMED


class TestReverse:
    def test_gives_a_part_back_to_the_voucher_while_it_is_good(self, uow, classroom):
        used = redeem(uow, classroom, amount=4_000)

        undo(uow, classroom, used, amount=Money(1_500))

        assert left(uow, classroom) == Money(7_500)
        assert owed(uow, classroom) == Money(2_500)
        assert redemptions.get(uow, **of(classroom, used)).net == Money(2_500)

    def test_gives_all_that_is_left_where_no_part_is_named(self, uow, classroom):
        used = redeem(uow, classroom, amount=4_000)
        undo(uow, classroom, used, amount=Money(1_000))

        undo(uow, classroom, used)

        assert left(uow, classroom) == Money(10_000)
        assert redemptions.get(uow, **of(classroom, used)).status is RedemptionStatus.REVERSED

    def test_gives_no_more_than_there_was(self, uow, classroom):
        used = redeem(uow, classroom, amount=4_000)

        with pytest.raises(ReversedMoreThanRedeemed):
            undo(uow, classroom, used, amount=Money(4_001))
        undo(uow, classroom, used)
        with pytest.raises(ReversedMoreThanRedeemed):
            undo(uow, classroom, used)

    def test_happens_once_for_one_id(self, uow, classroom):
        used = redeem(uow, classroom, amount=4_000)
        id = ReversalId(uuid7())
        first = undo(uow, classroom, used, amount=Money(1_000), id=id)

        assert undo(uow, classroom, used, amount=Money(1_000), id=id) is first
        with pytest.raises(ReversalIdReused):
            undo(uow, classroom, used, amount=Money(2_000), id=id)
        assert left(uow, classroom) == Money(7_000)

    @pytest.mark.parametrize("ended", ["lapsed", "expired", "revoked"])
    def test_goes_on_to_the_fund_once_the_voucher_has_ended(self, uow, classroom, ended):
        used = redeem(uow, classroom, amount=4_000)
        programme_id = classroom.programme.id
        if ended == "revoked":
            vouchers.revoke(uow, programme_id=programme_id, voucher_id=classroom.card.voucher_id)
        else:
            uow.now = classroom.programme.terms.valid_until
        if ended == "expired":
            vouchers.expire_due(uow, programme_id=programme_id)
        before = left(uow, classroom)

        undo(uow, classroom, used, amount=Money(1_000))
        undo(uow, classroom, used, amount=Money(500))

        assert left(uow, classroom) == before
        assert owed(uow, classroom) == Money(2_500)

    def test_makes_room_in_the_window_of_its_cap(self, uow):
        capped = make_classroom(uow, amount=50_000, issue_mode="monthly", monthly_cap=10_000)
        used = redeem(uow, capped, amount=10_000)

        undo(uow, capped, used, amount=Money(3_000))

        redeem(uow, capped, amount=3_000)

    def test_works_after_the_use_was_closed(self, uow, classroom):
        used = redeem(uow, classroom, amount=4_000)
        redemptions.confirm(uow, **of(classroom, used))
        uow.session.flush()
        redemptions.close_until(
            uow, programme_id=classroom.programme.id, until=uow.now + timedelta(days=1)
        )

        undo(uow, classroom, used)

        assert owed(uow, classroom) == Money(0)

    def test_needs_a_use(self, uow, classroom):
        with pytest.raises(RedemptionNotFound):
            redemptions.reverse(
                uow,
                id=ReversalId(uuid7()),
                programme_id=classroom.programme.id,
                redemption_id=uuid7(),
                reason=CANCELLED,
            )


def of(classroom, used):
    return {"programme_id": classroom.programme.id, "redemption_id": used.id}


def undo(uow, classroom, used, *, amount=None, id=None):
    return redemptions.reverse(
        uow,
        id=id or ReversalId(uuid7()),
        **of(classroom, used),
        reason=CANCELLED,
        amount=amount,
    )


def left(uow, classroom):
    return vouchers.available(
        uow, programme_id=classroom.programme.id, voucher_id=classroom.card.voucher_id
    )


def owed(uow, classroom):
    payable = account_id(
        classroom.programme.id, AccountCode.PROVIDER_PAYABLE, classroom.provider.id
    )
    return ledger.balance(uow, programme_id=classroom.programme.id, account=payable)
