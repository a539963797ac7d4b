"""Staff correct what is known of a donor: who moved house, or whose name was misspelt."""

from dataclasses import fields, replace
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.errors import DonorNotFound
from services.core.donations.models import Donor
from services.core.donations.repository import DonorRepository
from services.core.donations.service.donors import FIELDS, donor_details, indexes_of
from services.core.donations.types import DonorDetails
from services.core.identity import service as identity
from services.core.kit.unit_of_work import UnitOfWork


def correct_donor(uow: UnitOfWork, *, donor_id: UUID, details: DonorDetails) -> Donor:
    """
    Take over what is said anew of a donor; what is left out stays as it is known.

    Receipts keep their number, day and amount; a paper made from now on bears the new name and
    address. Another e-mail is proved by nobody yet: who has signed in by the former is signed out.

    :raises DonorNotFound: the organisation knows no such donor, or has forgotten them.
    """
    donors = DonorRepository(uow)
    donor = donors.lock(uow.organisation_id, donor_id)
    if donor is None or donor.forgotten_at is not None:
        raise DonorNotFound(donor_id=donor_id)
    known = donor_details(uow, donor)
    said = {
        field.name: value
        for field in fields(DonorDetails)
        if (value := getattr(details, field.name)) not in {None, getattr(known, field.name)}
    }
    if not said:
        return donor
    for name in FIELDS:
        if name in said:
            blob = uow.vault.seal(donor.id, f"donors.{name}", donor.id, said[name])
            setattr(donor, f"{name}_sealed", blob)
    donor.country, donor.kind = said.get("country", donor.country), said.get("kind", donor.kind)
    if "email" in said:
        lookups = uow.vault.lookups("donors.email", said["email"])
        # Another has it already: whoever proves it is both.
        donor.apart = donor.apart or bool(donors.taken_emails(donor.organisation_id, lookups))
        identity.shut_out(uow, principal_id=donor.id)
    corrected = indexes_of(uow, replace(known, **said), apart=donor.apart)
    for column, index in corrected.items():
        setattr(donor, column, index)
    # Which fields, never what they say.
    audit.record(
        uow,
        action="donor.correct",
        object_type="donor",
        object_id=donor_id,
        facts={"fields": ",".join(sorted(said))},
    )
    return donor
