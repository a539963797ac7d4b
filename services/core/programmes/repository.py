"""Every statement on programmes."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes.models import CriteriaVersion, Programme


class ProgrammeRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, programme: Programme) -> None:
        self._session.add(programme)
        self._session.flush()

    def find(self, programme_id: UUID) -> Programme | None:
        return self._session.get(Programme, programme_id)

    def find_by_code(self, code: str) -> Programme | None:
        return self._session.scalars(select(Programme).where(Programme.code == code)).one_or_none()

    def of_organisation(self, organisation_id: UUID) -> Sequence[Programme]:
        query = (
            select(Programme)
            .where(Programme.organisation_id == organisation_id)
            .order_by(Programme.code)
        )
        return self._session.scalars(query).all()

    def all(self) -> Sequence[Programme]:
        return self._session.scalars(select(Programme).order_by(Programme.code)).all()


class CriteriaRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, version: CriteriaVersion) -> None:
        self._session.add(version)
        self._session.flush()

    def find(self, programme_id: UUID, version: int) -> CriteriaVersion | None:
        return self._session.get(CriteriaVersion, (programme_id, version))

    def latest(self, programme_id: UUID) -> CriteriaVersion | None:
        query = (
            select(CriteriaVersion)
            .where(CriteriaVersion.programme_id == programme_id)
            .order_by(CriteriaVersion.version.desc())
            .limit(1)
        )
        return self._session.scalars(query).one_or_none()
