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
    consent_history,
    consent_history_csv,
    consented,
    give_consent,
    require_consent,
    require_shareable,
    shareable,
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
    evidence_file,
    evidence_to_remove,
    evidence_to_scan,
    file_prefix,
    give_up_evidence,
    kept_file_keys,
    note_removed,
    note_scan,
    noted_files,
    retire_evidence,
)
from services.core.households.service.families import register
from services.core.households.service.indexes import index_anew
from services.core.households.service.reach import (
    FoundGuardian,
    LetterAddress,
    find_guardians_by_email,
    guardian_email,
    guardians_in,
    is_guardian,
    letter_addresses,
)
from services.core.households.service.residents import record_agreement, resident, residents
from services.core.households.service.rosters import import_roster
from services.core.households.service.search import find_children
from services.core.households.service.views import (
    applications as list_applications,
)
from services.core.households.service.views import (
    card_names,
    children_of,
    counts_by_decision,
    eligible_candidates,
    initials,
)

__all__ = [
    "FoundGuardian",
    "LetterAddress",
    "Which",
    "accept_evidence",
    "apply",
    "assess",
    "begin_upload",
    "card_names",
    "children_of",
    "confirmations",
    "consent_history",
    "consent_history_csv",
    "consented",
    "counts_by_decision",
    "decide",
    "decide_all",
    "destroy_again",
    "destroy_evidence",
    "duplicates_of",
    "eligible_candidates",
    "evidence_due",
    "evidence_file",
    "evidence_of",
    "evidence_to_remove",
    "evidence_to_review",
    "evidence_to_scan",
    "explain",
    "file_prefix",
    "find_children",
    "find_guardians_by_email",
    "finish_upload",
    "forget",
    "forget_guardian",
    "forget_household",
    "give_consent",
    "give_up_evidence",
    "guardian_email",
    "guardians_in",
    "import_roster",
    "index_anew",
    "initials",
    "is_guardian",
    "kept_file_keys",
    "kinds_asked",
    "letter_addresses",
    "list_applications",
    "locate_evidence",
    "note_removed",
    "note_scan",
    "noted_files",
    "record_agreement",
    "register",
    "reject_evidence",
    "report_duplicates",
    "require_consent",
    "require_shareable",
    "resident",
    "residents",
    "resolve_duplicate",
    "retire_evidence",
    "shareable",
    "take_back_evidence",
    "unseal_evidence",
    "withdraw",
    "withdraw_consent",
]
