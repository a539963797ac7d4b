"""`minori receipts`: a year's donation receipts from the host's command line, and the note."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
import yaml
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from services.cli.bank_files import print_facts, write_new
from services.cli.errors import language, told
from services.cli.organisation import OrganisationId
from services.cli.runtime import open_runtime, unit_of_work, who_types
from services.core.bootstrap import Runtime
from services.core.donations import documents, note_pages
from services.core.donations import service as donations
from services.core.donations.documents import Content
from services.core.donations.service import CertificationFacts, Progress
from services.core.donations.types import DatePolicy, ReceiptKind
from services.core.identity import service as identity
from services.core.kit.sheets import Encoding

app = typer.Typer(
    help="Donation receipts: certification, dates, issue, paper; and the note on restricted gifts.",
    no_args_is_help=True,
)

Year = Annotated[int, typer.Option(min=2000, max=2999, help="The calendar year of acceptance.")]
Words = Annotated[str | None, typer.Option("--language", help="Of the papers: ja or en.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Workers = Annotated[
    int, typer.Option(min=1, max=64, help="Processes that typeset; by default one a core.")
]
CORES = os.cpu_count() or 1


@app.command("certify")
def certify(
    organisation: OrganisationId,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="YAML with the facts of the notice.")
    ],
    as_json: AsJson = False,
) -> None:
    """Enter what receipts state of the organisation; a second person approves it."""
    facts = _facts(file)
    with told(as_json=as_json), unit_of_work(organisation) as uow:
        version = donations.propose_certification(uow, organisation_id=organisation, facts=facts)
        shown = {"certification": version.id, "status": version.status.value}
    print_facts(shown, as_json=as_json)


@app.command("approve")
def approve(
    organisation: OrganisationId,
    certification: Annotated[UUID, typer.Argument(help="The version's id.")],
    as_json: AsJson = False,
) -> None:
    """Approve a version of the certification that somebody else has entered."""
    with told(as_json=as_json), unit_of_work(organisation) as uow:
        version = donations.approve_certification(
            uow, organisation_id=organisation, certification_id=certification
        )
        shown = {"certification": version.id, "status": version.status.value}
    print_facts(shown, as_json=as_json)


@app.command("dates")
def dates(
    organisation: OrganisationId,
    year: Annotated[int, typer.Option(min=2000, max=2999, help="A calendar year of payment.")],
    policy: Annotated[
        DatePolicy, typer.Option(help="a: day of arrival at the bank; b: day of payment.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would change.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Choose by which day gifts are accepted, for a year and those after it."""
    choose = donations.preview_date_policy if dry_run else donations.choose_date_policy
    with told(as_json=as_json), unit_of_work(organisation) as uow:
        redated = choose(uow, organisation_id=organisation, year=year, policy=policy)
    print_facts(asdict(redated), as_json=as_json)


@app.command("issue")
def issue(
    organisation: OrganisationId,
    year: Year,
    kind: Annotated[
        ReceiptKind, typer.Option(help="gift: one a gift; year: one a donor for the whole year.")
    ] = ReceiptKind.YEAR,
    pdf: Annotated[
        Path | None, typer.Option(help="Where to write all of the year's; never over a file.")
    ] = None,
    words: Words = None,
    workers: Workers = CORES,
    as_json: AsJson = False,
) -> None:
    """
    Issue the receipts that are due; with --pdf, write all of the year's that count into one file.

    Cut off, it is simply begun again: what was issued is issued. Two at once wait for each other.
    """
    with told(as_json=as_json), open_runtime() as runtime:
        done = _issue(runtime, organisation, year, kind)
        facts: dict[str, Any] = {
            "issued": done.issued,
            **{f"left_out_{why.value}": count for why, count in sorted(done.left_out.items())},
        }
        if pdf is not None:
            look = partial(donations.print_receipts, year=year, language=_spoken(words))
            papers = _read(runtime, organisation, look)
            facts |= _print(pdf, papers, _spoken(words), workers)
    print_facts(facts, as_json=as_json)


