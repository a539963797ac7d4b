"""The family's word on a use: confirmed, by silence too, or disputed (requirement D4)."""

from datetime import datetime, timedelta
from uuid import UUID

from services.core.audit import service as audit
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.redemptions.errors import RedemptionNotFound
from services.core.redemptions.events import RedemptionConfirmed, RedemptionDisputed
from services.core.redemptions.models import Redemption
from services.core.redemptions.repository import RedemptionRepository
from services.core.redemptions.types import DisputeReason


def confirm(uow: UnitOfWork, *, programme_id: UUID, redemption_id: UUID) -> Redemption:
    """
    The lesson took place. Said twice it is the same; said of a disputed use, it ends the dispute.

    :raises RedemptionNotFound: the programme has no such use.
    :raises RedemptionNotOpen: it was undone.
    """
    redemption = lock(uow, programme_id=programme_id, redemption_id=redemption_id)
    if redemption.confirmed_at is not None:
        return redemption
    redemption.confirm(by=uow.actor.id, at=uow.now)
    _confirmed(uow, redemption)
    _record(uow, redemption, "redemption.confirm")
    return redemption


def confirm_due(uow: UnitOfWork, *, programme_id: UUID, limit: int = 1_000) -> int:
    """
    Confirm the uses on which the family said nothing in the programme's days. Returns how many.

    A batch has an upper bound; what is left over waits for the next call.
    """
    days = programmes.get(uow, programme_id).terms.confirm_after_days
    confirmed = RedemptionRepository(uow).confirm_silent(
        programme_id, recorded_until=uow.now - timedelta(days=days), at=uow.now, limit=limit
    )
    uow.emit_all(
        RedemptionConfirmed(
            organisation_id=row.organisation_id,
            programme_id=programme_id,
            redemption_id=row.id,
            voucher_id=row.voucher_id,
            by_silence=True,
        )
        for row in confirmed
    )
    if confirmed:
        audit.record(
            uow,
            action="redemption.confirm_due",
            object_type="programme",
            object_id=programme_id,
            facts={"redemptions": len(confirmed)},
        )
    return len(confirmed)


def dispute(
    uow: UnitOfWork, *, programme_id: UUID, redemption_id: UUID, because: DisputeReason
) -> Redemption:
    """
    The family says that something is wrong: the use waits, and is on no statement meanwhile.

    :raises RedemptionNotFound: the programme has no such use.
    :raises RedemptionNotOpen: it stands on a statement, or was undone.
    """
    redemption = lock(uow, programme_id=programme_id, redemption_id=redemption_id)
    if redemption.disputed_because is because:
        return redemption
    redemption.dispute(because=because, at=uow.now)
    uow.emit(
        RedemptionDisputed(
            organisation_id=redemption.organisation_id,
            programme_id=programme_id,
            redemption_id=redemption.id,
            voucher_id=redemption.voucher_id,
        )
    )
    _record(uow, redemption, "redemption.dispute", because=because)
    return redemption


def dismiss_dispute(uow: UnitOfWork, *, programme_id: UUID, redemption_id: UUID) -> Redemption:
    """
    The office looked into it and finds the use right. Where it is wrong, it is reversed instead.

    :raises RedemptionNotFound: the programme has no such use.
    :raises RedemptionNotDisputed: nothing is in dispute.
    """
    redemption = lock(uow, programme_id=programme_id, redemption_id=redemption_id)
    redemption.dismiss_dispute(by=uow.actor.id, at=uow.now)
    _confirmed(uow, redemption)
    _record(uow, redemption, "redemption.dismiss_dispute")
    return redemption


def close_until(uow: UnitOfWork, *, programme_id: UUID, until: datetime) -> int:
    """
    Close the confirmed uses recorded before `until`, for their statement. Returns how many.

    From then on the family's word comes too late; what is wrong is reversed, and netted later.
    """
    return RedemptionRepository(uow).close_until(programme_id, until, uow.now)


def lock(uow: UnitOfWork, *, programme_id: UUID, redemption_id: UUID) -> Redemption:
    """
    The use, for a verb that is about to change it.

    :raises RedemptionNotFound: the programme has no such use.
    """
    redemption = RedemptionRepository(uow).lock(programme_id, redemption_id)
    if redemption is None:
        raise RedemptionNotFound(redemption_id=redemption_id)
    return redemption


def _confirmed(uow: UnitOfWork, redemption: Redemption) -> None:
    """By the family's own word."""
    uow.emit(
        RedemptionConfirmed(
            organisation_id=redemption.organisation_id,
            programme_id=redemption.programme_id,
            redemption_id=redemption.id,
            voucher_id=redemption.voucher_id,
            by_silence=False,
        )
    )


def _record(uow: UnitOfWork, redemption: Redemption, action: str, **facts: object) -> None:
    audit.record(
        uow,
        action=action,
        object_type="redemption",
        object_id=redemption.id,
        facts={"programme_id": redemption.programme_id, **facts},
    )
