"""Everybody who may come to the door: each role by key or session, and those without a right."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from services.api import cookies, csrf
from services.core.bootstrap import Runtime
from services.core.identity import service as identity
from services.core.identity.models import Session
from services.core.identity.policies import POLICY, STEP_UP, Permission, Scope
from services.core.identity.types import PrincipalKind, Role, SignInMethod
from services.core.kit.actor import operator
from services.core.kit.unit_of_work import UnitOfWork
from tests.factories.estate import MUNICIPALITIES, A, Estate
from tests.factories.providers import second_person


@dataclass(frozen=True)
class Persona:
    """
    Somebody with what they bring along.

    :param known: whether what they bring is in force.
    :param verbs: what a key is limited to.
    :param stale: a person whose last proof to be there is too long ago.
    """

    name: str
    headers: dict[str, str] = field(repr=False)
    roles: frozenset[Role] = frozenset()
    known: bool = True
    verbs: frozenset[Permission] | None = None
    stale: bool = False

    def scope(self, permission: Permission) -> Scope | None:
        """How far the policy lets them go: read from the table, not from the code that asks it."""
        if self.verbs is not None and permission not in self.verbs:
            return None
        found = [scope for role, scope in POLICY[permission].items() if role in self.roles]
        return min(found, key=list(Scope).index) if found else None

    def must_prove(self, permission: Permission) -> bool:
        return self.stale and permission in STEP_UP


def make_personas(runtime: Runtime, estate: Estate) -> list[Persona]:
    """One for each role of the organisation, `a` wherever there are two; and who is nobody."""
    provider_id = UUID(estate.ids["provider_id"][A])
    with runtime.unit_of_work(operator("personas"), organisation_id=estate.organisation_id) as uow:
        maker = _Maker(uow, runtime, estate)
        return [
            maker.key("npo_admin", Role.NPO_ADMIN),
            maker.key("npo_approver", Role.NPO_APPROVER),
            maker.key("provider_office", Role.PROVIDER_OFFICE, provider_id=provider_id),
            maker.key("provider_counter", Role.PROVIDER_COUNTER, provider_id=provider_id),
            maker.key("municipality", Role.MUNICIPALITY, municipality_code=MUNICIPALITIES[A]),
            maker.key("backbone", Role.BACKBONE),
            maker.key("auditor", Role.AUDITOR),
            maker.session(
                "donor", PrincipalKind.DONOR, UUID(estate.ids["donor_id"][A]), Role.DONOR
            ),
            maker.session("family", PrincipalKind.FAMILY, estate.guardians[A], Role.FAMILY),
            maker.session("member", PrincipalKind.MEMBER, UUID(estate.ids["member_id"][A])),
            maker.stale_approver(),
            maker.key("limited", Role.NPO_ADMIN, verbs=frozenset({Permission.DONATION_READ})),
            maker.key("expired", Role.NPO_ADMIN, known=False, lifetime=timedelta(seconds=1)),
            maker.revoked(),
            Persona("anonymous", {}, known=False),
            Persona("guessing", {"Authorization": "Bearer minori_x_y"}, known=False),
        ]


class _Maker:
    def __init__(self, uow: UnitOfWork, runtime: Runtime, estate: Estate) -> None:
        self._uow = uow
        self._ring = runtime.ring
        self._estate = estate

    def key(
        self,
        name: str,
        role: Role,
        *,
        known: bool = True,
        verbs: frozenset[Permission] | None = None,
        **more: object,
    ) -> Persona:
        made = self._key(name, role, verbs=verbs, **more)
        headers = {"Authorization": f"Bearer {made.text}"}
        return Persona(name, headers, frozenset({role}), known=known, verbs=verbs)

    def revoked(self) -> Persona:
        made = self._key("revoked", Role.NPO_ADMIN)
        identity.revoke_api_key(
            self._uow, organisation_id=self._estate.organisation_id, key_id=made.id
        )
        return Persona("revoked", {"Authorization": f"Bearer {made.text}"}, known=False)

    def session(
        self,
        name: str,
        kind: PrincipalKind,
        principal_id: UUID,
        *roles: Role,
        method: SignInMethod = SignInMethod.PASSKEY,
        stale: bool = False,
    ) -> Persona:
        home = UUID(self._estate.ids["household_id"][A]) if kind is PrincipalKind.FAMILY else None
        maker = self._uow.actor
        opened = identity.open_session(
            self._uow,
            kind=kind,
            principal_id=principal_id,
            method=method,
            browser="Test",
            household_id=home,
        )
        self._uow.actor = maker  # who signs in acts from there on
        if stale:
            key = (self._estate.organisation_id, opened.id)
            self._uow.session.get_one(Session, key).proved_at = None
        headers = {
            "Cookie": f"{cookies.SESSION}={opened.text}",
            csrf.HEADER: csrf.token_for(self._ring, opened.id),
        }
        own = {Role.MEMBER} if kind is PrincipalKind.MEMBER else set()
        return Persona(name, headers, frozenset({*roles, *own}), stale=stale)

    def stale_approver(self) -> Persona:
        """Who signed in long ago: may look, and must prove anew before money moves."""
        member = identity.enlist(self._uow, name="承認 待子", email="stale@example.org")
        grant = identity.request_grant(self._uow, member_id=member.id, role=Role.NPO_APPROVER)
        if grant.is_waiting:
            identity.approve_grant(second_person(self._uow), grant_id=grant.id)
        return self.session(
            "stale_approver",
            PrincipalKind.MEMBER,
            member.id,
            Role.NPO_APPROVER,
            stale=True,
        )

    def _key(self, name: str, role: Role, **more: object) -> identity.NewApiKey:
        return identity.create_api_key(
            self._uow,
            organisation_id=self._estate.organisation_id,
            name=name,
            roles={role},
            **more,
        )
