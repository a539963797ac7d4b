"""Mails about monthly gifts: what happened, what is safe, what may be done next."""

from collections.abc import Callable
from functools import partial

from services.core.donations.service import MonthlyNotice
from services.core.kit.texts import DEFAULT_LANGUAGE, text
from services.core.notifications.mails import ENTRANCE, Composed, render

Compose = Callable[[MonthlyNotice, str, str], Composed]


def _compose(notice: MonthlyNotice, organisation: str, base_url: str, *, kind: str) -> Composed:
    """
    A mail that leads to the entrance: it names no person, and its link opens nothing by itself.

    :param organisation: its name in the notice's language.
    """
    language = "en" if notice.language == "en" else DEFAULT_LANGUAGE
    expires = notice.card_expires_on
    facts = {
        "organisation": organisation,
        "campaign": notice.campaign,
        "amount": notice.amount.minor,
        "until": "-" if expires is None else f"{expires:%Y/%m}",
    }
    parts = {
        part: text(f"mail-monthly-{kind}-{part}", language, **facts)
        for part in ("subject", "why", "until", "otherwise")
    }
    return render(
        {
            **parts,
            "greeting": text("mail-monthly-greeting", language, **facts),
            "button": text("mail-monthly-button", language),
            "address": f"{base_url.rstrip('/')}{ENTRANCE}",
            "language": language,
        }
    )


renewal_failed: Compose = partial(_compose, kind="failed")
card_expires: Compose = partial(_compose, kind="card")
carried_over: Compose = partial(_compose, kind="carried")
ended: Compose = partial(_compose, kind="ended")
