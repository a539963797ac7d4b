"""The statement as HTML and as plain data."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from services.core.impact.types import CategoryLine, Detail, Place, Statement
from services.core.kit.money import Money
from services.core.kit.periods import TOKYO
from services.core.kit.texts import text
from services.core.measurement import wording
from services.core.measurement.pages import environment

TEMPLATES = Path(__file__).parent / "templates"

# The bar is drawn a thousand units wide, and shares are told in tenths of a per cent.
WIDTH = 1_000
# A part of one yen in a million is still seen; the others give way by what that takes.
SLIVER = 4


@dataclass(frozen=True, slots=True)
class Segment:
    """One part as it is drawn: where it begins on the bar, and how wide it is."""

    place: Place
    minor: int
    start: int
    width: int
    share: str


def segments(statement: Statement) -> list[Segment]:
    """
    The parts in the order of the bar, with shares that sum to 100.0 %.

    Empty parts have no width and are told all the same.
    """
    minors = [statement.parts[place] for place in Place]
    shares = [part.minor for part in Money(WIDTH).split(minors)]
    widths = _visible(shares, minors)
    starts = [sum(widths[:index]) for index in range(len(widths))]
    return [
        Segment(place, minor, start, width, f"{share // 10}.{share % 10}%")
        for place, minor, start, width, share in zip(
            Place, minors, starts, widths, shares, strict=True
        )
    ]


def as_html(statement: Statement, language: str) -> str:
    """A page that stands alone: readable without scripts, printable, in light and dark."""
    about = statement.about
    english = language == "en"
    return (
        _environment()
        .get_template("statement.html")
        .render(
            statement=statement,
            language=language,
            t=lambda message, **facts: text(message, language, **facts),
            programme=about.programme_en if english else about.programme_ja,
            organisation=about.organisation_en if english else about.organisation_ja,
            segments=segments(statement),
            day=lambda on: wording.day(on, language),
            month=lambda name: wording.month(name, language),
            as_of=wording.day_of(statement.as_of, TOKYO, language),
        )
    )


def as_data(statement: Statement) -> dict[str, Any]:
    """The statement for machines; null for what must not be shown. Amounts in yen."""
    about = statement.about
    return {
        "programme_id": str(about.programme_id),
        "programme_ja": about.programme_ja,
        "programme_en": about.programme_en,
        "organisation_ja": about.organisation_ja,
        "organisation_en": about.organisation_en,
        "fiscal_year": about.fiscal_year,
        "year": statement.year,
        "gifts": [
            {
                "donation_id": str(gift.donation_id),
                "settled_on": gift.settled_on.isoformat(),
                "amount": gift.amount_minor,
            }
            for gift in statement.gifts
        ],
        "amount": statement.amount_minor,
        "parts": {place.value: statement.parts[place] for place in Place},
        "final": statement.final,
        "closed_until": statement.closed_until,
        "as_of": statement.as_of.isoformat(),
        "k": about.k,
        "detail": _detail(statement.detail) if statement.detail else None,
        "programme": {
            "children": statement.programme.children,
            "categories": _categories(statement.programme.categories),
        }
        if statement.programme
        else None,
    }


@cache
def _environment() -> Environment:
    return environment(TEMPLATES)


def _visible(shares: list[int], minors: list[int]) -> list[int]:
    """Widths that sum to the whole bar, none of a part that is there below a sliver."""
    widths = [
        max(share, SLIVER) if minor else 0 for share, minor in zip(shares, minors, strict=True)
    ]
    widest = widths.index(max(widths))
    widths[widest] -= sum(widths) - WIDTH
    return widths


def _detail(detail: Detail) -> dict[str, Any]:
    return {
        "children": detail.children,
        "categories": _categories(detail.categories),
        "months": [
            {"month": line.month, "amount": line.amount_minor, "final": line.final}
            for line in detail.months
        ],
    }


def _categories(lines: tuple[CategoryLine, ...]) -> list[dict[str, Any]]:
    return [{"category": line.category.value, "amount": line.amount_minor} for line in lines]
