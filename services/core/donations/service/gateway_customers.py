"""Those whom the gateway knows by more than one payment: what of them goes with a donor."""

from uuid import UUID

from services.core.donations.errors import DonorHasCash
from services.core.donations.events import DonorForgotten
from services.core.donations.repository import MonthlyGiftRepository, VirtualAccountRepository
from services.core.kit.unit_of_work import UnitOfWork


def let_customers_go(uow: UnitOfWork, *, organisation_id: UUID, donor_id: UUID) -> None:
    """
    Have the gateway delete all it keeps of a donor; what still runs for them each month ends.

    :raises DonorHasCash: money of theirs lies there that nobody has decided about.
    """
    account = VirtualAccountRepository(uow).lock(organisation_id, donor_id)
    if account is not None and account.cash_minor:
        raise DonorHasCash(donor_id=donor_id)
    customers = list(MonthlyGiftRepository(uow).customers_of(organisation_id, donor_id))
    if account is not None:
        customers.append(account.customer_id)
    if customers:
        uow.emit(
            DonorForgotten(
                organisation_id=organisation_id, donor_id=donor_id, customer_ids=customers
            )
        )
