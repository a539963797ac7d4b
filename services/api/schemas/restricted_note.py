"""The note on restricted gifts over the wire."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.core.donations.service import NoteLine, RestrictedNote


class NoteLineOut(BaseModel):
    """A fund's year in yen: closing = opening + increase - decrease."""

    programme_id: UUID
    fund_id: UUID
    code: str
    name_ja: str
    name_en: str
    opening: int
    increase: int
    decrease: int
    closing: int
    sources: dict[str, int] = Field(examples=[{"gifts": 90_000, "grants": 10_000}])
    uses: dict[str, int] = Field(examples=[{"lessons": 40_000}])

    @classmethod
    def of(cls, line: NoteLine) -> Self:
        fund, figures = line.fund, line.figures
        return cls(
            programme_id=fund.programme_id,
            fund_id=fund.id,
            code=fund.code,
            name_ja=fund.name_ja,
            name_en=fund.name_en,
            opening=figures.opening,
            increase=figures.increase,
            decrease=figures.decrease,
            closing=figures.closing,
            sources={source.value: minor for source, minor in figures.sources.items()},
            uses={use.value: minor for use, minor in figures.uses.items()},
        )


class NoteOut(BaseModel):
    """The note of a fiscal year, with the split of the net assets."""

    fiscal_year: int
    first_day: date
    last_day: date
    lines: list[NoteLineOut]
    restricted: int
    unrestricted: int
    waiting: int = Field(description="In the ledger, and accepted after the year.")

    @classmethod
    def of(cls, note: RestrictedNote) -> Self:
        return cls(
            fiscal_year=note.fiscal_year,
            first_day=note.first_day,
            last_day=note.last_day,
            lines=[NoteLineOut.of(line) for line in note.lines],
            restricted=note.restricted,
            unrestricted=note.unrestricted,
            waiting=note.waiting,
        )
