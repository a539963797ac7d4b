"""Mails to an organisation's own office: what happened, what is safe, what to do next."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.core.kit.texts import DEFAULT_LANGUAGE, text
from services.core.notifications.mails import Composed

TEMPLATES = Path(__file__).parent / "templates"
_PAGES = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def for_the_office(kind: str, facts: Mapping[str, str], *, language: str) -> Composed:
    """
    :param kind: which of `office-mail-…` it is: `dispute-opened`, say.
    :param facts: ids, codes, amounts and days; never who gave.
    """
    spoken = language if language == "en" else DEFAULT_LANGUAGE
    parts = {
        part: text(f"office-mail-{kind}-{part}", spoken, **facts)
        for part in ("subject", "what", "next")
    }
    shown = {**parts, "where": text("office-mail-where", spoken, **facts), "language": spoken}
    return Composed(
        subject=parts["subject"],
        text=_PAGES.get_template("office.txt.j2").render(shown),
        html=_PAGES.get_template("office.html.j2").render(shown),
        language=spoken,
    )


def day_not_told(language: str) -> str:
    """Instead of a day that the gateway has not named."""
    return text("office-mail-until-unknown", language if language == "en" else DEFAULT_LANGUAGE)
