"""How a family's grown-ups are reached: by mail, by letter, and who it is that a mail reaches."""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from services.core.audit import service as audit
from services.core.households.errors import HouseholdNotFound
from services.core.households.repository.reach import ReachRepository
from services.core.households.types import GuardianId, HouseholdId
from services.core.kit.crypto import comparable
from services.core.kit.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class FoundGuardian:
    """A grown-up of a family, by ids."""

    guardian_id: GuardianId
    household_id: HouseholdId


@dataclass(frozen=True, slots=True)
class LetterAddress:
    """To whom a letter goes, and where."""

    guardian_id: GuardianId
    household_id: HouseholdId
    name: str = field(repr=False)
    postcode: str = field(repr=False)
    address: str = field(repr=False)


def find_guardians_by_email(uow: UnitOfWork, *, email: str) -> list[FoundGuardian]:
    """Whom the address reaches, perhaps in several families: found by index, known by opening."""
    wanted = comparable(email)
    found = ReachRepository(uow).guardians_by_email(uow.vault.lookups("guardians.email", email))
    readable = uow.vault.readable(guardian.id for guardian in found)
    return [
        FoundGuardian(GuardianId(guardian.id), HouseholdId(guardian.household_id))
        for guardian in found
        if guardian.id in readable and comparable(guardian.read(uow.vault, "email") or "") == wanted
    ]


def guardian_email(uow: UnitOfWork, *, guardian_id: UUID) -> str | None:
    """Where mail reaches a guardian; None where they are forgotten or have told no address."""
    guardian = ReachRepository(uow).guardian(guardian_id)
    return None if guardian is None else guardian.read(uow.vault, "email")


def is_guardian(uow: UnitOfWork, *, guardian_id: UUID) -> bool:
    """Whether somebody answers for a family of ours, and was not forgotten."""
    return ReachRepository(uow).guardian(guardian_id) is not None


def guardians_in(uow: UnitOfWork, *, household_id: UUID) -> list[GuardianId]:
    """
    The grown-ups of a family, by ids.

    :raises HouseholdNotFound: it is not known here, or was forgotten.
    """
    for _, guardians in ReachRepository(uow).families([household_id]):
        return [GuardianId(guardian.id) for guardian in guardians]
    raise HouseholdNotFound(household_id=household_id)


def letter_addresses(uow: UnitOfWork, *, household_ids: Collection[UUID]) -> list[LetterAddress]:
    """
    Where letters to the grown-ups of these families go, by name: each family is noted as read.

    :raises HouseholdNotFound: one of them is not known here, or was forgotten.
    """
    families = {
        household.id: (household, guardians)
        for household, guardians in ReachRepository(uow).families(household_ids)
    }
    for id in household_ids:
        if id not in families:
            raise HouseholdNotFound(household_id=id)
    grown_ups = [guardian.id for _, guardians in families.values() for guardian in guardians]
    uow.vault.prepare([*families, *grown_ups])
    audit.record_reads(
        uow, action="household.read_address", object_type="household", object_ids=families
    )
    return [
        LetterAddress(
            guardian_id=GuardianId(guardian.id),
            household_id=HouseholdId(household.id),
            name=guardian.read(uow.vault, "name") or "",
            postcode=household.read(uow.vault, "postcode") or "",
            address=household.read(uow.vault, "address") or "",
        )
        for household, guardians in families.values()
        for guardian in guardians
    ]
