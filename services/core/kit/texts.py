"""The one catalogue of texts: Project Fluent files, a language a folder, a context a file."""

from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

FOLDER = Path(__file__).resolve().parents[2] / "texts"

LANGUAGES = ("ja", "en", "ja-easy")
DEFAULT_LANGUAGE = "ja"

# What a reader falls back to: easy Japanese exists for what families read only.
FALLBACKS = {"ja": ("ja",), "en": ("en",), "ja-easy": ("ja-easy", "ja")}


def text(message_id: str, language: str = DEFAULT_LANGUAGE, **facts: object) -> str:
    """
    The words of `message_id`, or of its attribute (`some-message.title`), with `facts` filled in.

    :raises KeyError: the catalogue has no such message; a test keeps this from happening.
    """
    name, _, attribute = message_id.partition(".")
    for bundle in (_bundle(each) for each in FALLBACKS[language]):
        if not bundle.has_message(name):
            continue
        message = bundle.get_message(name)
        pattern = message.attributes.get(attribute) if attribute else message.value
        if pattern is not None:
            words, errors = bundle.format_pattern(pattern, _plain(facts))
            if errors:
                raise KeyError(f"{message_id!r} in {language!r}: {errors}")
            return str(words)
    raise KeyError(f"no text {message_id!r} in {language!r}")


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
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    for path in sorted((FOLDER / language).glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text("utf-8")))
    return bundle


def _plain(facts: dict[str, object]) -> dict[str, object]:
    """Fluent formats numbers and strings; all else is told as its text."""
    return {
        name: fact if isinstance(fact, int | float | str) else str(fact)
        for name, fact in facts.items()
    }