@app.command("post")
def post(
    organisation: OrganisationId,
    year: Year,
    pdf: Annotated[Path, typer.Option(help="The sheets by postcode; never over a file.")],
    cover: Annotated[Path, typer.Option(help="The list that goes with them, as CSV.")],
    encoding: Annotated[Encoding, typer.Option(help="Of the list.")] = Encoding.UTF_8,
    words: Words = None,
    workers: Workers = CORES,
    as_json: AsJson = False,
) -> None:
    """Write the receipts of those who wish for paper, in the order in which the post sorts."""
    look = partial(donations.post_batch, year=year, language=_spoken(words), encoding=encoding)
    with told(as_json=as_json), open_runtime() as runtime:
        batch = _read(runtime, organisation, look)
        facts = _print(pdf, batch.papers, _spoken(words), workers)
        write_new(cover, batch.cover)
    print_facts(facts | {"cover": str(cover)}, as_json=as_json)


@app.command("correct")
def correct(organisation: OrganisationId, as_json: AsJson = False) -> None:
    """Cancel and replace receipts whose gifts were given back or dated anew since."""
    with told(as_json=as_json), unit_of_work(organisation) as uow:
        corrected = donations.correct_receipts(uow, limit=sys.maxsize)
    print_facts({"corrected": corrected}, as_json=as_json)


@app.command("note")
def note(
    organisation: OrganisationId,
    fiscal_year: Annotated[int, typer.Option(min=2000, max=2999, help="April to March.")],
    out: Annotated[
        Path, typer.Option(help="Where to write: .csv or .html; never over another file.")
    ],
    words: Words = None,
    as_json: AsJson = False,
) -> None:
    """Write the note on restricted gifts; refused where it does not equal the ledger to the yen."""
    spoken = _spoken(words)
    if out.suffix not in {".csv", ".html"}:
        raise typer.BadParameter("a name that ends in .csv or .html is expected")
    with told(as_json=as_json), unit_of_work(organisation) as uow:
        found = donations.restricted_note(
            uow, organisation_id=organisation, fiscal_year=fiscal_year
        )
        of = identity.get_organisation(uow, organisation)
    name = of.name_en if spoken == "en" else of.name_ja
    if out.suffix == ".csv":
        write_new(out, note_pages.note_csv(found, spoken))
    else:
        write_new(out, note_pages.note_html(found, name, spoken).encode())
    facts = {
        "file": str(out),
        "restricted": found.restricted,
        "unrestricted": found.unrestricted,
        "waiting": found.waiting,
    }
    print_facts(facts, as_json=as_json)


def _issue(runtime: Runtime, organisation: UUID, year: int, kind: ReceiptKind) -> Progress:
    due = _read(runtime, organisation, partial(donations.due_receipts, year=year))
    progress = Progress()
    with _bar("Issuing", due) as advance:
        while not progress.over:
            part = partial(donations.issue_part, year=year, kind=kind, progress=progress)
            then: Progress = runtime.attempt(part, actor=who_types(), organisation_id=organisation)
            advance(then.looked_at - progress.looked_at)
            progress = then
    return progress


def _print(pdf: Path, papers: list[Content], spoken: str, workers: int) -> dict[str, Any]:
    parts: list[bytes] = []
    with _bar("Typesetting", len(papers)) as advance:
        for part in documents.many_pdfs(papers, spoken, workers=workers):
            parts.append(part)
            advance(documents.PART)
    if papers:
        write_new(pdf, documents.joined(parts, spoken, len(papers)))
    return {"sheets": len(papers), "file": str(pdf) if papers else "-"}


def _read(runtime: Runtime, organisation: UUID, verb: Callable[..., Any]) -> Any:
    with runtime.unit_of_work(who_types(), organisation_id=organisation) as uow:
        return verb(uow)


@contextmanager
def _bar(title: str, total: int) -> Iterator[Callable[[int], None]]:
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Bar(*columns, console=console, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=total)
        yield lambda step: bar.advance(task, step)


def _facts(file: Path) -> CertificationFacts:
    try:
        told_facts = yaml.safe_load(file.read_text(encoding="utf-8"))
        return TypeAdapter(CertificationFacts).validate_python(told_facts)
    except (yaml.YAMLError, ValidationError) as fault:
        raise typer.BadParameter(f"{file}: {fault}") from None


def _spoken(words: str | None) -> str:
    spoken = words or language()
    if spoken not in {"ja", "en"}:
        raise typer.BadParameter("ja or en is expected")
    return spoken
