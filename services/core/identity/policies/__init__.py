"""Who may do what: role x verb x object, decided in one place (docs/reference/access.md)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from services.core.identity.errors import NotPermitted, RolesIncompatible, StepUpRequired
from services.core.identity.policies.permissions import Permission, Purpose, Scope
from services.core.identity.policies.table import POLICY, PURPOSES, RULES, STEP_UP, Rule
from services.core.identity.types import Role
from services.core.kit.actor import Actor, ActorKind

__all__ = [
    "POLICY",
    "PROOF_LASTS",
    "PURPOSES",
    "RULES",
    "SIDES",
    "STEP_UP",
    "Permission",
    "Purpose",
    "Rule",
    "Scope",
    "must_fit_together",
    "permits",
    "require",
    "scope_of",
    "uniform_scope",
]

# How long a person who has proved to be there is taken to be there still.
PROOF_LASTS = timedelta(minutes=5)

# Whose interests a role serves. One actor serves one side (docs/decisions/0062).
SIDES: tuple[frozenset[Role], ...] = (
    frozenset({Role.NPO_ADMIN, Role.NPO_APPROVER}),
    frozenset({Role.AUDITOR}),
    frozenset({Role.PROVIDER_OFFICE, Role.PROVIDER_COUNTER}),
    frozenset({Role.MUNICIPALITY}),
    frozenset({Role.BACKBONE}),
    frozenset({Role.DONOR}),
    frozenset({Role.FAMILY}),
)


# What an actor must have for a scope to mean anything: without it, it reaches nothing at all.
_OWNERS = {
    Scope.OWN_PROVIDER: "provider_id",
    Scope.OWN_MUNICIPALITY: "municipality_code",
    Scope.OWN_HOUSEHOLD: "household_id",
}


def permits(actor: Actor, permission: Permission) -> bool:
    """The host's operator and the service itself may do all; others, what their roles include."""
    return scope_of(actor, permission) is not None


def scope_of(actor: Actor, permission: Permission) -> Scope | None:
    """How far the actor's leave reaches, by the widest of its roles; None: it has none."""
    if actor.may_reach_every_tenant:
        return Scope.ORGANISATION
    if actor.verbs is not None and permission not in actor.verbs:
        return None
    held = {
        scope
        for role, scope in POLICY[permission].items()
        if role in actor.roles and _means_something(actor, scope)
    }
    return next((scope for scope in Scope if scope in held), None)


def require(actor: Actor, permission: Permission, *, at: datetime) -> None:
    """
    Let pass whoever may do this, and is there.

    :param at: the instant of the act.
    :raises NotPermitted: none of the actor's roles includes this.
    :raises StepUpRequired: a person has to prove anew to be there: the last time is too long ago.
    """
    if not permits(actor, permission):
        raise NotPermitted(permission=permission.value)
    if actor.kind is ActorKind.MEMBER and permission in STEP_UP and not _is_there(actor, at):
        raise StepUpRequired(permission=permission.value)


def uniform_scope(permission: Permission) -> Scope | None:
    """The one scope that all who hold this permission have; None where they differ."""
    scopes = set(POLICY[permission].values())
    return scopes.pop() if len(scopes) == 1 else None


def must_fit_together(roles: Iterable[Role]) -> None:
    """:raises RolesIncompatible: one actor would serve two sides, say the office and a provider."""
    held = set(roles) - {Role.MEMBER}
    if held and not any(held <= side for side in SIDES):
        raise RolesIncompatible(pointer="/roles")


def _means_something(actor: Actor, scope: Scope) -> bool:
    return scope not in _OWNERS or getattr(actor, _OWNERS[scope]) is not None


def _is_there(actor: Actor, at: datetime) -> bool:
    return actor.proved_at is not None and at - actor.proved_at <= PROOF_LASTS
