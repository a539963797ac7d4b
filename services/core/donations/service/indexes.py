"""Give donors' blind indexes today's key and width, a batch at a time, while others give."""

from services.core.donations.repository import DonorRepository
from services.core.donations.service.donors import donor_details, indexes_of
from services.core.kit.unit_of_work import UnitOfWork


def index_anew(uow: UnitOfWork, *, limit: int, wait: bool = False) -> int:
    """
    Index anew up to `limit` donors of the organisation entered whose index is of an older key.

    Call it again until it returns 0.

    :param wait: for rows that another holds; else they are left for the next time.
    :returns: how many were.
    """
    assert uow.organisation_id is not None  # the vault would not have opened
    repository = DonorRepository(uow)
    donors = repository.stale(uow.organisation_id, uow.vault, limit=limit, wait=wait)
    uow.vault.prepare(donor.id for donor in donors)
    new = {
        donor.id: indexes_of(uow, donor_details(uow, donor), apart=donor.apart) for donor in donors
    }
    emails = {index for indexes in new.values() if (index := indexes["email_index"])}
    taken = repository.taken_emails(uow.organisation_id, emails)
    for donor in donors:
        email = new[donor.id]["email_index"]
        if email in taken and not donor.apart:
            # Somebody gave under the same address while the key changed: theirs is found by it.
            email = None
        elif email is not None and not donor.apart:
            taken.add(email)
        donor.email_index = email
        donor.kana_index = new[donor.id]["kana_index"]
        donor.person_index = new[donor.id]["person_index"]
        donor.household_index = new[donor.id]["household_index"]
    return len(donors)
