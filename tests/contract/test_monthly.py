"""What we rely on where people give every month."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import stripe

from services.core.donations.ports import MonthlyCheckoutRequest
from services.core.donations.types import CampaignId, MonthlyGiftId, MonthlyGiftState
from services.core.integrations.stripe import StripeMonthly
from services.core.kit.money import Money

YEN = 1_000


@pytest.fixture
def monthly(side):
    return StripeMonthly(side.api_key, base_url=side.base_url)


@pytest.fixture
def begin(api):
    """Begins a monthly gift of ours without a page; returns the subscription."""

    def begin(card="pm_card_visa"):
        customer = api.customers.create({"email": "taro@example.org"}).id
        method = api.payment_methods.attach(card, {"customer": customer}).id
        product = api.products.create({"name": "まなびクーポンへの毎月のご寄付"}).id
        price = {
            "currency": "jpy",
            "unit_amount": YEN,
            "recurring": {"interval": "month"},
            "product": product,
        }
        names = ("organisation_id", "campaign_id", "monthly_gift_id")
        return api.subscriptions.create(
            {
                "customer": customer,
                "default_payment_method": method,
                "items": [{"price_data": price}],
                "metadata": {name: str(uuid4()) for name in names},
            }
        )

    return begin


def asking():
    return MonthlyCheckoutRequest(
        organisation_id=uuid4(),
        campaign_id=CampaignId(uuid4()),
        monthly_gift_id=MonthlyGiftId(uuid4()),
        amount=Money(YEN),
        item="毎月のご寄付",
        success_url="https://example.org/thanks",
        cancel_url="https://example.org/",
    )


class TestBegin:
    def test_is_a_page_first(self, side, monthly, api):
        checkout = monthly.open_monthly(asking())

        session = api.checkout.sessions.retrieve(checkout.id)
        told = monthly.finish_page(checkout.id, at=side.now())
        assert (session.mode, session.status, session.subscription) == (
            "subscription",
            "open",
            None,
        )
        assert told.state is MonthlyGiftState.STARTING

    def test_is_paid_at_once(self, side, monthly, begin):
        subscription = begin()

        told = monthly.monthly_gift(subscription.id, at=side.now())
        month = monthly.paid_month(subscription.latest_invoice)

        assert (told.state, told.amount) == (MonthlyGiftState.ACTIVE, Money(YEN))
        assert told.card_expires is not None
        assert timedelta(days=27) < told.period_ends_at - side.now() < timedelta(days=32)
        assert month.monthly_gift_id == UUID(subscription.metadata["monthly_gift_id"])
        assert (month.amount, month.payment_id[:3]) == (Money(YEN), "pi_")

    def test_finds_the_invoice_of_its_payment(self, monthly, begin, api):
        invoice = begin().latest_invoice
        intent = monthly.paid_month(invoice).payment_id

        (found,) = api.invoice_payments.list(
            {"payment": {"type": "payment_intent", "payment_intent": intent}}
        ).data

        assert (found.invoice, found.status, found.amount_paid) == (invoice, "paid", YEN)

    def test_waits_where_the_first_month_is_declined(self, side, monthly, begin):
        subscription = begin("pm_card_chargeCustomerFail")

        told = monthly.monthly_gift(subscription.id, at=side.now())

        assert (subscription.status, told.state) == ("incomplete", MonthlyGiftState.STARTING)
        assert monthly.paid_month(subscription.latest_invoice) is None


class TestChange:
    def test_of_the_amount_counts_from_the_next_month(self, side, monthly, begin, api):
        subscription = begin()

        monthly.set_amount(subscription.id, Money(2_500))

        told = monthly.monthly_gift(subscription.id, at=side.now())
        assert told.amount == Money(2_500)
        assert len(api.invoices.list({"subscription": subscription.id}).data) == 1

    def test_pauses_and_goes_on(self, side, monthly, begin):
        id = begin().id
        until = (side.now() + timedelta(days=40)).date()

        monthly.pause(id, until=until)
        paused = monthly.monthly_gift(id, at=side.now())
        monthly.resume(id)

        assert (paused.state, paused.resumes_at is None) == (MonthlyGiftState.PAUSED, False)
        assert monthly.monthly_gift(id, at=side.now()).state is MonthlyGiftState.ACTIVE

    def test_stops_with_the_period_and_takes_it_back(self, side, monthly, begin):
        id = begin().id

        monthly.stop(id, at_period_end=True)
        stopping = monthly.monthly_gift(id, at=side.now())
        monthly.keep_on(id)

        assert (stopping.state, stopping.stops_at) == (
            MonthlyGiftState.ACTIVE,
            stopping.period_ends_at,
        )
        assert monthly.monthly_gift(id, at=side.now()).stops_at is None

    def test_stops_at_once_and_stays_so(self, side, monthly, begin, api):
        id = begin().id

        for _ in range(2):
            monthly.stop(id, at_period_end=False)

        assert monthly.monthly_gift(id, at=side.now()).state is MonthlyGiftState.ENDED
        with pytest.raises(stripe.InvalidRequestError):
            api.subscriptions.update(id, {"cancel_at_period_end": True})


class TestBecome:
    def test_is_what_came_of_its_page(self, side, monthly):
        person = side.person()
        checkout = monthly.open_monthly(asking())

        person.pay(checkout.id)

        told = monthly.finish_page(checkout.id, at=side.now())
        assert (told.state, told.amount) == (MonthlyGiftState.ACTIVE, Money(YEN))


class TestCard:
    def test_is_left_on_a_page_and_adopted(self, side, monthly, begin, api):
        person, subscription = side.person(), begin()
        checkout = monthly.open_card_page(
            subscription.id,
            subscription.customer,
            success_url="https://example.org/ok",
            cancel_url="https://example.org/",
        )
        person.pay(checkout.id)

        told = monthly.finish_page(checkout.id, at=side.now())

        assert told.id == subscription.id
        adopted = api.subscriptions.retrieve(subscription.id).default_payment_method
        assert adopted != subscription.default_payment_method

    def test_that_is_replaced_pays_what_is_due(self, side, monthly, begin, api):
        person, subscription = side.person(), begin()
        person.break_card(subscription.id)
        side.wait(lambda: api.subscriptions.retrieve(subscription.id).status == "past_due")
        checkout = monthly.open_card_page(
            subscription.id,
            subscription.customer,
            success_url="https://example.org/ok",
            cancel_url="https://example.org/",
        )
        person.pay(checkout.id)

        told = monthly.finish_page(checkout.id, at=side.now())

        assert told.state is MonthlyGiftState.ACTIVE
