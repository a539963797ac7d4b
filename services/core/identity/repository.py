"""Every statement on organisations and keys."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from services.core.identity.models import ApiKey, Organisation
from services.core.kit.unit_of_work import UnitOfWork


class OrganisationRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, organisation: Organisation) -> None:
        self._session.add(organisation)
        self._session.flush()

    def find(self, organisation_id: UUID) -> Organisation | None:
        return self._session.get(Organisation, organisation_id)

    def all(self) -> Sequence[Organisation]:
        return self._session.scalars(select(Organisation).order_by(Organisation.id)).all()


class ApiKeyRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, key: ApiKey) -> None:
        self._session.add(key)

    def find(self, key_id: UUID) -> ApiKey | None:
        """By its own id alone: who brings a key has not said yet of which organisation."""
        return self._session.scalars(select(ApiKey).where(ApiKey.id == key_id)).one_or_none()

    def of_organisation(self, organisation_id: UUID) -> Sequence[ApiKey]:
        query = select(ApiKey).where(ApiKey.organisation_id == organisation_id).order_by(ApiKey.id)
        return self._session.scalars(query).all()
