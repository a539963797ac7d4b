"""Every statement on evidence; the files lie elsewhere (`ports.FileStore`)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select, update

from services.core.households.errors import EvidenceNotFound
from services.core.households.models import Application, Evidence
from services.core.households.repository.matching import among
from services.core.households.types import Decision, EvidenceStatus
from services.core.kit.unit_of_work import UnitOfWork


class EvidenceRepository:
    """Documents of the organisation entered."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session
        self._organisation_id = uow.organisation_id

    def add(self, row: Evidence) -> None:
        self._session.add(row)
        self._session.flush()

    def find(self, programme_id: UUID, evidence_id: UUID) -> Evidence | None:
        """The document, locked."""
        return self._session.get(
            Evidence, (programme_id, evidence_id), with_for_update=True, populate_existing=True
        )

    def get(self, programme_id: UUID, application_id: UUID, evidence_id: UUID) -> Evidence:
        """
        The document, locked.

        :raises EvidenceNotFound: the application has no such document.
        """
        found = self.find(programme_id, evidence_id)
        if found is None or found.application_id != application_id:
            raise EvidenceNotFound(evidence_id=evidence_id)
        return found

    def of_application(self, programme_id: UUID, application_id: UUID) -> Sequence[Evidence]:
        query = (
            select(Evidence)
            .where(Evidence.programme_id == programme_id, Evidence.application_id == application_id)
            .order_by(Evidence.uploaded_at, Evidence.id)
        )
        return self._session.scalars(query).all()

    def page(
        self,
        programme_id: UUID,
        *,
        status: EvidenceStatus | None,
        after: UUID | None,
        limit: int,
    ) -> Sequence[Evidence]:
        query = select(Evidence).where(Evidence.programme_id == programme_id)
        if status is not None:
            query = query.where(Evidence.status == status)
        if after is not None:
            query = query.where(Evidence.id > after)
        return self._session.scalars(query.order_by(Evidence.id).limit(limit)).all()

    def kept_count(self, programme_id: UUID, application_id: UUID) -> int:
        """How many documents of an application are not destroyed."""
        query = select(func.count()).where(
            Evidence.programme_id == programme_id,
            Evidence.application_id == application_id,
            Evidence.destroyed_at.is_(None),
        )
        return self._session.scalars(query).one()

    def kept_of_child(self, child_id: UUID) -> Sequence[Evidence]:
        """A child's documents of every year that are not destroyed, locked."""
        query = (
            select(Evidence)
            .where(
                Evidence.organisation_id == self._organisation_id,
                Evidence.child_id == child_id,
                Evidence.destroyed_at.is_(None),
            )
            .order_by(Evidence.programme_id, Evidence.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).all()

    def due(self, at: datetime, child_ids: Iterable[UUID] | None) -> Sequence[Evidence]:
        """
        Documents, locked, whose application was decided by then, or withdrawn and as old.

        :param child_ids: only of these children, where they are named.
        """
        ended = or_(
            Application.decided_at <= at,
            (Application.decision == Decision.WITHDRAWN) & (Evidence.uploaded_at <= at),
        )
        query = (
            select(Evidence)
            .join(
                Application,
                (Application.programme_id == Evidence.programme_id)
                & (Application.id == Evidence.application_id),
            )
            .where(
                Evidence.organisation_id == self._organisation_id,
                Evidence.destroyed_at.is_(None),
                ended,
            )
            .order_by(Evidence.programme_id, Evidence.id)
            .with_for_update(of=Evidence)
            .execution_options(populate_existing=True)
        )
        if child_ids is not None:
            query = query.where(among(Evidence.child_id, child_ids))
        return self._session.scalars(query).all()

    def to_scan(self, programme_id: UUID, limit: int) -> Sequence[Evidence]:
        query = (
            select(Evidence)
            .where(
                Evidence.programme_id == programme_id, Evidence.status == EvidenceStatus.UPLOADED
            )
            .order_by(Evidence.uploaded_at, Evidence.id)
            .limit(limit)
        )
        return self._session.scalars(query).all()

    def to_remove(self, programme_id: UUID, limit: int) -> Sequence[Evidence]:
        query = (
            select(Evidence)
            .where(
                Evidence.programme_id == programme_id,
                Evidence.destroyed_at.is_not(None),
                Evidence.removed_at.is_(None),
            )
            .order_by(Evidence.destroyed_at, Evidence.id)
            .limit(limit)
        )
        return self._session.scalars(query).all()

    def note_removed(self, programme_id: UUID, ids: Iterable[UUID], *, at: datetime) -> None:
        self._session.execute(
            update(Evidence)
            .where(
                Evidence.programme_id == programme_id,
                among(Evidence.id, ids),
                Evidence.destroyed_at.is_not(None),
            )
            .values(removed_at=at)
            .execution_options(synchronize_session=False)
        )

    def file_keys(self, keys: Iterable[str] | None = None) -> dict[str, bool]:
        """Each file's key of the organisation, or of those named, and whether it is kept."""
        query = select(Evidence.file_key, Evidence.destroyed_at.is_(None)).where(
            Evidence.organisation_id == self._organisation_id
        )
        if keys is not None:
            query = query.where(among(Evidence.file_key, keys))
        return {row[0]: row[1] for row in self._session.execute(query)}

    def kept_under(self, keys: Iterable[str]) -> Sequence[Evidence]:
        """Those of the documents under these files' keys that are not destroyed, locked."""
        query = (
            select(Evidence)
            .where(
                Evidence.organisation_id == self._organisation_id,
                among(Evidence.file_key, keys),
                Evidence.destroyed_at.is_(None),
            )
            .order_by(Evidence.programme_id, Evidence.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).all()
