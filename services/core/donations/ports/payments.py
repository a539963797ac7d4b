"""One-time payments at a gateway, and what becomes of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from services.core.donations.types import (
    CampaignId,
    Channel,
    DisputeState,
    DonationId,
    EntryKind,
    PayoutStatus,
    RefundId,
)
from services.core.kit.money import Money


class PaymentState(StrEnum):
    OPEN = "open"  # not paid, and may yet be: a number for the konbini was given out, say
    PAID = "paid"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutRequest:
    """
    A gift to be paid at the gateway's page.

    `donation_id` is the idempotency key: asking again gives the same page.
    """

    organisation_id: UUID
    programme_id: UUID
    campaign_id: CampaignId
    donation_id: DonationId
    amount: Money
    channel: Channel
    item: str
    success_url: str
    cancel_url: str


@dataclass(frozen=True, slots=True)
class Checkout:
    id: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayEntry:
    """
    One movement of the gateway's balance.

    :param source_id: the charge, refund or payout that moved it.
    :param amount: towards us positive, before the fee.
    :param fee: the gateway's; negative where it gives one back.
    """

    id: str
    kind: EntryKind
    source_id: str
    amount: Money
    fee: Money
    occurred_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayRefund:
    """
    :param refund_id: ours, where we asked for it; None where it was made at the gateway.
    :param state: FAILED also where it had left and came back since.
    :param entry: None until it has moved the balance, and when it never will.
    :param failure: the movement by which it came back.
    :param failure_reason: the gateway's code for why it failed, where it has one.
    """

    id: str
    refund_id: RefundId | None
    amount: Money
    state: PaymentState
    entry: GatewayEntry | None
    failure: GatewayEntry | None = None
    failure_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayDispute:
    """
    A payment that the donor's bank takes back.

    :param entries: what moved the balance so far, in order: withdrawn, and reinstated if so.
    :param respond_by: until when evidence may be handed in.
    """

    id: str
    amount: Money
    state: DisputeState
    reason: str
    entries: Sequence[GatewayEntry]
    respond_by: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayPayment:
    """
    The present state of one payment, whichever of its objects was asked for.

    :param card_country: where the card was issued, ISO 3166-1 alpha-2, if it was paid by card.
    """

    id: str
    organisation_id: UUID
    programme_id: UUID
    donation_id: DonationId
    amount: Money
    state: PaymentState
    charge: GatewayEntry | None
    refunds: Sequence[GatewayRefund] = ()
    disputes: Sequence[GatewayDispute] = ()
    card_country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayPayout:
    """
    Money that left the gateway for the bank, with every movement that it is made of.

    :param amount: negative where the gateway takes from the bank what it is owed.
    :param complete: the gateway vouches for its content.
    :param status: one that is told as paid may yet fail.
    :param arrives_on: on which day it reaches the bank, as the gateway foresees.
    :param failure: the movement by which it came back.
    """

    id: str
    amount: Money
    occurred_at: datetime
    entries: Sequence[GatewayEntry]
    complete: bool
    status: PayoutStatus = PayoutStatus.PENDING
    arrives_on: date | None = None
    failure: GatewayEntry | None = None


class Gateway(Protocol):
    """A payment gateway. Every call crosses the network: none is made within a transaction."""

    def open_checkout(self, request: CheckoutRequest) -> Checkout:
        """:raises GatewayUnavailable: it could not be reached, or is in trouble."""
        ...

    def refund(
        self, refund_id: RefundId, payment_id: str, amount: Money, *, email: str | None = None
    ) -> None:
        """
        Ask for a refund; `refund_id` is the idempotency key, which is forgotten after a day.

        :param email: where the donor is asked to which account it may go (see
            `Channel.asks_where_to_refund`).
        """
        ...

    def payment(self, object_id: str) -> GatewayPayment | None:
        """The payment that an object belongs to; None if it is not one of ours."""
        ...

    def payout(self, payout_id: str) -> GatewayPayout: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayMessage:
    """
    What the gateway sent us, its signature verified; not to be believed, but to be looked up.

    :param object_id: the object that it is about.
    :param odd: why it must be set aside unhandled, if so: "livemode" or "currency".
    """

    id: str
    topic: str
    object_id: str
    payload: dict[str, object]
    odd: str | None


class GatewayEvents(Protocol):
    """What happened at the gateway, asked for; whatever its messages have not brought is there."""

    def since(self, at: datetime) -> Iterator[GatewayMessage]:
        """
        The newest first, page by page across the network.

        :raises GatewayUnavailable: it could not be reached, or is in trouble.
        """
        ...
