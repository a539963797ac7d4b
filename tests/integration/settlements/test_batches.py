"""Payout batches: who is paid, who waits, and the second person."""

from datetime import date, timedelta

import pytest

from services.core.identity.errors import SecondPersonRequired
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, account_id
from services.core.providers import service as providers
from services.core.providers.types import SuspensionReason
from services.core.settlements import service as settlements
from services.core.settlements.errors import (
    BatchIdReused,
    BatchStatusUnfit,
    BatchUnknown,
    NotABankDay,
    NothingToPay,
)
from services.core.settlements.types import (
    LeftOutBecause,
    PayoutBatchId,
    PayoutStatus,
    StatementStatus,
)
from tests.factories.providers import make_provider
from tests.factories.redemptions import enrol, redeem
from tests.factories.settlements import (
    JULY,
    answer,
    approve,
    close,
    export,
    hear,
    only_statement,
    owed,
    prepare,
    propose_other_account,
    reverse,
)


@pytest.fixture
def use(uow, classroom, programme_id):
    """A lesson of 6,000 yen, closed with June."""
    honoured = redeem(uow, classroom, amount=6_000)
    close(uow, programme_id)
    return honoured


class TestPrepareBatch:
    def test_pays_what_is_open_at_the_end_of_the_next_month(
        self, uow, classroom, programme_id, use
    ):
        prepared = prepare(uow, programme_id)

        [payout] = prepared.payouts
        assert (payout.provider_id, payout.amount_minor) == (classroom.provider.id, 6_000)
        assert prepared.batch.pay_on == date(2025, 7, 31)
        assert payout.status is PayoutStatus.PENDING

    def test_waits_until_the_days_for_objecting_are_over(self, uow, programme_id, use):
        with pytest.raises(NothingToPay):
            settlements.prepare_batch(uow, id=PayoutBatchId(uuid7()), programme_id=programme_id)

    def test_need_not_wait_for_a_provider_that_has_confirmed(self, uow, programme_id, use):
        settlements.confirm(
            uow, programme_id=programme_id, statement_id=only_statement(uow, programme_id).id
        )

        prepared = settlements.prepare_batch(
            uow, id=PayoutBatchId(uuid7()), programme_id=programme_id
        )

        assert len(prepared.payouts) == 1

    def test_takes_nothing_twice(self, uow, programme_id, use):
        prepare(uow, programme_id)

        with pytest.raises(NothingToPay):
            prepare(uow, programme_id)

    def test_again_with_its_id_is_the_same_batch(self, uow, programme_id, use):
        first = prepare(uow, programme_id)
        id = PayoutBatchId(first.batch.id)

        again = settlements.prepare_batch(uow, id=id, programme_id=programme_id)
        assert again.batch is first.batch
        assert again.payouts == first.payouts
        with pytest.raises(BatchIdReused):
            settlements.prepare_batch(
                uow, id=id, programme_id=programme_id, pay_on=date(2025, 8, 29)
            )

    def test_refuses_a_day_on_which_banks_rest(self, uow, programme_id, use):
        with pytest.raises(NotABankDay) as refusal:
            settlements.prepare_batch(
                uow,
                id=PayoutBatchId(uuid7()),
                programme_id=programme_id,
                pay_on=date(2025, 8, 11),
            )

        assert refusal.value.context["nearest"] == date(2025, 8, 12)

    def test_sets_a_later_correction_off(self, uow, classroom, programme_id, use):
        reverse(uow, programme_id, use.id, 2_500)
        close(uow, programme_id, JULY)

        [payout] = prepare(uow, programme_id).payouts

        assert payout.amount_minor == 3_500

    def test_carries_over_a_provider_that_owes_us(self, uow, classroom, programme_id, use):
        prepared = prepare(uow, programme_id)
        export(uow, prepared)
        hear(uow, programme_id, answer(prepared.payouts[0]))
        reverse(uow, programme_id, use.id)
        close(uow, programme_id, JULY)

        with pytest.raises(NothingToPay) as refusal:
            prepare(uow, programme_id)

        assert refusal.value.context["left_out"] == 1
        assert only_statement(uow, programme_id, JULY).status is StatementStatus.CLOSED
        assert owed(uow, classroom) == Money(-6_000)

    def test_leaves_out_a_provider_under_review(self, uow, classroom, programme_id, use):
        other = make_provider(uow, classroom.programme, name="べつの塾")
        enrol(uow, classroom.card, other)
        redeem(uow, classroom, amount=500, provider_id=other.id)
        close(uow, programme_id, JULY)
        providers.suspend(
            uow, provider_id=classroom.provider.id, because=SuspensionReason.UNDER_REVIEW
        )

        prepared = prepare(uow, programme_id)

        assert [one.provider_id for one in prepared.payouts] == [other.id]
        [left_out] = prepared.left_out
        assert left_out.provider_id == classroom.provider.id
        assert left_out.because is LeftOutBecause.UNDER_REVIEW

    def test_leaves_out_an_account_that_was_changed_within_the_day(
        self, uow, classroom, programme_id, use
    ):
        uow.now += timedelta(days=8)
        propose_other_account(uow, classroom.provider.id)
        prepared = {"id": PayoutBatchId(uuid7()), "programme_id": programme_id}

        with pytest.raises(NothingToPay):
            settlements.prepare_batch(uow, **prepared)
        uow.now += timedelta(hours=24)
        assert len(settlements.prepare_batch(uow, **prepared).payouts) == 1


class TestApproveBatch:
    def test_moves_what_is_owed_on_its_way(self, uow, classroom, programme_id, use):
        prepared = prepare(uow, programme_id)

        approve(uow, prepared)

        assert owed(uow, classroom) == Money(0)
        transit = account_id(programme_id, AccountCode.PAYOUT_IN_TRANSIT, prepared.batch.id)
        balance = ledger.balance(uow, programme_id=programme_id, account=transit)
        assert balance == Money(6_000)
        assert only_statement(uow, programme_id).status is StatementStatus.APPROVED

    def test_refuses_the_person_who_prepared_it(self, uow, programme_id, use):
        batch = prepare(uow, programme_id).batch

        with pytest.raises(SecondPersonRequired):
            settlements.approve_batch(uow, programme_id=programme_id, batch_id=batch.id)

    def test_again_by_the_same_person_changes_nothing(self, uow, classroom, programme_id, use):
        prepared = prepare(uow, programme_id)
        approve(uow, prepared)

        approve(uow, prepared)

        assert owed(uow, classroom) == Money(0)

    def test_refuses_a_batch_that_was_cancelled_or_never_was(self, uow, programme_id, use):
        prepared = prepare(uow, programme_id)
        settlements.cancel_batch(uow, programme_id=programme_id, batch_id=prepared.batch.id)

        with pytest.raises(BatchStatusUnfit):
            approve(uow, prepared)
        with pytest.raises(BatchUnknown):
            settlements.approve_batch(uow, programme_id=programme_id, batch_id=uuid7())


class TestCancelBatch:
    def test_leaves_all_owed_as_before(self, uow, classroom, programme_id, use):
        prepared = prepare(uow, programme_id)
        approve(uow, prepared)

        settlements.cancel_batch(uow, programme_id=programme_id, batch_id=prepared.batch.id)

        assert owed(uow, classroom) == Money(6_000)
        assert only_statement(uow, programme_id).status is StatementStatus.CLOSED
        assert len(prepare(uow, programme_id).payouts) == 1
