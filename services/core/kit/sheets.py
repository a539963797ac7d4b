"""
Sheets: reading and writing the CSV files that offices, shops and banks exchange in Japan.

Reading never stops at the first fault: every fault is told with row, column and reason, so that
one dry run shows all there is to mend. Writing never loses a character and never lets a cell be
taken for a formula.
"""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from services.core.kit.errors import Invalid
from services.core.kit.texts import text


class Encoding(StrEnum):
    """How a file's bytes spell its characters."""

    AUTO = "auto"
    UTF_8 = "utf-8"
    CP932 = "cp932"  # What Windows means by Shift_JIS; only it knows 髙 and 﨑.


class CellRefused(ValueError):
    """
    A column's parser cannot read this cell.

    :param code: the reason; its words are the message `row-<code with dashes>`.
    """

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Column:
    """
    A column that a sheet has to bring.

    :param name: what the rows call it.
    :param headers: the headings under which it may stand; the first names it in reports. Compared
        without regard to width, case and blanks.
    :param parse: reads a filled cell. :raises CellRefused: the cell is not of that form.
    :param required: a sheet without the column is refused.
    :param filled: an empty cell is refused; otherwise it reads as `None`.
    """

    name: str
    headers: tuple[str, ...]
    parse: Callable[[str], Any] = str
    required: bool = True
    filled: bool = True


@dataclass(frozen=True, slots=True)
class RowError:
    """
    One fault of a sheet.

    :param row: as a spreadsheet counts it: the first line is 1; 0 means the file as a whole.
    :param column: the heading, or "" where the row as a whole is at fault.
    """

    row: int
    column: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def words(self, language: str) -> str:
        """The reason in that language, without the place."""
        return text(f"row-{self.code.replace('_', '-')}", language, **self.facts)


@dataclass(frozen=True, slots=True)
class Row:
    """A row without a fault: its cells, parsed, by the columns' names."""

    number: int
    cells: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.cells[name]


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    What a file holds: the rows that can be used, and all faults of the others.

    :param headings: what stands above each column, with the name by which rows call it, or None
        where it is left alone.
    """

    rows: list[Row]
    errors: list[RowError]
    encoding: Encoding
    headings: Sequence[tuple[str, str | None]] = ()


class CellsNotEncodable(Invalid):
    """
    The encoding asked for cannot spell some cells; nothing was written.

    :param errors: the cells and their characters.
    """

    code = "cells_not_encodable"

    def __init__(self, errors: Sequence[RowError], *, encoding: Encoding) -> None:
        self.errors = list(errors)
        super().__init__(encoding=encoding, cells=len(self.errors), row=self.errors[0].row)


# A title or an account number may stand above the headings, as in banks' files.
HEADER_WITHIN_ROWS = 20


def read_sheet(
    data: bytes, columns: Sequence[Column], *, encoding: Encoding = Encoding.AUTO
) -> Sheet:
    """
    Read a CSV file (RFC 4180) whose headings are among the columns' headers, in any order.

    The headings are the first record that has every required column. Other columns are left
    alone, as are empty rows. A row with a fault is not among `rows`.
    """
    content, used, error = _decode(data, encoding)
    if error is not None:
        return Sheet([], [error], used)
    records, errors = _records(content)
    header_at = _header_row(records, columns)
    if header_at is None:
        return Sheet([], [*errors, *_header_faults(records, columns)], used)
    header_number, header = records[header_at]
    places = _places(header, columns)
    if twice := _headers_twice(header, columns):
        return Sheet(
            [], [*errors, *(RowError(header_number, h, "column_twice") for h in twice)], used
        )
    rows: list[Row] = []
    for number, record in records[header_at + 1 :]:
        cells, faults = _read_row(number, record, header, places, columns)
        errors.extend(faults)
        if not faults:
            rows.append(Row(number, cells))
    names = {place: name for name, place in places.items()}
    headings = [(cell.strip(), names.get(place)) for place, cell in enumerate(header)]
    return Sheet(rows, sorted(errors, key=lambda e: e.row), used, headings)


def write_csv(rows: Iterable[Sequence[object]], encoding: Encoding = Encoding.UTF_8) -> bytes:
    """
    A CSV file with CRLF; UTF-8 bears a BOM, by which Excel knows it.

    Whole numbers stay numbers; `None` is an empty cell; a text that a spreadsheet would run as a
    formula is led by an apostrophe (OWASP, CSV injection), which `read_sheet` takes off again.

    :raises CellsNotEncodable: CP932 has no such character; it is never replaced by "?".
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    errors: list[RowError] = []
    for number, row in enumerate(rows, start=1):
        cells = [_cell(value) for value in row]
        if encoding is Encoding.CP932:
            cells = [cell.translate(_SAME_JIS_CHARACTER) for cell in cells]
            errors.extend(_not_encodable(number, cells))
        writer.writerow(cells)
    if errors:
        raise CellsNotEncodable(errors, encoding=encoding)
    if encoding is Encoding.CP932:
        return out.getvalue().encode("cp932")
    return out.getvalue().encode("utf-8-sig")


