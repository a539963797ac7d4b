"""The bank file, made once, and what the bank says became of it."""

import hashlib

import pytest

from services.core.audit import service as audit
from services.core.identity.errors import SecondPersonRequired
from services.core.kit.money import Money
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, account_id
from services.core.settlements import service as settlements
from services.core.settlements.errors import (
    AlreadyExported,
    BankDetailsChanged,
    BatchStatusUnfit,
    NothingToPay,
    PayoutAmountDiffers,
    PayoutNotInTransit,
    PayoutUnknown,
    SourceAccountMissing,
)
from services.core.settlements.types import (
    BankResult,
    PayoutStatus,
    StatementStatus,
)
from services.core.settlements.zengin import records
from tests.factories.providers import second_person
from tests.factories.redemptions import redeem
from tests.factories.settlements import (
    answer,
    approve,
    close,
    export,
    hear,
    only_statement,
    owed,
    prepare,
    propose_other_account,
    set_payer,
)


@pytest.fixture
def use(uow, classroom, programme_id):
    """A lesson of 6,000 yen, closed with June."""
    honoured = redeem(uow, classroom, amount=6_000)
    close(uow, programme_id)
    return honoured


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
