"""Mappings that organisations have saved, version by version."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from services.core.donations.models import SavedMapping
from services.core.kit.unit_of_work import UnitOfWork


class SavedMappingRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, mapping: SavedMapping) -> None:
        self._session.add(mapping)
        self._session.flush()

    def versions(self, organisation_id: UUID, name: str) -> Sequence[SavedMapping]:
        """The latest first."""
        query = (
            select(SavedMapping)
            .where(SavedMapping.organisation_id == organisation_id, SavedMapping.name == name)
            .order_by(SavedMapping.version.desc())
        )
        return self._session.scalars(query).all()

    def latest(self, organisation_id: UUID) -> Sequence[SavedMapping]:
        """The version in force of each name, by name."""
        newest = (
            select(SavedMapping.name, func.max(SavedMapping.version).label("version"))
            .where(SavedMapping.organisation_id == organisation_id)
            .group_by(SavedMapping.name)
            .subquery()
        )
        query = (
            select(SavedMapping)
            .join(
                newest,
                (SavedMapping.name == newest.c.name) & (SavedMapping.version == newest.c.version),
            )
            .where(SavedMapping.organisation_id == organisation_id)
            .order_by(SavedMapping.name)
        )
        return self._session.scalars(query).all()
