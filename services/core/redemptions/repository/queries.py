"""What is asked and changed beside the hot path."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, Row, func, select, update

from services.core.kit.bulk import insert_new
from services.core.kit.unit_of_work import UnitOfWork
from services.core.redemptions.models import (
    CapUsage,
    Enrolment,
    Redemption,
    RefusedAttempt,
    Reversal,
    Scanner,
)
from services.core.redemptions.repository import statement
from services.core.redemptions.types import EnrolmentId


class StatementRunner:
    """Runs the texts of `statement` in the unit of work's own transaction."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def run(self, sql: str, facts: Mapping[str, object]) -> Sequence[Mapping[str, Any]]:
        """The rows that it returns, none where it returns none."""
        self._session.flush()
        connection = self._session.connection()
        if sql is statement.REDEEM:
            connection.exec_driver_sql("SET LOCAL join_collapse_limit = 1")
        result = connection.exec_driver_sql(sql, dict(facts))
        rows = [dict(row) for row in result.mappings()] if result.returns_rows else []
        if sql is statement.REDEEM:
            connection.exec_driver_sql("SET LOCAL join_collapse_limit TO DEFAULT")
        return rows


class RedemptionRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def find(self, programme_id: UUID, redemption_id: UUID) -> Redemption | None:
        return self._session.get(Redemption, (programme_id, redemption_id))

    def find_anywhere(self, organisation_id: UUID, redemption_id: UUID) -> Redemption | None:
        """By its own id, where the one who asks does not say in which programme."""
        query = select(Redemption).where(
            Redemption.organisation_id == organisation_id, Redemption.id == redemption_id
        )
        return self._session.scalars(query).one_or_none()

    def lock(self, programme_id: UUID, redemption_id: UUID) -> Redemption | None:
        """The redemption as it is now, and as it stays until this transaction ends."""
        return self._session.get(
            Redemption,
            (programme_id, redemption_id),
            with_for_update={"key_share": True},
            populate_existing=True,
        )

    def page(
        self,
        *,
        organisation_id: UUID,
        provider_id: UUID | None,
        voucher_ids: Collection[UUID] | None,
        after: UUID | None,
        limit: int,
    ) -> Sequence[Redemption]:
        """Redemptions by id, newest first where clients choose ids by time, as ours do."""
        query = select(Redemption).where(Redemption.organisation_id == organisation_id)
        if provider_id is not None:
            query = query.where(Redemption.provider_id == provider_id)
        if voucher_ids is not None:
            query = query.where(Redemption.voucher_id.in_(list(voucher_ids)))
        if after is not None:
            query = query.where(Redemption.id < after)
        return self._session.scalars(query.order_by(Redemption.id.desc()).limit(limit)).all()

    def confirm_silent(
        self, programme_id: UUID, *, recorded_until: datetime, at: datetime, limit: int
    ) -> Sequence[Row[UUID, UUID, UUID, datetime]]:
        """
        Confirm the uses on which no word has come; those that others hold are left for later.

        One statement for all: a month of a city is tens of thousands.

        :returns: id, voucher, organisation and time of recording of each, earliest first.
        """
        silent = (
            select(Redemption.programme_id, Redemption.id)
            .where(
                Redemption.programme_id == programme_id,
                Redemption.confirmed_at.is_(None),
                Redemption.disputed_at.is_(None),
                Redemption.reversed_minor < _amount_minor(),
                Redemption.recorded_at <= recorded_until,
            )
            .order_by(Redemption.recorded_at, Redemption.id)
            .limit(limit)
            .with_for_update(key_share=True, skip_locked=True)
            .cte("silent")
        )
        statement = (
            update(Redemption)
            .where(Redemption.programme_id == silent.c.programme_id, Redemption.id == silent.c.id)
            .values(confirmed_at=at)
            .returning(
                Redemption.id,
                Redemption.voucher_id,
                Redemption.organisation_id,
                Redemption.recorded_at,
            )
            .execution_options(synchronize_session=False)
        )
        confirmed = self._session.execute(statement).all()
        return sorted(confirmed, key=lambda row: (row.recorded_at, row.id))

    def close_until(self, programme_id: UUID, recorded_before: datetime, at: datetime) -> int:
        """Close the confirmed uses of a span that is over; how many there were."""
        statement = (
            update(Redemption)
            .where(
                Redemption.programme_id == programme_id,
                Redemption.confirmed_at.is_not(None),
                Redemption.closed_at.is_(None),
                Redemption.recorded_at < recorded_before,
            )
            .values(closed_at=at)
            .execution_options(synchronize_session=False)
        )
        result = self._session.execute(statement)
        return cast("CursorResult[Any]", result).rowcount


class ReversalRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, reversal: Reversal) -> None:
        self._session.add(reversal)
        self._session.flush()

    def find(self, programme_id: UUID, reversal_id: UUID) -> Reversal | None:
        return self._session.get(Reversal, (programme_id, reversal_id))


class CapUsageRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def give_back(self, programme_id: UUID, voucher_id: UUID, service_on: date, minor: int) -> None:
        """Lower what was used in the window of that day, where the programme has windows."""
        self._session.execute(
            update(CapUsage)
            .where(
                CapUsage.programme_id == programme_id,
                CapUsage.voucher_id == voucher_id,
                CapUsage.window_from <= service_on,
                CapUsage.window_until > service_on,
            )
            .values(used_minor=CapUsage.used_minor - minor)
            .execution_options(synchronize_session=False)
        )


class EnrolmentRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session
        self._organisation_id = uow.organisation_id

    def add_new(self, rows: Sequence[dict[str, Any]]) -> set[EnrolmentId]:
        """Insert those of which neither the id nor the child's place is there; their ids."""
        return set(insert_new(self._session, Enrolment, rows))

    def find(self, programme_id: UUID, enrolment_id: UUID) -> Enrolment | None:
        return self._session.get(Enrolment, (programme_id, enrolment_id))

    def of_child(self, programme_id: UUID, provider_id: UUID, child_id: UUID) -> Enrolment | None:
        """The child's place with the provider, ended or not, locked against others' changes."""
        query = (
            select(Enrolment)
            .where(
                Enrolment.programme_id == programme_id,
                Enrolment.provider_id == provider_id,
                Enrolment.child_id == child_id,
            )
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).one_or_none()

    def open_places(self, child_id: UUID, day: date) -> Sequence[Enrolment]:
        """A child's places anywhere that last beyond `day`, locked against others' changes."""
        query = (
            select(Enrolment)
            .where(
                Enrolment.organisation_id == self._organisation_id,
                Enrolment.child_id == child_id,
                (Enrolment.left_on.is_(None)) | (Enrolment.left_on > day),
            )
            .order_by(Enrolment.programme_id, Enrolment.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).all()

    def of_provider(self, programme_id: UUID, provider_id: UUID) -> Sequence[Enrolment]:
        query = (
            select(Enrolment)
            .where(Enrolment.programme_id == programme_id, Enrolment.provider_id == provider_id)
            .order_by(Enrolment.id)
        )
        return self._session.scalars(query).all()


class RefusedAttemptRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def by_code(self, organisation_id: UUID) -> dict[str, int]:
        """How often each reason was given."""
        query = (
            select(RefusedAttempt.code, func.count())
            .where(RefusedAttempt.organisation_id == organisation_id)
            .group_by(RefusedAttempt.code)
            .order_by(RefusedAttempt.code)
        )
        return {row.code: row[1] for row in self._session.execute(query)}


class ScannerRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def is_locked(self, organisation_id: UUID, scanner_id: UUID) -> bool:
        scanner = self._session.get(Scanner, (organisation_id, scanner_id))
        return scanner is not None and scanner.locked_at is not None

    def lock(self, organisation_id: UUID, scanner_id: UUID) -> Scanner | None:
        return self._session.get(
            Scanner, (organisation_id, scanner_id), with_for_update=True, populate_existing=True
        )


def _amount_minor() -> ColumnElement[int]:
    return Redemption.__table__.c.amount_minor
