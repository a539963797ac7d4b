"""Versions of what an organisation's receipts state of it."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from services.core.donations.models import Certification, Receipt
from services.core.donations.types import CertificationStatus
from services.core.kit.unit_of_work import UnitOfWork


class CertificationRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, certification: Certification) -> None:
        self._session.add(certification)
        self._session.flush()

    def lock(self, organisation_id: UUID, certification_id: UUID) -> Certification | None:
        return self._session.get(
            Certification,
            (organisation_id, certification_id),
            with_for_update=True,
            populate_existing=True,
        )

    def find(self, organisation_id: UUID, certification_id: UUID) -> Certification | None:
        return self._session.get(Certification, (organisation_id, certification_id))

    def all(self, organisation_id: UUID) -> Sequence[Certification]:
        """The latest first."""
        query = (
            select(Certification)
            .where(Certification.organisation_id == organisation_id)
            .order_by(Certification.in_force_from.desc(), Certification.proposed_at.desc())
        )
        return self._session.scalars(query).all()

    def approved(self, organisation_id: UUID) -> Sequence[Certification]:
        """The one that was decided on last first."""
        query = (
            select(Certification)
            .where(
                Certification.organisation_id == organisation_id,
                Certification.status == CertificationStatus.APPROVED,
            )
            .order_by(Certification.decided_at.desc(), Certification.id.desc())
        )
        return self._session.scalars(query).all()

    def waiting(self, organisation_id: UUID) -> Sequence[Certification]:
        query = (
            select(Certification)
            .where(
                Certification.organisation_id == organisation_id,
                Certification.status == CertificationStatus.PROPOSED,
            )
            .order_by(Certification.proposed_at, Certification.id)
        )
        return self._session.scalars(query).all()

    def find_many(self, organisation_id: UUID, ids: Iterable[UUID]) -> dict[UUID, Certification]:
        query = select(Certification).where(
            Certification.organisation_id == organisation_id, Certification.id.in_(set(ids))
        )
        return {one.id: one for one in self._session.scalars(query)}

    def last_receipted_day(self, organisation_id: UUID) -> date | None:
        """The latest day of acceptance that stands on any receipt."""
        query = (
            select(Receipt.accepted_on)
            .where(Receipt.organisation_id == organisation_id)
            .order_by(Receipt.accepted_on.desc())
            .limit(1)
        )
        return self._session.scalars(query).one_or_none()
