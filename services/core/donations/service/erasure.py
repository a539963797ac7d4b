"""Forget a donor: destroy the key, leave a tombstone; gifts and receipts keep their numbers."""

from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.errors import DonorNotFound
from services.core.donations.repository import DonationRepository, DonorRepository
from services.core.donations.service.campaigns.supporters import forget_pages
from services.core.donations.service.gateway_customers import let_customers_go
from services.core.identity import service as identity
from services.core.kit.unit_of_work import UnitOfWork


def forget_donor(uow: UnitOfWork, *, donor_id: UUID) -> None:
    """
    Erase a donor for good; one that was forgotten stays so.

    Whether the law lets it be erased yet, the caller has asked (`privacy.erase_donor`).

    :raises DonorNotFound: the organisation knows no such donor.
    :raises DonorHasCash: money of theirs at the gateway waits for a decision.
    """
    donor = DonorRepository(uow).lock(uow.organisation_id, donor_id)
    if donor is None:
        raise DonorNotFound(donor_id=donor_id)
    if donor.forgotten_at is not None:
        return
    let_customers_go(uow, organisation_id=donor.organisation_id, donor_id=donor.id)
    identity.shut_out(uow, principal_id=donor.id)
    forget_pages(uow, donor_id=donor.id)
    DonationRepository(uow).forget_messages(donor.organisation_id, donor.id)
    donor.forget(uow.now)
    uow.vault.forget(donor.id)
    audit.record(uow, action="donor.forget", object_type="donor", object_id=donor.id)
