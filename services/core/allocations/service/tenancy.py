"""Where a verb stands: within the organisation that acts, one at a time in a programme."""

from uuid import UUID

from services.core.allocations.repository import RoundRepository
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.programmes.errors import ProgrammeUnknown
from services.core.programmes.models import Programme


def enter_programme(uow: UnitOfWork, programme_id: UUID) -> Programme:
    """
    The programme, its organisation entered.

    :raises ProgrammeUnknown: there is none, or it is another organisation's.
    """
    programme = programmes.get(uow, programme_id)
    if uow.organisation_id not in {None, programme.organisation_id}:
        raise ProgrammeUnknown(programme_id=programme_id)
    uow.enter(programme.organisation_id)
    return programme


def enter_alone(uow: UnitOfWork, programme_id: UUID) -> Programme:
    """Enter as the only one who moves the programme's promises, until the unit of work ends."""
    programme = enter_programme(uow, programme_id)
    RoundRepository(uow).lock_programme(programme_id)
    return programme
