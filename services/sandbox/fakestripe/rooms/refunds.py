"""Refunds: money on its way back, which may not arrive."""

from services.sandbox.fakestripe import shapes
from services.sandbox.fakestripe.account import Account
from services.sandbox.fakestripe.calendar import DAY_S
from services.sandbox.fakestripe.refusals import Refused, missing
from services.sandbox.fakestripe.rooms.balance import Balance
from services.sandbox.fakestripe.rooms.cash import Cash
from services.sandbox.fakestripe.rooms.customers import merged
from services.sandbox.fakestripe.things import Object, Thing

# docs.stripe.com/payments/customer-balance/refunding: how long people have to name an account.
ACCOUNT_NAMED_WITHIN_S = 45 * DAY_S
TRANSFER_REFUNDABLE_S = 180 * DAY_S  # after the payment was made
FATE_AFTER_S = 600  # when a refund to one of the gateway's test cards meets its fate

# What was booked as a "payment" is given back by an object of the same kind with another prefix.
_PREFIXES = {"card": "re_", "jp_bank_transfer": "pyr_"}

# Ways of paying that have no way back: the payer is asked by mail for an account.
_ASKED_BY_MAIL = {"konbini", "customer_balance"}

_ON_ITS_WAY = {"pending", "succeeded"}


