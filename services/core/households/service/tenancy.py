"""Where a verb stands: the programme named, within the organisation that acts."""

from uuid import UUID

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


def programmes_of_the_year(uow: UnitOfWork, programme: Programme) -> list[UUID]:
    """All programmes of the organisation whose fiscal year is this one's, itself included."""
    return [
        other.id
        for other in programmes.of_organisation(uow, organisation_id=programme.organisation_id)
        if other.terms.fiscal_year == programme.terms.fiscal_year
    ]
