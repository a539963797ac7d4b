"""Every statement on rounds, draws, awards, lots and the waiting list."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Function,
    Integer,
    Row,
    Uuid,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from services.core.allocations.models import (
    OPEN,
    Award,
    AwardLot,
    DrawResultRow,
    Round,
    RoundApplicant,
    RoundFund,
    WaitingListEntry,
)
from services.core.allocations.types import AwardStatus, RoundStatus, WaitingStatus
from services.core.kit.bulk import copy_rows
from services.core.kit.db import Base
from services.core.kit.unit_of_work import UnitOfWork

# Parameters of one statement are counted in 16 bits by the protocol: bulk work goes in batches.
BATCH = 2_000


class RoundRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def lock_programme(self, programme_id: UUID) -> None:
        """
        Let one verb at a time move a programme's promises, until this transaction ends.

        Whoever comes second then plans with what the first has left (K2), and no two verbs lock
        gifts in different orders. Comes after a voucher's row and before gifts and accounts.
        """
        key = func.hashtextextended(f"allocations|{programme_id}", 0)
        self._session.execute(select(func.pg_advisory_xact_lock(key)))

    def add(self, round_: Round, fund_ids: Sequence[UUID]) -> None:
        self._session.add(round_)
        self._session.flush()
        rows = [
            {
                "programme_id": round_.programme_id,
                "round_id": round_.id,
                "ordinal": ordinal,
                "fund_id": fund_id,
            }
            for ordinal, fund_id in enumerate(fund_ids)
        ]
        _copy(self._session, RoundFund, rows)

    def find(self, programme_id: UUID, round_id: UUID) -> Round | None:
        return self._session.get(Round, (programme_id, round_id))

    def lock(self, programme_id: UUID, round_id: UUID) -> Round | None:
        return self._session.get(
            Round, (programme_id, round_id), with_for_update=True, populate_existing=True
        )

    def of_programme(self, programme_id: UUID) -> Sequence[Round]:
        query = (
            select(Round)
            .where(Round.programme_id == programme_id)
            .order_by(Round.opens_at, Round.id)
        )
        return self._session.scalars(query).all()

    def drawn_rounds(self, organisation_id: UUID) -> Sequence[Round]:
        """Rounds whose awards nobody has approved, those drawn first first."""
        query = (
            select(Round)
            .where(Round.organisation_id == organisation_id, Round.status == RoundStatus.DRAWN)
            .order_by(Round.drawn_at, Round.id)
        )
        return self._session.scalars(query).all()

    def fund_ids(self, programme_id: UUID, round_id: UUID) -> Sequence[UUID]:
        """The round's funds, in the order in which they pay."""
        query = (
            select(RoundFund.fund_id)
            .where(RoundFund.programme_id == programme_id, RoundFund.round_id == round_id)
            .order_by(RoundFund.ordinal)
        )
        return self._session.scalars(query).all()

    def add_applicants(self, rows: Sequence[dict[str, Any]]) -> None:
        _copy(self._session, RoundApplicant, rows)

    def add_results(self, rows: Sequence[dict[str, Any]]) -> None:
        _copy(self._session, DrawResultRow, rows)

    def add_waiting(self, rows: Sequence[dict[str, Any]]) -> None:
        _copy(self._session, WaitingListEntry, rows)

    def stood_before(self, programme_id: UUID) -> dict[UUID, bool]:
        """Each application that stood in an earlier round, and whether it was drawn there."""
        query = (
            select(RoundApplicant.application_id, func.bool_or(RoundApplicant.eligible))
            .where(RoundApplicant.programme_id == programme_id)
            .group_by(RoundApplicant.application_id)
        )
        return {row[0]: row[1] for row in self._session.execute(query)}

    def applicants(self, programme_id: UUID, round_id: UUID) -> Sequence[RoundApplicant]:
        query = (
            select(RoundApplicant)
            .where(RoundApplicant.programme_id == programme_id, RoundApplicant.round_id == round_id)
            .order_by(RoundApplicant.application_id)
        )
        return self._session.scalars(query).all()

    def drawn(self, programme_id: UUID, round_id: UUID) -> Sequence[Row[int, RoundApplicant]]:
        """The candidates with their ranks, in the order drawn."""
        query = (
            select(DrawResultRow.rank, RoundApplicant)
            .join(
                RoundApplicant,
                (RoundApplicant.programme_id == DrawResultRow.programme_id)
                & (RoundApplicant.round_id == DrawResultRow.round_id)
                & (RoundApplicant.application_id == DrawResultRow.application_id),
            )
            .where(DrawResultRow.programme_id == programme_id, DrawResultRow.round_id == round_id)
            .order_by(DrawResultRow.rank)
        )
        return self._session.execute(query).all()

    def waiting(self, programme_id: UUID, round_id: UUID) -> dict[int, WaitingListEntry]:
        """The whole waiting list by rank, whatever became of its entries."""
        query = select(WaitingListEntry).where(
            WaitingListEntry.programme_id == programme_id, WaitingListEntry.round_id == round_id
        )
        found = self._session.scalars(query, execution_options={"populate_existing": True})
        return {entry.rank: entry for entry in found}

    def find_waiting(
        self, programme_id: UUID, round_id: UUID, application_id: UUID
    ) -> WaitingListEntry | None:
        """The application's entry, if it waits for a place."""
        query = (
            select(WaitingListEntry)
            .join(
                DrawResultRow,
                (DrawResultRow.programme_id == WaitingListEntry.programme_id)
                & (DrawResultRow.round_id == WaitingListEntry.round_id)
                & (DrawResultRow.rank == WaitingListEntry.rank),
            )
            .where(
                DrawResultRow.programme_id == programme_id,
                DrawResultRow.round_id == round_id,
                DrawResultRow.application_id == application_id,
                WaitingListEntry.status == WaitingStatus.WAITING,
            )
        )
        return self._session.scalars(query).one_or_none()

    def mark_offered(
        self, programme_id: UUID, round_id: UUID, awards: Mapping[int, UUID], at: datetime
    ) -> None:
        """The entries of these ranks were given these awards."""
        rows = [
            {
                "programme_id": programme_id,
                "round_id": round_id,
                "rank": rank,
                "status": WaitingStatus.OFFERED,
                "award_id": award_id,
                "offered_at": at,
            }
            for rank, award_id in awards.items()
        ]
        if rows:
            self._session.execute(update(WaitingListEntry), rows)

    def applicants_count(self, programme_id: UUID) -> int:
        query = select(func.count(RoundApplicant.application_id.distinct())).where(
            RoundApplicant.programme_id == programme_id
        )
        return int(self._session.scalar(query) or 0)


class AwardRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, awards: Sequence[dict[str, Any]], lots: Sequence[dict[str, Any]]) -> None:
        _copy(self._session, Award, awards)
        _copy(self._session, AwardLot, lots)

    def find(self, programme_id: UUID, award_id: UUID) -> Award | None:
        return self._session.get(Award, (programme_id, award_id))

    def lock(self, programme_id: UUID, award_ids: Collection[UUID]) -> list[Award]:
        """These awards, locked in the order of their ids; ids unknown here are left out."""
        return self._locked(programme_id, Award.id, award_ids)

    def lock_by_voucher(self, programme_id: UUID, voucher_ids: Collection[UUID]) -> list[Award]:
        return self._locked(programme_id, Award.voucher_id, voucher_ids)

    def _locked(self, programme_id: UUID, key: Any, wanted: Collection[UUID]) -> list[Award]:
        found: list[Award] = []
        for some in _batches(sorted(wanted)):
            query = (
                select(Award)
                .where(Award.programme_id == programme_id, key.in_(some))
                .order_by(Award.id)
                .with_for_update()
                .execution_options(populate_existing=True)
            )
            found.extend(self._session.scalars(query))
        return found

    def of_round(self, programme_id: UUID, round_id: UUID) -> Sequence[Award]:
        query = (
            select(Award)
            .where(Award.programme_id == programme_id, Award.round_id == round_id)
            .order_by(Award.id)
        )
        return self._session.scalars(query).all()

    def households_served(self, programme_id: UUID) -> frozenset[UUID]:
        """Households of whom a child holds an award, offered or accepted, in this year."""
        query = (
            select(RoundApplicant.household_id)
            .join(
                Award,
                (Award.programme_id == RoundApplicant.programme_id)
                & (Award.round_id == RoundApplicant.round_id)
                & (Award.application_id == RoundApplicant.application_id),
            )
            .where(RoundApplicant.programme_id == programme_id, Award.status.in_(OPEN))
        )
        return frozenset(self._session.scalars(query))

    def promised_minor(self, programme_id: UUID, round_id: UUID) -> int:
        """What the round's awards hold that were not given up."""
        query = select(func.coalesce(func.sum(Award.amount_minor), 0)).where(
            Award.programme_id == programme_id,
            Award.round_id == round_id,
            Award.status.in_(OPEN),
        )
        return int(self._session.scalar(query) or 0)

    def reply_overdue(self, programme_id: UUID, at: datetime, limit: int) -> Sequence[UUID]:
        query = (
            select(Award.id)
            .where(
                Award.programme_id == programme_id,
                Award.status == AwardStatus.OFFERED,
                Award.reply_by <= at,
            )
            .order_by(Award.reply_by, Award.id)
            .limit(limit)
        )
        return self._session.scalars(query).all()

    def to_issue(
        self, programme_id: UUID, limit: int | None
    ) -> Sequence[Row[UUID, UUID, UUID, int, int, UUID]]:
        """Accepted awards without a voucher, locked: none is given up while its voucher is made."""
        query = (
            # Plain columns: a whole object for each costs more than the signature of its voucher.
            select(
                Award.id,
                Award.voucher_id,
                Award.child_id,
                Award.grade_no,
                Award.amount_minor,
                Award.fund_id,
            )
            .where(
                Award.programme_id == programme_id,
                Award.status == AwardStatus.ACCEPTED,
                Award.voucher_issued_at.is_(None),
            )
            .order_by(Award.id)
            .limit(limit)
            .with_for_update()
        )
        return self._session.execute(query).all()

    def mark_issued(self, programme_id: UUID, award_ids: Collection[UUID], at: datetime) -> None:
        for some in _batches(sorted(award_ids)):
            self._session.execute(
                update(Award)
                .where(
                    Award.programme_id == programme_id,
                    Award.id.in_(some),
                    Award.voucher_issued_at.is_(None),
                )
                .values(voucher_issued_at=at),
                execution_options={"synchronize_session": False},
            )

    def totals(self, programme_id: UUID) -> tuple[int, int]:
        """How many awards were ever made, and their sum."""
        query = select(func.count(Award.id), func.coalesce(func.sum(Award.amount_minor), 0)).where(
            Award.programme_id == programme_id
        )
        row = self._session.execute(query).one()
        return int(row[0]), int(row[1])

    def lots(self, programme_id: UUID, award_ids: Collection[UUID]) -> list[AwardLot]:
        """The lots of these awards, as they stand now; the caller holds the awards' locks."""
        found: list[AwardLot] = []
        for some in _batches(sorted(award_ids)):
            query = (
                select(AwardLot)
                .where(AwardLot.programme_id == programme_id, AwardLot.award_id.in_(some))
                .order_by(AwardLot.award_id, AwardLot.ordinal)
                .execution_options(populate_existing=True)
            )
            found.extend(self._session.scalars(query))
        return found

    def add_returned(self, programme_id: UUID, parts: Sequence[tuple[UUID, int, int]]) -> None:
        """Add to what was returned of lots: (award id, ordinal, minor) each."""
        award_ids, ordinals, minors = zip(*parts, strict=True)
        part = select(
            _column_of(award_ids, Uuid()).label("award_id"),
            _column_of(ordinals, Integer()).label("ordinal"),
            _column_of(minors, BigInteger()).label("minor"),
        ).subquery("part")
        self._session.execute(
            update(AwardLot)
            .where(
                AwardLot.programme_id == programme_id,
                AwardLot.award_id == part.c.award_id,
                AwardLot.ordinal == part.c.ordinal,
            )
            .values(returned_minor=AwardLot.returned_minor + part.c.minor)
            .execution_options(synchronize_session=False)
        )

    def count_return(self, programme_id: UUID, award_ids: Collection[UUID]) -> None:
        """Number the returns of each award, so that each return's transfer has its own name."""
        for some in _batches(sorted(award_ids)):
            self._session.execute(
                update(Award)
                .where(Award.programme_id == programme_id, Award.id.in_(some))
                .values(returns=Award.returns + 1)
                .execution_options(synchronize_session=False)
            )


def _copy(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows by column, all of the same columns."""
    if rows:
        session.flush()
        columns = list(rows[0])
        copy_rows(session, table, columns, ([row[name] for name in columns] for row in rows))


def _column_of(values: Sequence[Any], type_: TypeEngine[Any]) -> Function[Any]:
    """The values as one parameter and many rows; columns side by side unfold in step."""
    return func.unnest(bindparam(None, list(values), type_=ARRAY(type_)))


def _batches(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))
