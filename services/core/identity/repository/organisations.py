"""Every statement on organisations."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from services.core.identity.models import Organisation
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
