"""Keep who gives, sealed, and find the same person again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.core.donations.models import Donor
from services.core.donations.repository import DonorRepository
from services.core.donations.types import DonorDetails, DonorId
from services.core.kit import japanese
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork

_FIELDS = ("name", "kana", "email", "postcode", "address")


def keep_donor(uow: UnitOfWork, *, organisation_id: UUID, details: DonorDetails) -> DonorId | None:
    """The donor of these details, found or new; None where nothing was said."""
    return keep_donors(uow, organisation_id=organisation_id, details=[details])[0]


def keep_donors(
    uow: UnitOfWork, *, organisation_id: UUID, details: Sequence[DonorDetails]
) -> list[DonorId | None]:
    """
    The donor of each, found or new, in few statements.

    What a known donor had not said before is added; what was said stays.

    One e-mail address is one donor. Without one, the same name at the same address is; a name
    alone is never taken for somebody who is known.
    """
    donors = DonorRepository(uow)
    keys = [_keys(uow, one) for one in details]
    found = donors.find_by_indexes(
        organisation_id,
        [key for key, kind in keys if kind == "email" and key],
        [key for key, kind in keys if kind == "person" and key],
    )
    known = _by_key(found)
    stored = {donor.id: donor for donor in found}
    ids: list[DonorId | None] = []
    new: dict[UUID, DonorDetails] = {}
    for one, (key, _) in zip(details, keys, strict=True):
        if one.is_empty:
            ids.append(None)
            continue
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
    theirs = _by_key(
        donors.find_by_indexes(
            organisation_id, [key for key, kind in keys if kind == "email" and key], []
        )
    )
    return [
        theirs[key] if id in new and id not in inserted and key else id
        for id, (key, _) in zip(ids, keys, strict=True)
    ]


def donor_details(uow: UnitOfWork, donor: Donor) -> DonorDetails:
    """Open a donor's seal."""
    opened = {
        field: uow.vault.unseal(donor.id, f"donors.{field}", donor.id, sealed)
        for field in _FIELDS
        if (sealed := getattr(donor, f"{field}_sealed")) is not None
    }
    return DonorDetails(**opened)


def payer_index(uow: UnitOfWork, kana: str) -> bytes:
    """The blind index under which a payer's name in kana is found, however it was typed."""
    return uow.vault.blind_index("donors.kana", japanese.folded(kana))


def _keys(uow: UnitOfWork, details: DonorDetails) -> tuple[bytes | None, str]:
    if details.email:
        return uow.vault.blind_index("donors.email", details.email), "email"
    if details.name and details.address:
        return _person_index(uow, details), "person"
    return None, "nobody"


def _person_index(uow: UnitOfWork, details: DonorDetails) -> bytes:
    parts = [details.name or "", details.postcode or "", details.address or ""]
    return uow.vault.blind_index("donors.person", "|".join(map(japanese.folded, parts)))


def _by_key(found: Sequence[Donor]) -> dict[bytes, DonorId]:
    keys: dict[bytes, DonorId] = {}
    for donor in found:
        for key in (donor.email_index, donor.person_index):
            if key is not None:
                keys.setdefault(key, DonorId(donor.id))
    return keys


def _fill(uow: UnitOfWork, donor: Donor, details: DonorDetails) -> None:
    said = {
        field: value
        for field in _FIELDS
        if (value := getattr(details, field)) and getattr(donor, f"{field}_sealed") is None
    }
    for field, value in said.items():
        blob = uow.vault.seal(donor.id, f"donors.{field}", donor.id, value)
        setattr(donor, f"{field}_sealed", blob)
    if "kana" in said:
        donor.kana_index = payer_index(uow, said["kana"])
    if said.keys() & {"name", "address"}:
        whole = donor_details(uow, donor)
        if whole.name and whole.address:
            donor.person_index = _person_index(uow, whole)


def _row(uow: UnitOfWork, organisation_id: UUID, id: UUID, details: DonorDetails) -> dict[str, Any]:
    sealed = {
        f"{field}_sealed": uow.vault.seal(id, f"donors.{field}", id, value) if value else None
        for field in _FIELDS
        for value in [getattr(details, field)]
    }
    email, kana = details.email, details.kana
    has_person = bool(details.name and details.address)
    return {
        "organisation_id": organisation_id,
        "id": id,
        "created_at": uow.now,
        "email_index": uow.vault.blind_index("donors.email", email) if email else None,
        "kana_index": payer_index(uow, kana) if kana else None,
        "person_index": _person_index(uow, details) if has_person else None,
        **sealed,
    }
