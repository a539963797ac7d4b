"""Find children for staff: by reading, family name, or the guardian's phone and e-mail (I8)."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.households.errors import HouseholdDetailInvalid
from services.core.households.models import Child, Guardian
from services.core.households.policies import family_kana
from services.core.households.repository import FamilyRepository, IndexRepository
from services.core.households.service.families import prepare
from services.core.households.types import ChildId, FoundChild, HouseholdId
from services.core.kit import japanese
from services.core.kit.crypto import Vault, comparable
from services.core.kit.unit_of_work import UnitOfWork


def find_children(
    uow: UnitOfWork,
    *,
    kana: str | None = None,
    phone: str | None = None,
    email: str | None = None,
) -> list[FoundChild]:
    """
    Children of the organisation who are meant by what is told; told more, all of it must fit.

    A blind index gives candidates, some of them by chance; what stands in them decides. Sorted by
    reading. The look-up is audited child by child, as any reading of names is.

    :param kana: the full or family name of the child or its guardian, as read, in any kana.
    :param phone: the guardian's number, however it is written.
    :param email: the guardian's address.
    :raises HouseholdDetailInvalid: the phone number is none of Japan, or nothing is told.
    """
    searches: list[dict[UUID, Child]] = []
    if kana is not None:
        searches.append(_read_so(uow, japanese.folded(kana)))
    if phone is not None:
        searches.append(_reached_at(uow, "phone", _phone(phone)))
    if email is not None:
        searches.append(_reached_at(uow, "email", comparable(email)))
    if not searches:
        raise HouseholdDetailInvalid(pointer="/kana")
    fitting = [
        child for id, child in searches[0].items() if all(id in others for others in searches[1:])
    ]
    readable = prepare(uow.vault, (child.id for child in fitting))
    found = [_told(uow.vault, child) for child in fitting if child.id in readable]
    audit.record_reads(
        uow, action="child.find", object_type="child", object_ids=[one.child_id for one in found]
    )
    return sorted(found, key=lambda child: (child.kana, child.child_id))


def _read_so(uow: UnitOfWork, wanted: str) -> dict[UUID, Child]:
    """Whose reading, or a guardian's, is `wanted`, in full or by its family name."""
    repository, vault = IndexRepository(uow), uow.vault
    children = repository.children_with(
        {place: vault.lookups(place, wanted) for place in ("children.kana", "children.family_kana")}
    )
    guardians = repository.guardians_with(
        {
            place: vault.lookups(place, wanted)
            for place in ("guardians.kana", "guardians.family_kana")
        }
    )
    people = prepare(
        vault, [*(child.id for child in children), *(guardian.id for guardian in guardians)]
    )

    def is_meant(person: Child | Guardian) -> bool:
        return person.id in people and _is_read(vault, person, wanted)

    found = {child.id: child for child in children if is_meant(child)}
    return found | _children_of(uow, [guardian for guardian in guardians if is_meant(guardian)])


def _is_read(vault: Vault, person: Child | Guardian, wanted: str) -> bool:
    reading = person.read(vault, "kana") or ""
    return wanted in {japanese.folded(reading), japanese.folded(family_kana(reading))}


def _reached_at(uow: UnitOfWork, column: str, wanted: str) -> dict[UUID, Child]:
    """Whose guardian is reached so."""
    vault, place = uow.vault, f"guardians.{column}"
    candidates = IndexRepository(uow).guardians_with({place: vault.lookups(place, wanted)})
    people = prepare(vault, (guardian.id for guardian in candidates))
    meant = [
        one
        for one in candidates
        if one.id in people and comparable(one.read(vault, column) or "") == wanted
    ]
    return _children_of(uow, meant)


def _children_of(uow: UnitOfWork, guardians: Iterable[Guardian]) -> dict[UUID, Child]:
    households = {guardian.household_id for guardian in guardians}
    children: Sequence[Child] = FamilyRepository(uow).children_of(households) if households else ()
    return {child.id: child for child in children}


def _phone(told: str) -> str:
    try:
        return japanese.phone(told)
    except ValueError:
        raise HouseholdDetailInvalid(pointer="/phone") from None


def _told(vault: Vault, child: Child) -> FoundChild:
    return FoundChild(
        child_id=ChildId(child.id),
        household_id=HouseholdId(child.household_id),
        name=child.read(vault, "name") or "",
        kana=child.read(vault, "kana") or "",
    )
