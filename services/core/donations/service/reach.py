"""Whom a mail to a donor's address reaches, and at which address a donor is reached."""

from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.repository.donors import DonorRepository
from services.core.donations.service.donors import donor_details
from services.core.donations.types import DonorDetails, DonorId
from services.core.kit.crypto import comparable
from services.core.kit.unit_of_work import UnitOfWork


def find_donor_by_email(uow: UnitOfWork, *, email: str) -> DonorId | None:
    """The donor of the organisation entered whom the address reaches: known by opening."""
    assert uow.organisation_id is not None, "donors belong to an organisation"
    indexes = uow.vault.lookups("donors.email", email)
    for donor in DonorRepository(uow).find_by_indexes(uow.organisation_id, indexes, []):
        if comparable(donor_details(uow, donor).email or "") == comparable(email):
            return DonorId(donor.id)
    return None


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
