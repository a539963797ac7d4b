"""Where a verb stands: within the organisation that acts, one at a time in a programme."""

from uuid import UUID

from services.core.allocations.repository import RoundRepository
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.programmes.models import Programme


def enter_alone(uow: UnitOfWork, programme_id: UUID) -> Programme:
    """Enter as the only one who moves the programme's promises, until the unit of work ends."""
    programme = programmes.enter(uow, programme_id)
    RoundRepository(uow).lock_programme(programme_id)
    return programme
