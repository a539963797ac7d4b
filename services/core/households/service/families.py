"""Register families, one or many at a time, and know again those who were here before."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.core.audit import service as audit
from services.core.households.errors import HouseholdDetailInvalid
from services.core.households.models import Child, Consent, Guardian, Household
from services.core.households.policies import household_key, match_key, plausible_birth_date
from services.core.households.repository import FamilyRepository
from services.core.households.types import (
    ChildId,
    ConsentGiver,
    HouseholdId,
    NewChild,
    NewHousehold,
)
from services.core.kit import japanese
from services.core.kit.crypto import Vault
from services.core.kit.ids import uuid7
from services.core.kit.periods import local_date
from services.core.kit.unit_of_work import UnitOfWork

# The keys of so many people are loaded, or made and written, in one statement.
PEOPLE_AT_ONCE = 5_000

Who = tuple[str, date]  # a child within its household: folded reading and birth date


@dataclass(slots=True)
class StoredFamily:
    """A family as the database has it now, and what of it was new."""

    household: Household
    is_new: bool
    is_changed: bool = False
    children: list[Child] = field(default_factory=list)  # in the order in which they were told
    children_new: int = 0


def register(uow: UnitOfWork, *, household: NewHousehold) -> tuple[HouseholdId, list[ChildId]]:
    """
    Register one family in the organisation entered; ids come back, children in their order.

    A family that is known by its municipal number, or by guardian and postcode, is written on:
    what is told now counts, and a child that it has already is not added again.

    :raises HouseholdDetailInvalid: a reading, postcode or phone is not of its form, or a birth
        date no child's; the pointer says which.
    """
    today = local_date(uow.now)
    for index, child in enumerate(household.children):
        if not plausible_birth_date(child.birth_date, today):
            raise HouseholdDetailInvalid(pointer=f"/children/{index}/birth_date")
    (stored,) = store(uow, [_normalised(household)])
    for guardian in FamilyRepository(uow).guardians_of([stored.household.id]):
        if guardian.phone_index is None:  # of many at once the worker does it, a moment later
            guardian.index_phone(uow.vault)
    audit.record(
        uow,
        action="household.register",
        object_type="household",
        object_id=stored.household.id,
        facts={"new": stored.is_new, "children_new": stored.children_new},
    )
    return HouseholdId(stored.household.id), [ChildId(child.id) for child in stored.children]


def store(uow: UnitOfWork, told: Sequence[NewHousehold]) -> list[StoredFamily]:
    """Write families whose fields are of their form, none of them told twice."""
    repository = FamilyRepository(uow)
    repository.take_turn()
    known = _known(uow, told)
    plans = [_Plan(family, known.get(household_key(family))) for family in told]
    prepare(uow.vault, (person for plan in plans for person in plan.new_people()))

    stored = [_store_household(uow, plan) for plan in plans]
    repository.add(family.household for family in stored)
    guardians = [
        _store_guardian(uow.vault, plan, family) for plan, family in zip(plans, stored, strict=True)
    ]
    repository.add(guardians)
    for plan, family in zip(plans, stored, strict=True):
        _store_children(uow, plan, family)
    repository.add(child for family in stored for child in family.children)
    repository.add(_consents(uow, plans, stored))
    return stored


def prepare(vault: Vault, people: Iterable[UUID]) -> set[UUID]:
    """Have the keys of many people at hand; returns those who were not forgotten meanwhile."""
    subjects = list(people)
    found: set[UUID] = set()
    for start in range(0, len(subjects), PEOPLE_AT_ONCE):
        found |= vault.readable(subjects[start : start + PEOPLE_AT_ONCE])
    return found


@dataclass(slots=True)
class _Known:
    """A household of ours and the people in it, opened."""

    household: Household
    guardians: dict[str, Guardian] = field(default_factory=dict)  # by folded reading
    children: dict[Who, Child] = field(default_factory=dict)

    def keys(self, vault: Vault) -> Iterator[str]:
        """Every key under which the household may be told of (`policies.household_key`)."""
        for guardian in self.guardians.values():
            yield match_key(
                reference=self.household.read(vault, "reference"),
                municipality_code=self.household.municipality_code,
                guardian_kana=guardian.read(vault, "kana") or "",
                postcode=self.household.read(vault, "postcode") or "",
            )


class _Plan:
    """What a family's telling adds to what is known; new people have their ids already."""

    def __init__(self, told: NewHousehold, known: _Known | None) -> None:
        self.told = told
        self.known = known
        self.household_id = known.household.id if known else uuid7()
        known_guardians = known.guardians if known else {}
        self.guardian = known_guardians.get(japanese.folded(told.guardian.kana))
        self.guardian_id = self.guardian.id if self.guardian else uuid7()
        known_children = known.children if known else {}
        self.children = [(child, known_children.get(_who(child))) for child in told.children]
        self.child_ids = [row.id if row else uuid7() for _, row in self.children]

    def new_people(self) -> Iterator[UUID]:
        if self.known is None:
            yield self.household_id
        if self.guardian is None:
            yield self.guardian_id
        for (_, row), id in zip(self.children, self.child_ids, strict=True):
            if row is None:
                yield id


