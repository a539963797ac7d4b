"""The note on restricted gifts as a table to take away, and as a page to print."""

from datetime import date

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from services.core.donations.policies.note import Source, Use
from services.core.donations.service.note import NoteLine, RestrictedNote
from services.core.kit.pages import policy
from services.core.kit.sheets import Encoding, write_csv
from services.core.kit.texts import text

# What of an increase the note tells on lines of its own.
_APART = (Source.GRANTS, Source.HOMETOWN_TAX, Source.CORPORATE_HOMETOWN_TAX)
_COLUMNS = ("content", "opening", "increase", "decrease", "closing", "remarks")

_PAGES = Environment(
    loader=PackageLoader("services.core.donations"),
    autoescape=select_autoescape(["html.j2"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_PAGES.filters["policy"] = policy

Row = tuple[str, int | None, int | None, int | None, int | None, str]


def note_rows(note: RestrictedNote, language: str) -> list[Row]:
    """The lines of the note: each fund, what of it came as public money, and the sum."""
    rows: list[Row] = []
    for line in note.lines:
        figures = line.figures
        rows.append(
            (
                _content(line, language),
                figures.opening,
                figures.increase,
                figures.decrease,
                figures.closing,
                _remarks(line, language),
            )
        )
        for source in _APART:
            if figures.sources[source]:
                label = text("note-of-which", language, source=_source(source, language))
                rows.append((label, None, figures.sources[source], None, None, ""))
    whole = note.together
    rows.append(
        (
            text("note-together", language),
            whole.opening,
            whole.increase,
            whole.decrease,
            whole.closing,
            "",
        )
    )
    return rows


def note_csv(note: RestrictedNote, language: str, encoding: Encoding = Encoding.UTF_8) -> bytes:
    """The note as CSV, which Excel opens as it is."""
    header = [text(f"note-column-{column}", language) for column in _COLUMNS]
    rows: list[list[object]] = [
        ["" if cell is None else cell for cell in row] for row in note_rows(note, language)
    ]
    split: list[list[object]] = [[name, amount] for name, amount in _split(note, language)]
    return write_csv([[_title(note, language)], header, *rows, [], *split], encoding)


def note_html(note: RestrictedNote, organisation: str, language: str) -> str:
    """The note as one page that needs nothing else to be read or printed."""
    rows = [
        [cell if isinstance(cell, str) else _yen(cell) for cell in row]
        for row in note_rows(note, language)
    ]
    return _PAGES.get_template("note.html.j2").render(
        language=language,
        title=text("note-title", language),
        organisation=organisation,
        period=_title(note, language),
        unit=text("note-unit", language),
        columns=[text(f"note-column-{column}", language) for column in _COLUMNS],
        rows=rows,
        split_caption=text("note-split", language),
        split=[(name, _yen(amount)) for name, amount in _split(note, language)],
        dating=text("note-dating", language),
    )


def _split(note: RestrictedNote, language: str) -> list[tuple[str, int]]:
    """The net assets by whether they are bound, and how they go with the ledger."""
    amounts = {
        "restricted": note.restricted,
        "unrestricted": note.unrestricted,
        "net-assets": note.restricted + note.unrestricted,
        "waiting": note.waiting,
        "ledger": note.restricted + note.unrestricted + note.waiting,
    }
    return [(text(f"note-{name}", language), amount) for name, amount in amounts.items()]


def _content(line: NoteLine, language: str) -> str:
    fund = line.fund
    if language == "en":
        return text("note-fund", language, fund=fund.name_en, programme=fund.programme_en)
    return text("note-fund", language, fund=fund.name_ja, programme=fund.programme_ja)


def _remarks(line: NoteLine, language: str) -> str:
    """For what the decrease was, and what the increase was besides gifts."""
    figures = line.figures
    told = [
        (_source(source, language), figures.sources[source])
        for source in Source
        if figures.sources[source]
    ]
    told += [
        (text(f"note-use-{_dashed(use)}", language), figures.uses[use])
        for use in Use
        if figures.uses[use]
    ]
    joint = text("note-joint", language)
    return joint.join(
        text("note-remark", language, name=name, amount=f"{amount:,}") for name, amount in told
    )


def _source(source: Source, language: str) -> str:
    return text(f"note-source-{_dashed(source)}", language)


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _title(note: RestrictedNote, language: str) -> str:
    return text(
        "note-period",
        language,
        title=text("note-title", language),
        first=_day(note.first_day, language),
        last=_day(note.last_day, language),
    )


def _day(day: date, language: str) -> str:
    parts = {"year": str(day.year), "month": str(day.month), "day": str(day.day)}
    return text("receipt-day", language, iso=day.isoformat(), **parts)


def _yen(amount: int | None) -> str:
    """As accountants write it: △ before what is below nought."""
    if amount is None:
        return ""
    return f"{amount:,}" if amount >= 0 else f"△{-amount:,}"
