"""Open what is known of a person: only for those whom a verb has let in, and always on record."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.core.households.models import Child, Guardian, Household
from services.core.kit.unit_of_work import UnitOfWork
from services.core.privacy.repository import PeopleRepository
from services.core.privacy.repository.people import PLAIN, SEALED, TABLES
from services.core.privacy.types import Subject, SubjectKind

CONTACT = ("name", "postcode", "address", "email", "phone")


def fields_of(uow: UnitOfWork, subject: Subject) -> dict[str, str]:
    """The person's own fields in clear; none of somebody who was erased. The caller records it."""
    row = PeopleRepository(uow).row(subject)
    if row is None or row.forgotten_at is not None:
        return {}
    table = TABLES[subject.kind].__tablename__
    opened = {}
    for name in SEALED[subject.kind]:
        blob = getattr(row, f"{name}_sealed")
        if blob is not None:
            opened[name] = uow.vault.unseal(subject.id, f"{table}.{name}", subject.id, blob)
    for name in PLAIN.get(subject.kind, ()):
        if (value := getattr(row, name)) is not None:
            opened[name] = str(value)
    return opened


def family_of(uow: UnitOfWork, child: Child) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The fields of a child's household, and of each of its guardians."""
    _, guardians = PeopleRepository(uow).family(child.household_id)
    household = fields_of(uow, Subject(SubjectKind.HOUSEHOLD, child.household_id))
    return household, [fields_of(uow, Subject(SubjectKind.GUARDIAN, one)) for one in guardians]


def contact_of(uow: UnitOfWork, subject: Subject) -> dict[str, str]:
    """Where somebody can be reached: a child, and a household, through its first guardian."""
    row = PeopleRepository(uow).row(subject)
    own = fields_of(uow, subject)
    if not own or row is None:
        return {}
    if isinstance(row, Child | Guardian | Household):
        household_id = row.id if isinstance(row, Household) else row.household_id
        _, guardians = PeopleRepository(uow).family(household_id)
        home = fields_of(uow, Subject(SubjectKind.HOUSEHOLD, household_id))
        first = subject if isinstance(row, Guardian) else _first(guardians)
        told = {**home, **(fields_of(uow, first) if first else {})}
        if isinstance(row, Child):
            told["child"] = own.get("name", "")
        return _only(told, ("child", *CONTACT))
    return _only(own, CONTACT)


def _first(guardians: Sequence[UUID]) -> Subject | None:
    return Subject(SubjectKind.GUARDIAN, guardians[0]) if guardians else None


def _only(told: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    return {name: told[name] for name in names if name in told}
