"""The `minori` command: translates, calls the core, prints."""

import typer

from services.cli import verify

app = typer.Typer(
    name="minori",
    help="Donation-to-voucher programmes: gifts, vouchers, lessons, and what came of them.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)

app.command("verify")(verify.verify)
