"""Monthly gifts at a gateway: a page to begin, and what one may do to them later."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.core.donations.ports.payments import Checkout
from services.core.donations.types import CampaignId, DonationId, MonthlyGiftId, MonthlyGiftState
from services.core.kit.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyCheckoutRequest:
    """A monthly gift to be begun at the gateway's page; its id is the idempotency key."""

    organisation_id: UUID
    campaign_id: CampaignId
    monthly_gift_id: MonthlyGiftId
    amount: Money
    item: str
    success_url: str
    cancel_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayMonthlyGift:
    """
    How a monthly gift stands at the gateway.

    :param id: the subscription's; None while its page was not finished.
    :param observed_at: as of when; of two answers the later one counts.
    :param stops_at: after which no month is taken, where somebody wished so.
    :param card_expires: the year and month that stand on the card.
    """

    id: str | None
    organisation_id: UUID
    monthly_gift_id: MonthlyGiftId
    state: MonthlyGiftState
    observed_at: datetime
    customer_id: str | None = None
    amount: Money | None = None
    period_ends_at: datetime | None = None
    stops_at: datetime | None = None
    resumes_at: datetime | None = None
    ended_at: datetime | None = None
    card_expires: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayMonth:
    """
    One month of a monthly gift that was paid.

    :param id: the invoice's; the donation's id follows from it.
    :param invoiced_at: when the month was asked for: by it one tells for which campaign it is.
    """

    id: str
    organisation_id: UUID
    monthly_gift_id: MonthlyGiftId
    payment_id: str
    amount: Money
    invoiced_at: datetime


class MonthlyGateway(Protocol):
    """
    A gateway that takes a gift each month.

    Every call crosses the network. A change may be asked for again: it names what shall be.

    :raises GatewayUnavailable, GatewayRefused: any of them may.
    """

    def open_monthly(self, request: MonthlyCheckoutRequest) -> Checkout: ...

    def open_card_page(
        self, subscription_id: str, customer_id: str, *, success_url: str, cancel_url: str
    ) -> Checkout:
        """A page on which the donor leaves another card; see `finish_page`."""
        ...

    def finish_page(self, checkout_id: str, *, at: datetime) -> GatewayMonthlyGift | None:
        """
        What came of a page: a monthly gift has begun, or it is paid by another card from now on,
        what is past due included. None if the page is about neither.
        """
        ...

    def monthly_gift(self, subscription_id: str, *, at: datetime) -> GatewayMonthlyGift | None:
        """
        None if it is not one of ours.

        :param at: when this is asked, for `observed_at`.
        """
        ...

    def paid_month(self, invoice_id: str) -> GatewayMonth | None:
        """None if nothing was paid, or it is no month of ours."""
        ...

    def name_payment(
        self, payment_id: str, *, organisation_id: UUID, programme_id: UUID, donation_id: DonationId
    ) -> None:
        """Write our ids on a payment that the gateway made by itself: then it is one of ours."""
        ...

    def set_amount(self, subscription_id: str, amount: Money) -> None:
        """From the next month on; nothing is charged or given back for the current one."""
        ...

    def pause(self, subscription_id: str, *, until: date | None) -> None:
        """Months in between are not made up for."""
        ...

    def resume(self, subscription_id: str) -> None: ...

    def stop(self, subscription_id: str, *, at_period_end: bool) -> None:
        """One that has ended stays so."""
        ...

    def keep_on(self, subscription_id: str) -> None:
        """Take a stop at the end of the period back."""
        ...
