"""How a page comes to be: its template, the reader's language, and files that no page repeats."""

from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from services.core.kit.periods import TOKYO
from services.core.kit.texts import preferred_language, text

HERE = Path(__file__).parent
LANGUAGES = ("ja", "en", "ja-easy")
# A wish for a language that a link of ours carries; else what the browser asks for.
WISH = "lang"


def language_of(request: Request) -> str:
    """The language that was chosen on the page, or else what the browser asks for."""
    wish = request.query_params.get(WISH)
    return wish if wish in LANGUAGES else preferred_language(request.headers.get("accept-language"))


def page(request: Request, template: str, *, status_code: int = 200, **facts: Any) -> HTMLResponse:
    """`template`, with `t` for texts in the reader's language."""
    language = language_of(request)
    content = (
        _environment()
        .get_template(template)
        .render(
            t=partial(_text, language),
            language=language,
            languages=LANGUAGES,
            here=_here(request),
            **facts,
        )
    )
    return HTMLResponse(
        content,
        status_code=status_code,
        headers={"Content-Language": language[:2], "Vary": "Accept-Language"},
    )


def _text(language: str, id: str, **facts: object) -> str:
    return text(id, language, **facts)


def _here(request: Request) -> str:
    """The page that a change of language leads to: one that can be asked for anew."""
    path = request.url.path
    if request.method != "GET":  # a form's own address shows nothing
        path = path[: path.index("/", 1)] if "/" in path[1:] else path
        return f"{path}?"
    kept = [(name, value) for name, value in request.query_params.items() if name != WISH]
    return f"{path}?{urlencode(kept)}{'&' if kept else ''}"


def _local(instant: datetime) -> str:
    """In the programme's own time, to the minute."""
    return instant.astimezone(TOKYO).strftime("%Y-%m-%d %H:%M")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["local"] = _local
    return environment
