"""Where a verb happens: in the organisation whose programme it is."""

from uuid import UUID

from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.programmes.errors import ProgrammeUnknown
from services.core.programmes.models import Programme


def enter_programme(uow: UnitOfWork, programme_id: UUID) -> Programme:
    """
    The programme, with its organisation entered for the vault and the audit log.

    :raises ProgrammeUnknown: there is none, or it is another organisation's.
    """
    programme = programmes.get(uow, programme_id)
    if uow.organisation_id not in {None, programme.organisation_id}:
        raise ProgrammeUnknown(programme_id=programme_id)
    uow.enter(programme.organisation_id)
    return programme
