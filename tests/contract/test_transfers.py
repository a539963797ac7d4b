"""What we rely on where donors send money to an account of their own at the gateway."""

from uuid import uuid4

import pytest
import stripe

from services.core.donations.ports import TransferRequest
from services.core.donations.types import CampaignId, DonationId, DonorId
from services.core.integrations.stripe import StripeVirtualAccounts
from services.core.kit.money import Money

YEN = 10_000


@pytest.fixture
def accounts(side):
    return StripeVirtualAccounts(side.api_key, base_url=side.base_url)


@pytest.fixture
def customer(accounts):
    return accounts.open_account(organisation_id=uuid4(), donor_id=DonorId(uuid4()))


@pytest.fixture
def ask(accounts, customer):
    """Asks for a transfer of so many yen; returns what the donor is told."""

    def ask(yen=YEN):
        return accounts.ask_for_transfer(
            TransferRequest(
                organisation_id=uuid4(),
                programme_id=uuid4(),
                campaign_id=CampaignId(uuid4()),
                donation_id=DonationId(uuid4()),
                customer_id=customer,
                amount=Money(yen),
            )
        )

    return ask


@pytest.fixture
def send(side, api, customer):
    """A transfer arrives, by the helper that test mode has for it."""

    def send(yen):
        before = len(moves(api, customer))
        api.test_helpers.customers.fund_cash_balance(customer, {"amount": yen, "currency": "jpy"})
        side.wait(lambda: len(moves(api, customer)) > before)

    return send


def moves(api, customer):
    found = api.customers.cash_balance_transactions.list(customer, {"limit": 100}).data
    return [(one.type, one.net_amount) for one in reversed(found)]


def remaining(api, payment_id):
    action = api.payment_intents.retrieve(payment_id).next_action
    return action.display_bank_transfer_instructions.amount_remaining


class TestOpenAccount:
    def test_leaves_it_to_us_where_money_goes(self, api, customer):
        cash = api.customers.cash_balance.retrieve(customer)

        assert (cash.available, cash.settings.reconciliation_mode) == (None, "manual")

    def test_gives_one_number_for_good(self, ask):
        first, second = ask(), ask(3_000)

        assert first.account_number == second.account_number
        assert first.payment_id != second.payment_id
        assert all([first.bank_code, first.branch_code, first.account_holder])

    def test_is_needed_before_a_transfer_can_be_asked_for(self, api):
        with pytest.raises(stripe.InvalidRequestError):
            api.payment_intents.create(
                {
                    "amount": YEN,
                    "currency": "jpy",
                    "allowed_payment_method_types": ["customer_balance"],
                    "payment_method_data": {"type": "customer_balance"},
                    "confirm": True,
                }
            )


class TestSend:
    def test_lies_there_until_it_is_put_to_a_gift(self, side, accounts, customer, ask, send, api):
        told = ask()

        send(YEN)
        assert accounts.cash(customer, at=side.now()).available == Money(YEN)
        accounts.put_to_payment(uuid4(), told.payment_id, Money(YEN))

        paid = api.payment_intents.retrieve(
            told.payment_id, {"expand": ["latest_charge.balance_transaction"]}
        )
        assert (paid.status, paid.amount_received) == ("succeeded", YEN)
        moved = paid.latest_charge.balance_transaction
        assert (moved.type, moved.amount) == ("payment", YEN)
        assert paid.latest_charge.payment_method_details.type == "customer_balance"

    def test_of_too_little_funds_a_part(self, accounts, ask, send, api):
        told = ask()
        send(4_000)

        accounts.put_to_payment(uuid4(), told.payment_id, Money(4_000))

        assert remaining(api, told.payment_id) == YEN - 4_000

    def test_of_too_much_leaves_the_rest(self, side, accounts, customer, ask, send):
        told = ask()
        send(YEN + 3_000)

        accounts.put_to_payment(uuid4(), told.payment_id, Money(YEN))

        assert accounts.cash(customer, at=side.now()).available == Money(3_000)

    def test_pays_a_gift_that_was_lowered_to_what_arrived(self, accounts, ask, send, api):
        told = ask()
        send(8_000)

        accounts.set_amount(told.payment_id, Money(8_000))
        accounts.put_to_payment(uuid4(), told.payment_id, Money(8_000))

        assert api.payment_intents.retrieve(told.payment_id).amount_received == 8_000

    def test_is_put_where_it_fits_if_nobody_minds(self, side, api, customer, ask, send):
        change = {"settings": {"reconciliation_mode": "automatic"}}
        api.customers.cash_balance.update(customer, change)
        told = ask()

        send(YEN)

        side.wait(lambda: api.payment_intents.retrieve(told.payment_id).status == "succeeded")
        assert moves(api, customer) == [("funded", YEN), ("applied_to_payment", -YEN)]


class TestGiveUp:
    def test_frees_what_was_put_to_it(self, side, accounts, customer, ask, send, api):
        told = ask()
        send(4_000)
        accounts.put_to_payment(uuid4(), told.payment_id, Money(4_000))

        accounts.give_up(told.payment_id)

        assert api.payment_intents.retrieve(told.payment_id).status == "canceled"
        side.wait(lambda: moves(api, customer)[-1] == ("unapplied_from_payment", 4_000))


class TestReturnCash:
    def test_takes_it_from_the_cash_balance_once(self, side, accounts, customer, send, api):
        send(5_000)
        key = uuid4()

        for _ in range(2):
            accounts.return_cash(key, customer, Money(2_000), email="taro@example.org")

        assert moves(api, customer)[1:] == [("return_initiated", -2_000)]
        assert accounts.cash(customer, at=side.now()).available == Money(3_000)


class TestForget:
    def test_leaves_nothing_and_may_be_asked_again(self, side, accounts, customer):
        accounts.forget_customer(customer)
        accounts.forget_customer(customer)

        assert accounts.cash(customer, at=side.now()) is None
