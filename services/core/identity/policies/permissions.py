"""What can be done, what people's data is looked at for, and how far a leave reaches."""

from enum import StrEnum


class Permission(StrEnum):
    """`object:verb`, in the order of the money's journey."""

    ME_READ = "me:read"
    ME_WRITE = "me:write"
    CREDENTIAL_WRITE = "credential:write"
    PROGRAMME_READ = "programme:read"
    PROGRAMME_WRITE = "programme:write"
    HOUSEHOLD_WRITE = "household:write"
    CHILD_NAME_READ = "child_name:read"
    APPLICATION_READ = "application:read"
    APPLICATION_WRITE = "application:write"
    ELIGIBILITY_READ = "eligibility:read"
    EVIDENCE_READ = "evidence:read"
    EVIDENCE_WRITE = "evidence:write"
    EVIDENCE_REVIEW = "evidence:review"
    CONSENT_READ = "consent:read"
    CONSENT_WRITE = "consent:write"
    AGREEMENT_WRITE = "agreement:write"
    RESIDENT_READ = "resident:read"
    CAMPAIGN_WRITE = "campaign:write"
    DONATION_READ = "donation:read"
    DONATION_WRITE = "donation:write"
    DONATION_REFUND = "donation:refund"
    RECEIPT_READ = "receipt:read"
    RECEIPT_EXPORT = "receipt:export"
    RECEIPT_WRITE = "receipt:write"
    ROUND_WRITE = "round:write"
    AWARD_APPROVE = "award:approve"
    AWARD_READ = "award:read"
    AWARD_WRITE = "award:write"
    VOUCHER_READ = "voucher:read"
    VOUCHER_WRITE = "voucher:write"
    VOUCHER_PRINT = "voucher:print"
    STATEMENT_READ = "statement:read"
    STATEMENT_ANSWER = "statement:answer"
    SETTLEMENT_WRITE = "settlement:write"
    PAYOUT_READ = "payout:read"
    PAYOUT_APPROVE = "payout:approve"
    PAYOUT_EXPORT = "payout:export"
    PROVIDER_READ = "provider:read"
    PROVIDER_WRITE = "provider:write"
    PROVIDER_APPROVE = "provider:approve"
    BANK_ACCOUNT_READ = "bank_account:read"
    BANK_ACCOUNT_PROPOSE = "bank_account:propose"
    BANK_ACCOUNT_APPROVE = "bank_account:approve"
    ENROLMENT_READ = "enrolment:read"
    ENROLMENT_WRITE = "enrolment:write"
    REDEMPTION_WRITE = "redemption:write"
    REDEMPTION_OVERRIDE = "redemption:override"
    REDEMPTION_READ = "redemption:read"
    REDEMPTION_REVERSE = "redemption:reverse"
    REDEMPTION_CONFIRM = "redemption:confirm"
    DISPUTE_DISMISS = "dispute:dismiss"
    SCANNER_UNLOCK = "scanner:unlock"
    ROLLUP_RUN = "rollup:run"
    TRACE_READ = "trace:read"
    IMPACT_READ = "impact:read"
    FUND_WRITE = "fund:write"
    LEDGER_READ = "ledger:read"
    TRANSFER_PROPOSE = "transfer:propose"
    TRANSFER_APPROVE = "transfer:approve"
    APPROVAL_READ = "approval:read"
    MEMBER_READ = "member:read"
    MEMBER_WRITE = "member:write"
    ROLE_GRANT = "role:grant"
    ROLE_APPROVE = "role:approve"
    DEVICE_READ = "device:read"
    DEVICE_WRITE = "device:write"
    API_KEY_READ = "api_key:read"
    API_KEY_WRITE = "api_key:write"
    SIGN_IN_LETTER_READ = "sign_in_letter:read"
    SIGN_IN_LETTER_WRITE = "sign_in_letter:write"
    IDENTITY_PROVIDER_READ = "identity_provider:read"
    IDENTITY_PROVIDER_WRITE = "identity_provider:write"
    AUDIT_READ = "audit:read"
    AUDIT_EXPORT = "audit:export"
    CHILD_ERASE = "child:erase"
    PERSON_DISCLOSE = "person:disclose"
    ORGANISATION_EXPORT = "organisation:export"
    RETENTION_READ = "retention:read"
    RETENTION_RUN = "retention:run"
    BREACH_READ = "breach:read"
    BREACH_WRITE = "breach:write"
    BREACH_EXPORT = "breach:export"


class Scope(StrEnum):
    """How far a leave reaches within the organisation, the widest first."""

    ORGANISATION = "organisation"
    OWN_PROVIDER = "own_provider"
    OWN_MUNICIPALITY = "own_municipality"
    OWN_HOUSEHOLD = "own_household"
    OWN = "own"  # what is the actor's: a donor's gifts, anybody's sessions


class Purpose(StrEnum):
    """
    What personal data is looked at for (利用目的).

    Act on the Protection of Personal Information, article 17: stated beforehand, as specific as
    can be; article 18: nothing beyond it.
    """

    OWN_ACCOUNT = "own_account"  # signing in, and what a person sees of their own
    SELECTION = "selection"  # applications, eligibility, rounds and awards
    MUNICIPAL_COOPERATION = "municipal_cooperation"
    DONOR_RELATIONS = "donor_relations"
    VOUCHER_DELIVERY = "voucher_delivery"
    REDEMPTION = "redemption"
    SETTLEMENT = "settlement"
    PROVIDER_RELATIONS = "provider_relations"
    MEASUREMENT = "measurement"
    OPERATION = "operation"  # running programmes and their books
    SECURITY = "security"  # members, keys, the audit log, breaches
    DATA_RIGHTS = "data_rights"  # consent, retention and erasure
