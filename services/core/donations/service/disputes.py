"""Disputes as the office sees them: which there are, what was decided, what is due."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.errors import DisputeNotFound, DisputeOver
from services.core.donations.events import DisputeDue
from services.core.donations.models import Dispute
from services.core.donations.repository import DisputeRepository
from services.core.donations.service.locks import lock_gift
from services.core.donations.types import DisputeAnswer
from services.core.kit.unit_of_work import UnitOfWork

# So long before the evidence is due somebody is reminded: two working days and a weekend.
REMIND_BEFORE = timedelta(days=4)


def disputes_page(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    limit: int,
    after: UUID | None = None,
    open_only: bool = False,
) -> Sequence[Dispute]:
    """A programme's disputes by id."""
    return DisputeRepository(uow).page(programme_id, open_only=open_only, after=after, limit=limit)


def get_dispute(uow: UnitOfWork, *, programme_id: UUID, dispute_id: UUID) -> Dispute:
    """:raises DisputeNotFound: the programme has no such dispute."""
    found = DisputeRepository(uow).find(programme_id, dispute_id)
    if found is None:
        raise DisputeNotFound(dispute_id=dispute_id)
    return found


def answer_dispute(
    uow: UnitOfWork, *, programme_id: UUID, dispute_id: UUID, answer: DisputeAnswer
) -> Dispute:
    """
    Note what was decided. It is carried out at the gateway: evidence is about a person, and is
    handed in where it is judged. Another decision later takes its place.

    :raises DisputeNotFound: the programme has no such dispute.
    :raises DisputeOver: the bank has decided, or asks no longer.
    """
    known = get_dispute(uow, programme_id=programme_id, dispute_id=dispute_id)
    lock_gift(uow, programme_id, known.donation_id)
    dispute = get_dispute(uow, programme_id=programme_id, dispute_id=dispute_id)
    if dispute.answer is answer:
        return dispute
    if dispute.closed_at is not None:
        raise DisputeOver(dispute_id=dispute_id, state=dispute.state)
    dispute.answer, dispute.answered_at, dispute.answered_by = answer, uow.now, uow.actor.id
    audit.record(
        uow,
        action="dispute.answer",
        object_type="dispute",
        object_id=dispute_id,
        facts={"answer": answer, "amount": dispute.amount.minor},
    )
    return dispute


def remind_of_disputes(uow: UnitOfWork) -> int:
    """
    Tell the office of the disputes whose evidence is due soon and nobody has answered, once each.

    :returns: how many there were.
    """
    due = DisputeRepository(uow).lock_due(uow.now + REMIND_BEFORE)
    for dispute in due:
        assert dispute.respond_by is not None, "only what is due is found"
        dispute.reminded_at = uow.now
        uow.emit(
            DisputeDue(
                organisation_id=dispute.organisation_id,
                programme_id=dispute.programme_id,
                donation_id=dispute.donation_id,
                dispute_id=dispute.id,
                amount_minor=dispute.amount.minor,
                respond_by=dispute.respond_by,
            )
        )
    return len(due)
