"""
What of each class has come to the end of its term, and how it goes: one statement a class.

The conditions are the schedule's, in SQL. Each takes the day or instant before which something must
lie; what a legal hold keeps is counted apart and left alone.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, Subquery, func, select

from services.core.kit.unit_of_work import UnitOfWork
from services.core.privacy.models import LegalHold, RetentionRun, RetentionStep
from services.core.privacy.repository.rows import ROWS, RowRule
from services.core.privacy.repository.terms import CANDIDATES
from services.core.privacy.schedule import Rule
from services.core.privacy.types import DataClass, Due, SubjectKind

# Of which kind of person each class of people is.
KIND_OF = {
    DataClass.NOT_SELECTED: SubjectKind.CHILD,
    DataClass.PARTICIPANTS: SubjectKind.CHILD,
    DataClass.EVIDENCE: SubjectKind.CHILD,
    DataClass.DONORS: SubjectKind.DONOR,
    DataClass.DONORS_WITHOUT_GIFT: SubjectKind.DONOR,
}


class RetentionRepository:
    """The schedule over the organisation entered; the installation's classes over all of it."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session
        self._organisation_id = uow.organisation_id

    def due(self, rule: Rule, at: datetime) -> Due:
        """How much of the class is over its term at an instant."""
        if rule.data_class in KIND_OF:
            everybody = self._count(self._people(rule, at).subquery())
            free = self._count(self._free(rule, at).subquery())
            return Due(rule.data_class, due=everybody, held=everybody - free)
        counts = (self._session.scalar(rows.count) or 0 for rows in self._rows(rule, at))
        return Due(rule.data_class, due=sum(counts))

    def people_due(self, rule: Rule, at: datetime, limit: int) -> Sequence[UUID]:
        """The next people of the class whom nothing holds."""
        return self._session.scalars(self._free(rule, at).limit(limit)).all()

    def end_rows(self, rule: Rule, at: datetime, limit: int) -> int:
        """Delete or empty the next rows of the class; how many."""
        return sum(
            len(self._session.execute(rows.end(limit)).all()) for rows in self._rows(rule, at)
        )

    def unfinished(self) -> RetentionRun | None:
        """The run that is under way, locked: two who go on with it take turns."""
        query = (
            select(RetentionRun)
            .where(
                RetentionRun.organisation_id == self._organisation_id,
                RetentionRun.finished_at.is_(None),
            )
            .with_for_update()
        )
        return self._session.scalars(query).one_or_none()

    def find(self, run_id: UUID, *, lock: bool = False) -> RetentionRun | None:
        key = (self._organisation_id, run_id)
        return self._session.get(RetentionRun, key, with_for_update=lock, populate_existing=lock)

    def runs(self) -> Sequence[RetentionRun]:
        """The latest first."""
        query = (
            select(RetentionRun)
            .where(RetentionRun.organisation_id == self._organisation_id)
            .order_by(RetentionRun.started_at.desc(), RetentionRun.id.desc())
        )
        return self._session.scalars(query).all()

    def steps(self, run_id: UUID) -> Sequence[RetentionStep]:
        query = select(RetentionStep).where(
            RetentionStep.organisation_id == self._organisation_id, RetentionStep.run_id == run_id
        )
        return self._session.scalars(query).all()

    def add(self, rows: Sequence[RetentionRun | RetentionStep]) -> None:
        self._session.add_all(rows)
        self._session.flush()

    def _people(self, rule: Rule, at: datetime) -> Select[UUID, UUID]:
        return CANDIDATES[rule.data_class](self._organisation_id, at)

    def _free(self, rule: Rule, at: datetime) -> Select[UUID]:
        """The candidates without those whom a hold keeps, they themselves or their household."""
        candidates = self._people(rule, at).subquery()
        held = select(LegalHold.id).where(
            LegalHold.organisation_id == self._organisation_id,
            LegalHold.released_at.is_(None),
            LegalHold.until > at,
            (LegalHold.subject_id == candidates.c.id)
            | (LegalHold.subject_id == candidates.c.household_id),
        )
        return select(candidates.c.id).where(~held.exists()).order_by(candidates.c.id)

    def _rows(self, rule: Rule, at: datetime) -> list[RowRule]:
        return ROWS[rule.data_class](self._organisation_id, at)

    def _count(self, rows: Subquery) -> int:
        return self._session.scalar(select(func.count()).select_from(rows)) or 0
