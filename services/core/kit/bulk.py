"""
Write many rows at once, from arrays.

An INSERT of so many VALUES costs ten times as much, in the driver and in the database's parser.
COPY would cost a little less, but PostgreSQL refuses it where row-level security holds
(docs/decisions/0050 has the figures).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import cache
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session, make_transient_to_detached

from services.core.kit.db import Base

# Below this many rows an INSERT of VALUES costs no more, and the session keeps its objects.
WORTH_COPYING = 20

# So many rows in one statement: past it, longer texts gain nothing and take memory.
BATCH = 5_000

# So many rows at once can make a plan of yesterday a bad one.
WORTH_TELLING = 500

_REFRESH_STATISTICS = text(
    "SELECT refresh_statistics(cast(:of_table AS regclass), cast(:added AS bigint))"
)
_NUL = "\0"
_TEXTUAL = {str, dict, list}
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def copy_rows(
    session: Session,
    table: type[Base],
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    same: Mapping[str, object] | None = None,
) -> None:
    """
    Write rows of one table through the driver; columns left out take the table's own defaults.

    What the session holds back is not written first: a caller whose rows refer to such rows
    flushes them.

    :param rows: values in the order of `columns`.
    :param same: columns in which all rows are alike: sent once, not for each.
    """
    alike = {f"same_{name}": _text(value) for name, value in (same or {}).items()}
    statement = _copy_statement(table, tuple(same or ()), tuple(columns))
    connection = session.connection()
    waiting, added = iter(rows), 0
    while some := list(islice(waiting, BATCH)):
        arrays = zip(columns, map(array_text, zip(*some, strict=True)), strict=True)
        connection.exec_driver_sql(statement, {**alike, **dict(arrays)})
        added += len(some)
    _tell_planner(session, table, added)


def insert_new(
    session: Session,
    table: type[Base],
    rows: Sequence[Mapping[str, Any]],
    *,
    known_by: Sequence[str] = (),
    returning: str = "id",
) -> list[Any]:
    """
    Insert the rows that are not there yet, in their order; returns a column of those inserted.

    :param rows: by column, all of the same columns; those left out take the table's defaults.
    :param known_by: the columns by which a row is known again; without them, any unique key.
    :raises ValueError: the rows differ in their columns.
    """
    if not rows:
        return []
    session.flush()
    columns = tuple(rows[0])
    if any(row.keys() != rows[0].keys() for row in rows):
        raise ValueError(f"rows of {table.__tablename__} differ in their columns")
    statement = _insert_statement(table, columns, tuple(known_by), returning)
    connection = session.connection()
    inserted: list[Any] = []
    for start in range(0, len(rows), BATCH):
        some = rows[start : start + BATCH]
        facts = {name: array_text([row[name] for row in some]) for name in columns}
        inserted.extend(row[0] for row in connection.exec_driver_sql(statement, facts))
        _tell_planner(session, table, len(some))
    return inserted


def add_many(session: Session, objects: Iterable[Base]) -> None:
    """
    Write new objects at once; from then on the session knows them as if it had read them.

    Objects that it knows already are left to its flush. What the database fills in by itself is
    read when it is asked for; defaults of Python's side are not filled in.

    :param objects: of one table; what is set on some of them only is NULL on the others.
    """
    new = [one for one in objects if inspect(one).transient]
    session.flush()  # what they refer to may still be held back
    if len(new) < WORTH_COPYING:
        session.add_all(new)
        session.flush()
        return
    table = type(new[0])
    set_on_some = {key for one in new for key in inspect(one).dict}
    given = {
        attribute.key: attribute.columns[0].name
        for attribute in inspect(table).column_attrs
        if attribute.key in set_on_some
    }
    rows = ([getattr(one, key) for key in given] for one in new)
    copy_rows(session, table, list(given.values()), rows)
    for one in new:
        make_transient_to_detached(one)
    session.add_all(new)


def array_text(values: Iterable[object]) -> str:
    """
    An array as PostgreSQL reads it from text, for a parameter that the statement casts.

    The driver would look up each list's type and each element's, which costs more than the rest.
    """
    known = list(values)
    if {type(value) for value in known} <= _TEXTUAL:
        # All at once, by a sign that no text of PostgreSQL's can hold.
        joined = _NUL.join(str(_text(value)) for value in known)
        if joined.count(_NUL) == len(known) - 1:
            quoted = joined.replace("\\", "\\\\").replace('"', '\\"').replace(_NUL, '","')
            return f'{{"{quoted}"}}'
    return "{" + ",".join(map(_element, known)) + "}"


def _tell_planner(session: Session, table: type[Base], added: int) -> None:
    """Let a table's statistics be made anew, where it was smaller than what has come to it."""
    if added >= WORTH_TELLING:
        facts = {"of_table": table.__tablename__, "added": added}
        session.execute(_REFRESH_STATISTICS, facts)


@cache
def _copy_statement(table: type[Base], same: tuple[str, ...], columns: tuple[str, ...]) -> str:
    alike = "".join(f"%(same_{name})s::{_type(table, name)}, " for name in same)
    names = ", ".join((*same, *columns))  # of columns: nothing that anybody typed
    return (
        f"INSERT INTO {table.__tablename__} ({names})"  # noqa: S608
        f" SELECT {alike}told.* FROM unnest({_arrays(table, columns)}) AS told"
    )


@cache
def _insert_statement(
    table: type[Base], columns: tuple[str, ...], known_by: tuple[str, ...], returning: str
) -> str:
    arrays = _arrays(table, columns)
    target = f"({', '.join(known_by)})" if known_by else ""
    return (
        f"INSERT INTO {table.__tablename__} ({', '.join(columns)})"  # noqa: S608 (names only)
        f" SELECT * FROM unnest({arrays}) ON CONFLICT {target} DO NOTHING RETURNING {returning}"
    )


def _arrays(table: type[Base], columns: Iterable[str]) -> str:
    return ", ".join(f"%({name})s::{_type(table, name)}[]" for name in columns)


def _type(table: type[Base], column: str) -> str:
    return table.__table__.c[column].type.compile(_DIALECT)


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, UUID | int):
        return str(value)  # nothing in it to be quoted
    if isinstance(value, bytes):
        return f'"\\\\x{value.hex()}"'
    written = str(_text(value))
    return '"' + written.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _text(value: object) -> str | None:
    """The text that the column's type reads."""
    if value is None or isinstance(value, str):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value.value) if isinstance(value, Enum) else str(value)
