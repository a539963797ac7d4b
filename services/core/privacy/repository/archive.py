"""Rows of every table of one organisation, out and in, as an archive carries them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import MetaData, Table, func, insert, select

from services.core.kit.unit_of_work import UnitOfWork
from services.core.privacy.archive import LEFT_OUT
from services.core.programmes.models import Programme

# What a service may name without knowing SQL.
Tables = MetaData

AT_ONCE = 1_000

_ROOTS = ("organisations", "programmes")

__all__ = ["ArchiveRepository", "Table", "Tables"]


class ArchiveRepository:
    """
    The organisation entered, over `tables`: the metadata with every context's models.

    An archive holds tables of contexts that this one may not import; their metadata tells all
    that is needed of them.
    """

    def __init__(self, uow: UnitOfWork, tables: MetaData) -> None:
        self._session = uow.session
        self._organisation_id = uow.organisation_id
        self._tables = tables

    def tables(self) -> list[Table]:
        """
        Those that go into an archive, each after the ones that it refers to.

        First the roots, by which row-level security knows whose a row is.
        """
        found = [table for table in self._tables.sorted_tables if table.name not in LEFT_OUT]
        return sorted(found, key=lambda table: table.name not in _ROOTS)

    def rows(self, table: Table) -> Iterator[dict[str, Any]]:
        """The organisation's rows in the order in which they were made, as far as that is told."""
        order = [table.c[name] for name in ("recorded_at",) if name in table.c]
        query = select(table).where(self._mine(table)).order_by(*order, *table.primary_key)
        streamed = self._session.execute(query.execution_options(yield_per=AT_ONCE))
        return (dict(row) for row in streamed.mappings())

    def take_in(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
        """Write rows, so many at once; how many."""
        written = 0
        batch: list[Mapping[str, Any]] = []
        for row in rows:
            batch.append(row)
            if len(batch) == AT_ONCE:
                written += self._write(table, batch)
                batch = []
        return written + self._write(table, batch)

    def totals(self) -> list[dict[str, Any]]:
        """The ledger's sums, programme by programme: what must be the same on both sides."""
        accounts, programmes = self._tables.tables["ledger_accounts"], self._programmes()
        query = (
            select(
                accounts.c.programme_id,
                accounts.c.code,
                func.count().label("accounts"),
                func.sum(accounts.c.debits_posted).label("debits"),
                func.sum(accounts.c.credits_posted).label("credits"),
            )
            .where(accounts.c.programme_id.in_(programmes))
            .group_by(accounts.c.programme_id, accounts.c.code)
            .order_by(accounts.c.programme_id, accounts.c.code)
        )
        return [
            {
                "programme_id": str(row.programme_id),
                "code": str(row.code),
                "accounts": int(row.accounts),
                "debits": int(row.debits),
                "credits": int(row.credits),
            }
            for row in self._session.execute(query)
        ]

    def _write(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
        if rows:
            self._session.execute(insert(table), [dict(row) for row in rows])
        return len(rows)

    def _mine(self, table: Table) -> Any:
        if table.name == "organisations":
            return table.c.id == self._organisation_id
        if "organisation_id" in table.c:
            return table.c.organisation_id == self._organisation_id
        return table.c.programme_id.in_(self._programmes())

    def _programmes(self) -> Any:
        return select(Programme.id).where(Programme.organisation_id == self._organisation_id)
