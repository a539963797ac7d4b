"""Where a verb stands: the programme named, within the organisation that acts."""

from uuid import UUID

from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.programmes.models import Programme


def programmes_of_the_year(uow: UnitOfWork, programme: Programme) -> list[UUID]:
    """All programmes of the organisation whose fiscal year is this one's, itself included."""
    return [
        other.id
        for other in programmes.of_organisation(uow, organisation_id=programme.organisation_id)
        if other.terms.fiscal_year == programme.terms.fiscal_year
    ]
