"""The report as HTML, CSV and plain data. What comes in has been protected; nothing is added."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.core.kit.pages import policy
from services.core.kit.sheets import Encoding, write_csv
from services.core.kit.texts import text
from services.core.measurement import wording
from services.core.measurement.protection.rates import SafeRate
from services.core.measurement.protection.table import ALL
from services.core.measurement.types import Rate, Report, ReportRow, Stage

TEMPLATES = Path(__file__).parent / "templates"

CSV_COLUMNS = ("month", "category", "band", "children", "redemptions", "yen")


def environment(*folders: Path) -> Environment:
    """Templates of these folders over the common page; every value is escaped."""
    made = Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"yen": wording.yen, "percent": wording.percent, "policy": policy}
    return made


def as_html(report: Report, language: str) -> str:
    """A page that stands alone: readable without scripts, printable, in light and dark."""
    by_cell = {(row.month, row.category, row.band): row for row in report.rows}
    months, categories = _names(report, "month"), _names(report, "category")
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            language=language,
            t=lambda message, **facts: text(message, language, **facts),
            name=report.name_en if language == "en" else report.name_ja,
            read_on=wording.day_of(report.read_at, report.zone, language),
            rates=[(rate, _said(report.rates[rate], language)) for rate in Rate],
            stages=list(Stage),
            months=months,
            categories=categories,
            # A column of nothing but blanks tells nobody anything.
            shown=[
                category
                for category in categories
                if any(by_cell[month, category, ALL].used_minor is not None for month in months)
            ],
            bands=_names(report, "band"),
            month_name=lambda month: wording.month(month, language),
            row=lambda month=ALL, category=ALL, band=ALL: by_cell[month, category, band],
        )
    )


def as_csv(report: Report, encoding: Encoding = Encoding.UTF_8) -> bytes:
    """The cells, `all` for a margin, a blank for what must not be shown."""
    rows = [
        (row.month, row.category, row.band, row.children, row.redemptions, row.used_minor)
        for row in report.rows
    ]
    return write_csv([CSV_COLUMNS, *rows], encoding)


def as_data(report: Report) -> dict[str, Any]:
    """The report for machines; null for what must not be shown."""
    return {
        "programme_id": str(report.programme_id),
        "name_ja": report.name_ja,
        "name_en": report.name_en,
        "fiscal_year": report.fiscal_year,
        "k": report.k,
        "read_at": report.read_at.isoformat(),
        "stages": {stage.value: report.stages[stage] for stage in Stage},
        "rates": {
            rate.value: {
                "precision": report.rates[rate].precision.value,
                "basis_points": report.rates[rate].basis_points,
            }
            for rate in Rate
        },
        "rows": [_row(row) for row in report.rows],
    }


@cache
def _environment() -> Environment:
    return environment()


def _row(row: ReportRow) -> dict[str, Any]:
    figures = (row.month, row.category, row.band, row.children, row.redemptions, row.used_minor)
    return dict(zip(CSV_COLUMNS, figures, strict=True))


def _names(report: Report, dimension: str) -> list[str]:
    """The values of one dimension in the order of the rows, without the margin."""
    found = dict.fromkeys(getattr(row, dimension) for row in report.rows)
    return [name for name in found if name != ALL]


def _said(rate: SafeRate, language: str) -> str:
    message, facts = wording.rate_message(rate)
    return text(message, language, **facts)
