"""
The file of candidates that a draw is checked from: CSV with `id,priority,score`, in UTF-8.

Stricter than the sheets that offices send (`kit.sheets`): every byte of an id counts for the hash,
so none is trimmed, and a column that would not be hashed is refused rather than left alone.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from services.core.allocations.draw import DrawCandidate, shortest_decimal, whole_priority
from services.core.allocations.errors import CandidatesUnreadable, DrawNumberInvalid
from services.core.kit.sheets import Encoding, RowError

COLUMNS = ("id", "priority", "score")


def read_candidates(content: bytes) -> list[DrawCandidate]:
    """
    The candidates in a CSV file, in the file's order; all of them or none.

    An id is taken as it stands, to the last space; numbers may have spaces around them.

    :raises CandidatesUnreadable: its `errors` are every fault that was found.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        row = content.count(b"\n", 0, fault.start) + 1
        error = RowError(row, "", "encoding_wrong", {"encoding": Encoding.UTF_8})
        raise CandidatesUnreadable([error]) from fault
    records = list(_records(text))
    if not records:
        raise CandidatesUnreadable([RowError(0, "", "file_empty")])
    number, header = records[0]
    if errors := list(_header_errors(number, header)):
        raise CandidatesUnreadable(errors)
    return _candidates(header, records[1:])


def candidates_csv(candidates: Iterable[DrawCandidate]) -> str:
    """The file that `read_candidates` reads, sorted by id: what a round publishes when drawn."""
    out = io.StringIO(newline="")
    # RFC 4180; with it, the writer puts quotes around a lone CR as well.
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for each in sorted(candidates, key=lambda each: each.id):
        writer.writerow((each.id, each.priority, each.score))
    return out.getvalue()


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The records that are not empty lines, numbered as a spreadsheet shows them."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, start=1):
            if record:
                yield number, record
    except csv.Error as fault:
        raise CandidatesUnreadable([RowError(number + 1, "", "row_malformed")]) from fault


def _header_errors(number: int, header: Sequence[str]) -> Iterator[RowError]:
    for column in COLUMNS:
        if column not in header:
            yield RowError(number, column, "column_missing", {"headers": column})
    for place, column in enumerate(header):
        if column not in COLUMNS:
            yield RowError(number, column, "column_unknown")
        elif column in header[:place]:
            yield RowError(number, column, "column_twice")


def _candidates(
    header: Sequence[str], records: Iterable[tuple[int, list[str]]]
) -> list[DrawCandidate]:
    """Looks at all rows before it makes the first candidate, so that every fault is told."""
    errors: list[RowError] = []
    rows: list[dict[str, str]] = []
    first_rows: dict[str, int] = {}
    for number, record in records:
        if len(record) != len(header):
            code = "row_too_long" if len(record) > len(header) else "row_too_short"
            lengths = {"expected": len(header), "found": len(record)}
            errors.append(RowError(number, "", code, lengths))
            continue
        cells = dict(zip(header, record, strict=True))
        rows.append(cells)
        if not cells["id"]:
            errors.append(RowError(number, "id", "cell_empty"))
        elif (first := first_rows.setdefault(cells["id"], number)) != number:
            errors.append(RowError(number, "id", "candidate_twice", {"first": first}))
        for column, parse in (("priority", whole_priority), ("score", shortest_decimal)):
            try:
                parse(cells[column].strip())
            except DrawNumberInvalid:
                value = {"value": cells[column]}
                errors.append(RowError(number, column, f"{column}_expected", value))
    if errors:
        raise CandidatesUnreadable(errors)
    return [
        DrawCandidate.of(cells["id"], cells["priority"].strip(), cells["score"].strip())
        for cells in rows
    ]
