"""Writing Excel workbooks (Office Open XML): one sheet, texts as texts."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | None

# Widths in characters; letters from the first block of East Asia on take two.
_WIDTH_MIN, _WIDTH_MAX = 8, 60
_WIDE_FROM = 0x2E80


def write_workbook(title: str, rows: Sequence[Sequence[Cell]]) -> bytes:
    """
    A workbook of one sheet whose first row, the headings, stays in sight.

    Numbers stay numbers. A text is never run as a formula, whatever it begins with.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place, width in enumerate(_widths(rows), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=value)
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _widths(rows: Iterable[Sequence[Cell]]) -> list[int]:
    widths: list[int] = []
    for row in rows:
        for place, value in enumerate(row):
            if place == len(widths):
                widths.append(_WIDTH_MIN)
            told = "" if value is None else str(value)
            taken = sum(1 if ord(letter) < _WIDE_FROM else 2 for letter in told)
            widths[place] = min(max(widths[place], taken + 2), _WIDTH_MAX)
    return widths
