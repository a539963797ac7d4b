"""What the worker has to ask the gateway for, so that a decision about cash is carried out."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.errors import DonationNotFound
from services.core.donations.models import CashDecision
from services.core.donations.repository import (
    CashDecisionRepository,
    DonationRepository,
    VirtualAccountRepository,
)
from services.core.donations.service.reach import donor_email
from services.core.donations.types import CashDecisionKind, DonationStatus
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class CashErrand:
    """
    One decision's steps; each may be taken again.

    :param payment_id: the gateway's payment of the gift, where it is about one.
    :param email: where the gateway asks to which account cash goes back; None: nobody is reached.
    """

    decision_id: UUID
    customer_id: str
    kind: CashDecisionKind
    payment_id: str | None
    to_gift: Money
    to_return: Money
    email: str | None


def decisions_due(uow: UnitOfWork, *, limit: int) -> Sequence[CashDecision]:
    """Decisions that nobody may withdraw any more and that are not carried out."""
    return CashDecisionRepository(uow).due(uow.now, limit)


def begin_errand(uow: UnitOfWork, *, organisation_id: UUID, decision_id: UUID) -> CashErrand | None:
    """From now on it is too late to withdraw it; None where there is nothing left to do."""
    decision = CashDecisionRepository(uow).lock(organisation_id, decision_id)
    if decision is None or not decision.is_open:
        return None
    decision.begun_at = decision.begun_at or uow.now
    account = VirtualAccountRepository(uow).find(organisation_id, decision.donor_id)
    assert account is not None, "cash lies on an account"
    payment_id = None
    if decision.programme_id is not None and decision.donation_id is not None:
        gift = DonationRepository(uow).find(decision.programme_id, decision.donation_id)
        payment_id = None if gift is None else gift.payment_id
    return CashErrand(
        decision_id=decision.id,
        customer_id=account.customer_id,
        kind=decision.kind,
        payment_id=payment_id,
        to_gift=Money(decision.to_gift_minor),
        to_return=Money(decision.to_return_minor),
        email=donor_email(uow, donor_id=decision.donor_id) if decision.to_return_minor else None,
    )


def change_gift(uow: UnitOfWork, *, organisation_id: UUID, decision_id: UUID) -> None:
    """The gift is what came, by the donor's word; the gateway asks for so much already."""
    decision = CashDecisionRepository(uow).find(organisation_id, decision_id)
    assert decision is not None, "it was begun"
    assert decision.programme_id, "it is about a gift"
    assert decision.donation_id, "it is about a gift"
    gift = DonationRepository(uow).lock(decision.programme_id, decision.donation_id)
    if gift is None:
        raise DonationNotFound(donation_id=decision.donation_id)
    amount = Money(decision.to_gift_minor)
    if gift.amount == amount or gift.status is not DonationStatus.PENDING:
        return
    audit.record(
        uow,
        action="donation.change_amount",
        object_type="donation",
        object_id=gift.id,
        facts={"from": gift.amount.minor, "to": amount.minor, "decision_id": decision.id},
    )
    gift.amount = amount
    gift.fee_cover_minor = min(gift.fee_cover_minor, amount.minor)


def finish_errand(
    uow: UnitOfWork, *, organisation_id: UUID, decision_id: UUID, refusal: str | None = None
) -> None:
    """
    The gateway has done what was decided, or will not: then the cash waits for a person again.

    :param refusal: the gateway's code.
    """
    decision = CashDecisionRepository(uow).lock(organisation_id, decision_id)
    if decision is None or not decision.is_open:
        return
    if refusal is None:
        decision.done_at = uow.now
    else:
        decision.refusal = refusal
    audit.record(
        uow,
        action="donated_cash.carry_out" if refusal is None else "donated_cash.refused",
        object_type="cash_decision",
        object_id=decision.id,
        facts={} if refusal is None else {"refusal": refusal},
    )
