"""What commands about bank files share: a file that is never overwritten, facts on the screen."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import typer

from services.core.settlements.errors import OutputExists


def write_new(path: Path, content: bytes) -> None:
    """
    Write a file that holds account numbers: for its owner's eyes, and never over another.

    :raises OutputExists: there is a file of that name.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise OutputExists(file=path) from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def print_facts(facts: Mapping[str, object], *, as_json: bool) -> None:
    """One JSON object for machines, or a line for each fact."""
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2, default=str))
        return
    for name, fact in facts.items():
        typer.echo(f"{name}: {fact}")
