"""Mails about donation receipts: that one is there, or counts no more; never the paper itself."""

from services.core.donations.service import ReceiptNotice
from services.core.kit.texts import DEFAULT_LANGUAGE, text
from services.core.notifications.mails import ENTRANCE, Composed, render


def receipt_mail(
    notice: ReceiptNotice, organisation: str, base_url: str, *, language: str = DEFAULT_LANGUAGE
) -> Composed:
    """
    A mail that leads to the entrance: it names no person and no amount.

    :param organisation: its name in that language.
    """
    kind = "issued"
    if notice.cancelled:
        kind = "replaced" if notice.replacement else "cancelled"
    facts = {
        "organisation": organisation,
        "number": notice.number,
        "replacement": notice.replacement or "",
    }
    parts = {
        part: text(f"receipt-mail-{kind}-{part}", language, **facts)
        for part in ("subject", "why", "until")
    }
    return render(
        {
            **parts,
            "greeting": text("receipt-mail-greeting", language),
            "button": text("receipt-mail-button", language),
            "otherwise": text("receipt-mail-otherwise", language, **facts),
            "address": f"{base_url.rstrip('/')}{ENTRANCE}",
            "language": language,
        }
    )
