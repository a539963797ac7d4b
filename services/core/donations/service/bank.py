"""Deposits on the bank account: gifts where that is certain, else held apart until it is (B4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.core.donations import policies
from services.core.donations.events import ReceiptUnmatched
from services.core.donations.models import BankDeposit
from services.core.donations.policies import Deposit, Pledge
from services.core.donations.repository import (
    BankDepositRepository,
    DonationRepository,
    DonorRepository,
)
from services.core.donations.service.donors import folded_reading, payer_lookups
from services.core.donations.service.gifts import settle
from services.core.donations.types import DonationId
from services.core.kit import japanese
from services.core.kit.ids import derived_id
from services.core.kit.money import Money
from services.core.kit.periods import start_of
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import (
    AccountCode,
    NewTransfer,
    TransferCode,
    TransferId,
    account_id,
)
from services.core.programmes import service as programmes


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeposit:
    """
    A line of a bank statement by which money came in.

    :param id: follows from the line, so that overlapping statements bring it once.
    :param payer: the payer's name as the bank gives it, in kana.
    :param reference: the digits that the payer put beside the name.
    """

    id: UUID
    received_on: date
    amount: Money
    payer: str | None
    reference: str | None


@dataclass(frozen=True, slots=True)
class Sorted:
    """What became of deposits."""

    matched: int
    unmatched: int


def receive_deposits(
    uow: UnitOfWork, *, programme_id: UUID, deposits: Sequence[NewDeposit]
) -> Sorted:
    """
    Take in deposits: those that fulfil a pledge settle it, the others wait in suspense.

    A deposit that is known stays as it is.
    """
    organisation_id = programmes.get(uow, programme_id).organisation_id
    repository = BankDepositRepository(uow)
    uow.vault.prepare(deposit.id for deposit in deposits if deposit.payer)
    new = repository.add_new(
        [
            {
                "programme_id": programme_id,
                "id": deposit.id,
                "organisation_id": organisation_id,
                "received_on": deposit.received_on,
                "amount_minor": deposit.amount.minor,
                "amount_currency": deposit.amount.currency,
                "payer_sealed": _sealed(uow, deposit),
                "reference": deposit.reference,
            }
            for deposit in deposits
        ]
    )
    fresh = [deposit for deposit in deposits if deposit.id in new]
    pledges = pledges_for(uow, programme_id, [one.payer for one in fresh if one.payer])
    unmatched: list[NewDeposit] = []
    for deposit in fresh:
        seen = Deposit(
            amount=deposit.amount,
            reference=deposit.reference,
            payer=japanese.folded(deposit.payer) if deposit.payer else None,
        )
        pledge = policies.pledge_of(seen, pledges)
        if pledge is None:
            unmatched.append(deposit)
            continue
        pledges.remove(pledge)
        settle(
            uow,
            programme_id=programme_id,
            donation_id=pledge.donation_id,
            settled_at=arrived_at(deposit.received_on),
            ordinal=repository.times_undone(programme_id, pledge.donation_id),
        )
        _mark(uow, programme_id, deposit.id, pledge.donation_id)
    receive_unmatched(uow, programme_id=programme_id, deposits=unmatched)
    return Sorted(matched=len(fresh) - len(unmatched), unmatched=len(unmatched))


def receive_unmatched(
    uow: UnitOfWork, *, programme_id: UUID, deposits: Sequence[NewDeposit]
) -> None:
    """Book deposits of which nobody knows yet whose they are: bank -> suspense."""
    if not deposits:
        return
    organisation_id = programmes.get(uow, programme_id).organisation_id
    code = TransferCode.RECEIPT_UNMATCHED
    ledger.post_many(
        uow,
        programme_id=programme_id,
        transfers=[
            NewTransfer(
                code=code,
                debit=account_id(programme_id, AccountCode.BANK, organisation_id),
                credit=account_id(programme_id, AccountCode.SUSPENSE, organisation_id),
                amount=deposit.amount,
                of=deposit.id,
                occurred_at=arrived_at(deposit.received_on),
                id=TransferId(derived_id("deposit", deposit.id, code)),
            )
            for deposit in deposits
        ],
    )
    uow.emit_all(
        ReceiptUnmatched(
            organisation_id=organisation_id,
            programme_id=programme_id,
            unmatched_id=deposit.id,
            amount_minor=deposit.amount.minor,
        )
        for deposit in deposits
    )


def unmatched_deposits(uow: UnitOfWork, *, programme_id: UUID) -> Sequence[BankDeposit]:
    """Deposits of which something waits for a person's word, oldest first."""
    return BankDepositRepository(uow).waiting(programme_id)


def payer_of(uow: UnitOfWork, deposit: BankDeposit) -> str | None:
    """Open the seal of who paid, as the bank wrote it."""
    if deposit.payer_sealed is None:
        return None
    return uow.vault.unseal(deposit.id, "bank_deposits.payer", deposit.id, deposit.payer_sealed)


def pledges_for(uow: UnitOfWork, programme_id: UUID, payers: Iterable[str]) -> list[Pledge]:
    """The open pledges; the payer is opened of those whom one of these may be by blind index."""
    organisation_id = programmes.get(uow, programme_id).organisation_id
    open_ones = DonationRepository(uow).open_pledges(programme_id)
    donors = DonorRepository(uow).find_many(
        organisation_id, _present(one.donor_id for one in open_ones)
    )
    named = {index for payer in payers for index in payer_lookups(uow, payer)}
    candidates = [donor for donor in donors.values() if donor.kana_index in named]
    readable = uow.vault.readable(donor.id for donor in candidates)
    readings = {
        donor.id: folded_reading(uow, donor) for donor in candidates if donor.id in readable
    }
    return [
        Pledge(
            donation_id=DonationId(one.id),
            amount=one.amount,
            reference=one.reference,
            payer=readings.get(one.donor_id) if one.donor_id else None,
        )
        for one in open_ones
    ]


def _present(ids: Iterable[UUID | None]) -> set[UUID]:
    return {id for id in ids if id is not None}


def _mark(uow: UnitOfWork, programme_id: UUID, deposit_id: UUID, donation_id: DonationId) -> None:
    deposit = BankDepositRepository(uow).lock(programme_id, deposit_id)
    if deposit is not None:
        deposit.donation_id, deposit.taken_minor = donation_id, deposit.amount.minor
        deposit.matched_at = uow.now
        deposit.matched_by = uow.actor.id


def _sealed(uow: UnitOfWork, deposit: NewDeposit) -> bytes | None:
    if deposit.payer is None:
        return None
    return uow.vault.seal(deposit.id, "bank_deposits.payer", deposit.id, deposit.payer)


def arrived_at(on: date) -> datetime:
    """A statement tells days only: the money counts from the day's first instant in Japan."""
    return start_of(on)
