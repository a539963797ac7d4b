"""Legal holds: keep somebody's data against schedule and wish, for a reason, until a day."""

from collections.abc import Sequence
from datetime import datetime

from services.core.audit import service as audit
from services.core.kit.unit_of_work import UnitOfWork
from services.core.privacy.errors import HoldAlreadyOver, HoldNotFound
from services.core.privacy.models import LegalHold
from services.core.privacy.repository import ErasureRepository, PeopleRepository
from services.core.privacy.service.plan import unknown
from services.core.privacy.types import HoldId, HoldReason, Subject


def place_hold(
    uow: UnitOfWork, *, id: HoldId, subject: Subject, reason: HoldReason, until: datetime
) -> LegalHold:
    """
    Keep a person's data until an instant. The same id again is the same hold.

    :raises NotFound: the organisation knows no such person, or has forgotten it.
    :raises HoldAlreadyOver: the instant lies behind us.
    """
    repository = ErasureRepository(uow)
    earlier = repository.find_hold(id)
    if earlier is not None:
        return earlier
    person = PeopleRepository(uow).row(subject)
    if person is None or person.forgotten_at is not None:
        raise unknown(subject)
    if until <= uow.now:
        raise HoldAlreadyOver(until=until)
    hold = LegalHold(
        organisation_id=uow.organisation_id,
        id=id,
        subject_kind=subject.kind,
        subject_id=subject.id,
        reason=reason,
        placed_at=uow.now,
        placed_by=uow.actor.id,
        until=until,
    )
    repository.add(hold)
    _record(uow, "hold.place", hold)
    return hold


def release_hold(uow: UnitOfWork, *, hold_id: HoldId) -> LegalHold:
    """
    Let a person's data go its ordinary way again.

    :raises HoldNotFound: the organisation has no such hold.
    :raises HoldAlreadyOver: it was released, or has run out.
    """
    hold = ErasureRepository(uow).find_hold(hold_id)
    if hold is None:
        raise HoldNotFound(hold_id=hold_id)
    if hold.released_at is not None or hold.until <= uow.now:
        raise HoldAlreadyOver(until=hold.released_at or hold.until)
    hold.released_at, hold.released_by = uow.now, uow.actor.id
    _record(uow, "hold.release", hold)
    return hold


def holds(uow: UnitOfWork) -> Sequence[LegalHold]:
    """All that were ever placed, the latest first."""
    return ErasureRepository(uow).holds()


def _record(uow: UnitOfWork, action: str, hold: LegalHold) -> None:
    audit.record(
        uow,
        action=action,
        object_type=hold.subject_kind,
        object_id=hold.subject_id,
        facts={"hold_id": hold.id, "reason": hold.reason, "until": hold.until},
    )