def _known(uow: UnitOfWork, told: Sequence[NewHousehold]) -> dict[str, _Known]:
    """Those of the families whom the database has, by the key they are told under."""
    repository, vault = FamilyRepository(uow), uow.vault
    keys = {household_key(family) for family in told}
    rows = repository.households_by_match(
        index for key in keys for index in vault.lookups("households.match", key)
    )
    families = {row.id: _Known(row) for row in rows}
    guardians = repository.guardians_of(families)
    children = repository.children_of(families)
    people = prepare(
        vault, [*families, *(row.id for row in guardians), *(row.id for row in children)]
    )
    families = {id: family for id, family in families.items() if id in people}
    for guardian in guardians:
        if guardian.id in people and guardian.household_id in people:
            reading = japanese.folded(guardian.read(vault, "kana") or "")
            families[guardian.household_id].guardians[reading] = guardian
    for child in children:
        if child.id in people and child.household_id in people:
            who = (japanese.folded(child.read(vault, "kana") or ""), child.born_on(vault))
            families[child.household_id].children[who] = child
    # The blind index gives candidates; the key, opened, decides.
    return {
        key: family for family in families.values() for key in family.keys(vault) if key in keys
    }


def _store_household(uow: UnitOfWork, plan: _Plan) -> StoredFamily:
    vault, told = uow.vault, plan.told
    if plan.known is None:
        assert uow.organisation_id is not None  # the vault would not have opened
        row = Household.of(vault, uow.organisation_id, told, id=plan.household_id, at=uow.now)
        return StoredFamily(row, is_new=True)
    row = plan.known.household
    now = Household.told(told)
    same_facts = now == {column: row.read(vault, column) for column in now}
    if same_facts and row.municipality_code == told.municipality_code:
        return StoredFamily(row, is_new=False)
    row.write(vault, told)
    for (kana, born_on), child in plan.known.children.items():
        child.index_duplicates(vault, kana, born_on, told.postcode)
    return StoredFamily(row, is_new=False, is_changed=True)


def _store_guardian(vault: Vault, plan: _Plan, family: StoredFamily) -> Guardian:
    told = plan.told.guardian
    if plan.guardian is None:
        return Guardian.of(vault, family.household, told, id=plan.guardian_id)
    known = [plan.guardian.read(vault, column) for column in ("name", "phone", "email")]
    if known != [told.name, told.phone, told.email]:
        plan.guardian.write(vault, told)
        family.is_changed = True
    return plan.guardian


def _store_children(uow: UnitOfWork, plan: _Plan, family: StoredFamily) -> None:
    for (told, row), id in zip(plan.children, plan.child_ids, strict=True):
        if row is None:
            family.children_new += 1
            row = Child.of(  # noqa: PLW2901
                uow.vault,
                family.household,
                told,
                id=id,
                postcode=plan.told.postcode,
                at=uow.now,
            )
        elif (row.read(uow.vault, "name"), row.read(uow.vault, "school")) != (
            told.name,
            told.school,
        ):
            row.write(uow.vault, told)
        family.children.append(row)


def _consents(
    uow: UnitOfWork, plans: Sequence[_Plan], stored: Sequence[StoredFamily]
) -> list[Consent]:
    """
    The consents that are told and not in force yet. One that is not told any more is not taken
    back by that: taking back is a verb of its own.
    """
    known = [child.id for family in stored if not family.is_new for child in family.children]
    in_force = {
        (consent.child_id, consent.purpose, consent.given_by)
        for consent in FamilyRepository(uow).consents_in_force(known)
    }
    return [
        Consent(
            organisation_id=child.organisation_id,
            id=uuid7(),
            child_id=child.id,
            purpose=purpose,
            given_by=giver,
            given_at=uow.now,
        )
        for plan, family in zip(plans, stored, strict=True)
        for told, child in zip(plan.told.children, family.children, strict=True)
        for giver, purposes in (
            (ConsentGiver.GUARDIAN, told.consents),
            (ConsentGiver.CHILD, told.own_consents),
        )
        for purpose in sorted(purposes)
        if (child.id, purpose, giver) not in in_force
    ]


def _who(child: NewChild) -> Who:
    return japanese.folded(child.kana), child.birth_date


def _normalised(told: NewHousehold) -> NewHousehold:
    """The family with its fields in the form in which they are kept."""
    guardian = told.guardian
    phone = guardian.phone
    return replace(
        told,
        postcode=_of_form(japanese.postcode, told.postcode, "/postcode"),
        guardian=replace(
            guardian,
            name=japanese.name(guardian.name),
            kana=_of_form(japanese.kana, guardian.kana, "/guardian/kana"),
            phone=None if phone is None else _of_form(japanese.phone, phone, "/guardian/phone"),
        ),
        children=tuple(
            replace(
                child,
                name=japanese.name(child.name),
                kana=_of_form(japanese.kana, child.kana, f"/children/{index}/kana"),
            )
            for index, child in enumerate(told.children)
        ),
    )


def _of_form(normalise: Callable[[str], str], value: str, pointer: str) -> str:
    try:
        return normalise(value)
    except ValueError:
        raise HouseholdDetailInvalid(pointer=pointer) from None