class Refunds:
    def __init__(self, account: Account, balance: Balance, cash: Cash) -> None:
        self._account = account
        self._balance = balance
        self._cash = cash

    # What the shop asks for.

    def create(self, asked: Object) -> Thing:
        """
        Give a payment back, wholly or in part, or cash that was put to no payment. Fees are kept.

        :raises Refused: more than is left of it, nothing was paid, or it is disputed.
        """
        if asked.get("origin") == "customer_balance":
            return self._of_cash(asked)
        paid = self._charge_of(asked)
        left = paid["amount"] - paid["amount_refunded"]
        amount = int(asked.get("amount", left))
        if not 0 < amount <= left:
            raise Refused(
                f"Refund amount (¥{amount}) is greater than unrefunded amount on charge (¥{left})",
                code="charge_already_refunded" if left == 0 else None,
                param="amount",
            )
        method = paid["payment_method_details"]["type"]
        customer = self._account.objects.get(paid["customer"] or "", Thing(email=None))
        known = paid["billing_details"]["email"] or customer["email"]
        email = asked.get("instructions_email") or known
        if method in _ASKED_BY_MAIL and not email:
            raise missing("instructions_email")
        if (
            method == "customer_balance"
            and self._account.now > paid["created"] + TRANSFER_REFUNDABLE_S
        ):
            raise Refused("This payment was made more than 180 days ago.")
        refund = self._make(
            asked,
            amount,
            _destination(method),
            charge=paid["id"],
            payment_intent=paid["payment_intent"],
        )
        self._start(refund, paid, email)
        kind = "refund" if method == "card" else "payment_refund"
        refund["balance_transaction"] = self._balance.move(kind, refund, -amount)["id"]
        self._count(paid, amount)
        self._account.tell("refund.created", refund)
        self._account.tell("charge.refunded", paid)
        return refund

    def update(self, id: str, asked: Object) -> Thing:
        refund = self._account.get("refund", id)
        refund["metadata"] = merged(refund["metadata"], asked)
        self._tell_of(refund, "refund.updated")
        return refund

    def cancel(self, id: str) -> Thing:
        """:raises Refused: nobody is asked for an account any more."""
        refund = self._account.get("refund", id)
        if refund["status"] != "requires_action":
            raise Refused("You can only cancel a refund with a status of requires_action.")
        self._undo(refund, "canceled", "merchant_request")
        self._tell_of(refund, "refund.updated")
        return refund

    def expire(self, id: str) -> Thing:
        """The test helper by which the time to name an account is over at once."""
        refund = self._account.get("refund", id)
        if refund["status"] != "requires_action":
            raise Refused("You can only expire a refund with a status of requires_action.")
        self._run_out(refund)
        return refund

    # What people and banks do.

    def name_account(self, refund_id: str) -> Thing:
        """
        The payer tells an account to which the money can go.

        :raises Refused: nobody asked, or it is too late.
        """
        refund = self._account.get("refund", refund_id)
        if refund["status"] != "requires_action":
            raise Refused("This refund does not require an account.")
        refund["status"] = "pending"
        del refund["next_action"]
        self._arrive_later(refund, self._account.terms.transfer_takes_s)
        self._tell_of(refund, "refund.updated")
        return refund

    def fail(self, refund_id: str, reason: str) -> Thing:
        """
        The money comes back, perhaps long after the refund had succeeded.

        :raises Refused: it has failed or was cancelled before.
        """
        refund = self._account.get("refund", refund_id)
        if refund["status"] not in _ON_ITS_WAY:
            raise Refused("This refund cannot fail any more.")
        self._undo(refund, "failed", reason)
        self._tell_of(refund, "refund.failed")
        return refund

    # How it is done.

    def _of_cash(self, asked: Object) -> Thing:
        for param in ("customer", "amount", "currency"):
            if param not in asked:
                raise missing(param)
        customer, yen = asked["customer"], int(asked["amount"])
        self._cash.send_back(customer, yen)
        # It never was in the account's balance, so none of that is moved.
        refund = self._make(asked, yen, _destination("customer_balance"), customer=customer)
        refund["status"] = "pending"
        self._arrive_later(refund, self._account.terms.transfer_takes_s)
        self._account.tell("refund.created", refund)
        return refund

    def _make(self, asked: Object, amount: int, destination: Object, **of: object) -> Thing:
        said = {name: asked[name] for name in ("reason", "metadata") if asked.get(name)}
        return self._account.keep(
            shapes.refund(
                id=self._account.new_id(_PREFIXES[destination["type"]]),
                created=self._account.now,
                amount=amount,
                destination=destination,
                **said,
                **of,
            )
        )

    def _start(self, refund: Thing, paid: Thing, email: str | None) -> None:
        terms, now = self._account.terms, self._account.now
        method = paid["payment_method_details"]["type"]
        if method == "konbini":
            refund |= {
                "status": "requires_action",
                "instructions_email": email,
                "next_action": {
                    "type": "display_details",
                    "display_details": {
                        "email_sent": {"email_sent_at": now, "email_sent_to": email},
                        "expires_at": now + ACCOUNT_NAMED_WITHIN_S,
                    },
                },
            }
            self._account.later(now + ACCOUNT_NAMED_WITHIN_S, lambda: self._run_out(refund))
        elif method == "customer_balance":
            refund["status"] = "pending"
            self._arrive_later(refund, terms.transfer_takes_s)
        else:
            self._start_to_card(refund, paid)

    def _start_to_card(self, refund: Thing, paid: Thing) -> None:
        method = self._account.objects.get(paid["payment_method"] or "")
        fate = method["_card"].fate if method is not None else ""
        takes = FATE_AFTER_S if fate == "refund_pends" else self._account.terms.refund_takes_s
        if takes:
            refund["status"] = "pending"
            self._arrive_later(refund, takes)
        if fate == "refund_fails":
            at = self._account.now + FATE_AFTER_S
            self._account.later(at, lambda: self._meet_fate(refund))

    def _arrive_later(self, refund: Thing, takes: int) -> None:
        self._account.later(self._account.now + takes, lambda: self._arrive(refund))

    def _arrive(self, refund: Thing) -> None:
        if refund["status"] == "pending":
            refund["status"] = "succeeded"
            self._tell_of(refund, "refund.updated")

    def _meet_fate(self, refund: Thing) -> None:
        if refund["status"] in _ON_ITS_WAY:
            self.fail(refund["id"], "expired_or_canceled_card")

    def _run_out(self, refund: Thing) -> None:
        if refund["status"] == "requires_action":
            self._undo(refund, "failed", "unknown")
            self._tell_of(refund, "refund.failed")

    def _undo(self, refund: Thing, status: str, reason: str) -> None:
        refund |= {"status": status, "failure_reason": reason}
        refund.pop("next_action", None)
        if refund["charge"] is None:
            self._cash.take_back(refund["customer"], refund["amount"])
            return
        back = self._balance.move("refund_failure", refund, refund["amount"])
        refund["failure_balance_transaction"] = back["id"]
        self._count(self._account.objects[refund["charge"]], -refund["amount"])

    def _count(self, paid: Thing, yen: int) -> None:
        paid["amount_refunded"] += yen
        paid["refunded"] = paid["amount_refunded"] == paid["amount"]

    def _tell_of(self, refund: Thing, kind: str) -> None:
        """The gateway tells of one change under two or three names."""
        self._account.tell(kind, refund)
        if refund["charge"] is not None:
            self._account.tell("charge.refund.updated", refund)

    def _charge_of(self, asked: Object) -> Thing:
        if "charge" in asked:
            found = self._account.get("charge", asked["charge"])
        elif "payment_intent" in asked:
            intent = self._account.get("payment_intent", asked["payment_intent"])
            found = self._account.objects.get(intent["latest_charge"] or "", Thing(paid=False))
        else:
            raise missing("payment_intent")
        if not found["paid"]:
            raise Refused("This payment has no successful charge to refund.")
        disputes = self._account.shelf("dispute").narrowed("charge", found["id"]) or []
        if any(not one["is_charge_refundable"] for one in disputes):
            raise Refused(
                f"Charge {found['id']} has been charged back; cannot issue a refund.",
                code="charge_disputed",
            )
        return found


def _destination(method: str) -> Object:
    if method == "card":
        reference = {"reference_status": "pending", "reference_type": "acquirer_reference_number"}
        return {"type": "card", "card": {"type": "refund", **reference}}
    return {
        "type": "jp_bank_transfer",
        "jp_bank_transfer": {"reference": None, "reference_status": "pending"},
    }
