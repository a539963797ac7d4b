"""Scene: the year is over. What came of it is rolled up, traced and published."""

import json
from datetime import date
from html import escape
from typing import Any

from services.cli.demo.stage import Advance, Stage
from services.core.impact import pages as impact_pages
from services.core.impact import service as impact
from services.core.kit.texts import text
from services.core.measurement import pages as report_pages
from services.core.measurement import service as measurement
from services.core.programmes import service as programmes
from services.core.settlements import service as settlements

ENDS_ON = date(2026, 5, 15)
LANGUAGES = ("ja", "en")
STEPS = 4

# Pages are for people to look at: so many of a kind are written; the data is written of all.
PAGES_MAX = 60


def report(stage: Stage, advance: Advance) -> None:
    """Roll up, freeze the trace, and write everything that leaves the house."""
    stage.at(ENDS_ON)
    with stage.by_itself() as uow:
        measurement.roll(uow, programme_id=stage.programme_id)
    with stage.by_itself() as uow:
        impact.freeze(uow, programme_id=stage.programme_id)
    advance(1)
    _write_report(stage)
    advance(1)
    _write_impact(stage)
    advance(1)
    _write_statements(stage)
    with stage.acting() as uow:
        programmes.close(uow, programme_id=stage.programme_id)
    stage.export_vouchers()
    _write_index(stage)
    advance(1)


def _write_report(stage: Stage) -> None:
    with stage.acting() as uow:
        found = measurement.report(uow, programme_id=stage.programme_id)
    for language in LANGUAGES:
        stage.write(f"report.{language}.html", report_pages.as_html(found, language))
    stage.write("report.csv", report_pages.as_csv(found))
    stage.write("report.json", _json(report_pages.as_data(found)))


def _write_impact(stage: Stage) -> None:
    """Every gift's statement as data, a line each; pages for the first of them."""
    lines = []
    with stage.acting() as uow:
        for number, told in enumerate(impact.statements(uow, programme_id=stage.programme_id)):
            lines.append(json.dumps(impact_pages.as_data(told), ensure_ascii=False))
            if number < PAGES_MAX:
                for language in LANGUAGES:
                    name = f"impact/{number + 1:03}.{language}.html"
                    stage.write(name, impact_pages.as_html(told, language))
    stage.write("impact.jsonl", "\n".join(lines) + "\n")


def _write_statements(stage: Stage) -> None:
    """The providers' statements: pages of the first, a line of each."""
    rows: list[dict[str, Any]] = []
    with stage.acting() as uow:
        found = settlements.page(uow, programme_id=stage.programme_id)
        for number, statement in enumerate(found):
            rows.append(
                {
                    "month": statement.month,
                    "provider_id": str(statement.provider_id),
                    "gross": statement.gross_minor,
                    "status": statement.status.value,
                }
            )
            if number < PAGES_MAX:
                document = settlements.statement_document(
                    uow, programme_id=stage.programme_id, statement_id=statement.id
                )
                name = f"statements/{statement.month}-{number + 1:03}.html"
                stage.write(name, document.html("ja"))
    stage.write("statements.json", _json(rows))


def _write_index(stage: Stage) -> None:
    """A page that leads to everything else in the folder."""
    files = sorted(
        path.relative_to(stage.folder) for path in stage.folder.rglob("*") if path.is_file()
    )
    items = "".join(
        f'<li><a href="{escape(path.as_posix(), quote=True)}">{escape(path.as_posix())}</a></li>'
        for path in files
    )
    title = text("demo-index-title", "ja", places=stage.plan.places)
    stage.write(
        "index.html",
        f'<!doctype html><html lang="ja"><meta charset="utf-8"><title>{title}</title>'
        f"<h1>{title}</h1><ul>{items}</ul></html>",
    )


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
