"""How a command tells what went wrong: one sentence, and an honest exit code."""

import json
import locale
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from services.core.kit.errors import DomainError
from services.core.kit.texts import text

REFUSED = 1


@contextmanager
def told(*, as_json: bool = False) -> Iterator[None]:
    """
    Turn a domain error into one sentence on standard error, or one JSON object, and exit with 1.
    """
    try:
        yield
    except DomainError as error:
        message = f"problem-{error.code.replace('_', '-')}"
        sentence = text(message, language(), **error.context)
        if as_json:
            facts = {name: str(fact) for name, fact in error.context.items()}
            typer.echo(json.dumps({**facts, "code": error.code, "detail": sentence}))
        else:
            typer.echo(f"{error.code}: {sentence}", err=True)
        raise typer.Exit(REFUSED) from None


def language() -> str:
    """The language of the terminal, English where it is none of ours."""
    spoken = (locale.getlocale()[0] or "").split("_")[0]
    return spoken if spoken in {"ja", "en"} else "en"
