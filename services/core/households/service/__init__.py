"""The verbs of families, applications and eligibility: `households.decide_all(uow, …)`."""

from services.core.households.service.applications import (
    apply,
    assess,
    decide,
    decide_all,
    explain,
    withdraw,
)
from services.core.households.service.confirmations import confirmations
from services.core.households.service.consents import (
    consented,
    give_consent,
    require_consent,
    withdraw_consent,
)
from services.core.households.service.duplicates import of_programme as duplicates_of
from services.core.households.service.duplicates import report as report_duplicates
from services.core.households.service.duplicates import resolve as resolve_duplicate
from services.core.households.service.erasure import forget
from services.core.households.service.families import register
from services.core.households.service.rosters import import_roster
from services.core.households.service.views import (
    applications as list_applications,
)
from services.core.households.service.views import (
    card_names,
    counts_by_decision,
    eligible_candidates,
    find_children,
    initials,
)

__all__ = [
    "apply",
    "assess",
    "card_names",
    "confirmations",
    "consented",
    "counts_by_decision",
    "decide",
    "decide_all",
    "duplicates_of",
    "eligible_candidates",
    "explain",
    "find_children",
    "forget",
    "give_consent",
    "import_roster",
    "initials",
    "list_applications",
    "register",
    "report_duplicates",
    "require_consent",
    "resolve_duplicate",
    "withdraw",
    "withdraw_consent",
]
