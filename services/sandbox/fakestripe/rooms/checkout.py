"""Checkout: pages on which people pay, subscribe or leave a card, and what they do there."""

from services.sandbox.fakestripe import shapes
from services.sandbox.fakestripe.account import Account
from services.sandbox.fakestripe.asking import konbini_days, must_be_askable
from services.sandbox.fakestripe.calendar import DAY_S
from services.sandbox.fakestripe.cards import Card
from services.sandbox.fakestripe.refusals import Refused
from services.sandbox.fakestripe.rooms.cash import Cash
from services.sandbox.fakestripe.rooms.customers import Customers
from services.sandbox.fakestripe.rooms.methods import Methods
from services.sandbox.fakestripe.rooms.payments import Payments
from services.sandbox.fakestripe.rooms.products import Products
from services.sandbox.fakestripe.rooms.subscriptions import Subscriptions
from services.sandbox.fakestripe.shapes.checkout import details_of_payer
from services.sandbox.fakestripe.things import Object, Thing

SESSION_LASTS_S = DAY_S
SESSION_LASTS_MIN_S = 1_800
PAGE_OF_STRIPE = "https://checkout.stripe.com/c/pay"
PAYER = "payer@example.com"  # who fills in a page on which no address was put before


class Checkout:
    """
    :ivar page: under which address a session's page is.
    """

    def __init__(
        self,
        account: Account,
        customers: Customers,
        methods: Methods,
        payments: Payments,
        cash: Cash,
        products: Products,
        subscriptions: Subscriptions,
    ) -> None:
        self._account = account
        self._customers = customers
        self._methods = methods
        self._payments = payments
        self._cash = cash
        self._products = products
        self._subscriptions = subscriptions
        self.page = PAGE_OF_STRIPE
        payments.when_paid.append(self._on_paid)
        payments.when_given_up.append(self._on_given_up)

    # What the shop asks for.

    def create(self, asked: Object) -> Thing:
        """:raises Refused: something is missing, or cannot be had in this mode."""
        must_be_askable(asked)
        customer = asked.get("customer")
        if customer:
            self._customers.known(customer)
        id = self._account.new_id("cs_test_", 58)
        session = shapes.checkout_session(
            id=id,
            created=self._account.now,
            expires_at=self._deadline(asked),
            asked=asked,
            amount=_amount(asked),
            url=f"{self.page}/{id}",
        )
        # Not fields of the answer: what is made with them is made when somebody pays.
        if asked["mode"] == "payment":
            session["_metadata"] = asked.get("payment_intent_data", {}).get("metadata", {})
        elif asked["mode"] == "subscription":
            session["_metadata"] = asked.get("subscription_data", {}).get("metadata", {})
            session["_items"] = asked["line_items"]
        else:
            intent = self._account.keep(
                shapes.setup_intent(
                    id=self._account.new_id("seti_"),
                    created=self._account.now,
                    customer=customer,
                    metadata=asked.get("setup_intent_data", {}).get("metadata", {}),
                )
            )
            session["setup_intent"] = intent["id"]
        self._account.keep(session)
        self._account.later(session["expires_at"], lambda: self._run_out(session))
        return session

    def expire(self, id: str) -> Thing:
        """:raises Refused: it is not open any more."""
        session = self._open(id)
        self._run_out(session)
        return session

    # What people do.

    def pay(self, session_id: str, card: Card, *, email: str | None, name: str | None) -> Thing:
        """
        Fill in the page and send it off.

        :raises Refused: the session is not open any more.
        """
        session = self._open(session_id)
        payer = details_of_payer(email or self._address_of(session), name)
        session["_email"] = payer["email"]
        mode = session["mode"]
        if mode == "payment" and session["payment_method_types"] == ["card"]:
            done = self._pay_by_card(session, card)
        elif mode == "payment":
            done = self._promise(session)
        elif mode == "subscription":
            done = self._subscribe(session, card)
        else:
            done = self._leave_card(session, card)
        session["_refusal"] = None if done else card.refusal(self._account.now)
        if not done:
            return session
        session["status"] = "complete"
        session["url"] = None
        session["customer_details"] = payer
        self._account.tell("checkout.session.completed", session)
        return session

    def pay_at_the_counter(self, session_id: str, chain: str) -> Thing:
        """:raises Refused: no number was given out, it has expired, or it was paid."""
        session = self._account.get("checkout.session", session_id)
        intent = self._account.objects.get(session["payment_intent"] or "")
        action = intent["next_action"] if intent is not None else None
        if intent is None or action is None or action["type"] != "konbini_display_details":
            raise Refused("This payment number is not payable.")
        self._payments.take_cash(intent, chain)
        return session

    # How it is done.

    def _pay_by_card(self, session: Thing, card: Card) -> bool:
        customer = self._customer_of(session) if session["customer_creation"] == "always" else None
        method = self._methods.of_card(card, session["customer"] or customer)
        intent = self._intent_of(session)
        session["payment_intent"] = intent["id"]
        if not self._payments.charge_card(intent, method):
            return False
        session["payment_status"] = "paid"
        return True

    def _promise(self, session: Thing) -> bool:
        """A number for the konbini or an account is given out; the money comes later."""
        intent = self._intent_of(session)
        session["payment_intent"] = intent["id"]
        if "konbini" in session["payment_method_types"]:
            self._payments.give_number(intent, konbini_days(session))
        else:
            self._cash.ask(intent)
            if intent["status"] == "succeeded":
                session["payment_status"] = "paid"
        return True

    def _subscribe(self, session: Thing, card: Card) -> bool:
        customer = self._account.objects[self._customer_of(session)]
        method = self._methods.of_card(card, customer["id"])
        if card.refusal(self._account.now):
            self._refuse_first(session, method)
            return False
        prices = [self._price_of(item) for item in session["_items"]]
        known = self._subscriptions.begin(
            customer, prices, method_id=method["id"], metadata=session["_metadata"]
        )
        known["_session"] = session["id"]
        session["subscription"] = known["id"]
        session["invoice"] = known["latest_invoice"]
        session["payment_status"] = "paid"
        return True

    def _refuse_first(self, session: Thing, method: Thing) -> None:
        """A first month whose card is declined leaves the page as it was, to try another."""
        intent = self._payments.intend(
            session["amount_total"], customer=session["customer"], metadata={}
        )
        self._payments.charge_card(intent, method)

    def _leave_card(self, session: Thing, card: Card) -> bool:
        intent = self._account.objects[session["setup_intent"]]
        method = self._methods.of_card(card, session["customer"])
        if refusal := card.refusal(self._account.now):
            intent["last_setup_error"] = {"type": "card_error", "code": "card_declined"}
            intent["last_setup_error"]["decline_code"] = refusal
            self._account.tell("setup_intent.setup_failed", intent)
            return False
        intent |= {"payment_method": method["id"], "status": "succeeded"}
        self._account.tell("setup_intent.succeeded", intent)
        return True

    def _price_of(self, item: Object) -> Thing:
        data = item["price_data"]
        name = data.get("product_data", {}).get("name", "")
        product = (
            self._account.get("product", data["product"])
            if "product" in data
            else self._products.create({"name": name or "Monthly gift"})
        )
        return self._products.price(product, int(data["unit_amount"]))

    def _customer_of(self, session: Thing) -> str:
        """Whose page it is; somebody new becomes a customer with it."""
        if session["customer"] is None:
            customer = self._customers.create({"email": session["_email"]})
            session["customer"] = customer["id"]
        return str(session["customer"])

    def _intent_of(self, session: Thing) -> Thing:
        if session["payment_intent"] is not None:
            intent = self._account.objects[session["payment_intent"]]
            intent["_email"] = session["_email"]
            return intent
        intent = self._payments.intend(
            session["amount_total"],
            metadata=session["_metadata"],
            payment_method_options=session["payment_method_options"],
            payment_method_types=session["payment_method_types"],
            **({"customer": session["customer"]} if session["customer"] else {}),
        )
        intent |= {"_session": session["id"], "_email": session["_email"]}
        return intent

    def _address_of(self, session: Thing) -> str:
        """What the page's field for an e-mail address holds already."""
        customer = self._account.objects.get(session["customer"] or "")
        known = customer["email"] if customer is not None else None
        return str(session["customer_email"] or known or PAYER)

    def _on_paid(self, intent: Thing) -> None:
        session = self._account.objects.get(intent.get("_session", ""))
        if session is not None and session["status"] == "complete":
            session["payment_status"] = "paid"
            self._account.tell("checkout.session.async_payment_succeeded", session)

    def _on_given_up(self, intent: Thing) -> None:
        session = self._account.objects.get(intent.get("_session", ""))
        if session is not None:
            self._account.tell("checkout.session.async_payment_failed", session)

    def _deadline(self, asked: Object) -> int:
        now = self._account.now
        deadline = int(asked.get("expires_at", now + SESSION_LASTS_S))
        if not SESSION_LASTS_MIN_S <= deadline - now <= SESSION_LASTS_S:
            raise Refused(
                "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout "
                "Session creation.",
                param="expires_at",
            )
        return deadline

    def _run_out(self, session: Thing) -> None:
        if session["status"] == "open":
            session["status"] = "expired"
            session["url"] = None
            self._account.tell("checkout.session.expired", session)

    def _open(self, session_id: str) -> Thing:
        session = self._account.get("checkout.session", session_id)
        if session["status"] != "open":
            raise Refused("This Checkout Session is not open any more.")
        return session


def _amount(asked: Object) -> int | None:
    if asked["mode"] == "setup":
        return None
    return sum(
        int(item["price_data"]["unit_amount"]) * int(item.get("quantity", 1))
        for item in asked["line_items"]
    )
