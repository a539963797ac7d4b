"""Whom a mail to a donor's address reaches, and at which address a donor is reached."""

from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.repository.donors import DonorRepository
from services.core.donations.service.donors import donor_details
from services.core.donations.types import DonorDetails, DonorId
from services.core.kit.crypto import comparable
from services.core.kit.unit_of_work import UnitOfWork


def find_donor_by_email(uow: UnitOfWork, *, email: str) -> DonorId | None:
    """
    The donor of the organisation entered whom the address reaches: known by opening.

    Of several who say that it is theirs, the earliest: as whom one signs in, does not matter
    (`rows_of_account`).
    """
    assert uow.organisation_id is not None, "donors belong to an organisation"
    indexes = uow.vault.lookups("donors.email", email)
    found = DonorRepository(uow).of_email(uow.organisation_id, indexes)
    readable = uow.vault.readable(donor.id for donor in found)
    for donor in found:
        if donor.id not in readable:
            continue
        if comparable(donor_details(uow, donor).email or "") == comparable(email):
            return DonorId(donor.id)
    return None


def is_own(uow: UnitOfWork, *, donor_id: UUID, other_id: UUID | None) -> bool:
    """
    Whether what is a donor's is to be shown to whoever has signed in as another: it is theirs, or
    it was given under the e-mail by which they have signed in.
    """
    assert uow.organisation_id is not None, "donors belong to an organisation"
    if other_id is None or other_id == donor_id:
        return other_id is not None
    return DonorRepository(uow).is_of_account(uow.organisation_id, donor_id, other_id)


def donor_email(uow: UnitOfWork, *, donor_id: UUID) -> str | None:
    """Where mail reaches a donor; None where they are forgotten or have told no address."""
    assert uow.organisation_id is not None, "donors belong to an organisation"
    donor = DonorRepository(uow).find_many(uow.organisation_id, [donor_id]).get(donor_id)
    if donor is None or donor.email_sealed is None:
        return None
    return uow.vault.unseal(donor.id, "donors.email", donor.id, donor.email_sealed)


def read_donor(uow: UnitOfWork, *, donor_id: UUID) -> DonorDetails | None:
    """What a donor has told of themselves; None once they are forgotten. It goes on the record."""
    assert uow.organisation_id is not None, "donors belong to an organisation"
    donor = DonorRepository(uow).find_many(uow.organisation_id, [donor_id]).get(donor_id)
    if donor is None or donor.forgotten_at is not None:
        return None
    audit.record_reads(uow, action="donor.read", object_type="donor", object_ids=[donor_id])
    return donor_details(uow, donor)
