"""A row on its way out of an installation, and into another: sealed there, clear in between."""

import base64
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from services.core.kit.unit_of_work import UnitOfWork
from services.core.privacy.archive import (
    INDEXES,
    INSTALLATION_SEALS,
    OF_THE_CLUSTER,
    SEALS,
    Seal,
)
from services.core.privacy.repository.archive import Table
from services.core.vouchers.lookup import CODE_PLACE
from services.core.vouchers.short_code import LENGTH

# A search key that is no key's yet: longer than any, begins with a version that none has.
_NOT_YET = b"\x00" * 17


class Carrier:
    """
    Turns rows of the database into rows of an archive, and back.

    :param with_people: whether sealed columns are opened; else they are left empty.
    """

    def __init__(self, uow: UnitOfWork, *, with_people: bool) -> None:
        self._uow = uow
        self._with_people = with_people

    def out(self, table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row as the archive holds it: values that JSON can say, sealed ones in clear."""
        told: dict[str, Any] = {}
        for name, value in row.items():
            if value is None or name in OF_THE_CLUSTER:
                told[name] = None
            elif (table.name, name) in SEALS or (table.name, name) in INSTALLATION_SEALS:
                told[name] = self._opened(table.name, name, row) if self._with_people else None
            elif name in INDEXES.get(table.name, ()):
                told[name] = True
            else:
                told[name] = _plain(value)
        return told

    def prepare(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Make the keys of all people whom the rows are sealed for, at once."""
        seals = [(name, seal) for (owner, name), seal in SEALS.items() if owner == table.name]
        self._uow.vault.prepare(
            {
                self._subject(seal, row)
                for row in rows
                for name, seal in seals
                if row[name] is not None
            }
        )

    def into(self, table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row as this installation keeps it: sealed under its own keys."""
        kept: dict[str, Any] = {}
        for column in table.columns:
            name, value = column.name, row.get(column.name)
            if name in OF_THE_CLUSTER:
                continue
            if value is None:
                kept[name] = None
            elif (table.name, name) in SEALS or (table.name, name) in INSTALLATION_SEALS:
                kept[name] = self._sealed(table.name, name, row, value)
            elif name in INDEXES.get(table.name, ()):
                kept[name] = self._index(table.name, row)
            else:
                kept[name] = _typed(column.type.python_type, value)
        return kept

    def _opened(self, table: str, name: str, row: Mapping[str, Any]) -> str:
        blob = row[name]
        if not blob:
            return ""  # a card that was made unreadable
        purpose = INSTALLATION_SEALS.get((table, name))
        if purpose is not None:
            return self._uow.ring.unseal(f"{purpose}|{row['id']}", blob).decode()
        seal = SEALS[table, name]
        return self._uow.vault.unseal(
            self._subject(seal, row), _place(seal, row), _uuid(row[seal.row]), blob
        )

    def _sealed(self, table: str, name: str, row: Mapping[str, Any], clear: str) -> bytes:
        if not clear:
            return b""
        purpose = INSTALLATION_SEALS.get((table, name))
        if purpose is not None:
            return self._uow.ring.seal(f"{purpose}|{row['id']}", clear.encode())
        seal = SEALS[table, name]
        return self._uow.vault.seal(
            self._subject(seal, row), _place(seal, row), _uuid(row[seal.row]), clear
        )

    def _index(self, table: str, row: Mapping[str, Any]) -> bytes:
        if table == "credentials" and row["card_sealed"]:
            return self._uow.vault.blind_index(CODE_PLACE, row["card_sealed"][:LENGTH])
        return _NOT_YET + _uuid(row["id"]).bytes

    def _subject(self, seal: Seal, row: Mapping[str, Any]) -> UUID:
        if seal.subject == "organisation_id":
            assert self._uow.organisation_id is not None, "an archive is one organisation's"
            return self._uow.organisation_id
        return _uuid(row[seal.subject])


def _place(seal: Seal, row: Mapping[str, Any]) -> str:
    return f"{seal.place}.{row['version']}" if seal.versioned else seal.place


def _uuid(value: object) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bool | int | str | dict | list):
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _typed(kind: type[Any], value: Any) -> Any:
    if kind is bytes:
        return base64.b64decode(value)
    if kind in {UUID, Decimal}:
        return kind(value)
    if kind in {datetime, date}:
        return kind.fromisoformat(value)
    return kind(value) if issubclass(kind, Enum) else value
