"""Account numbers of the gateway's that donors send money to, and the cash that lies there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.core.donations.types import CampaignId, DonationId, DonorId
from services.core.kit.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRequest:
    """A gift to be paid by bank transfer to the gateway; its id is the idempotency key."""

    organisation_id: UUID
    programme_id: UUID
    campaign_id: CampaignId
    donation_id: DonationId
    customer_id: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferInstructions:
    """
    Where to send the money.

    :param payment_id: the gateway's payment that waits for it.
    :param reference: what the transfer may bear, where the gateway gave a number.
    """

    payment_id: str
    bank_code: str
    bank_name: str
    branch_code: str
    branch_name: str
    account_type: str
    account_number: str
    account_holder: str
    reference: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayCash:
    """
    What lies on a customer's account number.

    :param observed_at: as of when; of two answers the later one counts.
    """

    customer_id: str
    organisation_id: UUID
    donor_id: DonorId
    available: Money
    observed_at: datetime


class VirtualAccounts(Protocol):
    """
    A gateway with account numbers of its own.

    Every call crosses the network, and may be made again: it has its effect once.

    :raises GatewayUnavailable, GatewayRefused: any of them may.
    """

    def open_account(self, *, organisation_id: UUID, donor_id: DonorId) -> str:
        """
        :returns: the gateway's id of the customer, whose cash is put to nothing by itself.
        """
        ...

    def ask_for_transfer(self, request: TransferRequest) -> TransferInstructions: ...

    def cash(self, customer_id: str, *, at: datetime) -> GatewayCash | None:
        """
        None if the customer is not one of ours, or no more.

        :param at: when this is asked, for `observed_at`.
        """
        ...

    def set_amount(self, payment_id: str, amount: Money) -> None:
        """Let a payment that waits ask for another amount."""
        ...

    def put_to_payment(self, key: UUID, payment_id: str, amount: Money) -> None:
        """Pay with cash that lies there; done already, it is not done again."""
        ...

    def give_up(self, payment_id: str) -> None:
        """Wait for a payment no longer; one that was given up stays so."""
        ...

    def return_cash(self, key: UUID, customer_id: str, amount: Money, *, email: str) -> None:
        """
        Send cash back to who sent it.

        :param email: where the gateway asks for the account, which it may not know.
        """
        ...

    def forget_customer(self, customer_id: str) -> None:
        """Delete a customer with all that the gateway keeps of them, and end what still runs."""
        ...
