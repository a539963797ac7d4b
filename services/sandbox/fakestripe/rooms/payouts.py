"""Payouts: the balance goes to the bank on Fridays or when asked for, and may come back."""

from services.sandbox.fakestripe import calendar, shapes
from services.sandbox.fakestripe.account import Account
from services.sandbox.fakestripe.refusals import Refused, missing
from services.sandbox.fakestripe.rooms.balance import Balance
from services.sandbox.fakestripe.things import Object, Thing

_MESSAGES = {
    "account_closed": "The bank account has been closed.",
    "could_not_process": "The bank could not process this payout.",
    "no_account": "The bank account details are wrong: there is no such account.",
}


class Payouts:
    def __init__(self, account: Account, balance: Balance) -> None:
        self._account = account
        self._balance = balance
        if account.terms.payouts == "automatic":
            account.later(calendar.next_payout(account.now), self._on_friday, last=True)

    def create(self, asked: Object) -> Thing:
        """
        Pay out by hand.

        :raises Refused: more than is available.
        """
        if "amount" not in asked:
            raise missing("amount")
        amount = int(asked["amount"])
        if not 0 < amount <= self._balance.available:
            raise Refused(
                "You have insufficient funds in your Stripe account for this transfer.",
                code="balance_insufficient",
                param="amount",
            )
        payout = self._send(amount, automatic=False)
        payout["metadata"] = dict(asked.get("metadata", {}))
        self._account.tell("payout.created", payout)
        return payout

    def fail(self, payout_id: str, code: str) -> Thing:
        """
        The bank sends it back, perhaps after it had been told as paid; the next one takes it along.

        :raises Refused: it has failed before.
        """
        payout = self._account.get("payout", payout_id)
        if payout["status"] not in {"in_transit", "paid"}:
            raise Refused("This payout cannot fail any more.")
        back = self._balance.move("payout_failure", payout, payout["amount"])
        payout["status"] = "failed"
        payout["failure_code"] = code
        payout["failure_message"] = _MESSAGES[code]
        payout["failure_balance_transaction"] = back["id"]
        self._account.tell("payout.failed", payout)
        return payout

    def entries(self, payout_id: str) -> list[Thing]:
        """
        What an automatic payout is made of, its own movement among it; the oldest first.

        :raises Refused: nobody knows what a payout by hand was made of.
        """
        payout = self._account.get("payout", payout_id)
        if not payout["automatic"]:
            raise Refused(
                "Balance transaction history can only be filtered on automatic transfers, "
                "not manual.",
                param="payout",
            )
        entries: list[Thing] = payout["_entries"]
        return entries

    def _on_friday(self) -> None:
        ready = [moved for moved in self._balance.unpaid.values() if moved["status"] == "available"]
        amount = sum(moved["net"] for moved in ready)
        if amount > 0 or (amount < 0 and self._account.terms.takes_debts):
            payout = self._send(amount, automatic=True)
            own = self._account.objects[payout["balance_transaction"]]
            payout["_entries"] = [*ready, own]
            for moved in payout["_entries"]:
                del self._balance.unpaid[moved["id"]]
            payout["reconciliation_status"] = "completed"
            self._account.tell("payout.created", payout)
            self._account.tell("payout.reconciliation_completed", payout)
        self._account.later(calendar.next_payout(self._account.now), self._on_friday, last=True)

    def _send(self, amount: int, *, automatic: bool) -> Thing:
        now = self._account.now
        arrives = calendar.business_days_later(now, calendar.PAYOUT_TAKES_DAYS)
        payout = self._account.keep(
            shapes.payout(
                id=self._account.new_id("po_"),
                created=now,
                arrival_date=arrives,
                amount=amount,
                automatic=automatic,
            )
        )
        payout["balance_transaction"] = self._balance.move("payout", payout, -amount)["id"]
        self._account.later(arrives, lambda: self._arrive(payout))
        return payout

    def _arrive(self, payout: Thing) -> None:
        if payout["status"] == "in_transit":
            payout["status"] = "paid"
            self._account.tell("payout.paid", payout)
