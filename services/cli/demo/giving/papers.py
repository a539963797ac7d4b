"""The papers: receipts, the list of donors, the notes of the accounts, gateway beside bank."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

import typer

from services.cli import imports
from services.cli.demo.stage import Stage
from services.cli.reconcile import reconcile
from services.core.donations import service as donations
from services.core.donations.types import PayoutStatus
from services.sandbox.year.bank_statement import StatementLine, statement_file
from services.sandbox.year.gifts import CAMPAIGN_OPENS_ON

RECEIPTS_ON = date(2025, 1, 27)
CORRECTED_ON = date(2025, 7, 22)
YEAR = 2024
LANGUAGES = ("ja", "en")
GATEWAY = "ストライプジャパン（カ"
PAYOUTS_MAX = 1_000
CORRECTIONS_MAX = 100

RECONCILE = typer.Typer()
RECONCILE.command()(reconcile)


def for_the_tax_office(stage: Stage) -> None:
    """A receipt for each gift of a named donor; the first of them as papers to look at."""
    stage.at(RECEIPTS_ON)
    of: dict[str, Any] = {"year": YEAR, **stage.here}
    with stage.acting() as uow:
        issued = donations.issue_receipts(uow, **of)
        receipts = donations.export_receipts(uow, language="ja", **of)
        for language in LANGUAGES:
            paper = donations.receipt_pdf(uow, receipt_id=issued.receipts[0].id, language=language)
            stage.write(f"papers/receipt.{language}.pdf", paper)
    stage.write(f"receipts-{YEAR}.csv", receipts)


def correct(stage: Stage) -> None:
    """Of gifts that went back since, the receipts are cancelled, and donors told."""
    stage.at(CORRECTED_ON)
    with stage.by_itself() as uow:
        donations.correct_receipts(uow, limit=CORRECTIONS_MAX)


def for_the_authority(stage: Stage, fiscal_year: int) -> None:
    """What a certified NPO keeps and hands in of a fiscal year."""
    of: dict[str, Any] = {"organisation_id": stage.organisation_id}
    with stage.acting() as uow:
        donors = donations.export_donor_list(uow, fiscal_year=fiscal_year, language="ja", **of)
        support = donations.public_support(uow, first_year=fiscal_year, last_year=fiscal_year, **of)
        note = donations.restricted_note(uow, fiscal_year=fiscal_year, **of)
    stage.write(f"papers/donors-{fiscal_year}.csv", donors)
    told = {
        "fiscal_year": fiscal_year,
        "counted": [asdict(year) for year in support.years],
        "restricted": note.restricted,
        "unrestricted": note.unrestricted,
    }
    stage.write(f"papers/authority-{fiscal_year}.json", json.dumps(told, default=str, indent=2))


def read_the_bank(stage: Stage) -> None:
    """The bank's own file of what the gateway has paid out since it was last read."""
    with stage.acting() as uow:
        payouts = donations.payouts_page(
            uow, organisation_id=stage.organisation_id, after=None, limit=PAYOUTS_MAX
        )
        lines = sorted(
            (
                StatementLine(one.arrives_on, one.amount.minor, GATEWAY)
                for one in payouts
                if one.status is PayoutStatus.PAID and one.bank_line_id is None
            ),
            key=lambda line: line.day,
        )
    if not lines:
        return
    path = stage.write(f"inputs/bank-{lines[-1].day}.txt", statement_file(lines))
    words = ("--mapping", "bank-zengin", "--programme", stage.programme_code)
    stage.type(imports.app, "bank", path, *words)


def reconciled(stage: Stage) -> dict[str, Any]:
    """
    Every movement at the gateway beside the books and the bank.

    :raises RuntimeError: something is unexplained.
    """
    span = ("--since", CAMPAIGN_OPENS_ON, "--until", stage.clock.at.date())
    told = stage.type(RECONCILE, *span, "--csv", stage.folder / "papers/gateway.csv")
    stage.write("papers/reconciliation.json", json.dumps(told, ensure_ascii=False, indent=2))
    return told
