"""The verbs of redemptions."""

from services.core.redemptions.service.desks import Desks, open_desks
from services.core.redemptions.service.enrol import (
    end_unshared,
    enrol,
    enrol_many,
    enrol_shown,
    enrolments_of,
    get_enrolment,
    leave,
)
from services.core.redemptions.service.read import find, get, page
from services.core.redemptions.service.redeem import (
    keep_refusal,
    redeem,
    redeem_many,
    refusals_by_code,
    unlock_scanner,
)
from services.core.redemptions.service.reverse import reverse
from services.core.redemptions.service.words import (
    close_until,
    confirm,
    confirm_due,
    dismiss_dispute,
    dispute,
)

__all__ = [
    "Desks",
    "close_until",
    "confirm",
    "confirm_due",
    "dismiss_dispute",
    "dispute",
    "end_unshared",
    "enrol",
    "enrol_many",
    "enrol_shown",
    "enrolments_of",
    "find",
    "get",
    "get_enrolment",
    "keep_refusal",
    "leave",
    "open_desks",
    "page",
    "redeem",
    "redeem_many",
    "refusals_by_code",
    "reverse",
    "unlock_scanner",
]
