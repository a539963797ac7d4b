"""Every statement on applications, and on those that look like one child's."""

from collections.abc import Iterable, Sequence
from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from services.core.households.errors import ApplicationNotFound, DuplicateReportNotFound
from services.core.households.models import Application, Child, DuplicateReport, Household
from services.core.households.repository.matching import among, same_child, same_household
from services.core.households.types import Decision, Resolution
from services.core.kit.bulk import add_many
from services.core.kit.unit_of_work import UnitOfWork

Columns = TypeVarTuple("Columns")


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
            Application.programme_id == self._programme_id, among(Application.child_id, child_ids)
        )
        return {row.child_id: row for row in self._session.scalars(query)}

    def with_family(
        self, application_ids: Iterable[UUID]
    ) -> list[tuple[Application, Child, Household]]:
        """Applications, locked, with what they are decided on; without forgotten children's."""
        query = (
            select(Application, Child, Household)
            .join(Child, same_child(Application, Child))
            .join(Household, same_household(Child, Household))
            .where(
                Application.programme_id == self._programme_id,
                among(Application.id, application_ids),
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
            .join(Child, same_child(Application, Child))
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

    def decided(self, municipality_code: str | None = None) -> list[tuple[UUID, UUID, Decision]]:
        """Every decision by application and child; of one municipality's where it is named."""
        query = (
            select(Application.id, Application.child_id, Application.decision)
            .where(
                Application.programme_id == self._programme_id,
                Application.decision.in_([Decision.ELIGIBLE, Decision.INELIGIBLE]),
            )
            .order_by(Application.id)
        )
        if municipality_code is not None:
            query = (
                query.join(Child, same_child(Application, Child))
                .join(Household, same_household(Child, Household))
                .where(Household.municipality_code == municipality_code)
            )
        return [(row[0], row[1], row[2]) for row in self._session.execute(query)]

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
        self, programme_ids: Sequence[UUID], *, duplicate_indexes: Sequence[bytes] | None = None
    ) -> list[list[Application]]:
        """
        Applications of these programmes whose children bear one index, earliest first.

        Two plain steps instead of a self-join, which a planner without statistics, as right
        after an import, would walk in a square.

        :param duplicate_indexes: those of one child, under each key in use: together one group.
        """
        indexes: Sequence[bytes | None] | None = duplicate_indexes
        if indexes is None:
            indexes = self._session.scalars(
                _standing(select(Child.duplicate_index), programme_ids)
                .group_by(Child.duplicate_index)
                .having(func.count() > 1)
            ).all()
        query = (
            _standing(select(Application, Child.duplicate_index), programme_ids)
            .where(among(Child.duplicate_index, indexes))
            .order_by(Application.submitted_at, Application.id)
        )
        groups: dict[bytes | None, list[Application]] = {}
        for application, index in self._session.execute(query):
            groups.setdefault(index if duplicate_indexes is None else b"", []).append(application)
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


def _standing(query: Select[*Columns], programme_ids: Sequence[UUID]) -> Select[*Columns]:
    """`query` over the applications of these programmes that were not withdrawn."""
    return query.join_from(Application, Child, same_child(Application, Child)).where(
        among(Application.programme_id, programme_ids),
        Application.decision != Decision.WITHDRAWN,
        Child.duplicate_index.is_not(None),
    )
