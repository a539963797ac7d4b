"""Every statement on families and their applications."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, any_, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from services.core.households.errors import (
    ApplicationNotFound,
    ChildNotFound,
    DuplicateReportNotFound,
)
from services.core.households.models import (
    Application,
    Child,
    Consent,
    DuplicateReport,
    Guardian,
    Household,
)
from services.core.households.types import ConsentPurpose, Decision, Resolution
from services.core.kit.bulk import add_many
from services.core.kit.db import Base
from services.core.kit.unit_of_work import UnitOfWork

Columns = TypeVarTuple("Columns")


class FamilyRepository:
    """Households, guardians, children and consents of the organisation entered."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session
        self._organisation_id = uow.organisation_id

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Do all that stands inside, and undo it: a dry run that runs the real thing."""
        savepoint = self._session.begin_nested()
        try:
            yield
        finally:
            savepoint.rollback()

    def take_turn(self) -> None:
        """
        Wait until nobody else registers or compares families of this organisation.

        Two who write the same new family at once have no row in common that could be locked; the
        second has to see what the first has committed.
        """
        key = func.hashtextextended(f"households|{self._organisation_id}", 0)
        self._session.execute(select(func.pg_advisory_xact_lock(key)))

    def add(self, rows: Iterable[Base]) -> None:
        """Write rows of one table; a table is written before those that refer to it."""
        add_many(self._session, rows)

    def households_by_match(self, indexes: Iterable[bytes]) -> Sequence[Household]:
        query = select(Household).where(
            Household.organisation_id == self._organisation_id,
            _among(Household.match_index, indexes),
        )
        return self._session.scalars(query).all()

    def households(self, ids: Iterable[UUID]) -> dict[UUID, Household]:
        query = select(Household).where(
            Household.organisation_id == self._organisation_id, _among(Household.id, ids)
        )
        return {row.id: row for row in self._session.scalars(query)}

    def guardians_of(self, household_ids: Iterable[UUID]) -> Sequence[Guardian]:
        query = select(Guardian).where(
            Guardian.organisation_id == self._organisation_id,
            _among(Guardian.household_id, household_ids),
            Guardian.forgotten_at.is_(None),
        )
        return self._session.scalars(query).all()

    def children_of(self, household_ids: Iterable[UUID]) -> Sequence[Child]:
        query = select(Child).where(
            Child.organisation_id == self._organisation_id,
            _among(Child.household_id, household_ids),
            Child.forgotten_at.is_(None),
        )
        return self._session.scalars(query).all()

    def child(self, child_id: UUID) -> Child:
        """
        The child, locked; forgotten or not.

        :raises ChildNotFound: the organisation knows no such child.
        """
        key = (self._organisation_id, child_id)
        found = self._session.get(Child, key, with_for_update=True)
        if found is None:
            raise ChildNotFound(child_id=child_id)
        return found

    def children(self, ids: Iterable[UUID]) -> Sequence[Child]:
        """Those of the children who are not forgotten."""
        query = select(Child).where(
            Child.organisation_id == self._organisation_id,
            _among(Child.id, ids),
            Child.forgotten_at.is_(None),
        )
        return self._session.scalars(query).all()

    def children_by_kana(self, *, full: bytes, family: bytes) -> Sequence[Child]:
        """Candidates by blind index; whoever asks opens them to be sure."""
        query = (
            select(Child)
            .where(
                Child.organisation_id == self._organisation_id,
                or_(Child.kana_index == full, Child.family_kana_index == family),
            )
            .order_by(Child.id)
        )
        return self._session.scalars(query).all()

    def applications_of(self, child_id: UUID) -> Sequence[Application]:
        """A child's applications of every year, locked."""
        query = (
            select(Application)
            .where(
                Application.organisation_id == self._organisation_id,
                Application.child_id == child_id,
            )
            .order_by(Application.programme_id)
            .with_for_update()
        )
        return self._session.scalars(query).all()

    def consents_in_force(
        self, child_ids: Iterable[UUID], purpose: ConsentPurpose | None = None
    ) -> Sequence[Consent]:
        query = select(Consent).where(
            Consent.organisation_id == self._organisation_id,
            _among(Consent.child_id, child_ids),
            Consent.withdrawn_at.is_(None),
        )
        if purpose is not None:
            query = query.where(Consent.purpose == purpose)
        return self._session.scalars(query).all()


