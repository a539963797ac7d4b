"""Keep who gives, sealed, and find the same person again."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from services.core.donations import policies
from services.core.donations.models import Donor
from services.core.donations.repository import DonorRepository
from services.core.donations.types import DonorDetails, DonorId
from services.core.kit import japanese
from services.core.kit.crypto import comparable
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork

# Of those who say that an e-mail is theirs: more are not opened to find one who said the same.
_LOOKED_AT = 20

# Sealed each by itself; country and kind stand beside them in clear.
FIELDS = ("name", "kana", "email", "postcode", "address", "phone")


def keep_donor(uow: UnitOfWork, *, organisation_id: UUID, details: DonorDetails) -> DonorId | None:
    """The donor of these details, found or new; None where nothing was said."""
    return keep_donors(uow, organisation_id=organisation_id, details=[details])[0]


def keep_donors(
    uow: UnitOfWork, *, organisation_id: UUID, details: Sequence[DonorDetails]
) -> list[DonorId | None]:
    """
    The donor of each, found or new, in few statements.

    For the office and its files: an open door keeps a giver apart (`keep_giver`). What a known
    donor had not said before is added; what was said stays (`correct_donor` changes it).

    One e-mail address is one donor. Without one, the same name at the same address is, among
    those who have none either; a name alone is never taken for somebody who is known.
    """
    donors = DonorRepository(uow)
    found = donors.find_by_indexes(organisation_id, *_lookups(uow, details))
    known = _by_key(uow, found)
    stored = {donor.id: donor for donor in found}
    ids: list[DonorId | None] = []
    new: dict[UUID, DonorDetails] = {}
    for one in details:
        if one.is_empty:
            ids.append(None)
            continue
        key = _key(one)
        id = known.get(key) if key else None
        if id is None:
            id = DonorId(uuid7())
            new[id] = one
            if key:
                known[key] = id
        elif id in stored:
            _fill(uow, stored[id], one)
        ids.append(id)
    uow.vault.prepare(new)
    inserted = donors.add_new([_row(uow, organisation_id, id, one) for id, one in new.items()])
    if len(inserted) == len(new):
        return ids
    # Somebody else has kept one of these e-mail addresses meanwhile: theirs stands.
    theirs = _by_key(uow, donors.find_by_indexes(organisation_id, *_lookups(uow, new.values())))
    return [
        theirs[key] if id in new and id not in inserted and (key := _key(one)) else id
        for id, one in zip(ids, details, strict=True)
    ]


def keep_giver(uow: UnitOfWork, *, organisation_id: UUID, details: DonorDetails) -> DonorId | None:
    """
    Who begins a gift at an open door, by their own word: a donor who stands apart.

    Nobody else's details are read into it, and nobody else's are changed by it. Only whoever
    says the very same, word for word, is the same donor again. None where nothing was said.
    """
    if details.is_empty:
        return None
    donors = DonorRepository(uow)
    if details.email:
        emails = uow.vault.lookups("donors.email", details.email)
        same = donors.of_email(organisation_id, emails, newest=_LOOKED_AT)
        readable = uow.vault.readable(one.id for one in same)
        for one in same:
            if one.apart and one.id in readable and donor_details(uow, one) == details:
                return DonorId(one.id)
    id = DonorId(uuid7())
    uow.vault.prepare([id])
    donors.add_new([_row(uow, organisation_id, id, details, apart=True)])
    return id


def keep_unnamed(uow: UnitOfWork, *, organisation_id: UUID) -> DonorId:
    """A donor of whom nothing is told, for what only somebody can have: a message, say."""
    id = DonorId(uuid7())
    uow.vault.prepare([id])
    DonorRepository(uow).add_new([_row(uow, organisation_id, id, DonorDetails())])
    return id


def donor_details(uow: UnitOfWork, donor: Donor) -> DonorDetails:
    """Open a donor's seal."""
    opened = {
        field: uow.vault.unseal(donor.id, f"donors.{field}", donor.id, sealed)
        for field in FIELDS
        if (sealed := getattr(donor, f"{field}_sealed")) is not None
    }
    return DonorDetails(**opened, country=donor.country, kind=donor.kind)


