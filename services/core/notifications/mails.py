"""The words of mails: plain, and the same once more as the least HTML that shows a button."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.core.identity.models import Organisation
from services.core.identity.service import SentLink
from services.core.identity.types import LinkPurpose, PrincipalKind
from services.core.kit.periods import TOKYO
from services.core.kit.texts import DEFAULT_LANGUAGE, text

# Where the page waits that uses a link up. What stands behind `#` stays in the browser: no server
# and no log sees it, and a mail scanner that follows links uses none up.
ENTRANCE = "/enter"

TEMPLATES = Path(__file__).parent / "templates"
_PAGES = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


@dataclass(frozen=True, slots=True)
class Composed:
    """
    A mail without its address.

    :param language: as BCP 47 has it: easy Japanese is Japanese.
    """

    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    language: str


def link_address(base_url: str, link: str) -> str:
    """
    >>> link_address("https://minori.example.jp/", "link_0_s")
    'https://minori.example.jp/enter#link_0_s'
    """
    return f"{base_url.rstrip('/')}{ENTRANCE}#{link}"


def sign_in_link(
    sent: SentLink, organisation: Organisation, *, base_url: str, language: str | None
) -> Composed:
    """
    The mail that carries a link. It names the organisation and what the reader is to it, and no
    person: an address may be mistyped.

    :param language: None: easy Japanese for families, Japanese for others.
    """
    spoken = _language(sent.principal_kind, language)
    purpose = "invitation" if sent.purpose is LinkPurpose.INVITATION else "sign-in"
    facts = {
        "organisation": organisation.name_en if spoken == "en" else organisation.name_ja,
        "role": text(f"mail-role-{sent.principal_kind.value}", spoken),
    }
    parts = {
        "greeting": text("mail-link-greeting", spoken, **facts),
        "why": text(f"mail-link-{purpose}-why", spoken, **facts),
        "button": text(f"mail-link-{purpose}-button", spoken),
        "until": text("mail-link-until", spoken, until=_until(sent.expires_at, spoken)),
        "otherwise": text("mail-link-otherwise", spoken),
    }
    subject = text(f"mail-link-{purpose}-subject", spoken, **facts)
    address = link_address(base_url, sent.text)
    tag = "en" if spoken == "en" else "ja"
    shown = {**parts, "subject": subject, "address": address, "language": tag}
    return render(shown)


def render(shown: Mapping[str, str]) -> Composed:
    """A mail of its parts: subject, greeting, why, button and its address, until, otherwise."""
    return Composed(
        subject=shown["subject"],
        text=_PAGES.get_template("mail.txt.j2").render(shown),
        html=_PAGES.get_template("mail.html.j2").render(shown),
        language=shown["language"],
    )


def _language(kind: PrincipalKind, told: str | None) -> str:
    if kind is PrincipalKind.FAMILY and told != "en":
        return "ja-easy" if told is None else told
    return "en" if told == "en" else DEFAULT_LANGUAGE


def _until(at: datetime, language: str) -> str:
    """The last whole minute at which the link still opens, by the clocks of Japan."""
    last = (at - timedelta(seconds=1)).astimezone(TOKYO)
    return text(
        "mail-instant",
        language,
        year=str(last.year),
        month=str(last.month),
        day=str(last.day),
        iso=f"{last:%Y-%m-%d}",
        time=f"{last:%H:%M}",
    )