class ApplicationRepository:
    """Applications of one programme."""

    def __init__(self, uow: UnitOfWork, programme_id: UUID) -> None:
        self._session = uow.session
        self._programme_id = programme_id

    def add(self, rows: Iterable[Application]) -> None:
        add_many(self._session, rows)

    def get(self, application_id: UUID) -> Application:
        """
        The application, locked.

        :raises ApplicationNotFound: the programme has no such application.
        """
        key = (self._programme_id, application_id)
        found = self._session.get(Application, key, with_for_update=True)
        if found is None:
            raise ApplicationNotFound(application_id=application_id)
        return found

    def of_children(self, child_ids: Iterable[UUID]) -> dict[UUID, Application]:
        query = select(Application).where(
            Application.programme_id == self._programme_id, _among(Application.child_id, child_ids)
        )
        return {row.child_id: row for row in self._session.scalars(query)}

    def with_family(
        self, application_ids: Iterable[UUID]
    ) -> list[tuple[Application, Child, Household]]:
        """Applications, locked, with what they are decided on; without forgotten children's."""
        query = (
            select(Application, Child, Household)
            .join(Child, _same_child(Application, Child))
            .join(Household, _same_household(Child, Household))
            .where(
                Application.programme_id == self._programme_id,
                _among(Application.id, application_ids),
                Child.forgotten_at.is_(None),
            )
            .order_by(Application.id)
            .with_for_update(of=Application)
        )
        return [(row[0], row[1], row[2]) for row in self._session.execute(query)]

    def pending_ids(self) -> Sequence[UUID]:
        query = (
            select(Application.id)
            .where(
                Application.programme_id == self._programme_id,
                Application.decision == Decision.PENDING,
            )
            .order_by(Application.id)
        )
        return self._session.scalars(query).all()

    def candidates(self) -> Sequence[Application]:
        """The eligible ones, but those who wait for a person's word on a duplicate."""
        waiting = (
            select(DuplicateReport.id)
            .where(
                DuplicateReport.programme_id == Application.programme_id,
                DuplicateReport.application_id == Application.id,
                DuplicateReport.resolution == Resolution.OPEN,
            )
            .exists()
        )
        query = (
            select(Application)
            .join(Child, _same_child(Application, Child))
            .where(
                Application.programme_id == self._programme_id,
                Application.decision == Decision.ELIGIBLE,
                Child.forgotten_at.is_(None),
                ~waiting,
            )
            .order_by(Application.id)
        )
        return self._session.scalars(query).all()

    def page(
        self, *, after: UUID | None, limit: int, decision: Decision | None
    ) -> Sequence[Application]:
        query = select(Application).where(Application.programme_id == self._programme_id)
        if decision is not None:
            query = query.where(Application.decision == decision)
        if after is not None:
            query = query.where(Application.id > after)
        return self._session.scalars(query.order_by(Application.id).limit(limit)).all()

    def decided(self) -> list[tuple[UUID, Decision]]:
        query = (
            select(Application.id, Application.decision)
            .where(
                Application.programme_id == self._programme_id,
                Application.decision.in_([Decision.ELIGIBLE, Decision.INELIGIBLE]),
            )
            .order_by(Application.id)
        )
        return [(row[0], row[1]) for row in self._session.execute(query)]

    def counts(self) -> dict[Decision, int]:
        query = (
            select(Application.decision, func.count())
            .where(Application.programme_id == self._programme_id)
            .group_by(Application.decision)
        )
        found = {row[0]: row[1] for row in self._session.execute(query)}
        return {decision: found.get(decision, 0) for decision in Decision}


