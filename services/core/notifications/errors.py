"""What may keep a message from leaving."""

from services.core.kit.attempts import Hopeless
from services.core.kit.errors import Unavailable


class MailUnavailable(Unavailable):
    """No mail server is set, or it does not take mail now; `reason` is a code."""

    code = "mail_unavailable"


class MailRefused(Hopeless, Unavailable):
    """The mail server will not take this message, now or later; `reason` is its code."""

    code = "mail_refused"
