"""Doors into the played year: one link, good once, for each of those who would use the service."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cli.demo.stage import ADMIN, APPROVER
from services.core.allocations import service as allocations
from services.core.bootstrap import Runtime
from services.core.config import Environment
from services.core.donations import service as donations
from services.core.households import service as households
from services.core.households.types import ChildId
from services.core.identity import service as identity
from services.core.identity.types import PrincipalKind, Role
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.programmes.models import Programme
from services.core.providers import service as providers
from services.sandbox.year.people import email


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody invented, whom a visitor is for a while."""

    name: str
    kind: PrincipalKind
    id: UUID
    household_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """Whose door it is, and the address that opens it once."""

    persona: str
    address: str


def doors(runtime: Runtime, organisation_id: UUID) -> list[Door]:
    """Make the people who are not there yet, and a way in for each."""
    with runtime.unit_of_work(ADMIN, organisation_id=organisation_id) as uow:
        [programme] = programmes.of_organisation(uow, organisation_id=organisation_id)
        people = _people(uow, programme)
    with runtime.unit_of_work(APPROVER, organisation_id=organisation_id) as uow:
        for grant in identity.awaiting_approval(uow, organisation_id=organisation_id):
            identity.approve_grant(uow, grant_id=grant.id)
    with runtime.unit_of_work(ADMIN, organisation_id=organisation_id) as uow:
        return [Door(one.name, _way_in(runtime, uow, one)) for one in people]


def _people(uow: UnitOfWork, programme: Programme) -> list[Persona]:
    classroom = providers.providers_of(uow, programme_id=programme.id)[0]
    ward = programme.municipality_code
    return [
        _member(uow, "office", "見本 いぶき", Role.NPO_ADMIN),
        _member(uow, "second person", "見本 みのる", Role.NPO_APPROVER),
        _member(uow, "auditor", "見本 ただし", Role.AUDITOR),
        _member(uow, "classroom", "見本 まなぶ", Role.PROVIDER_OFFICE, provider_id=classroom.id),
        _member(uow, "municipality", "見本 わかば", Role.MUNICIPALITY, municipality_code=ward),
        _member(uow, "backbone", "見本 つなぐ", Role.BACKBONE),
        _donor(uow),
        _family(uow, programme),
    ]


def _member(uow: UnitOfWork, persona: str, called: str, role: Role, **belongs: Any) -> Persona:
    address = f"{persona.replace(' ', '-')}@demo.example"
    member = identity.find_by_email(uow, email=address)
    if member is None:
        member = identity.enlist(uow, name=called, email=address, **belongs)
        identity.request_grant(uow, member_id=member.id, role=role)
    return Persona(persona, PrincipalKind.MEMBER, member.id)


def _donor(uow: UnitOfWork) -> Persona:
    numbers = range(1, 1_000)
    found = (donations.find_donor_by_email(uow, email=email(number)) for number in numbers)
    return Persona("donor", PrincipalKind.DONOR, next(filter(None, found)))


def _family(uow: UnitOfWork, programme: Programme) -> Persona:
    """The first family whose child was awarded a place."""
    [round_] = allocations.rounds(uow, programme_id=programme.id)
    awarded = allocations.awards(uow, programme_id=programme.id, round_id=round_.id)
    homes = {
        candidate.child_id: candidate.household_id
        for candidate in households.eligible_candidates(uow, programme_id=programme.id)
    }
    home = next(filter(None, (homes.get(ChildId(award.child_id)) for award in awarded)))
    [guardian, *_] = households.guardians_in(uow, household_id=home)
    return Persona("family", PrincipalKind.FAMILY, guardian, home)


def _way_in(runtime: Runtime, uow: UnitOfWork, persona: Persona) -> str:
    link = identity.visit(
        uow,
        kind=persona.kind,
        principal_id=persona.id,
        household_id=persona.household_id,
        in_development=runtime.settings.environment is Environment.DEVELOPMENT,
    )
    return link.address(runtime.settings.base_url)