def fold_header(header: str) -> str:
    """The form in which headings are compared: ａｍｏｕｎｔ, Amount and " amount " are one."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    return "".join(folded.split())


# One JIS X 0208 dash has two code points; the codec knows the wave dash and its like by both, but
# this one by Windows' alone.
_SAME_JIS_CHARACTER = str.maketrans("—", "―")

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return str(value)


def _not_encodable(number: int, cells: Sequence[str]) -> list[RowError]:
    errors = []
    for place, cell in enumerate(cells, start=1):
        foreign = [c for c in cell if not _fits_cp932(c)]
        if foreign:
            facts = {"characters": "".join(dict.fromkeys(foreign))}
            errors.append(RowError(number, str(place), "not_encodable", facts))
    return errors


def _fits_cp932(character: str) -> bool:
    try:
        character.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def _decode(data: bytes, encoding: Encoding) -> tuple[str, Encoding, RowError | None]:
    """The text, by UTF-8 (a BOM is taken off) or CP932, and the encoding it turned out to be."""
    wishes = {
        Encoding.AUTO: ("utf-8-sig", "cp932"),
        Encoding.UTF_8: ("utf-8-sig",),
        Encoding.CP932: ("cp932",),
    }[encoding]
    row = 1
    for codec in wishes:
        try:
            content = data.decode(codec)
        except UnicodeDecodeError as fault:
            row = data.count(b"\n", 0, fault.start) + 1
            continue
        used = Encoding.CP932 if codec == "cp932" else Encoding.UTF_8
        return content, used, None
    return "", encoding, RowError(row, "", "encoding_wrong", {"encoding": encoding})


def _records(content: str) -> tuple[list[tuple[int, list[str]]], list[RowError]]:
    """The records that are not empty, numbered as a spreadsheet shows them."""
    records: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, start=1):
            if any(cell.strip() for cell in record):
                records.append((number, record))
    except csv.Error:
        return records, [RowError(number + 1, "", "row_malformed")]
    return records, []


def _header_row(records: Sequence[tuple[int, list[str]]], columns: Sequence[Column]) -> int | None:
    for index, (_, record) in enumerate(records[:HEADER_WITHIN_ROWS]):
        places = _places(record, columns)
        if all(column.name in places for column in columns if column.required):
            return index
    return None


def _header_faults(
    records: Sequence[tuple[int, list[str]]], columns: Sequence[Column]
) -> list[RowError]:
    """What the record that comes nearest to the headings lacks."""
    if not records:
        return [RowError(0, "", "file_empty")]
    required = [column for column in columns if column.required]
    number, nearest = max(
        records[:HEADER_WITHIN_ROWS], key=lambda item: len(_places(item[1], required))
    )
    places = _places(nearest, columns)
    return [
        RowError(
            number, column.headers[0], "column_missing", {"headers": " / ".join(column.headers)}
        )
        for column in required
        if column.name not in places
    ]


def _places(header: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Where each column stands, by the first of its headers that is found."""
    found = {fold_header(cell): place for place, cell in reversed(list(enumerate(header)))}
    return {
        column.name: found[fold_header(wish)]
        for column in columns
        for wish in reversed(column.headers)
        if fold_header(wish) in found
    }


def _headers_twice(header: Sequence[str], columns: Sequence[Column]) -> list[str]:
    """Headings that stand there more than once, so that nobody can say which is meant."""
    folded = [fold_header(cell) for cell in header]
    wanted = {fold_header(wish): wish for column in columns for wish in column.headers}
    return [wish for key, wish in wanted.items() if folded.count(key) > 1]


def _read_row(
    number: int,
    record: Sequence[str],
    header: Sequence[str],
    places: Mapping[str, int],
    columns: Sequence[Column],
) -> tuple[dict[str, Any], list[RowError]]:
    if any(cell.strip() for cell in record[len(header) :]):
        facts = {"expected": len(header), "found": len(record)}
        return {}, [RowError(number, "", "row_too_long", facts)]
    cells: dict[str, Any] = {}
    faults: list[RowError] = []
    for column in columns:
        place = places.get(column.name)
        heading = column.headers[0] if place is None else header[place].strip()
        content = "" if place is None or place >= len(record) else _plain(record[place])
        try:
            cells[column.name] = _read_cell(content, column, present=place is not None)
        except CellRefused as refusal:
            faults.append(RowError(number, heading, refusal.code, refusal.facts))
    return cells, faults


def _read_cell(content: str, column: Column, *, present: bool) -> Any:
    if not content:
        if column.filled and present:
            raise CellRefused("cell_empty")
        return None
    if "\0" in content:
        raise CellRefused("cell_unreadable")
    return column.parse(content)


def _plain(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_STARTS) else cell
