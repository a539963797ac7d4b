"""The whole policy as one table. A verb that is not here, nobody may do."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.core.identity.policies.permissions import Permission, Purpose, Scope
from services.core.identity.types import Role

Grants = Mapping[Role, Scope]


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One row of the table.

    :param purpose: what people's data is looked at for by this verb.
    :param grants: which role may, and how far.
    :param step_up: whether a person must have proved a moment ago to be there (ASVS 7.5.3).
    """

    purpose: Purpose
    grants: Grants
    step_up: bool = False


def _all(scope: Scope, *roles: Role) -> Grants:
    return dict.fromkeys(roles, scope)


_ADMIN = _all(Scope.ORGANISATION, Role.NPO_ADMIN)
_APPROVER = _all(Scope.ORGANISATION, Role.NPO_APPROVER)
_STAFF = {**_ADMIN, **_APPROVER}
_READERS = {**_STAFF, Role.AUDITOR: Scope.ORGANISATION}
_OFFICE = _all(Scope.OWN_PROVIDER, Role.PROVIDER_OFFICE)
_PROVIDERS = {**_OFFICE, Role.PROVIDER_COUNTER: Scope.OWN_PROVIDER}
_MUNICIPALITY = _all(Scope.OWN_MUNICIPALITY, Role.MUNICIPALITY)
_FAMILY = _all(Scope.OWN_HOUSEHOLD, Role.FAMILY)
_DONOR = _all(Scope.OWN, Role.DONOR)
_EVERYONE = [role for role in Role if role is not Role.MEMBER]

_P = Permission

