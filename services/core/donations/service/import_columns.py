"""The columns of a list of gifts, and how each of its cells is read."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from services.core.donations.mappings import GiftField, GiftMapping
from services.core.donations.service.import_report import ColumnUse
from services.core.kit import cells, japanese
from services.core.kit.money import Money
from services.core.kit.sheets import CellRefused, Column, Sheet

_JAPAN = {"JP", "JPN", "JAPAN", "日本", "日本国"}


def optional_column(
    name: str,
    columns: Mapping[Any, tuple[str, ...]],
    parse: Callable[[str], Any] = cells.one_line,
) -> list[Column]:
    """The column of this name that may be missing or empty, where the mapping has it at all."""
    if name not in columns:
        return []
    return [Column(name, columns[name], parse=parse, required=False, filled=False)]


def gift_columns(mapping: GiftMapping) -> list[Column]:
    columns = mapping.columns
    optional: tuple[GiftField, ...] = (
        "kana",
        "address",
        "address_2",
        "address_3",
        "donor_kind",
        "anonymous",
        "status",
        "frequency",
        "gift_kind",
        "reference",
    )
    return [
        Column("gift_id", columns["gift_id"], parse=cells.one_line),
        Column("amount", columns["amount"], parse=cells.yen),
        Column("given_at", columns["given_at"], parse=cells.moment),
        *optional_column("name", columns, japanese.name),
        *optional_column("email", columns, cells.email),
        *optional_column("phone", columns, _phone),
        *optional_column("postcode", columns, _postcode),
        *optional_column("country", columns, _country),
        *optional_column("supporter_fee", columns, _fee),
        *(column for name in optional for column in optional_column(name, columns)),
    ]


def _postcode(cell: str) -> str:
    """Seven digits where it is one of Japan's; donors abroad have others."""
    try:
        return japanese.postcode(cell)
    except ValueError:
        return cells.one_line(cell)


def _phone(cell: str) -> str:
    """As dialled inside Japan where it is one of Japan's; donors abroad have others."""
    try:
        return japanese.phone(cell)
    except ValueError:
        return cells.one_line(cell)


def _country(cell: str) -> str:
    """
    Two letters (ISO 3166-1), or Japan by its name.

    :raises CellRefused: it is neither.
    """
    plain = cells.one_line(unicodedata.normalize("NFKC", cell)).upper()
    if plain in _JAPAN:
        return "JP"
    if re.fullmatch("[A-Z]{2}", plain):
        return plain
    raise CellRefused("country_expected", value=cell)


def _fee(cell: str) -> Money:
    """A fee may be nought, which no gift is."""
    return Money(0) if cell.strip("¥\\円 ") in {"0", "０", "-", "－"} else cells.yen(cell)


def uses_of(sheet: Sheet) -> list[ColumnUse]:
    filled = Counter(
        name for row in sheet.rows for name, cell in row.cells.items() if cell is not None
    )
    return [
        ColumnUse(heading, became, filled[became] if became else 0)
        for heading, became in sheet.headings
    ]
