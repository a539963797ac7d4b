"""
What an organisation takes along when it moves house (I10): which tables, and how each column goes.

Ids are kept, so the books, the trace and the papers that people hold go on to fit. What is sealed
here lies in the archive in clear, and is sealed anew where it arrives; search keys are made anew.
What lets somebody in (sessions, passkeys, keys) and what only passes through stays behind.
"""

from collections.abc import Mapping
from dataclasses import dataclass

FORMAT = 1

# Table -> why it is not in an archive: `archive-left-out-<reason>` says it in words.
LEFT_OUT: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "api_keys",
            "ceremonies",
            "devices",
            "letter_codes",
            "oidc_identities",
            "oidc_providers",
            "passkeys",
            "recovery_codes",
            "sessions",
            "sign_in_links",
            "sign_in_requests",
        ),
        "sign-in",
    ),
    **dict.fromkeys(("subject_keys", "tenant_keys", "audit_log_keys"), "keys"),
    **dict.fromkeys(
        ("deliveries", "given_answers", "inbox_events", "job_runs", "outbox"), "passing"
    ),
    **dict.fromkeys(("rollup_child_months", "rollup_uses", "rollup_watermarks"), "derived"),
    **dict.fromkeys(
        ("audit_checkpoints", "audit_deliveries", "audit_leaves", "audit_logs", "audit_nodes"),
        "audit-tree",
    ),
}

# In the archive to be read; an installation begins a log of its own.
NOT_TAKEN_IN = frozenset({"audit_entries"})

# Numbers of the database's own transactions: they mean nothing in another one.
OF_THE_CLUSTER = frozenset({"recorded_xid"})


@dataclass(frozen=True, slots=True)
class Seal:
    """
    Under whose key, for which place and row a column is sealed.

    :param subject: the column that names whose key it is; "organisation_id" may be the archive's.
    :param versioned: whether the place also names the row's version.
    """

    subject: str
    place: str
    row: str = "id"
    versioned: bool = False


def _own(table: str, *fields: str) -> dict[tuple[str, str], Seal]:
    """Fields sealed under the row's own key."""
    return {(table, f"{field}_sealed"): Seal("id", f"{table}.{field}") for field in fields}


SEALS: Mapping[tuple[str, str], Seal] = {
    **_own("children", "name", "kana", "birth_date", "school"),
    **_own("guardians", "name", "kana", "phone", "email"),
    **_own("households", "reference", "postcode", "address", "benefits", "income", "members"),
    **_own("donors", "name", "kana", "email", "postcode", "address", "phone"),
    **_own("members", "name", "email"),
    **_own("bank_deposits", "payer"),
    **_own("rounds", "seed"),
    ("donations", "message_sealed"): Seal("donor_id", "donations.message"),
    ("supporter_pages", "words_sealed"): Seal("donor_id", "supporter_pages.words"),
    ("applications", "grade_reason_sealed"): Seal("child_id", "applications.grade_reason"),
    ("applications", "snapshot_sealed"): Seal("child_id", "applications.snapshot"),
    ("provider_bank_accounts", "details_sealed"): Seal(
        "provider_id", "provider_bank_accounts.details"
    ),
    ("settlement_terms", "source_account_sealed"): Seal(
        "organisation_id", "settlement_terms.source_account", "programme_id"
    ),
    ("credentials", "card_sealed"): Seal("programme_id", "credentials.card"),
    ("breach_drafts", "text_sealed"): Seal(
        "breach_id", "breach_drafts.text", "breach_id", versioned=True
    ),
}

# Sealed under the installation's own key, for a purpose that names the row.
INSTALLATION_SEALS: Mapping[tuple[str, str], str] = {
    ("signing_keys", "private_sealed"): "signing-key",
}

# Search keys: made anew from what they are the keys of.
INDEXES: Mapping[str, tuple[str, ...]] = {
    "children": ("kana_index", "family_kana_index", "duplicate_index"),
    "guardians": ("kana_index", "family_kana_index", "phone_index", "email_index"),
    "households": ("match_index",),
    "donors": ("email_index", "kana_index", "person_index", "household_index"),
    "members": ("email_index",),
    "credentials": ("code_index",),
}
