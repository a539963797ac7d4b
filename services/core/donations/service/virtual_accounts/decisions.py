"""What a person decides about cash that fits no gift: once, on paper, and taken back in time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import policies
from services.core.donations.errors import (
    CashChanged,
    CashDecisionBegun,
    CashDecisionNotFound,
    CashDecisionUnfit,
    NoCashWaiting,
)
from services.core.donations.models import CashDecision, Donation, VirtualAccount
from services.core.donations.repository import CashDecisionRepository, VirtualAccountRepository
from services.core.donations.types import CashDecisionKind
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork

# So long somebody may think better of it, before the gateway is asked.
MAY_BE_WITHDRAWN_FOR = timedelta(minutes=10)


def decide_cash(
    uow: UnitOfWork,
    *,
    organisation_id: UUID,
    donor_id: UUID,
    kind: CashDecisionKind,
    cash: Money,
    donation_id: UUID | None = None,
) -> CashDecision:
    """
    Say what becomes of a donor's cash. It is carried out after a while, and can be withdrawn
    until then; afterwards what was put to a gift can be refunded as any gift.

    :param cash: what the decider saw lying there.
    :param donation_id: the gift that it is about; may be left out where all goes back.
    :raises NoCashWaiting: nothing lies there, or it is decided already.
    :raises CashChanged: another sum lies there by now.
    :raises CashDecisionUnfit: it does not go with the sum, or the gift waits for no transfer.
    """
    accounts = VirtualAccountRepository(uow)
    account = accounts.lock(organisation_id, donor_id)
    is_open = CashDecisionRepository(uow).open_of(organisation_id, donor_id) is not None
    if account is None or account.cash_minor == 0 or is_open:
        raise NoCashWaiting(donor_id=donor_id)
    if account.cash_minor != cash.minor:
        raise CashChanged(pointer="/cash_minor", cash=Money(account.cash_minor))
    if kind is CashDecisionKind.EXACT:
        raise CashDecisionUnfit(pointer="/kind", kind=kind)
    waiting = {one.id: one for one in accounts.gifts_waiting(organisation_id, donor_id)}
    gift = waiting.get(donation_id) if donation_id is not None else None
    if donation_id is not None and gift is None:
        raise CashDecisionUnfit(pointer="/donation_id", kind=kind)
    return add_decision(uow, account, kind, gift, due_at=uow.now + MAY_BE_WITHDRAWN_FOR)


def add_decision(
    uow: UnitOfWork,
    account: VirtualAccount,
    kind: CashDecisionKind,
    gift: Donation | None,
    *,
    due_at: datetime,
) -> CashDecision:
    """The caller holds the lock on the account, of which no decision stands open."""
    cash = Money(account.cash_minor)
    parted = policies.split(kind, cash, None if gift is None else gift.amount)
    decision = CashDecision(
        organisation_id=account.organisation_id,
        id=uuid7(),
        donor_id=account.donor_id,
        programme_id=None if gift is None else gift.programme_id,
        donation_id=None if gift is None else gift.id,
        kind=kind,
        cash=cash,
        to_gift_minor=parted.to_gift.minor,
        to_return_minor=parted.to_return.minor,
        decided_at=uow.now,
        decided_by=uow.actor.id,
        due_at=due_at,
    )
    CashDecisionRepository(uow).add(decision)
    audit.record(
        uow,
        action="donated_cash.decide",
        object_type="cash_decision",
        object_id=decision.id,
        facts={
            "kind": kind,
            "cash": cash.minor,
            "to_gift": decision.to_gift_minor,
            "to_return": decision.to_return_minor,
        },
    )
    return decision


def withdraw_decision(uow: UnitOfWork, *, organisation_id: UUID, decision_id: UUID) -> CashDecision:
    """
    Take a decision back before the gateway is asked; the cash waits again. Once more, the same.

    :raises CashDecisionNotFound: there is none.
    :raises CashDecisionBegun: it is too late.
    """
    decision = _lock(uow, organisation_id, decision_id)
    if decision.withdrawn_at is not None:
        return decision
    if decision.begun_at is not None or not decision.is_open:
        raise CashDecisionBegun(decision_id=decision_id)
    decision.withdrawn_at, decision.withdrawn_by = uow.now, uow.actor.id
    audit.record(
        uow,
        action="donated_cash.withdraw",
        object_type="cash_decision",
        object_id=decision.id,
    )
    return decision


def get_cash_decision(uow: UnitOfWork, *, organisation_id: UUID, decision_id: UUID) -> CashDecision:
    """:raises CashDecisionNotFound: there is none."""
    found = CashDecisionRepository(uow).find(organisation_id, decision_id)
    if found is None:
        raise CashDecisionNotFound(decision_id=decision_id)
    return found


def cash_decisions(
    uow: UnitOfWork,
    *,
    organisation_id: UUID,
    limit: int,
    donor_id: UUID | None = None,
    after: UUID | None = None,
) -> Sequence[CashDecision]:
    """All that was decided, the newest first."""
    return CashDecisionRepository(uow).page(
        organisation_id, donor_id=donor_id, after=after, limit=limit
    )


def _lock(uow: UnitOfWork, organisation_id: UUID, decision_id: UUID) -> CashDecision:
    decision = CashDecisionRepository(uow).lock(organisation_id, decision_id)
    if decision is None:
        raise CashDecisionNotFound(decision_id=decision_id)
    return decision