RULES: dict[Permission, Rule] = {
    _P.ME_READ: Rule(Purpose.OWN_ACCOUNT, _all(Scope.OWN, *Role)),
    _P.ME_WRITE: Rule(Purpose.OWN_ACCOUNT, _all(Scope.OWN, *Role)),
    _P.CREDENTIAL_WRITE: Rule(Purpose.OWN_ACCOUNT, _all(Scope.OWN, Role.MEMBER), step_up=True),
    # What a programme offers, and on what terms, is no secret from anybody in it.
    _P.PROGRAMME_READ: Rule(Purpose.OPERATION, _all(Scope.ORGANISATION, *_EVERYONE)),
    _P.PROGRAMME_WRITE: Rule(Purpose.OPERATION, _ADMIN),
    _P.HOUSEHOLD_WRITE: Rule(Purpose.SELECTION, _ADMIN),
    _P.CHILD_NAME_READ: Rule(Purpose.SELECTION, _ADMIN),
    _P.APPLICATION_READ: Rule(Purpose.SELECTION, _READERS),
    _P.APPLICATION_WRITE: Rule(Purpose.SELECTION, _ADMIN),
    # Ids and yes or no; whose they are, only the office can tell.
    _P.ELIGIBILITY_READ: Rule(Purpose.MUNICIPAL_COOPERATION, {**_STAFF, **_MUNICIPALITY}),
    # That there is a document, and how it stands; what is in it, only its reviewer opens.
    _P.EVIDENCE_READ: Rule(Purpose.SELECTION, {**_ADMIN, **_FAMILY}),
    _P.EVIDENCE_WRITE: Rule(Purpose.SELECTION, {**_ADMIN, **_FAMILY}),
    _P.EVIDENCE_REVIEW: Rule(Purpose.SELECTION, _ADMIN),
    _P.CONSENT_READ: Rule(Purpose.DATA_RIGHTS, {**_READERS, **_FAMILY}),
    # Whoever may give a consent may take it back, by the same way (C2).
    _P.CONSENT_WRITE: Rule(Purpose.DATA_RIGHTS, {**_ADMIN, **_FAMILY}),
    _P.AGREEMENT_WRITE: Rule(Purpose.MUNICIPAL_COOPERATION, _ADMIN),
    # By name, of own residents, where an agreement is recorded and the family consents (G1).
    _P.RESIDENT_READ: Rule(Purpose.MUNICIPAL_COOPERATION, _MUNICIPALITY),
    _P.CAMPAIGN_WRITE: Rule(Purpose.DONOR_RELATIONS, _ADMIN),
    _P.SUPPORTER_PAGE_ASK: Rule(Purpose.DONOR_RELATIONS, _DONOR),
    _P.DONATION_READ: Rule(Purpose.DONOR_RELATIONS, {**_READERS, **_DONOR}),
    _P.DONATION_WRITE: Rule(Purpose.DONOR_RELATIONS, _ADMIN),
    _P.DONATION_REFUND: Rule(Purpose.DONOR_RELATIONS, _ADMIN, step_up=True),
    _P.MONTHLY_GIFT_READ: Rule(Purpose.DONOR_RELATIONS, {**_READERS, **_DONOR}),
    # Who gives it may end it at any hour; the office, where somebody calls.
    _P.MONTHLY_GIFT_WRITE: Rule(Purpose.DONOR_RELATIONS, {**_ADMIN, **_DONOR}),
    _P.MONTHLY_GIFT_CARRY_OVER: Rule(Purpose.DONOR_RELATIONS, _ADMIN),
    _P.DONATED_CASH_READ: Rule(Purpose.DONOR_RELATIONS, _READERS),
    # Money that is the donor's still: kept as a gift, or sent back.
    _P.DONATED_CASH_DECIDE: Rule(Purpose.DONOR_RELATIONS, _ADMIN, step_up=True),
    _P.RECEIPT_READ: Rule(Purpose.DONOR_RELATIONS, {**_STAFF, **_DONOR}),
    _P.RECEIPT_EXPORT: Rule(Purpose.DONOR_RELATIONS, _STAFF, step_up=True),
    _P.RECEIPT_WRITE: Rule(Purpose.DONOR_RELATIONS, _ADMIN),
    # The paper once more, and by which way: whose it is may ask for it too.
    _P.RECEIPT_REISSUE: Rule(Purpose.DONOR_RELATIONS, {**_ADMIN, **_DONOR}),
    _P.RECEIPT_POST_WRITE: Rule(Purpose.DONOR_RELATIONS, {**_ADMIN, **_DONOR}),
    _P.CERTIFICATION_READ: Rule(Purpose.DONOR_RELATIONS, _READERS),
    _P.CERTIFICATION_WRITE: Rule(Purpose.DONOR_RELATIONS, _ADMIN),
    _P.CERTIFICATION_APPROVE: Rule(Purpose.DONOR_RELATIONS, _APPROVER, step_up=True),
    _P.GIFT_CLEAR: Rule(Purpose.DONOR_RELATIONS, _APPROVER, step_up=True),
    # Who records gifts does not say from what amount on a second person looks at them.
    _P.GIFT_THRESHOLD_WRITE: Rule(Purpose.DONOR_RELATIONS, _APPROVER, step_up=True),
    _P.CASH_COUNT: Rule(Purpose.DONOR_RELATIONS, _STAFF),
    # With the payers' names.
    _P.DEPOSIT_READ: Rule(Purpose.DONOR_RELATIONS, _STAFF),
    _P.DEPOSIT_DECIDE: Rule(Purpose.DONOR_RELATIONS, _ADMIN, step_up=True),
    _P.DONOR_LIST_READ: Rule(Purpose.DONOR_RELATIONS, _STAFF),
    _P.DONOR_LIST_EXPORT: Rule(Purpose.DONOR_RELATIONS, _STAFF, step_up=True),
    _P.DONOR_WRITE: Rule(Purpose.DONOR_RELATIONS, _ADMIN),
    _P.ROUND_WRITE: Rule(Purpose.SELECTION, _ADMIN),
    _P.AWARD_APPROVE: Rule(Purpose.SELECTION, _APPROVER),
    _P.AWARD_READ: Rule(Purpose.SELECTION, _READERS),
    _P.AWARD_WRITE: Rule(Purpose.SELECTION, _ADMIN),
    _P.VOUCHER_READ: Rule(Purpose.VOUCHER_DELIVERY, {**_READERS, **_FAMILY}),
    _P.VOUCHER_WRITE: Rule(Purpose.VOUCHER_DELIVERY, _ADMIN),
    # Names beside codes that are as good as money.
    _P.VOUCHER_PRINT: Rule(Purpose.VOUCHER_DELIVERY, _ADMIN, step_up=True),
    _P.STATEMENT_READ: Rule(Purpose.SETTLEMENT, {**_READERS, **_OFFICE}),
    _P.STATEMENT_ANSWER: Rule(Purpose.SETTLEMENT, _OFFICE),
    _P.SETTLEMENT_WRITE: Rule(Purpose.SETTLEMENT, _ADMIN),
    _P.PAYOUT_READ: Rule(Purpose.SETTLEMENT, _READERS),
    _P.PAYOUT_APPROVE: Rule(Purpose.SETTLEMENT, _APPROVER, step_up=True),
    _P.PAYOUT_EXPORT: Rule(Purpose.SETTLEMENT, _ADMIN, step_up=True),
    _P.PROVIDER_READ: Rule(Purpose.PROVIDER_RELATIONS, {**_READERS, **_PROVIDERS}),
    _P.PROVIDER_WRITE: Rule(Purpose.PROVIDER_RELATIONS, {**_ADMIN, **_OFFICE}),
    _P.PROVIDER_APPROVE: Rule(Purpose.PROVIDER_RELATIONS, _APPROVER),
    # In full; everywhere else an account's number is masked (F9).
    _P.BANK_ACCOUNT_READ: Rule(Purpose.SETTLEMENT, {**_STAFF, **_OFFICE}, step_up=True),
    _P.BANK_ACCOUNT_PROPOSE: Rule(Purpose.SETTLEMENT, {**_ADMIN, **_OFFICE}, step_up=True),
    _P.BANK_ACCOUNT_APPROVE: Rule(Purpose.SETTLEMENT, _APPROVER, step_up=True),
    _P.ENROLMENT_READ: Rule(Purpose.REDEMPTION, {**_READERS, **_PROVIDERS}),
    _P.ENROLMENT_WRITE: Rule(Purpose.REDEMPTION, {**_ADMIN, **_PROVIDERS}),
    _P.REDEMPTION_WRITE: Rule(Purpose.REDEMPTION, {**_STAFF, **_PROVIDERS}),
    _P.REDEMPTION_OVERRIDE: Rule(Purpose.REDEMPTION, _APPROVER),
    _P.REDEMPTION_READ: Rule(Purpose.REDEMPTION, {**_READERS, **_PROVIDERS, **_FAMILY}),
    _P.REDEMPTION_REVERSE: Rule(Purpose.REDEMPTION, {**_ADMIN, **_OFFICE}),
    # The family's word: its own, or by the office where it has no way to sign in.
    _P.REDEMPTION_CONFIRM: Rule(Purpose.REDEMPTION, {**_ADMIN, **_FAMILY}),
    _P.DISPUTE_DISMISS: Rule(Purpose.REDEMPTION, _ADMIN),
    _P.SCANNER_UNLOCK: Rule(Purpose.SECURITY, _STAFF),
    _P.ROLLUP_RUN: Rule(Purpose.MEASUREMENT, _ADMIN),
    # To the single lesson; what donors read of it is coarser (impact.policies).
    _P.TRACE_READ: Rule(Purpose.MEASUREMENT, _READERS),
    # What a donor sees of their own gifts, and nobody else has.
    _P.OWN_GIFT_READ: Rule(Purpose.DONOR_RELATIONS, _DONOR),
    _P.IMPACT_READ: Rule(Purpose.DONOR_RELATIONS, {**_STAFF, **_DONOR}),
    _P.FUND_WRITE: Rule(Purpose.OPERATION, _ADMIN),
    _P.LEDGER_READ: Rule(Purpose.OPERATION, _READERS),
    _P.TRANSFER_PROPOSE: Rule(Purpose.OPERATION, _ADMIN),
    _P.TRANSFER_APPROVE: Rule(Purpose.OPERATION, _APPROVER, step_up=True),
    _P.APPROVAL_READ: Rule(Purpose.OPERATION, _STAFF),
    _P.MEMBER_READ: Rule(Purpose.SECURITY, {**_READERS, **_OFFICE}),
    _P.MEMBER_WRITE: Rule(Purpose.SECURITY, {**_ADMIN, **_OFFICE}, step_up=True),
    _P.ROLE_GRANT: Rule(Purpose.SECURITY, {**_ADMIN, **_OFFICE}, step_up=True),
    _P.ROLE_APPROVE: Rule(Purpose.SECURITY, _APPROVER, step_up=True),
    _P.DEVICE_READ: Rule(Purpose.SECURITY, {**_READERS, **_OFFICE}),
    _P.DEVICE_WRITE: Rule(Purpose.SECURITY, {**_ADMIN, **_OFFICE}),
    _P.API_KEY_READ: Rule(Purpose.SECURITY, _ADMIN),
    _P.API_KEY_WRITE: Rule(Purpose.SECURITY, _ADMIN, step_up=True),
    _P.SIGN_IN_LETTER_READ: Rule(Purpose.OWN_ACCOUNT, _ADMIN),
    # Name, code and PIN together: whoever prints them could be the family.
    _P.SIGN_IN_LETTER_WRITE: Rule(Purpose.OWN_ACCOUNT, _ADMIN, step_up=True),
    _P.IDENTITY_PROVIDER_READ: Rule(Purpose.SECURITY, _READERS),
    # Who names the provider, says who its people are.
    _P.IDENTITY_PROVIDER_WRITE: Rule(Purpose.SECURITY, _ADMIN, step_up=True),
    _P.AUDIT_READ: Rule(Purpose.SECURITY, _READERS),
    _P.AUDIT_EXPORT: Rule(Purpose.SECURITY, _READERS, step_up=True),
    _P.CHILD_ERASE: Rule(Purpose.DATA_RIGHTS, _ADMIN, step_up=True),
    _P.PERSON_DISCLOSE: Rule(Purpose.DATA_RIGHTS, _ADMIN, step_up=True),
    _P.ORGANISATION_EXPORT: Rule(Purpose.DATA_RIGHTS, _ADMIN, step_up=True),
    _P.RETENTION_READ: Rule(Purpose.DATA_RIGHTS, _READERS),
    _P.RETENTION_RUN: Rule(Purpose.DATA_RIGHTS, _ADMIN, step_up=True),
    _P.BREACH_READ: Rule(Purpose.SECURITY, _READERS),
    _P.BREACH_WRITE: Rule(Purpose.SECURITY, _STAFF),
    _P.BREACH_EXPORT: Rule(Purpose.SECURITY, _STAFF, step_up=True),
}

POLICY: dict[Permission, dict[Role, Scope]] = {
    permission: dict(rule.grants) for permission, rule in RULES.items()
}
PURPOSES: dict[Permission, Purpose] = {
    permission: rule.purpose for permission, rule in RULES.items()
}
STEP_UP: frozenset[Permission] = frozenset(
    permission for permission, rule in RULES.items() if rule.step_up
)
