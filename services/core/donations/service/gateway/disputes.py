"""Disputes as the gateway tells of them: what moved, and how each of them stands."""

from uuid import UUID

from services.core.donations.events import DisputeClosed, DisputeOpened
from services.core.donations.models import Dispute, Donation
from services.core.donations.policies import Way
from services.core.donations.ports import GatewayDispute, GatewayEntry
from services.core.donations.repository import DisputeRepository
from services.core.donations.service.booking import fee_of
from services.core.donations.service.gateway.movements import note_movement
from services.core.donations.service.leaving import money_came_back, money_left
from services.core.donations.service.refunds import stop_refunds
from services.core.donations.types import DisputeState
from services.core.kit.ids import derived_id
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import TransferCode

# Why a refund fails that was decided and had not left when the donor's bank took the money.
DISPUTED = "disputed"


def book(uow: UnitOfWork, donation: Donation, entry: GatewayEntry) -> None:
    """
    The donor's bank took money back, or gave it again, with the gateway's fee for it.

    It may take more than is kept of the gift, when a part was refunded before (`money_left`).
    """
    of, at = derived_id("stripe", entry.id, "dispute"), entry.occurred_at
    taken = entry.amount < Money(0, entry.amount.currency)
    if taken:
        code = TransferCode.DISPUTE_WITHDRAWN
        money_left(uow, donation, -entry.amount, Way.DISPUTED, code, of=of, at=at)
    else:
        code = TransferCode.DISPUTE_REINSTATED
        money_came_back(uow, donation, entry.amount, Way.DISPUTED, code, of=of, at=at)
    if fee := fee_of(donation, entry.fee, of=of, at=at):
        ledger.post_many(uow, programme_id=donation.programme_id, transfers=fee)
    note_movement(uow, donation, entry, of=of)
    if taken:
        stop_refunds(uow, donation, DISPUTED)


def note_state(uow: UnitOfWork, donation: Donation, told: GatewayDispute) -> None:
    """Keep how a dispute stands; an older state than the one that is kept changes nothing."""
    disputes = DisputeRepository(uow)
    id = derived_id("stripe", told.id, "dispute")
    known = disputes.find(donation.programme_id, id)
    if known is not None and _is_older(told, known):
        return
    dispute = known or _new(uow, donation, told, id=id)
    was_over = dispute.closed_at is not None
    dispute.state, dispute.moves = told.state, len(told.entries)
    dispute.reason, dispute.respond_by = told.reason, told.respond_by
    dispute.closed_at = (dispute.closed_at or uow.now) if told.state.over else None
    disputes.add(dispute)
    if known is None:
        _tell_opened(uow, dispute)
    if told.state.over and not was_over:
        _tell_closed(uow, dispute)


def _is_older(told: GatewayDispute, known: Dispute) -> bool:
    """By what it had moved, and then by how far it had come: so also one that is lost once won."""
    return (len(told.entries), told.state.rank) < (known.moves, known.state.rank)


def _new(uow: UnitOfWork, donation: Donation, told: GatewayDispute, *, id: UUID) -> Dispute:
    return Dispute(
        programme_id=donation.programme_id,
        id=id,
        organisation_id=donation.organisation_id,
        donation_id=donation.id,
        external_id=told.id,
        amount=told.amount,
        noted_at=uow.now,
    )


def _tell_opened(uow: UnitOfWork, dispute: Dispute) -> None:
    uow.emit(
        DisputeOpened(
            organisation_id=dispute.organisation_id,
            programme_id=dispute.programme_id,
            donation_id=dispute.donation_id,
            dispute_id=dispute.id,
            amount_minor=dispute.amount.minor,
            inquiry=dispute.state is DisputeState.INQUIRY,
        )
    )


def _tell_closed(uow: UnitOfWork, dispute: Dispute) -> None:
    uow.emit(
        DisputeClosed(
            organisation_id=dispute.organisation_id,
            programme_id=dispute.programme_id,
            donation_id=dispute.donation_id,
            dispute_id=dispute.id,
            amount_minor=dispute.amount.minor,
            lost=dispute.state is DisputeState.LOST,
        )
    )
