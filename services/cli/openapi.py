"""`minori openapi`: the API's description, for whoever generates a client or compares versions."""

from pathlib import Path
from typing import Annotated

import typer

from services.api.main import describe
from services.api.openapi import written


def openapi(
    out: Annotated[
        Path | None, typer.Option("--out", help="Write here instead of to standard output.")
    ] = None,
) -> None:
    """Print the API's description (OpenAPI 3.1) as JSON: the same bytes for the same version."""
    document = written(describe())
    if out is None:
        typer.echo(document, nl=False)
    else:
        out.write_text(document, "utf-8", newline="\n")
