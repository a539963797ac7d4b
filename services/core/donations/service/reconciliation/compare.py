"""Lay what the gateway told beside the books and the bank."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from services.core.donations.errors import GatewayAccountUnclear, ReconciliationSpanEmpty
from services.core.donations.policies import BankMoment
from services.core.donations.policies.reconciliation import (
    BankSide,
    Explained,
    Found,
    PayoutSide,
    compare_books,
    compare_with_bank,
)
from services.core.donations.repository import BooksRepository, GatewayBankLineRepository
from services.core.donations.service.bank import payer_of
from services.core.donations.service.reconciliation.told import Told
from services.core.donations.types import FindingKind, PayoutStatus
from services.core.kit import japanese
from services.core.kit.periods import local_date, start_of
from services.core.kit.unit_of_work import UnitOfWork

# How far back the nightly comparison goes: a month, and the days until its payouts are at the bank.
USUAL_SPAN = timedelta(days=45)

# What the gateway tells now may reach us by its messages a moment later.
SETTLING = timedelta(hours=1)

# Within so many days of a payout's arrival, a deposit of the very amount may be it.
_DAYS_NEAR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open, by the instant at which the gateway made a movement."""

    since: datetime
    until: datetime

    @classmethod
    def usual(cls, now: datetime) -> "Span":
        until = (now - SETTLING).replace(microsecond=0)
        return cls(until - USUAL_SPAN, until)

    @classmethod
    def of_days(cls, first: date | None, last: date | None, *, now: datetime) -> "Span":
        """
        From one day to another, both within and in Japan; the usual ends where one is left out.

        What happened within the last hour may be on its way to the books, and is left out.

        :raises ReconciliationSpanEmpty: it ends before it begins, or begins in the future.
        """
        usual = cls.usual(now)
        until = min(start_of(last + timedelta(days=1)), usual.until) if last else usual.until
        since = start_of(first) if first else min(usual.since, until - USUAL_SPAN)
        if not since < until:
            raise ReconciliationSpanEmpty()
        return cls(since, until)


def gateway_organisation(uow: UnitOfWork) -> UUID | None:
    """
    Whose the account at the gateway is; None while nothing has come in through it.

    :raises GatewayAccountUnclear: the books hold movements of several organisations.
    """
    found = BooksRepository(uow).organisations()
    if len(found) > 1:
        raise GatewayAccountUnclear(organisations=len(found))
    return found[0] if found else None


def statement_known_until(uow: UnitOfWork, *, organisation_id: UUID) -> date | None:
    """The last day of which the bank's statement was taken in, as far as its lines tell."""
    days = (
        BooksRepository(uow).last_deposit(organisation_id),
        GatewayBankLineRepository(uow).last_day(organisation_id),
    )
    return max((day for day in days if day is not None), default=None)


def compare(
    uow: UnitOfWork, *, organisation_id: UUID, told: Told, gateway_payers: Sequence[str] = ()
) -> Iterator[Explained | Found]:
    """
    Every movement that the gateway told of, explained or not, and all else that does not agree.

    Nothing is changed. The caller stands in the organisation.

    :param gateway_payers: beginnings of the names under which the gateway pays out.
    """
    books = BooksRepository(uow)
    yield from compare_books(
        told.movements(),
        books.movements(told.since, told.until),
        told.payouts(),
        booked=partial(books.payout, organisation_id),
        content=books.content,
    )
    yield from _beyond_movements(books)
    yield from _at_the_bank(uow, organisation_id, told, gateway_payers)


def _beyond_movements(books: BooksRepository) -> Iterator[Found]:
    """What no movement of the gateway's leads to."""
    for row in books.unexplained_transfers():
        yield Found(kind=FindingKind.TRANSFER_UNEXPLAINED, about=row.about, ours=row.ours)
    for row in books.left_behind():
        yield Found(kind=FindingKind.LEFT_BEHIND, about=row.about, ours=row.ours)
    for row in books.two_doors():
        yield Found(
            kind=FindingKind.TWO_DOORS,
            about=row.about,
            theirs=row.theirs,
            ours=row.ours,
            payout_id=row.payout_id,
        )


def _at_the_bank(
    uow: UnitOfWork, organisation_id: UUID, told: Told, gateway_payers: Sequence[str]
) -> Iterator[Found]:
    first, last = local_date(told.since), local_date(told.until)
    payouts = BooksRepository(uow).payouts(organisation_id, first, last)
    lines = GatewayBankLineRepository(uow).unused(organisation_id)
    bank = BankSide(
        unused=[
            BankMoment(one.booked_on, one.amount.minor, one.id)
            for one in lines
            if first <= one.booked_on <= last
        ],
        known_until=statement_known_until(uow, organisation_id=organisation_id),
    )
    booked_again = {
        payout.id: deposit_id
        for payout in payouts
        if (deposit_id := _deposit_of(uow, organisation_id, payout, gateway_payers))
    }
    for payout in payouts:
        if payout.id in booked_again:
            yield Found(
                kind=FindingKind.TWO_DOORS,
                about=str(booked_again[payout.id]),
                theirs=payout.amount,
                ours=payout.amount,
                payout_id=payout.id,
            )
    yield from compare_with_bank(
        [payout for payout in payouts if payout.id not in booked_again], bank
    )


def _deposit_of(
    uow: UnitOfWork, organisation_id: UUID, payout: PayoutSide, gateway_payers: Sequence[str]
) -> UUID | None:
    """The deposit as which a payout's line was booked, before anybody said whose it was."""
    if payout.seen or payout.status is PayoutStatus.FAILED or payout.amount <= 0:
        return None
    names = tuple(japanese.folded(name) for name in gateway_payers)
    near = BooksRepository(uow).deposits_like(
        organisation_id,
        payout.amount,
        payout.arrives_on - _DAYS_NEAR,
        payout.arrives_on + _DAYS_NEAR,
    )
    # Whose name was destroyed since cannot be asked any more.
    readable = uow.vault.readable(deposit.id for deposit in near)
    for deposit in near:
        payer = payer_of(uow, deposit) if deposit.id in readable else None
        if names and payer and japanese.folded(payer).startswith(names):
            return deposit.id
    return None
