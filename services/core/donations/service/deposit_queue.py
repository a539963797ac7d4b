"""Deposits of which something waits, as a person sees them who is to decide (B4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.core.donations import policies
from services.core.donations.errors import UnmatchedNotFound
from services.core.donations.models import BankDeposit, DepositDecision
from services.core.donations.policies import Candidate, Deposit
from services.core.donations.repository import BankDepositRepository
from services.core.donations.service.bank import payer_of, pledges_for
from services.core.kit import japanese
from services.core.kit.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class WaitingDeposit:
    """A deposit with its payer in clear, what it may be for, and what was decided so far."""

    deposit: BankDeposit
    payer: str | None
    candidates: Sequence[Candidate]
    decisions: Sequence[DepositDecision]

    @property
    def id(self) -> UUID:
        return self.deposit.id


def waiting_deposits(
    uow: UnitOfWork, *, programme_id: UUID, limit: int, after: UUID | None = None
) -> list[WaitingDeposit]:
    """
    The queue for a person, oldest first, each with the pledges that it may be for.

    :raises UnmatchedNotFound: there is no deposit `after`.
    """
    repository = BankDepositRepository(uow)
    last = None
    if after is not None and (last := repository.find(programme_id, after)) is None:
        raise UnmatchedNotFound(deposit_id=after)
    return _told(uow, programme_id, repository.waiting(programme_id, after=last, limit=limit))


def get_deposit(uow: UnitOfWork, *, programme_id: UUID, deposit_id: UUID) -> WaitingDeposit:
    """:raises UnmatchedNotFound: the programme has no such deposit."""
    found = BankDepositRepository(uow).find(programme_id, deposit_id)
    if found is None:
        raise UnmatchedNotFound(deposit_id=deposit_id)
    return _told(uow, programme_id, [found])[0]


def _told(
    uow: UnitOfWork, programme_id: UUID, deposits: Sequence[BankDeposit]
) -> list[WaitingDeposit]:
    repository = BankDepositRepository(uow)
    payers = {one.id: payer_of(uow, one) for one in deposits}
    pledges = pledges_for(uow, programme_id, [payer for payer in payers.values() if payer])
    told = []
    for one in deposits:
        payer = payers[one.id]
        seen = Deposit(
            amount=one.rest,
            reference=one.reference,
            payer=japanese.folded(payer) if payer else None,
        )
        open_to_it = one.donation_id is None and one.rest == one.amount
        candidates = policies.candidates_of(seen, pledges) if open_to_it else []
        decisions = repository.decisions(programme_id, one.id)
        told.append(WaitingDeposit(one, payer, candidates, decisions))
    return told
