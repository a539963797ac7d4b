"""The statement as HTML and as plain data."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from services.core.donations.types import Channel
from services.core.impact.picture import as_svg
from services.core.impact.types import (
    CategoryLine,
    Detail,
    DonorYear,
    GiftState,
    OwnGift,
    Place,
    Statement,
)
from services.core.kit.money import Money
from services.core.kit.periods import TOKYO
from services.core.kit.sheets import Encoding, write_csv
from services.core.kit.texts import text
from services.core.measurement import wording
from services.core.measurement.pages import environment

TEMPLATES = Path(__file__).parent / "templates"

CSV_COLUMNS = (
    "given_on",
    "accepted_on",
    "programme",
    "campaign",
    "channel",
    "state",
    "amount",
    "fee_cover",
    "refunded",
    "disputed",
    "id",
)

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
            picture=Markup(  # noqa: S704 (its texts are escaped where it is drawn)
                as_svg(statement.amount_minor, statement.parts, language)
            ),
            day=lambda on: wording.day(on, language),
            month=lambda name: wording.month(name, language),
            as_of=wording.day_of(statement.as_of, TOKYO, language),
        )
    )


def year_as_html(year: DonorYear, language: str) -> str:
    """A donor's year over all programmes, as a page that stands alone."""
    english = language == "en"
    return (
        _environment()
        .get_template("year.html")
        .render(
            year=year,
            language=language,
            t=lambda message, **facts: text(message, language, **facts),
            places=[place for place in Place if year.parts[place]],
            picture=Markup(  # noqa: S704 (its texts are escaped where it is drawn)
                as_svg(year.amount_minor, year.parts, language)
            ),
            lines=[
                (
                    one.about.programme_en if english else one.about.programme_ja,
                    one.about.organisation_en if english else one.about.organisation_ja,
                    one,
                )
                for one in year.statements
            ],
            day=lambda on: wording.day(on, language),
            as_of=wording.day_of(year.statements[0].as_of, TOKYO, language),
        )
    )


def year_as_data(year: DonorYear) -> dict[str, Any]:
    """A donor's year for machines; amounts in yen."""
    return {
        "year": year.year,
        "amount": year.amount_minor,
        "parts": {place.value: year.parts[place] for place in Place},
        "stood_in": year.stood_in_minor,
        "final": year.final,
        "programmes": [as_data(one) for one in year.statements],
    }


def gifts_as_csv(gifts: Iterable[OwnGift], language: str, encoding: Encoding) -> bytes:
    """All of a donor's gifts, a line each, in words and figures."""
    header = [text(f"own-column-{name.replace('_', '-')}", language) for name in CSV_COLUMNS]
    english = language == "en"
    rows = [
        [
            gift.started_at.astimezone(TOKYO).date().isoformat(),
            gift.accepted_on.isoformat() if gift.accepted_on else "",
            gift.programme_en if english else gift.programme_ja,
            (gift.campaign_en if english else gift.campaign_ja) or "",
            channel_in_words(gift.channel, language),
            state_in_words(gift.state, language),
            gift.amount_minor,
            gift.fee_cover_minor,
            gift.refunded_minor,
            gift.disputed_minor,
            str(gift.id),
        ]
        for gift in gifts
    ]
    return write_csv([header, *rows], encoding)


def state_in_words(state: GiftState, language: str) -> str:
    return text(f"own-state-{state.replace('_', '-')}", language)


def channel_in_words(channel: Channel, language: str) -> str:
    return text(f"own-channel-{channel.replace('_', '-')}", language)


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
        "stood_in": statement.stood_in_minor,
        "final": statement.final,
        "closed_until": statement.closed_until,
        "as_of": statement.as_of.isoformat(),
        "k": about.k,
        "told_by_gift": statement.told_by_gift,
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
