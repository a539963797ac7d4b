"""`minori voucher`: verify one offline, issue a round's, print their cards."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from services.cli.errors import REFUSED, language, told
from services.cli.runtime import unit_of_work
from services.core.kit.periods import TOKYO
from services.core.kit.texts import text
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.programmes.models import Programme
from services.core.vouchers import qr, token
from services.core.vouchers import service as vouchers
from services.core.vouchers.errors import TokenRefused, TrustListInvalid
from services.core.vouchers.types import Claims, Refusal

app = typer.Typer(help="Vouchers: verify, issue, print.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
ProgrammeCode = Annotated[str, typer.Option("--programme", help="Its six-digit code.")]


def _instant(written: str) -> datetime:
    """:raises ValueError: typer tells it as wrong usage."""
    at = datetime.fromisoformat(written)
    return at.replace(tzinfo=TOKYO) if at.tzinfo is None else at


@app.command("verify")
def verify_token(
    shown: Annotated[
        str, typer.Argument(metavar="TOKEN", help="The text of the QR code; - reads it from stdin.")
    ],
    keys: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="The trust list (trust.json).")
    ],
    status: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="The signed status list (status.cbor)."),
    ] = None,
    at: Annotated[
        datetime | None,
        typer.Option(
            parser=_instant, metavar="TIME", help="ISO 8601; Japan's time if no zone. Default: now."
        ),
    ] = None,
    root: Annotated[
        bytes | None,
        typer.Option(
            parser=bytes.fromhex,
            metavar="HEX",
            help="Public key of the root: trust no list but the one that it signed.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """
    Verify a credential offline, and print what it says.

    Exit 1, with the code of the refusal, if it is not good. Without --status nobody asks
    whether it was revoked.
    """
    asked = sys.stdin.read().rstrip("\n") if shown == "-" else shown
    try:
        trust = token.read_trust_list(keys.read_text("utf-8"), root=root).store
        listed = token.read_status_list(status.read_bytes(), trust=trust) if status else None
        claims = token.read_token(asked, trust=trust, at=at or datetime.now(UTC), status=listed)
    except TokenRefused as refused:
        _print_refusal(refused.refusal, as_json=as_json)
        raise typer.Exit(REFUSED) from None
    except (TrustListInvalid, UnicodeDecodeError):
        with told(as_json=as_json):
            raise TrustListInvalid from None
    _print_claims(claims, checked=listed is not None, as_json=as_json)


@app.command("issue")
def issue(
    programme: ProgrammeCode,
    count: Annotated[
        int | None, typer.Option(min=1, help="Issue at most so many; default: all that are due.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Issue a voucher for every accepted award that has none."""
    with told(as_json=as_json), unit_of_work() as uow:
        found = _enter(uow, programme)
        issued = vouchers.issue_due(uow, programme_id=found.id, limit=count)
    if as_json:
        typer.echo(json.dumps({"programme": programme, "issued": issued}))
    else:
        typer.echo(f"{issued} vouchers issued in {programme}")


@app.command("cards")
def cards(
    programme: ProgrammeCode,
    out: Annotated[Path, typer.Option(dir_okay=False, help="The PDF to write.")],
    spoken: Annotated[
        Literal["ja-easy", "ja", "en"],
        typer.Option("--language", help="Of the words on the cards."),
    ] = "ja-easy",
    contact: Annotated[
        str | None, typer.Option(help="Whom families call: a name and a number.")
    ] = None,
) -> None:
    """Print the cards of all good vouchers of a programme, eight on a sheet of A4."""
    with told(), unit_of_work() as uow:
        found = _enter(uow, programme)
        pdf = vouchers.card_sheets(uow, programme_id=found.id, language=spoken, contact=contact)
    out.write_bytes(pdf)
    typer.echo(str(out))


@app.command("export")
def export(
    programme: ProgrammeCode,
    out: Annotated[Path, typer.Option(file_okay=False, help="The folder to write to.")],
) -> None:
    """Write vouchers.csv, and trust.json and status.cbor, with which each token verifies."""
    with told(), unit_of_work() as uow:
        found = _enter(uow, programme)
        # The status list first: in a new quarter it is signed by a key that is made for it, and
        # that the list of keys must have.
        status = vouchers.status_list(uow, programme_id=found.id)
        trust = vouchers.trust_list(uow, organisation_id=found.organisation_id)
        files: dict[str, bytes] = {
            "vouchers.csv": vouchers.export_csv(uow, programme_id=found.id).encode("ascii"),
            "trust.json": trust.encode("ascii"),
            "status.cbor": status,
        }
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
        typer.echo(str(out / name))


@app.command("qr")
def draw_qr(
    shown: Annotated[
        str, typer.Argument(metavar="TOKEN", help="The token; - reads it from stdin.")
    ],
    out: Annotated[Path, typer.Option(dir_okay=False, help="A file ending in .svg or .png.")],
) -> None:
    """Draw a token as a QR code, SVG or PNG by the file's ending."""
    asked = sys.stdin.read().rstrip("\n") if shown == "-" else shown
    try:
        match out.suffix:
            case ".svg":
                out.write_text(qr.svg(asked), "ascii")
            case ".png":
                out.write_bytes(qr.png(asked))
            case _:
                raise typer.BadParameter("the file must end in .svg or .png", param_hint="--out")
    except ValueError as problem:
        raise typer.BadParameter(str(problem), param_hint="TOKEN") from problem
    typer.echo(str(out))


def _enter(uow: UnitOfWork, code: str) -> Programme:
    found = programmes.by_code(uow, code)
    uow.enter(found.organisation_id)
    return found


def _print_refusal(refusal: Refusal, *, as_json: bool) -> None:
    sentence = text(f"refusal-{refusal.value.replace('_', '-')}", language())
    if as_json:
        typer.echo(json.dumps({"accepted": False, "refusal": refusal.value, "detail": sentence}))
    else:
        typer.echo(f"{refusal.value}: {sentence}")


def _print_claims(claims: Claims, *, checked: bool, as_json: bool) -> None:
    facts = {name: _plain(value) for name, value in asdict(claims).items() if value is not None}
    if as_json:
        typer.echo(json.dumps({"accepted": True, "status_checked": checked, "claims": facts}))
        return
    for name, value in facts.items():
        typer.echo(f"{name}: {value}")
    if not checked:
        typer.echo("status: not asked (no --status)", err=True)


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case bytes():
            return value.hex()
        case int():
            return value
    return str(value)
