"""Erasures, holds and disclosures: the context's own tables."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from services.core.kit.unit_of_work import UnitOfWork
from services.core.privacy.models import Disclosure, Erasure, LegalHold
from services.core.privacy.types import Subject


class ErasureRepository:
    """Rows of the organisation entered."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session
        self._organisation_id = uow.organisation_id

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Do all that stands inside, and undo it: a preview that runs the real thing."""
        savepoint = self._session.begin_nested()
        try:
            yield
        finally:
            savepoint.rollback()

    def take_turn(self, subject: Subject) -> None:
        """Wait until nobody else erases the same person: the second finds the report."""
        key = func.hashtextextended(f"erasure|{self._organisation_id}|{subject.id}", 0)
        self._session.execute(select(func.pg_advisory_xact_lock(key)))

    def add(self, row: Erasure | LegalHold | Disclosure) -> None:
        self._session.add(row)
        self._session.flush()

    def find(self, erasure_id: UUID) -> Erasure | None:
        return self._session.get(Erasure, (self._organisation_id, erasure_id))

    def of(self, subject: Subject) -> Erasure | None:
        query = select(Erasure).where(
            Erasure.organisation_id == self._organisation_id,
            Erasure.subject_kind == subject.kind,
            Erasure.subject_id == subject.id,
        )
        return self._session.scalars(query).one_or_none()

    def all(self) -> Sequence[Erasure]:
        """The latest first."""
        query = (
            select(Erasure)
            .where(Erasure.organisation_id == self._organisation_id)
            .order_by(Erasure.erased_at.desc(), Erasure.id.desc())
        )
        return self._session.scalars(query).all()

    def find_hold(self, hold_id: UUID) -> LegalHold | None:
        return self._session.get(LegalHold, (self._organisation_id, hold_id), with_for_update=True)

    def holds(self) -> Sequence[LegalHold]:
        """All that were ever placed, the latest first."""
        query = (
            select(LegalHold)
            .where(LegalHold.organisation_id == self._organisation_id)
            .order_by(LegalHold.placed_at.desc(), LegalHold.id.desc())
        )
        return self._session.scalars(query).all()

    def held_until(self, subjects: Sequence[Subject], at: datetime) -> datetime | None:
        """The latest end of a hold in force on one of these; None where nothing holds them."""
        query = select(LegalHold).where(
            LegalHold.organisation_id == self._organisation_id,
            LegalHold.subject_id.in_([subject.id for subject in subjects]),
            LegalHold.released_at.is_(None),
            LegalHold.until > at,
        )
        wanted = {(subject.kind, subject.id) for subject in subjects}
        found = [
            hold.until
            for hold in self._session.scalars(query)
            if (hold.subject_kind, hold.subject_id) in wanted
        ]
        return max(found, default=None)

    def disclosures(self, subject: Subject | None = None) -> Sequence[Disclosure]:
        """To whom data was given, the latest first; of one person, or of all."""
        query = select(Disclosure).where(Disclosure.organisation_id == self._organisation_id)
        if subject is not None:
            query = query.where(
                Disclosure.subject_kind == subject.kind, Disclosure.subject_id == subject.id
            )
        return self._session.scalars(
            query.order_by(Disclosure.disclosed_at.desc(), Disclosure.id.desc())
        ).all()