class DuplicateRepository:
    """Reports on applications that look like one child's."""

    def __init__(self, uow: UnitOfWork, programme_id: UUID) -> None:
        self._session = uow.session
        self._programme_id = programme_id

    def alike(
        self, programme_ids: Sequence[UUID], *, duplicate_index: bytes | None = None
    ) -> list[list[Application]]:
        """
        Applications of these programmes whose children bear one index, earliest first.

        Two plain steps instead of a self-join, which a planner without statistics, as right
        after an import, would walk in a square.
        """
        if duplicate_index is None:
            indexes = self._session.scalars(
                _standing(select(Child.duplicate_index), programme_ids)
                .group_by(Child.duplicate_index)
                .having(func.count() > 1)
            ).all()
        else:
            indexes = [duplicate_index]
        query = (
            _standing(select(Application, Child.duplicate_index), programme_ids)
            .where(_among(Child.duplicate_index, indexes))
            .order_by(Application.submitted_at, Application.id)
        )
        groups: dict[bytes | None, list[Application]] = {}
        for application, index in self._session.execute(query):
            groups.setdefault(index, []).append(application)
        return list(groups.values())

    def reported(self) -> set[tuple[UUID, UUID]]:
        """The pairs that were reported before: the later application, the earlier one."""
        query = select(DuplicateReport.application_id, DuplicateReport.other_application_id).where(
            DuplicateReport.programme_id == self._programme_id
        )
        return {(row[0], row[1]) for row in self._session.execute(query)}

    def add(self, rows: Iterable[DuplicateReport]) -> None:
        self._session.add_all(rows)
        self._session.flush()

    def get(self, report_id: UUID) -> DuplicateReport:
        """
        The report, locked.

        :raises DuplicateReportNotFound: the programme has no such report.
        """
        key = (self._programme_id, report_id)
        found = self._session.get(DuplicateReport, key, with_for_update=True)
        if found is None:
            raise DuplicateReportNotFound(report_id=report_id)
        return found

    def all(
        self, *, resolution: Resolution | None
    ) -> list[tuple[DuplicateReport, Application, Application]]:
        own, other = aliased(Application), aliased(Application)
        query = (
            select(DuplicateReport, own, other)
            .join(
                own,
                (own.programme_id == DuplicateReport.programme_id)
                & (own.id == DuplicateReport.application_id),
            )
            .join(
                other,
                (other.programme_id == DuplicateReport.other_programme_id)
                & (other.id == DuplicateReport.other_application_id),
            )
            .where(DuplicateReport.programme_id == self._programme_id)
            .order_by(DuplicateReport.id)
        )
        if resolution is not None:
            query = query.where(DuplicateReport.resolution == resolution)
        return [(row[0], row[1], row[2]) for row in self._session.execute(query)]


def _among(column: InstrumentedAttribute[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """`column = ANY(values)`: one bound array, however many values there are."""
    return column == any_(literal(list(values), ARRAY(column.type)))


def _standing(query: Select[*Columns], programme_ids: Sequence[UUID]) -> Select[*Columns]:
    """`query` over the applications of these programmes that were not withdrawn."""
    return query.join_from(Application, Child, _same_child(Application, Child)).where(
        _among(Application.programme_id, programme_ids),
        Application.decision != Decision.WITHDRAWN,
        Child.duplicate_index.is_not(None),
    )


def _same_child(application: Any, child: Any) -> ColumnElement[bool]:
    same: ColumnElement[bool] = (child.organisation_id == application.organisation_id) & (
        child.id == application.child_id
    )
    return same


def _same_household(child: Any, household: Any) -> ColumnElement[bool]:
    same: ColumnElement[bool] = (household.organisation_id == child.organisation_id) & (
        household.id == child.household_id
    )
    return same
