"""The gateway's state: objects, balance, events and a clock that only the caller moves."""

import copy
import json
import random
import string
from collections.abc import Callable, Iterator
from threading import RLock

from services.sandbox.fakestripe import calendar, shapes
from services.sandbox.fakestripe.asking import konbini_options, must_be_askable
from services.sandbox.fakestripe.refusals import Refused, missing, unknown
from services.sandbox.fakestripe.shapes import Object

API_VERSION = "2026-10-28.endive"
SESSION_LASTS_S = calendar.DAY_S
EVENTS_KEPT_S = 30 * calendar.DAY_S

# 3.6 % of a payment, by card as at the counter, rounded to the yen: the price list for Japan.
FEE_PER_THOUSAND = 36

_ALPHABET = string.ascii_letters + string.digits


class FakeStripe:
    """
    One account at the gateway.

    :param seed: equal seeds and equal calls give equal ids, events and traces.
    :param now: where its clock starts, in seconds of the epoch.
    :param twin_share: the share of changes that are told by two events of different ids.
    :param traced: keep every request, answer and event, to compare two runs.
    """

    def __init__(
        self, seed: int, now: int, *, twin_share: float = 0.0, traced: bool = False
    ) -> None:
        self.now = now
        self.objects: dict[str, Object] = {}
        self.events: list[Object] = []  # those of the last 30 days
        self._listeners: list[Callable[[Object], None]] = []
        self.lock = RLock()
        self._random = random.Random(f"fakestripe-{seed}")
        self._twin_share = twin_share
        self._unpaid_out: dict[str, Object] = {}
        self._unfinished: dict[str, Object] = {}  # what time alone may still change
        self._payout_at = calendar.next_payout(now)
        self._traced = traced
        self._trace: list[str] = []

    # What the shop asks for.

    def open_session(self, asked: Object) -> Object:
        """Create a Checkout Session for one-time gifts in yen."""
        must_be_askable(asked)
        session = shapes.checkout_session(
            id=self._id("cs_test_", 58),
            created=self.now,
            expires_at=self.now + SESSION_LASTS_S,
            asked=asked,
        )
        # Not a field of the answer: the intent is made with it when somebody pays.
        session["_intent_metadata"] = asked.get("payment_intent_data", {}).get("metadata", {})
        return self._keep(session)

    def refund(self, asked: Object) -> Object:
        """
        Give a payment back, wholly or in part; the fee is kept.

        :raises Refused: more than is left of it, or nothing was paid.
        """
        paid = self._charge_to_refund(asked)
        left = paid["amount"] - paid["amount_refunded"]
        amount = int(asked.get("amount", left))
        if not 0 < amount <= left:
            raise Refused(
                f"Refund amount (¥{amount}) is greater than unrefunded amount on charge (¥{left})",
                code="charge_already_refunded" if left == 0 else None,
                param="amount",
            )
        refund = self._keep(
            shapes.refund(
                id=self._id("re_", 24),
                created=self.now,
                of=paid,
                amount=amount,
                metadata=asked.get("metadata", {}),
            )
        )
        kind = "payment_refund" if paid["id"].startswith("py_") else "refund"
        refund["balance_transaction"] = self._move(kind, refund, amount=-amount, fee=0)
        paid["amount_refunded"] += amount
        paid["refunded"] = paid["amount_refunded"] == paid["amount"]
        self._tell("refund.created", refund)
        self._tell("charge.refunded", paid)
        return refund

    def get(self, kind: str, id: str) -> Object:
        """:raises Refused: there is no such object."""
        found = self.objects.get(id)
        if found is None or found["object"] != kind:
            raise unknown(kind, id)
        return found

    def all_of(self, kind: str) -> Iterator[Object]:
        """Objects of a kind, the newest first, as lists are given out."""
        return (found for found in reversed(self.objects.values()) if found["object"] == kind)

    def recent_events(self) -> list[Object]:
        """The newest first; what is older than 30 days is gone."""
        return self.events[::-1]

    def listen(self, hear: Callable[[Object], None]) -> None:
        """Tell `hear` of every event that is kept, and of each that happens from now on."""
        with self.lock:
            for event in self.events:
                hear(event)
            self._listeners.append(hear)

    # What people do.

    def pay(self, session_id: str) -> None:
        """
        Complete the payment page: a card is charged at once, a konbini number is given out.

        :raises Refused: the session is not open any more.
        """
        with self.lock:
            session = self._open_session(session_id)
            intent = self._intent_of(session)
            session["payment_intent"] = intent["id"]
            session["status"] = "complete"
            if "konbini" in session["payment_method_types"]:
                days = int(konbini_options(session).get("expires_after_days", 3))
                intent["status"] = "requires_action"
                intent["next_action"] = {
                    "type": "konbini_display_details",
                    "konbini_display_details": {
                        "expires_at": calendar.konbini_deadline(self.now, days)
                    },
                }
                self._tell("payment_intent.requires_action", intent)
            else:
                session["payment_status"] = "paid"
                self._succeed(intent, "card")
            self._tell("checkout.session.completed", session)

    def decline(self, session_id: str) -> None:
        """The card is refused; the session stays open for another try."""
        with self.lock:
            session = self._open_session(session_id)
            intent = self._intent_of(session)
            session["payment_intent"] = intent["id"]
            failed = self._keep(
                shapes.charge(
                    id=self._id("ch_", 24),
                    created=self.now,
                    intent=intent,
                    method="card",
                    paid=False,
                )
            )
            failed["failure_code"] = "card_declined"
            intent["latest_charge"] = failed["id"]
            intent["last_payment_error"] = {"type": "card_error", "code": "card_declined"}
            self._tell("charge.failed", failed)
            self._tell("payment_intent.payment_failed", intent)

    def pay_at_the_counter(self, session_id: str) -> None:
        """
        Cash is handed over at the konbini.

        :raises Refused: no number was given out, it has expired, or it was paid.
        """
        with self.lock:
            session = self.get("checkout.session", session_id)
            intent = self.objects.get(session["payment_intent"] or "")
            if intent is None or intent["status"] != "requires_action":
                raise Refused("This payment number is not payable.")
            session["payment_status"] = "paid"
            intent["next_action"] = None
            self._succeed(intent, "konbini")
            self._tell("checkout.session.async_payment_succeeded", session)

    # What time does.

    def advance(self, to: int) -> None:
        """
        Let time pass: sessions and payment numbers expire, money becomes available, payouts
        leave on Fridays and arrive.

        :raises ValueError: `to` is past.
        """
        with self.lock:
            if to < self.now:
                raise ValueError("the gateway's clock runs one way")
            while self._payout_at <= to:
                self._pass(self._payout_at)
                self._pay_out()
                self._payout_at = calendar.next_payout(self.now)
            self._pass(to)

    def note(self, *parts: object) -> None:
        """Add a line to the trace."""
        if self._traced:
            self._trace.append(json.dumps(parts, sort_keys=True, ensure_ascii=False))

    def trace(self) -> bytes:
        """Every request, answer and event since the start, a line each."""
        return "\n".join(self._trace).encode()

    # How it is done.

    def _pass(self, to: int) -> None:
        self.now = to
        for id, known in list(self._unfinished.items()):
            match known["object"]:
                case "checkout.session":
                    self._expire(known)
                case "balance_transaction" if known["available_on"] <= to:
                    known["status"] = "available"
                case "payout" if known["arrival_date"] <= to:
                    known["status"] = "paid"
                    self._tell("payout.paid", known)
            if self._is_finished(known):
                del self._unfinished[id]
        kept_since = to - EVENTS_KEPT_S
        self.events = [event for event in self.events if event["created"] >= kept_since]

    def _is_finished(self, known: Object) -> bool:
        if known["object"] == "checkout.session":
            waits = known["status"] == "open" or self._awaits_cash(known)
            return not waits
        return known["status"] in {"available", "paid"}

    def _awaits_cash(self, session: Object) -> bool:
        intent = self.objects.get(session["payment_intent"] or "")
        return intent is not None and intent["status"] == "requires_action"

    def _expire(self, session: Object) -> None:
        if session["status"] == "open" and session["expires_at"] <= self.now:
            session["status"] = "expired"
            session["url"] = None
            self._tell("checkout.session.expired", session)
        elif self._awaits_cash(session):
            self._expire_number(session)

    def _expire_number(self, session: Object) -> None:
        intent = self.objects[session["payment_intent"]]
        if intent["next_action"]["konbini_display_details"]["expires_at"] < self.now:
            intent["status"] = "requires_payment_method"
            intent["next_action"] = None
            intent["last_payment_error"] = {"code": "payment_intent_payment_attempt_expired"}
            self._tell("payment_intent.payment_failed", intent)
            self._tell("checkout.session.async_payment_failed", session)

    def _pay_out(self) -> None:
        ready = {id: m for id, m in self._unpaid_out.items() if m["status"] == "available"}
        amount = sum(moved["net"] for moved in ready.values())
        if amount <= 0:
            return
        for id in ready:
            del self._unpaid_out[id]
        payout = self._keep(
            shapes.payout(
                id=self._id("po_", 24),
                created=self.now,
                arrival_date=calendar.business_days_later(self.now, calendar.PAYOUT_TAKES_DAYS),
                amount=amount,
            )
        )
        payout["balance_transaction"] = self._move("payout", payout, amount=-amount, fee=0)
        payout["_entries"] = [*ready, payout["balance_transaction"]]
        payout["reconciliation_status"] = "completed"
        self._tell("payout.created", payout)
        self._tell("payout.reconciliation_completed", payout)

    def _succeed(self, intent: Object, method: str) -> None:
        paid = self._keep(
            shapes.charge(
                # What comes by a delayed method is a charge too, but is booked as a "payment".
                id=self._id("py_" if method == "konbini" else "ch_", 24),
                created=self.now,
                intent=intent,
                method=method,
                paid=True,
            )
        )
        fee = (paid["amount"] * FEE_PER_THOUSAND + 500) // 1000
        kind = "payment" if method == "konbini" else "charge"
        paid["balance_transaction"] = self._move(kind, paid, amount=paid["amount"], fee=fee)
        intent["status"] = "succeeded"
        intent["amount_received"] = intent["amount"]
        intent["latest_charge"] = paid["id"]
        self._tell("charge.succeeded", paid)
        self._tell("payment_intent.succeeded", intent)

    def _move(self, kind: str, source: Object, *, amount: int, fee: int) -> str:
        wait = calendar.AVAILABLE_AFTER_DAYS if kind in {"charge", "payment"} else 0
        moved = self._keep(
            shapes.balance_transaction(
                id=self._id("txn_", 24),
                created=self.now,
                available_on=calendar.business_days_later(self.now, wait) if wait else self.now,
                kind=kind,
                source=source,
                amount=amount,
                fee=fee,
            )
        )
        if kind != "payout":
            self._unpaid_out[moved["id"]] = moved
        return str(moved["id"])

    def _intent_of(self, session: Object) -> Object:
        if session["payment_intent"]:
            return self.objects[session["payment_intent"]]
        intent = shapes.payment_intent(
            id=self._id("pi_", 24),
            created=self.now,
            session=session,
            metadata=session["_intent_metadata"],
        )
        return self._keep(intent)

    def _open_session(self, session_id: str) -> Object:
        session = self.get("checkout.session", session_id)
        if session["status"] != "open":
            raise Refused("This Checkout Session is not open any more.")
        return session

    def _charge_to_refund(self, asked: Object) -> Object:
        if "charge" in asked:
            found = self.get("charge", asked["charge"])
        elif "payment_intent" in asked:
            intent = self.get("payment_intent", asked["payment_intent"])
            found = self.objects.get(intent["latest_charge"] or "", {"paid": False})
        else:
            raise missing("payment_intent")
        if not found["paid"]:
            raise Refused("This payment has no successful charge to refund.")
        return found

    def _tell(self, kind: str, about: Object) -> None:
        """One change, one event; now and then two, as the real gateway does."""
        for _ in range(2 if self._random.random() < self._twin_share else 1):
            event = shapes.event(
                id=self._id("evt_", 24),
                created=self.now,
                kind=kind,
                about=shown(about),
                api_version=API_VERSION,
            )
            self.events.append(event)
            for hear in self._listeners:
                hear(event)
            self.note("event", event)

    def _keep(self, made: Object) -> Object:
        self.objects[made["id"]] = made
        if made["object"] in {"checkout.session", "balance_transaction", "payout"}:
            self._unfinished[made["id"]] = made
        return made

    def _id(self, prefix: str, length: int) -> str:
        return prefix + "".join(self._random.choices(_ALPHABET, k=length))


def shown(known: Object) -> Object:
    """An object as it is at this moment, without what the gateway keeps to itself."""
    return copy.deepcopy({name: value for name, value in known.items() if name[0] != "_"})
