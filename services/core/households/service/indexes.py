"""Give families' blind indexes today's key and width, a batch at a time, while others work."""

from collections.abc import Sequence

from services.core.households.models import Child, Household
from services.core.households.policies import match_key
from services.core.households.repository import FamilyRepository, IndexRepository
from services.core.households.service.families import prepare
from services.core.kit.unit_of_work import UnitOfWork

# A phone number's index takes ten milliseconds: so many are a second of work.
GUARDIANS_AT_ONCE = 100


def index_anew(uow: UnitOfWork, *, limit: int, wait: bool = False) -> int:
    """
    Index anew up to `limit` rows of each table whose index is of an older key, or not there yet.

    Call it again until it returns 0.

    :param wait: for rows that another holds; else they are left for the next time.
    :returns: how many rows were.
    """
    repository, vault = IndexRepository(uow), uow.vault
    done = index_children_anew(uow, limit=limit, wait=wait)
    households = repository.stale_households(vault, limit=limit, wait=wait)
    guardians = repository.stale_guardians(vault, limit=min(limit, GUARDIANS_AT_ONCE), wait=wait)
    prepare(vault, (guardian.id for guardian in guardians))
    for guardian in guardians:
        guardian.index_anew(vault)
    _index_households(uow, households)
    return done + len(households) + len(guardians)


def _index_households(uow: UnitOfWork, households: Sequence[Household]) -> None:
    """Each by the guardian under whom it was indexed, where it has several."""
    vault = uow.vault
    guardians = FamilyRepository(uow).guardians_of([household.id for household in households])
    people = prepare(
        vault, [*(one.id for one in households), *(guardian.id for guardian in guardians)]
    )
    for household in households:
        keys = [
            match_key(
                reference=household.read(vault, "reference"),
                municipality_code=household.municipality_code,
                guardian_kana=guardian.read(vault, "kana") or "",
                postcode=household.read(vault, "postcode") or "",
            )
            for guardian in guardians
            if guardian.household_id == household.id and guardian.id in people
        ]
        bearing = [
            key for key in keys if household.match_index in vault.lookups("households.match", key)
        ]
        for key in (bearing or keys)[:1]:
            household.match_index = vault.blind_index("households.match", key)


def index_children_anew(uow: UnitOfWork, *, limit: int, wait: bool) -> int:
    """The same for children only."""
    repository, vault = IndexRepository(uow), uow.vault
    children: list[Child] = list(repository.stale_children(vault, limit=limit, wait=wait))
    households = repository.postcode_holders(children)
    prepare(vault, [*(child.id for child in children), *households])
    for child in children:
        postcode = households[child.household_id].read(vault, "postcode") or ""
        child.index_anew(vault, postcode)
    return len(children)
