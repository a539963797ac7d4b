"""The one catalogue of texts: Project Fluent files, a language a folder, a context a file."""

from functools import cache
from pathlib import Path

from fluent.runtime import FluentLocalization, FluentResourceLoader

FOLDER = Path(__file__).resolve().parents[2] / "texts"

LANGUAGES = ("ja", "en", "ja-easy")
DEFAULT_LANGUAGE = "ja"

# What a reader falls back to: easy Japanese exists for what families read only.
FALLBACKS = {"ja": ("ja",), "en": ("en",), "ja-easy": ("ja-easy", "ja")}


def text(message_id: str, language: str = DEFAULT_LANGUAGE, **facts: object) -> str:
    """
    The words of `message_id` in `language`, with `facts` filled in.

    :raises KeyError: the catalogue has no such message; a test keeps this from happening.
    """
    found = _catalogue(language).format_value(message_id, _plain(facts))
    if found == message_id:
        raise KeyError(f"no text {message_id!r} in {language!r}")
    return str(found)


def preferred_language(accept_language: str | None) -> str:
    """The language of ours that an Accept-Language header (RFC 9110, 12.5.4) asks for first."""
    wishes: list[tuple[float, int, str]] = []
    for part in (accept_language or "").split(","):
        name, _, parameter = part.strip().partition(";q=")
        try:
            weight = float(parameter) if parameter else 1.0
        except ValueError:
            continue
        wishes.append((-weight, len(wishes), name.strip().lower()))
    for _, _, name in sorted(wishes):
        if name in LANGUAGES:
            return name
        if name.split("-")[0] in LANGUAGES:
            return name.split("-")[0]
    return DEFAULT_LANGUAGE


@cache
def _catalogue(language: str) -> FluentLocalization:
    files = sorted({path.name for path in FOLDER.glob("*/*.ftl")})
    loader = FluentResourceLoader(str(FOLDER / "{locale}"))
    return FluentLocalization(list(FALLBACKS[language]), files, loader, use_isolating=False)


def _plain(facts: dict[str, object]) -> dict[str, object]:
    """Fluent formats numbers and strings; all else is told as its text."""
    return {
        name: fact if isinstance(fact, int | float | str) else str(fact)
        for name, fact in facts.items()
    }
