"""From a closed month to the providers' banks: two persons, one file, and what comes back."""

import hashlib
from datetime import date, timedelta

import pytest

from services.core.audit import service as audit
from services.core.identity.errors import SecondPersonRequired
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, account_id
from services.core.providers import service as providers
from services.core.providers.types import BankAccountId, PostalDetails, SuspensionReason
from services.core.settlements import service as settlements
from services.core.settlements.errors import (
    AlreadyExported,
    BankDetailsChanged,
    BatchIdReused,
    BatchStatusUnfit,
    BatchUnknown,
    NotABankDay,
    NothingToPay,
    PayoutAmountDiffers,
    PayoutNotInTransit,
    PayoutUnknown,
    SourceAccountMissing,
)
from services.core.settlements.types import (
    BankResult,
    LeftOutBecause,
    PayoutBatchId,
    PayoutStatus,
    StatementStatus,
)
from services.core.settlements.zengin import records
from tests.factories.providers import make_provider, second_person
from tests.factories.redemptions import enrol, make_classroom, redeem
from tests.factories.settlements import (
    JULY,
    answer,
    approve,
    close,
    export,
    hear,
    only_statement,
    prepare,
    reverse,
    set_payer,
)


@pytest.fixture
def classroom(uow):
    return make_classroom(uow)


@pytest.fixture
def programme_id(classroom):
    return classroom.programme.id


@pytest.fixture
def use(uow, classroom, programme_id):
    """A lesson of 6,000 yen, closed with June."""
    honoured = redeem(uow, classroom, amount=6_000)
    close(uow, programme_id)
    return honoured


def owed(uow, classroom):
    code, programme_id = AccountCode.PROVIDER_PAYABLE, classroom.programme.id
    account = account_id(programme_id, code, classroom.provider.id)
    return ledger.balance(uow, programme_id=programme_id, account=account)


def propose_other_account(uow, provider_id):
    account = providers.propose_bank_account(
        uow,
        id=BankAccountId(uuid7()),
        provider_id=provider_id,
        details=PostalDetails(symbol="17300", number="19927651"),
        payee_kana="カ)ミホンジュク",
    )
    providers.approve_bank_account(second_person(uow), bank_account_id=account.id)


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


class TestExportBankFile:
    def test_gives_one_file_whose_digest_count_and_total_are_kept(self, uow, programme_id, use):
        prepared = prepare(uow, programme_id)

        file = export(uow, prepared)

        assert file.sha256 == hashlib.sha256(file.content).hexdigest()
        assert (file.count, file.total) == (1, Money(6_000))
        read = records.read(file.content)
        assert (read.count, read.total) == (1, 6_000)
        assert read.items[0].payee == "ｶ)ﾐﾎﾝｼﾞﾕｸ"
        assert read.items[0].customer_code == prepared.payouts[0].number
        assert (read.sender.name, str(read.sender.account)) == ("ﾄｸﾋ)ﾐﾎﾝ", "0001-001-1-7654321")
        assert read.pays_on == (7, 31)
        assert prepared.batch.file_sha256 == file.sha256

    def test_records_the_digest_in_the_audit_log(self, uow, programme_id, use):
        prepared = prepare(uow, programme_id)
        file = export(uow, prepared)

        history = audit.history(
            uow, organisation_id=uow.organisation_id, object_id=prepared.batch.id
        )

        assert history[-1].action == "payout_batch.export"
        assert history[-1].facts == {"sha256": file.sha256, "count": 1, "total": 6_000}

    def test_refuses_a_second_file_until_a_second_person_withdraws_the_first(
        self, uow, programme_id, use
    ):
        prepared = prepare(uow, programme_id)
        first = export(uow, prepared)
        keys = {"programme_id": programme_id, "batch_id": prepared.batch.id}

        with pytest.raises(AlreadyExported) as refusal:
            settlements.export_bank_file(uow, **keys)
        assert refusal.value.context["sha256"] == first.sha256
        with pytest.raises(SecondPersonRequired), uow.session.begin_nested():
            settlements.withdraw_bank_file(uow, **keys)
        uow.session.refresh(prepared.batch)
        settlements.withdraw_bank_file(second_person(uow), **keys)
        assert settlements.export_bank_file(uow, **keys).content == first.content

    def test_refuses_to_withdraw_a_file_that_the_bank_has_answered(self, uow, programme_id, use):
        prepared = prepare(uow, programme_id)
        export(uow, prepared)
        hear(uow, programme_id, answer(prepared.payouts[0]))

        with pytest.raises(BatchStatusUnfit):
            settlements.withdraw_bank_file(
                second_person(uow), programme_id=programme_id, batch_id=prepared.batch.id
            )

    def test_refuses_a_batch_that_nobody_approved(self, uow, programme_id, use):
        batch = prepare(uow, programme_id).batch
        set_payer(uow, programme_id)

        with pytest.raises(BatchStatusUnfit):
            settlements.export_bank_file(uow, programme_id=programme_id, batch_id=batch.id)

    def test_refuses_where_nobody_has_said_who_pays(self, uow, programme_id, use):
        prepared = prepare(uow, programme_id)
        approve(uow, prepared)

        with pytest.raises(SourceAccountMissing):
            settlements.export_bank_file(uow, programme_id=programme_id, batch_id=prepared.batch.id)

    def test_refuses_an_account_that_was_changed_since(self, uow, classroom, programme_id, use):
        prepared = prepare(uow, programme_id)
        propose_other_account(uow, classroom.provider.id)

        with pytest.raises(BankDetailsChanged):
            export(uow, prepared)

    def test_reaches_japan_post_bank(self, uow, classroom, programme_id, use):
        propose_other_account(uow, classroom.provider.id)
        file = export(uow, prepare(uow, programme_id))

        assert str(records.read(file.content).items[0].account) == "9900-738-1-1992765"


