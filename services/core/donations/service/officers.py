"""The board: who sits on it from when until when, as far as the public-support test asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.errors import DonorNotFound, OfficerUnknown
from services.core.donations.models import Officer
from services.core.donations.repository import DonorListRepository, DonorRepository
from services.core.donations.service.donors import donor_details, keep_donor
from services.core.donations.types import DonorDetails
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class OfficerSeen:
    """A term of office with its holder in clear; `details` is None once they are erased."""

    officer: Officer
    details: DonorDetails | None

    @property
    def id(self) -> UUID:
        return self.officer.id


def note_officer(
    uow: UnitOfWork,
    *,
    organisation_id: UUID,
    details: DonorDetails,
    from_on: date,
    until_on: date | None = None,
) -> Officer:
    """
    Note a term on the board. Whoever has given under this name and address is known as the one.

    :param until_on: the last day, included; None as long as it is not over.
    :raises DonorNotFound: without name and address nobody is known.
    """
    if not (details.name and details.address):
        raise DonorNotFound(pointer="/address" if details.name else "/name", donor_id="-")
    donor_id = keep_donor(uow, organisation_id=organisation_id, details=details)
    assert donor_id is not None, "there is a name"
    officer = Officer(
        organisation_id=organisation_id,
        id=uuid7(),
        donor_id=donor_id,
        from_on=from_on,
        until_on=until_on,
        noted_at=uow.now,
        noted_by=uow.actor.id,
    )
    DonorListRepository(uow).add(officer)
    _record(uow, officer, "officer.note")
    return officer


def end_office(
    uow: UnitOfWork, *, organisation_id: UUID, officer_id: UUID, until_on: date
) -> Officer:
    """
    Note on which day a term ended; a day told before is put right.

    :raises OfficerUnknown: there is no such term.
    """
    officer = DonorListRepository(uow).lock_officer(organisation_id, officer_id)
    if officer is None or until_on < officer.from_on:
        raise OfficerUnknown(officer_id=officer_id)
    officer.until_on = until_on
    _record(uow, officer, "officer.end")
    return officer


def officers(uow: UnitOfWork, *, organisation_id: UUID) -> list[OfficerSeen]:
    """All terms, the earliest first, by name. That they were read is recorded."""
    terms = DonorListRepository(uow).officers(organisation_id)
    donors = DonorRepository(uow).find_many(organisation_id, {one.donor_id for one in terms})
    readable = uow.vault.readable(donors)
    audit.record_reads(
        uow,
        action="officer.list",
        object_type="donor",
        object_ids=sorted(donors),
    )
    return [
        OfficerSeen(
            one,
            donor_details(uow, donors[one.donor_id]) if one.donor_id in readable else None,
        )
        for one in terms
    ]


def in_office(
    uow: UnitOfWork, *, organisation_id: UUID, first: date, last: date
) -> frozenset[UUID]:
    """The donors who sat on the board on any day from `first` to `last`, both included."""
    terms: Sequence[Officer] = DonorListRepository(uow).officers(organisation_id)
    return frozenset(
        one.donor_id
        for one in terms
        if one.from_on <= last and (one.until_on is None or one.until_on >= first)
    )


def _record(uow: UnitOfWork, officer: Officer, action: str) -> None:
    audit.record(
        uow,
        action=action,
        object_type="donor",
        object_id=officer.donor_id,
        facts={"officer_id": officer.id, "from_on": officer.from_on, "until_on": officer.until_on},
    )
