"""Every statement on the audit log: it can be written to and read, nothing else."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from services.core.audit.models import AuditEntry
from services.core.kit.unit_of_work import UnitOfWork


class AuditRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, entry: AuditEntry) -> None:
        self._session.add(entry)

    def of_object(self, organisation_id: UUID, object_id: UUID) -> Sequence[AuditEntry]:
        """The history of one object, oldest first."""
        query = (
            select(AuditEntry)
            .where(AuditEntry.organisation_id == organisation_id, AuditEntry.object_id == object_id)
            .order_by(AuditEntry.at, AuditEntry.id)
        )
        return self._session.scalars(query).all()
