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
from services.core.households.service.erasure import forget, forget_guardian, forget_household
from services.core.households.service.evidence import (
    Which,
    accept_evidence,
    begin_upload,
    evidence_of,
    evidence_to_review,
    finish_upload,
    kinds_asked,
    locate_evidence,
    reject_evidence,
    take_back_evidence,
    unseal_evidence,
)
from services.core.households.service.evidence_files import (
    destroy_again,
    destroy_evidence,
    evidence_due,
    evidence_to_remove,
    evidence_to_scan,
    file_prefix,
    give_up_evidence,
    kept_file_keys,
    note_removed,
    note_scan,
    orphans_among,
    retire_evidence,
)
from services.core.households.service.families import register
from services.core.households.service.indexes import index_anew
from services.core.households.service.rosters import import_roster
from services.core.households.service.search import find_children
from services.core.households.service.views import (
    applications as list_applications,
)
from services.core.households.service.views import (
    card_names,
    counts_by_decision,
    eligible_candidates,
    initials,
)

__all__ = [
    "Which",
    "accept_evidence",
    "apply",
    "assess",
    "begin_upload",
    "card_names",
    "confirmations",
    "consented",
    "counts_by_decision",
    "decide",
    "decide_all",
    "destroy_again",
    "destroy_evidence",
    "duplicates_of",
    "eligible_candidates",
    "evidence_due",
    "evidence_of",
    "evidence_to_remove",
    "evidence_to_review",
    "evidence_to_scan",
    "explain",
    "file_prefix",
    "find_children",
    "finish_upload",
    "forget",
    "forget_guardian",
    "forget_household",
    "give_consent",
    "give_up_evidence",
    "import_roster",
    "index_anew",
    "initials",
    "kept_file_keys",
    "kinds_asked",
    "list_applications",
    "locate_evidence",
    "note_removed",
    "note_scan",
    "orphans_among",
    "register",
    "reject_evidence",
    "report_duplicates",
    "require_consent",
    "resolve_duplicate",
    "retire_evidence",
    "take_back_evidence",
    "unseal_evidence",
    "withdraw",
    "withdraw_consent",
]
