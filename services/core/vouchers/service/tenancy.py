"""Where a verb happens: in the organisation whose programme it is."""

from uuid import UUID

from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.programmes.models import Programme


def enter_programme(uow: UnitOfWork, programme_id: UUID) -> Programme:
    """
    The programme, with its organisation entered for the vault and the audit log.

    :raises ProgrammeUnknown: there is no such programme.
    """
    programme = programmes.get(uow, programme_id)
    uow.enter(programme.organisation_id)
    return programme
