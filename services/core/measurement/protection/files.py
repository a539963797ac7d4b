"""Protecting any table that stands in a CSV file."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from services.core.measurement.errors import TableNotReadable, ThresholdTooLow
from services.core.measurement.protection.protect import Protected, protect_counts
from services.core.measurement.protection.table import Coordinates, table_of

COUNT, STRUCTURAL = "count", "structural"

# People counted in public figures: no smaller group is ever shown (people.md's small cells).
K_MIN = 10

_YES = {"1", "true", "yes"}


@dataclass(frozen=True)
class ProtectedFile:
    """The file to publish, and what was done to it."""

    content: bytes
    protected: Protected


def protect_file(data: bytes, *, k: int) -> ProtectedFile:
    """
    The same CSV with every cell blank that must not be shown.

    Columns: any number of dimensions with `all` for a margin, `count`, and, where some noughts
    are certain to all (nobody could be there), `structural` with `true` for those rows. Byte
    order mark, line ends, order of rows and columns stay as they were.

    :raises ThresholdTooLow: `k` is under that of public figures.
    :raises TableNotReadable: a column is missing, a count is no whole number, a cell comes twice.
    :raises TableNotAdditive: a margin differs from the sum of its parts.
    """
    if k < K_MIN:
        raise ThresholdTooLow(k=k, least=K_MIN)
    header, records = _read(data)
    dimensions = [name for name in header if name not in {COUNT, STRUCTURAL}]
    cells = [tuple(record[name].strip() for name in dimensions) for record in records]
    protected = protect_counts(
        table_of(
            dimensions,
            [(cell, _count(record, cell)) for cell, record in zip(cells, records, strict=True)],
            structural=[
                cell
                for cell, record in zip(cells, records, strict=True)
                if (record.get(STRUCTURAL) or "").strip().lower() in _YES
            ],
        ),
        k=k,
    )
    rows = [
        [_printed(protected, cell) if name == COUNT else record[name] for name in header]
        for cell, record in zip(cells, records, strict=True)
    ]
    return ProtectedFile(_written([header, *rows], like=data), protected)


def _read(data: bytes) -> tuple[list[str], list[dict[str, str]]]:
    try:
        content = data.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(content, newline=""), strict=True)
        records = list(reader)
    except (UnicodeDecodeError, csv.Error):
        raise TableNotReadable(cell="CSV") from None
    header = list(reader.fieldnames or ())
    if COUNT not in header or len(set(header)) < len(header) or len(header) == 1:
        raise TableNotReadable(cell=COUNT)
    for number, record in enumerate(records, start=2):
        if None in record or None in record.values():
            raise TableNotReadable(cell=str(number))
    return header, records


def _count(record: dict[str, str], cell: Coordinates) -> int:
    written = record[COUNT].strip()
    if not (written.isascii() and written.isdigit()):
        raise TableNotReadable(cell=" × ".join(cell))
    return int(written)


def _printed(protected: Protected, cell: Coordinates) -> str:
    value = protected.value(cell)
    return "" if value is None else str(value)


def _written(rows: Sequence[Sequence[str]], *, like: bytes) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n" if b"\r\n" in like else "\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig" if like.startswith(b"\xef\xbb\xbf") else "utf-8")
