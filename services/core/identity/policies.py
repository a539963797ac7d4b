"""Who may do what: the whole policy as one table. A verb that is not here, nobody may do."""

from enum import StrEnum

from services.core.identity.errors import NotPermitted
from services.core.identity.types import Role
from services.core.kit.actor import Actor, ActorKind


class Permission(StrEnum):
    """`object:verb`, in the order of the money's journey."""

    ME_READ = "me:read"
    PROGRAMME_READ = "programme:read"
    PROGRAMME_WRITE = "programme:write"
    HOUSEHOLD_WRITE = "household:write"
    CHILD_NAME_READ = "child_name:read"
    APPLICATION_READ = "application:read"
    APPLICATION_WRITE = "application:write"
    ELIGIBILITY_READ = "eligibility:read"
    CAMPAIGN_WRITE = "campaign:write"
    DONATION_READ = "donation:read"
    DONATION_WRITE = "donation:write"
    DONATION_REFUND = "donation:refund"
    RECEIPT_READ = "receipt:read"
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
    PROVIDER_READ = "provider:read"
    PROVIDER_WRITE = "provider:write"
    PROVIDER_APPROVE = "provider:approve"
    BANK_ACCOUNT_PROPOSE = "bank_account:propose"
    BANK_ACCOUNT_APPROVE = "bank_account:approve"
    ENROLMENT_READ = "enrolment:read"
    ENROLMENT_WRITE = "enrolment:write"
    REDEMPTION_WRITE = "redemption:write"
    REDEMPTION_OVERRIDE = "redemption:override"
    REDEMPTION_READ = "redemption:read"
    REDEMPTION_REVERSE = "redemption:reverse"
    REDEMPTION_CONFIRM = "redemption:confirm"
    SCANNER_UNLOCK = "scanner:unlock"
    ROLLUP_RUN = "rollup:run"
    TRACE_READ = "trace:read"
    IMPACT_READ = "impact:read"
    API_KEY_WRITE = "api_key:write"
    FUND_WRITE = "fund:write"
    LEDGER_READ = "ledger:read"
    AUDIT_READ = "audit:read"


_STAFF = {Role.NPO_ADMIN, Role.NPO_APPROVER}
_READERS = _STAFF | {Role.AUDITOR}
_PROVIDERS = {Role.PROVIDER_OFFICE, Role.PROVIDER_COUNTER}
_EVERYONE = set(Role)

POLICY: dict[Permission, frozenset[Role]] = {
    Permission.ME_READ: frozenset(_EVERYONE),
    Permission.PROGRAMME_READ: frozenset(_EVERYONE),
    Permission.PROGRAMME_WRITE: frozenset({Role.NPO_ADMIN}),
    Permission.HOUSEHOLD_WRITE: frozenset({Role.NPO_ADMIN}),
    Permission.CHILD_NAME_READ: frozenset({Role.NPO_ADMIN}),
    Permission.APPLICATION_READ: frozenset(_READERS),
    Permission.APPLICATION_WRITE: frozenset({Role.NPO_ADMIN}),
    # Ids and yes or no; whose they are, only the office can tell.
    Permission.ELIGIBILITY_READ: frozenset(_STAFF | {Role.MUNICIPALITY}),
    Permission.CAMPAIGN_WRITE: frozenset({Role.NPO_ADMIN}),
    Permission.DONATION_READ: frozenset(_READERS),
    Permission.DONATION_WRITE: frozenset({Role.NPO_ADMIN}),
    Permission.DONATION_REFUND: frozenset({Role.NPO_ADMIN}),
    Permission.RECEIPT_READ: frozenset(_STAFF),
    Permission.RECEIPT_WRITE: frozenset({Role.NPO_ADMIN}),
    Permission.ROUND_WRITE: frozenset({Role.NPO_ADMIN}),
    Permission.AWARD_APPROVE: frozenset({Role.NPO_APPROVER}),
    Permission.AWARD_READ: frozenset(_READERS),
    Permission.AWARD_WRITE: frozenset({Role.NPO_ADMIN}),
    Permission.VOUCHER_READ: frozenset(_READERS),
    Permission.VOUCHER_WRITE: frozenset({Role.NPO_ADMIN}),
    Permission.VOUCHER_PRINT: frozenset({Role.NPO_ADMIN}),
    Permission.STATEMENT_READ: frozenset(_READERS | {Role.PROVIDER_OFFICE}),
    Permission.STATEMENT_ANSWER: frozenset({Role.PROVIDER_OFFICE}),
    Permission.SETTLEMENT_WRITE: frozenset({Role.NPO_ADMIN}),
    Permission.PAYOUT_READ: frozenset(_READERS),
    Permission.PAYOUT_APPROVE: frozenset({Role.NPO_APPROVER}),
    Permission.PROVIDER_READ: frozenset(_READERS | _PROVIDERS),
    Permission.PROVIDER_WRITE: frozenset({Role.NPO_ADMIN, Role.PROVIDER_OFFICE}),
    Permission.PROVIDER_APPROVE: frozenset({Role.NPO_APPROVER}),
    Permission.BANK_ACCOUNT_PROPOSE: frozenset({Role.NPO_ADMIN, Role.PROVIDER_OFFICE}),
    Permission.BANK_ACCOUNT_APPROVE: frozenset({Role.NPO_APPROVER}),
    Permission.ENROLMENT_READ: frozenset(_READERS | _PROVIDERS),
    Permission.ENROLMENT_WRITE: frozenset({Role.NPO_ADMIN} | _PROVIDERS),
    Permission.REDEMPTION_WRITE: frozenset(_STAFF | _PROVIDERS),
    Permission.REDEMPTION_OVERRIDE: frozenset({Role.NPO_APPROVER}),
    Permission.REDEMPTION_READ: frozenset(_READERS | _PROVIDERS),
    Permission.REDEMPTION_REVERSE: frozenset({Role.NPO_ADMIN, Role.PROVIDER_OFFICE}),
    # The family's word comes by the office until families sign in themselves.
    Permission.REDEMPTION_CONFIRM: frozenset({Role.NPO_ADMIN}),
    Permission.SCANNER_UNLOCK: frozenset(_STAFF),
    Permission.ROLLUP_RUN: frozenset({Role.NPO_ADMIN}),
    # To the single lesson; what donors read of it is coarser (impact.policies).
    Permission.TRACE_READ: frozenset(_READERS),
    Permission.IMPACT_READ: frozenset(_STAFF),
    Permission.API_KEY_WRITE: frozenset({Role.NPO_ADMIN}),
    Permission.FUND_WRITE: frozenset({Role.NPO_ADMIN}),
    Permission.LEDGER_READ: frozenset(_READERS),
    Permission.AUDIT_READ: frozenset(_READERS),
}


def permits(actor: Actor, permission: Permission) -> bool:
    """The host's operator and the service itself may do all; others, what their roles include."""
    if actor.kind in {ActorKind.OPERATOR, ActorKind.SYSTEM}:
        return True
    if actor.verbs is not None and permission not in actor.verbs:
        return False
    return any(role in actor.roles for role in POLICY[permission])


def require(actor: Actor, permission: Permission) -> None:
    """:raises NotPermitted: none of the actor's roles includes this."""
    if not permits(actor, permission):
        raise NotPermitted(permission=permission.value)
