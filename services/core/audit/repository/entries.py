"""Entries: they can be written and read, nothing else."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select, text

from services.core.audit.models import AuditEntry, AuditLeaf
from services.core.audit.types import EntryFilter, Position
from services.core.kit.bulk import WORTH_COPYING, copy_rows
from services.core.kit.unit_of_work import UnitOfWork

_COLUMNS = tuple(AuditEntry.__table__.columns)

# Asked for entry by entry, not joined: however many leaves there are, few entries are looked at.
_LEAF_OF = (
    select(AuditLeaf.leaf_index)
    .where(
        AuditLeaf.organisation_id == AuditEntry.organisation_id,
        AuditLeaf.entry_id == AuditEntry.id,
    )
    .correlate(AuditEntry)
    .scalar_subquery()
)

_POSITION = text(
    "SELECT system_identifier, pg_snapshot_xmin(pg_current_snapshot())::text::bigint,"
    " pg_snapshot_xmax(pg_current_snapshot())::text::bigint FROM pg_control_system()"
)


class EntryRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, entry: AuditEntry) -> None:
        self._session.add(entry)

    def add_all(self, entries: Sequence[dict[str, Any]], *, same: dict[str, Any]) -> None:
        """Entries that differ in few columns."""
        if len(entries) < WORTH_COPYING:
            self._session.add_all(AuditEntry(**same, **entry) for entry in entries)
            return
        columns = tuple(entries[0])
        rows = (tuple(entry.values()) for entry in entries)
        copy_rows(self._session, AuditEntry, columns, rows, same=same)

    def find(self, organisation_id: UUID, entry_id: UUID) -> AuditEntry | None:
        return self._session.get(AuditEntry, (organisation_id, entry_id))

    def of_object(self, organisation_id: UUID, object_id: UUID) -> Sequence[AuditEntry]:
        """The history of one object, oldest first."""
        query = (
            select(AuditEntry)
            .where(AuditEntry.organisation_id == organisation_id, AuditEntry.object_id == object_id)
            .order_by(AuditEntry.at, AuditEntry.id)
        )
        return self._session.scalars(query).all()

    def page(
        self, organisation_id: UUID, wanted: EntryFilter, *, after: UUID | None, limit: int
    ) -> Sequence[AuditEntry]:
        """Entries from the newest id on."""
        query = select(AuditEntry).where(AuditEntry.organisation_id == organisation_id)
        for name in ("object_id", "object_type", "actor_id", "action"):
            value = getattr(wanted, name)
            if value is not None:
                query = query.where(getattr(AuditEntry, name) == value)
        if wanted.since is not None:
            query = query.where(AuditEntry.recorded_at >= wanted.since)
        if wanted.until is not None:
            query = query.where(AuditEntry.recorded_at < wanted.until)
        if after is not None:
            query = query.where(AuditEntry.id < after)
        return self._session.scalars(query.order_by(AuditEntry.id.desc()).limit(limit)).all()

    def position(self) -> Position:
        """Where transactions stand now. Asked before entries are read, never after."""
        return Position(*self._session.execute(_POSITION).one())

    def unsealed(
        self, organisation_id: UUID, *, since: int, below: int | None, limit: int
    ) -> Sequence[Row[Any]]:
        """
        Entries without a leaf, in the order of the transactions that recorded them.

        :param since: the first transaction that may have some.
        :param below: the first that cannot have any; None where numbers say nothing.
        """
        query = self._without_leaf(select(*_COLUMNS), organisation_id, since, below)
        query = query.order_by(AuditEntry.recorded_xid, AuditEntry.id).limit(limit)
        return self._session.execute(query).all()

    def waiting(self, organisation_id: UUID, *, since: int) -> tuple[int, timedelta]:
        """How many entries have no leaf yet, and for how long the oldest of them."""
        oldest = func.clock_timestamp() - func.min(AuditEntry.recorded_at)
        query = self._without_leaf(
            select(func.count(), func.coalesce(oldest, timedelta())), organisation_id, since, None
        )
        row = self._session.execute(query).one()
        return row[0], max(row[1], timedelta())

    def never_sealed(self, organisation_id: UUID, *, older_than: timedelta) -> Sequence[UUID]:
        """Entries without a leaf that are older than so much: the sealer has passed over them."""
        query = self._without_leaf(select(AuditEntry.id), organisation_id, 0, None).where(
            AuditEntry.recorded_at < func.clock_timestamp() - older_than
        )
        return self._session.scalars(query).all()

    def by_leaf(self, organisation_id: UUID, *, begin: int, end: int) -> Sequence[Row[Any]]:
        """
        Leaves from `begin` on and before `end`, in their order, each with the columns of its entry.

        Where the entry is gone, they are None: `id` too, while `entry_id` says which it was.
        """
        query = (
            select(AuditLeaf.leaf_index, AuditLeaf.entry_id, AuditLeaf.leaf_hash, *_COLUMNS)
            .select_from(AuditLeaf)
            .outerjoin(
                AuditEntry,
                (AuditEntry.organisation_id == AuditLeaf.organisation_id)
                & (AuditEntry.id == AuditLeaf.entry_id),
            )
            .where(
                AuditLeaf.organisation_id == organisation_id,
                AuditLeaf.leaf_index >= begin,
                AuditLeaf.leaf_index < end,
            )
            .order_by(AuditLeaf.leaf_index)
        )
        return self._session.execute(query).all()

    @staticmethod
    def _without_leaf(
        query: Select[*tuple[Any, ...]], organisation_id: UUID, since: int, below: int | None
    ) -> Select[*tuple[Any, ...]]:
        query = query.where(
            AuditEntry.organisation_id == organisation_id,
            AuditEntry.recorded_xid >= since,
            _LEAF_OF.is_(None),
        )
        return query if below is None else query.where(AuditEntry.recorded_xid < below)
