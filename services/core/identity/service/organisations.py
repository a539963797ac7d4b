"""Found an organisation, and look it up."""

from collections.abc import Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.identity.errors import OrganisationUnknown
from services.core.identity.models import Organisation
from services.core.identity.repository import OrganisationRepository
from services.core.kit import key_rotation
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork


def found_organisation(
    uow: UnitOfWork,
    *,
    name_ja: str,
    name_en: str,
    legal_name_kana: str,
    address: str,
    certification_number: str | None = None,
    id: UUID | None = None,
) -> Organisation:
    """Found the organisation that will own programmes, people and money."""
    organisation = Organisation(
        id=id or uuid7(),
        name_ja=name_ja,
        name_en=name_en,
        legal_name_kana=legal_name_kana,
        address=address,
        certification_number=certification_number,
    )
    OrganisationRepository(uow).add(organisation)
    uow.enter(organisation.id)
    key_rotation.found(uow)
    audit.record(
        uow,
        action="organisation.found",
        object_type="organisation",
        object_id=organisation.id,
    )
    return organisation


def get_organisation(uow: UnitOfWork, organisation_id: UUID) -> Organisation:
    """:raises OrganisationUnknown: there is none of this id."""
    organisation = OrganisationRepository(uow).find(organisation_id)
    if organisation is None:
        raise OrganisationUnknown(organisation_id=organisation_id)
    return organisation


def organisations(uow: UnitOfWork) -> Sequence[Organisation]:
    """All there are on this installation."""
    return OrganisationRepository(uow).all()
