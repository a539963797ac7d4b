"""Mails about campaigns: news, and what an All-or-Nothing campaign came to."""

from services.core.donations.service import CampaignNotice
from services.core.donations.types import Notice
from services.core.kit.texts import DEFAULT_LANGUAGE, text
from services.core.notifications.mails import ENTRANCE, Composed, render

# Where the link at the foot of an update leads.
STOP = "/updates/stop"


def to_donor(notice: CampaignNotice, *, base_url: str, stop_token: str) -> Composed:
    """
    A mail to one of a campaign's donors, in Japanese and below it in English: which of the two a
    donor reads is not known. It names no person and no gift.

    :param stop_token: see `donations.unsubscribe_token`; what becomes of a donor's money, they are
        told in any case.
    """
    words = {language: _words(notice, language) for language in (DEFAULT_LANGUAGE, "en")}
    base = base_url.rstrip("/")
    stop = ""
    if notice.kind is Notice.UPDATE:
        line = " / ".join(text("notice-stop", language) for language in words)
        stop = f"{line} {base}{STOP}?token={stop_token}"
    return render(
        {
            "subject": words[DEFAULT_LANGUAGE][0],
            "greeting": text("mail-link-greeting", organisation=notice.organisation_ja),
            "why": "\n\n".join(body for _, body in words.values()),
            "button": text("notice-button"),
            "address": f"{base}{ENTRANCE}",
            "until": " / ".join(text("notice-why", language) for language in words),
            "otherwise": stop,
            "language": DEFAULT_LANGUAGE,
        }
    )


def to_office(notice: CampaignNotice, *, base_url: str, language: str) -> Composed:
    """To whoever looks after campaigns: what one came to, and what follows."""
    spoken = language if language == "en" else DEFAULT_LANGUAGE
    facts = _facts(notice, spoken)
    parts = {
        part: text(f"office-campaign-{notice.kind.value}-{part}", spoken, **facts)
        for part in ("subject", "why", "until")
    }
    return render(
        {
            **parts,
            "greeting": text("office-campaign-greeting", spoken, **facts),
            "button": text("notice-button", spoken),
            "address": f"{base_url.rstrip('/')}{ENTRANCE}",
            "otherwise": "",
            "language": spoken,
        }
    )


def _words(notice: CampaignNotice, language: str) -> tuple[str, str]:
    """Subject and body."""
    facts = _facts(notice, language)
    kind = f"notice-{notice.kind.value}"
    if notice.words is None:
        return text(f"{kind}-subject", language, **facts), text(f"{kind}-body", language, **facts)
    english = language == "en"
    title = notice.words.title_en if english else notice.words.title_ja
    body = notice.words.body_en if english else notice.words.body_ja
    return text(f"{kind}-subject", language, title=title, **facts), body


def _facts(notice: CampaignNotice, language: str) -> dict[str, str]:
    return {
        "campaign": notice.name_en if language == "en" else notice.name_ja,
        "goal": f"¥{notice.goal.minor:,}",
        "counted": f"¥{notice.counted.minor:,}",
    }