class TestRecordResults:
    def test_settles_what_the_bank_has_paid(self, uow, classroom, programme_id, use):
        prepared = prepare(uow, programme_id)
        export(uow, prepared)

        hear(uow, programme_id, answer(prepared.payouts[0]))

        assert prepared.payouts[0].status is PayoutStatus.PAID
        assert only_statement(uow, programme_id).status is StatementStatus.PAID
        told = settlements.summary(uow, programme_id=programme_id)
        assert (told.paid_out, told.payable_open, told.bank_files) == (6_000, 0, 1)

    def test_puts_what_was_returned_in_the_next_batch_once(self, uow, classroom, programme_id, use):
        prepared = prepare(uow, programme_id)
        export(uow, prepared)

        hear(uow, programme_id, answer(prepared.payouts[0], paid=False, reason="口座名義相違"))

        assert owed(uow, classroom) == Money(6_000)
        again = prepare(uow, programme_id)
        assert [payout.amount_minor for payout in again.payouts] == [6_000]
        export(uow, again)
        hear(uow, programme_id, answer(again.payouts[0]))
        told = settlements.summary(uow, programme_id=programme_id)
        assert (told.paid_out, told.payable_open) == (6_000, 0)
        with pytest.raises(NothingToPay):
            prepare(uow, programme_id)

    def test_takes_back_what_was_thought_paid(self, uow, classroom, programme_id, use):
        prepared = prepare(uow, programme_id)
        export(uow, prepared)
        hear(uow, programme_id, answer(prepared.payouts[0]))

        hear(uow, programme_id, answer(prepared.payouts[0], paid=False))

        assert owed(uow, classroom) == Money(6_000)
        assert only_statement(uow, programme_id).status is StatementStatus.CLOSED
        assert len(prepare(uow, programme_id).payouts) == 1

    def test_hears_the_same_answer_twice_as_once(self, uow, programme_id, use):
        prepared = prepare(uow, programme_id)
        export(uow, prepared)
        paid = answer(prepared.payouts[0])
        hear(uow, programme_id, paid)

        recorded = settlements.record_results(uow, programme_id=programme_id, results=[paid])

        assert (recorded.paid, recorded.known) == (0, 1)

    def test_refuses_what_does_not_fit(self, uow, programme_id, use):
        prepared = prepare(uow, programme_id)
        payout = prepared.payouts[0]
        with pytest.raises(BatchStatusUnfit):
            hear(uow, programme_id, answer(payout))
        export(uow, prepared)

        with pytest.raises(PayoutUnknown):
            hear(uow, programme_id, BankResult(number=99, amount=6_000, paid=True))
        with pytest.raises(PayoutAmountDiffers):
            hear(uow, programme_id, BankResult(number=payout.number, amount=1, paid=True))
        hear(uow, programme_id, answer(payout, paid=False))
        with pytest.raises(PayoutNotInTransit):
            hear(uow, programme_id, answer(payout))

    def test_sets_the_providers_own_share_off(self, uow, classroom, programme_id):
        classroom.provider.contribution_bps = 1_000
        redeem(uow, classroom, amount=10_000)
        close(uow, programme_id)
        prepared = prepare(uow, programme_id)

        file = export(uow, prepared)
        hear(uow, programme_id, answer(prepared.payouts[0]))

        assert file.total == Money(9_000)
        assert owed(uow, classroom) == Money(0)
        told = settlements.summary(uow, programme_id=programme_id)
        assert (told.paid_out, told.transferred, told.contributions) == (10_000, 9_000, 1_000)
        suspense = account_id(programme_id, AccountCode.SUSPENSE, uow.organisation_id)
        balance = ledger.balance(uow, programme_id=programme_id, account=suspense)
        assert balance == Money(1_000)

        hear(uow, programme_id, answer(prepared.payouts[0], paid=False))
        assert owed(uow, classroom) == Money(10_000)
