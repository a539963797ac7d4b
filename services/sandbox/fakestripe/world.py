"""One account at the gateway as a whole: what people, banks and time do to it."""

from collections.abc import Callable, Iterator

from services.sandbox.fakestripe.account import Account
from services.sandbox.fakestripe.cards import GOOD_CARD, OTHER_CARD, Card
from services.sandbox.fakestripe.rooms.balance import Balance
from services.sandbox.fakestripe.rooms.cash import Cash
from services.sandbox.fakestripe.rooms.checkout import Checkout
from services.sandbox.fakestripe.rooms.customers import Customers
from services.sandbox.fakestripe.rooms.disputes import Begin, Disputes
from services.sandbox.fakestripe.rooms.invoices import Invoices
from services.sandbox.fakestripe.rooms.methods import Methods
from services.sandbox.fakestripe.rooms.payments import Payments
from services.sandbox.fakestripe.rooms.payouts import Payouts
from services.sandbox.fakestripe.rooms.products import Products
from services.sandbox.fakestripe.rooms.refunds import Refunds
from services.sandbox.fakestripe.rooms.subscriptions import Subscriptions
from services.sandbox.fakestripe.terms import USUAL, Terms
from services.sandbox.fakestripe.things import Object, Thing


class FakeStripe:
    """
    One account at the gateway.

    :param seed: equal seeds and equal calls give equal ids, events and traces.
    :param now: where its clock starts, in seconds of the epoch.
    :param terms: how the account is set.
    :param twin_share: the share of changes that are told by two events of different ids.
    :param traced: keep every request, answer and event, to compare two runs.
    """

    def __init__(
        self,
        seed: int,
        now: int,
        *,
        terms: Terms = USUAL,
        twin_share: float = 0.0,
        traced: bool = False,
    ) -> None:
        account = Account(seed, now, terms, twin_share=twin_share, traced=traced)
        self.account = account
        self.lock = account.lock
        self.objects = account.objects
        self.balance = Balance(account)
        self.payouts = Payouts(account, self.balance)
        self.methods = Methods(account)
        self.customers = Customers(account)
        self.payments = Payments(account, self.balance, self.methods)
        self.cash = Cash(account, self.customers, self.payments)
        self.products = Products(account)
        self.invoices = Invoices(account, self.payments)
        self.subscriptions = Subscriptions(account, self.customers, self.products, self.invoices)
        self.checkout = Checkout(
            account,
            self.customers,
            self.methods,
            self.payments,
            self.cash,
            self.products,
            self.subscriptions,
        )
        self.refunds = Refunds(account, self.balance, self.cash)
        self.disputes = Disputes(account, self.balance, self.payments)

    # What there is.

    @property
    def now(self) -> int:
        return self.account.now

    @property
    def events(self) -> list[Thing]:
        """Those of the last 30 days, the oldest first."""
        return self.account.shelf("event").things

    def get(self, kind: str, id: str) -> Thing:
        """:raises Refused: there is no such object."""
        return self.account.get(kind, id)

    def all_of(self, kind: str) -> Iterator[Thing]:
        """Objects of a kind, the newest first, as lists are given out."""
        return self.account.all_of(kind)

    def listen(self, hear: Callable[[Thing], None]) -> None:
        """Tell `hear` of every event that is kept, and of each that happens from now on."""
        self.account.listen(hear)

    def trace(self) -> bytes:
        """Every request, answer and event since the start, a line each."""
        return self.account.trace()

    # What the shop asks for, without the way over HTTP.

    def open_session(self, asked: Object) -> Thing:
        """:raises Refused: something is missing, or cannot be had in this mode."""
        with self.lock:
            return self.checkout.create(asked)

    def refund(self, asked: Object) -> Thing:
        """:raises Refused: more than is left, or nothing was paid."""
        with self.lock:
            return self.refunds.create(asked)

    # What people do.

    def pay(
        self,
        session_id: str,
        card: Card = GOOD_CARD,
        *,
        email: str | None = None,
        name: str | None = None,
    ) -> Thing:
        """
        Complete the page: a card is charged or left, a konbini number or an account is given out.

        :returns: the session; still open if the card was declined.
        :raises Refused: the session is not open any more.
        """
        with self.lock:
            return self.checkout.pay(session_id, card, email=email, name=name)

    def decline(self, session_id: str, reason: str = "generic_decline") -> Thing:
        """The card is refused; the session stays open for another try."""
        return self.pay(session_id, Card(last4="0002", decline=reason))

    def pay_at_the_counter(self, session_id: str, chain: str = "lawson") -> Thing:
        """
        Cash is handed over at the konbini.

        :raises Refused: no number was given out, it has expired, or it was paid.
        """
        with self.lock:
            return self.checkout.pay_at_the_counter(session_id, chain)

    def send_transfer(self, customer_id: str, yen: int, sender: str = "ヤマダ ハナコ") -> Thing:
        """
        A customer sends money to the account that is theirs; any amount, at any time.

        :returns: the movement of the cash balance.
        """
        with self.lock:
            return self.cash.receive(customer_id, yen, sender=sender)

    def break_card(self, subscription_id: str, reason: str = "generic_decline") -> None:
        """The bank declines a subscription's card from now on."""
        with self.lock:
            known = self.account.get("subscription", subscription_id)
            self.methods.spoil(known["default_payment_method"], reason)

    def replace_card(self, subscription_id: str, card: Card = OTHER_CARD) -> Thing:
        """The subscriber puts in another card, which is charged from now on."""
        with self.lock:
            known = self.account.get("subscription", subscription_id)
            method = self.methods.of_card(card, known["customer"])
            change = {"default_payment_method": method["id"]}
            return self.subscriptions.update(subscription_id, change)

    def name_account(self, refund_id: str) -> Thing:
        """
        Who paid at a konbini tells to which account the refund can go.

        :raises Refused: nobody asked, or it is too late.
        """
        with self.lock:
            return self.refunds.name_account(refund_id)

    # What banks do.

    def fail_refund(self, refund_id: str, reason: str = "expired_or_canceled_card") -> Thing:
        """
        A refund comes back, perhaps long after it had succeeded.

        :raises Refused: it has failed or was cancelled before.
        """
        with self.lock:
            return self.refunds.fail(refund_id, reason)

    def dispute(
        self,
        payment_id: str,
        *,
        amount: int | None = None,
        reason: str = "fraudulent",
        status: Begin = "needs_response",
        closed_first: bool = False,
    ) -> Thing:
        """
        A payer denies a payment.

        :param payment_id: of a charge or of its intent.
        :param status: `warning_needs_response` only asks, and moves no money; `lost` is born lost.
        :param closed_first: it is told that it is lost before it is told that it exists.
        :raises Refused: it was not paid by card, or the amount is more than was paid.
        """
        with self.lock:
            if payment_id.startswith("pi_"):
                payment_id = self.account.get("payment_intent", payment_id)["latest_charge"]
            return self.disputes.open(
                payment_id, amount=amount, reason=reason, status=status, closed_first=closed_first
            )

    def escalate_dispute(self, dispute_id: str) -> Thing:
        """:raises Refused: it is no question, or closed."""
        with self.lock:
            return self.disputes.escalate(dispute_id)

    def win_dispute(self, dispute_id: str) -> Thing:
        """:raises Refused: it is closed."""
        with self.lock:
            return self.disputes.close(dispute_id, won=True)

    def lose_dispute(self, dispute_id: str) -> Thing:
        """:raises Refused: it is closed."""
        with self.lock:
            return self.disputes.close(dispute_id, won=False)

    def fail_payout(self, payout_id: str, code: str = "could_not_process") -> Thing:
        """
        The bank sends a payout back; the next one takes its money along.

        :raises Refused: it has failed before.
        """
        with self.lock:
            return self.payouts.fail(payout_id, code)

    def take_fee(self, yen: int, description: str = "Billing - Usage Fee") -> Thing:
        """The gateway charges the account itself; the balance may fall below zero."""
        with self.lock:
            return self.balance.take(yen, description)

    # What time does.

    def advance(self, to: int) -> None:
        """
        Let time pass: sessions and payment numbers expire, money becomes available, payouts leave
        on Fridays and arrive, months are charged.

        :raises ValueError: `to` is past.
        """
        with self.lock:
            self.account.advance(to)
