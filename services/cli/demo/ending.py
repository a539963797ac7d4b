"""Scene: the year is over. What came of it is rolled up, traced and published."""

import json
from datetime import date
from typing import Any

from services.cli import voucher
from services.cli.demo.giving import papers
from services.cli.demo.stage import Advance, Stage
from services.core.impact import pages as impact_pages
from services.core.impact import service as impact
from services.core.measurement import pages as report_pages
from services.core.measurement import service as measurement
from services.core.programmes import service as programmes
from services.core.settlements import service as settlements
from services.core.vouchers import service as vouchers

ENDS_ON = date(2026, 5, 15)
LANGUAGES = ("ja", "en")
STEPS = 5
FISCAL_YEARS = (2024, 2025)

# Pages are for people to look at: so many of a kind are written; the data is written of all.
PAGES_MAX = 60


def report(stage: Stage, advance: Advance) -> None:
    """Roll up, and write everything that leaves the house."""
    stage.at(ENDS_ON)
    stage.labour.wait()  # the worker fixes the trace of each month that was closed
    with stage.by_itself() as uow:
        measurement.roll(uow, programme_id=stage.programme_id)
    advance(1)
    _write_report(stage)
    advance(1)
    papers.read_the_bank(stage)
    papers.reconciled(stage)
    for fiscal_year in FISCAL_YEARS:
        papers.for_the_authority(stage, fiscal_year)
    advance(1)
    _write_impact(stage)
    advance(1)
    _write_statements(stage)
    with stage.acting() as uow:
        programmes.close(uow, programme_id=stage.programme_id)
    _publish_status(stage)
    _draw_a_code(stage)
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


def _publish_status(stage: Stage) -> None:
    """What is revoked as of the end, and the keys to believe; cards were handed out before."""
    with stage.by_itself() as uow:
        listed = vouchers.status_list(uow, programme_id=stage.programme_id)
        trusted = vouchers.trust_list(uow, organisation_id=stage.organisation_id)
    stage.write("status.cbor", listed)
    stage.write("trust.json", trusted)


def _draw_a_code(stage: Stage) -> None:
    """One voucher's code as a picture, and as the text that is in it."""
    _, _, token = stage.exported_vouchers()[0]
    stage.write("token.txt", f"{token}\n")
    for name in ("qr.svg", "qr.png"):
        stage.say(voucher.app, "qr", token, "--out", stage.folder / name)


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