def payer_lookups(uow: UnitOfWork, kana: str) -> list[bytes]:
    """The blind indexes under which a payer's name in kana may be kept, however it was typed."""
    return uow.vault.lookups("donors.kana", japanese.folded(kana))


def folded_reading(uow: UnitOfWork, donor: Donor) -> str:
    """The donor's reading as it is compared, opened; empty where it was not told."""
    if donor.kana_sealed is None:
        return ""
    return japanese.folded(uow.vault.unseal(donor.id, "donors.kana", donor.id, donor.kana_sealed))


def _key(details: DonorDetails) -> str | None:
    """By what a donor is known again: the e-mail address, else name and address together."""
    if details.email:
        return f"email|{comparable(details.email)}"
    return _person(details)


def _person(details: DonorDetails) -> str | None:
    if not (details.name and details.address):
        return None
    parts = [details.name, details.postcode or "", details.address]
    return "|".join(map(japanese.folded, parts))


def _lookups(uow: UnitOfWork, details: Iterable[DonorDetails]) -> tuple[list[bytes], list[bytes]]:
    """The blind indexes of e-mail addresses, and of persons, under which these may be kept."""
    emails: list[bytes] = []
    persons: list[bytes] = []
    for one in details:
        if one.email:
            emails += uow.vault.lookups("donors.email", one.email)
        elif (person := _person(one)) is not None:
            persons += uow.vault.lookups("donors.person", person)
    return emails, persons


def _by_key(uow: UnitOfWork, found: Sequence[Donor]) -> dict[str, DonorId]:
    """Whom the blind indexes proposed, by what they are really known by."""
    readable = uow.vault.readable(donor.id for donor in found)
    keys: dict[str, DonorId] = {}
    for donor in found:
        if donor.id not in readable:
            continue  # forgotten this moment
        key = _key(donor_details(uow, donor))
        if key is not None:
            keys.setdefault(key, DonorId(donor.id))
    return keys


def indexes_of(
    uow: UnitOfWork, details: DonorDetails, *, apart: bool = False
) -> dict[str, bytes | None]:
    """
    The blind indexes by which a donor of these details is found, by column.

    :param apart: nobody is to be taken for them because of the same name and address.
    """
    vault, household = uow.vault, policies.household_of(details)
    person = None if apart else _person(details)
    return {
        "email_index": vault.blind_index("donors.email", details.email) if details.email else None,
        "kana_index": (
            vault.blind_index("donors.kana", japanese.folded(details.kana))
            if details.kana
            else None
        ),
        "person_index": None if person is None else vault.blind_index("donors.person", person),
        "household_index": (
            None if household is None else vault.blind_index("donors.household", household)
        ),
    }


def _fill(uow: UnitOfWork, donor: Donor, details: DonorDetails) -> None:
    said = {
        field: value
        for field in FIELDS
        if (value := getattr(details, field)) and getattr(donor, f"{field}_sealed") is None
    }
    for field, value in said.items():
        blob = uow.vault.seal(donor.id, f"donors.{field}", donor.id, value)
        setattr(donor, f"{field}_sealed", blob)
    donor.country = donor.country or details.country
    donor.kind = donor.kind or details.kind
    indexes = indexes_of(uow, donor_details(uow, donor))
    donor.kana_index, donor.person_index = indexes["kana_index"], indexes["person_index"]
    donor.household_index = indexes["household_index"]


def _row(
    uow: UnitOfWork,
    organisation_id: UUID,
    id: UUID,
    details: DonorDetails,
    *,
    apart: bool = False,
) -> dict[str, Any]:
    sealed = {
        f"{field}_sealed": uow.vault.seal(id, f"donors.{field}", id, value) if value else None
        for field in FIELDS
        for value in [getattr(details, field)]
    }
    return {
        "organisation_id": organisation_id,
        "id": id,
        "created_at": uow.now,
        "country": details.country,
        "kind": details.kind,
        "apart": apart,
        **indexes_of(uow, details, apart=apart),
        **sealed,
    }
