"""Closed months and payouts for tests: say only what the test is about."""

from datetime import timedelta
from uuid import UUID

from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.periods import Month
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, account_id
from services.core.providers import service as providers
from services.core.providers.types import BankAccountId, PostalDetails, ProviderId
from services.core.redemptions import service as redemptions
from services.core.redemptions.types import ReversalId, ReversalReason
from services.core.settlements import service as settlements
from services.core.settlements.models import Payout, Statement
from services.core.settlements.service.batches import PreparedBatch
from services.core.settlements.types import BankResult, ClosedMonth, ExportedFile, PayoutBatchId
from services.core.settlements.zengin.accounts import BankAccount
from tests.factories.providers import second_person
from tests.factories.redemptions import Classroom

JUNE, JULY, AUGUST = Month(2025, 6), Month(2025, 7), Month(2025, 8)

OURS = BankAccount.parse("0001-001-1-7654321")


def close(uow: UnitOfWork, programme_id: UUID, month: Month = JUNE) -> ClosedMonth:
    """Six days after the month, take silence for confirmation where it is due, and close."""
    uow.now = max(uow.now, month.ends_at() + timedelta(days=6))
    redemptions.confirm_due(uow, programme_id=programme_id)
    return settlements.close_month(uow, programme_id=programme_id, month=month)


def only_statement(uow: UnitOfWork, programme_id: UUID, month: Month = JUNE) -> Statement:
    [statement] = settlements.page(uow, programme_id=programme_id, month=month)
    return statement


def reverse(
    uow: UnitOfWork, programme_id: UUID, redemption_id: UUID, amount: int | None = None
) -> None:
    redemptions.reverse(
        uow,
        id=ReversalId(uuid7()),
        programme_id=programme_id,
        redemption_id=redemption_id,
        reason=ReversalReason.LESSON_CANCELLED,
        amount=None if amount is None else Money(amount),
    )


def prepare(uow: UnitOfWork, programme_id: UUID) -> PreparedBatch:
    """A batch of all that is open once the days for objecting are over."""
    uow.now += timedelta(days=8)
    return settlements.prepare_batch(uow, id=PayoutBatchId(uuid7()), programme_id=programme_id)


def approve(uow: UnitOfWork, prepared: PreparedBatch) -> None:
    batch = prepared.batch
    settlements.approve_batch(
        second_person(uow), programme_id=batch.programme_id, batch_id=batch.id
    )


def set_payer(uow: UnitOfWork, programme_id: UUID) -> None:
    settlements.set_payer(
        uow,
        programme_id=programme_id,
        consignor_code="1234567890",
        consignor_name="トクヒ)ミホン",
        account=OURS,
    )


def export(uow: UnitOfWork, prepared: PreparedBatch) -> ExportedFile:
    """Approve by a second person, and make the file."""
    batch = prepared.batch
    set_payer(uow, batch.programme_id)
    approve(uow, prepared)
    return settlements.export_bank_file(uow, programme_id=batch.programme_id, batch_id=batch.id)


def answer(payout: Payout, *, paid: bool = True, reason: str | None = None) -> BankResult:
    """What the bank says of a payout."""
    return BankResult(number=payout.number, amount=payout.amount_minor, paid=paid, reason=reason)


def hear(uow: UnitOfWork, programme_id: UUID, *results: BankResult) -> None:
    settlements.record_results(uow, programme_id=programme_id, results=results)


def owed(uow: UnitOfWork, classroom: Classroom) -> Money:
    """What the ledger owes the classroom's provider."""
    programme_id = classroom.programme.id
    account = account_id(programme_id, AccountCode.PROVIDER_PAYABLE, classroom.provider.id)
    return ledger.balance(uow, programme_id=programme_id, account=account)


def propose_other_account(uow: UnitOfWork, provider_id: UUID) -> None:
    """From now on, by two persons, the provider is paid at Japan Post Bank."""
    account = providers.propose_bank_account(
        uow,
        id=BankAccountId(uuid7()),
        provider_id=ProviderId(provider_id),
        details=PostalDetails(symbol="17300", number="19927651"),
        payee_kana="カ)ミホンジュク",
    )
    providers.approve_bank_account(second_person(uow), bank_account_id=account.id)
