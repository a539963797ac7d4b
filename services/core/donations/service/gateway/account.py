"""Whose the account at the gateway is: it pays out to one bank account, of one organisation."""

from uuid import UUID

from services.core.donations.errors import GatewayOfAnother
from services.core.donations.repository import GatewayMovementRepository
from services.core.kit.unit_of_work import UnitOfWork


def must_be_its_gateway(uow: UnitOfWork, organisation_id: UUID) -> None:
    """
    Ask before a donor is sent to the gateway: money that came in for another organisation has
    bound the account to it, and this one's would be paid out to the other's bank.

    :raises GatewayOfAnother: the account is another organisation's.
    """
    if GatewayMovementRepository(uow).has_others(organisation_id):
        raise GatewayOfAnother()
