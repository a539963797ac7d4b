"""Disputes: money that the payer's bank takes back, gives back, or only asks about."""

from typing import Literal

from services.sandbox.fakestripe import shapes
from services.sandbox.fakestripe.account import Account
from services.sandbox.fakestripe.calendar import DAY_S
from services.sandbox.fakestripe.cards import Card
from services.sandbox.fakestripe.refusals import Refused
from services.sandbox.fakestripe.rooms.balance import Balance
from services.sandbox.fakestripe.rooms.customers import merged
from services.sandbox.fakestripe.rooms.payments import Payments
from services.sandbox.fakestripe.things import Object, Thing

ANSWERED_WITHIN_S = 9 * DAY_S

Begin = Literal["needs_response", "warning_needs_response", "lost"]

_OPEN = {"needs_response", "under_review"}
_INQUIRY = {"warning_needs_response", "warning_under_review"}

# Evidence that decides at once, as docs.stripe.com/testing has it under "Disputes".
_VERDICTS = {"winning_evidence": "won", "losing_evidence": "lost"}


class Disputes:
    def __init__(self, account: Account, balance: Balance, payments: Payments) -> None:
        self._account = account
        self._balance = balance
        payments.when_charged.append(self._on_charged)

    # What the shop asks for.

    def update(self, id: str, asked: Object) -> Thing:
        """
        Bring evidence.

        :raises Refused: it is closed.
        """
        dispute = self._open_one(id)
        evidence = asked.get("evidence", {})
        dispute["evidence"] = dispute["evidence"] | evidence
        dispute["metadata"] = merged(dispute["metadata"], asked)
        if evidence and asked.get("submit", "true") == "true":
            prefix = "warning_" if dispute["status"] in _INQUIRY else ""
            dispute["status"] = f"{prefix}under_review"
            details = {"has_evidence": True, "submission_count": 1}
            dispute["evidence_details"] = dispute["evidence_details"] | details
        self._account.tell("charge.dispute.updated", dispute)
        verdict = _VERDICTS.get(evidence.get("uncategorized_text", ""))
        if verdict is not None:
            self.close(id, won=verdict == "won")
        return dispute

    def accept(self, id: str) -> Thing:
        """:raises Refused: it is closed."""
        return self.close(id, won=False)

    # What banks do.

    def open(
        self,
        charge_id: str,
        *,
        amount: int | None,
        reason: str,
        status: Begin,
        closed_first: bool,
    ) -> Thing:
        """
        :param status: `lost` is born lost: the money is gone and nothing can be said.
        :param closed_first: what closes it is told before it is told that it exists.
        :raises Refused: nothing was paid by card, or more than was.
        """
        paid = self._account.get("charge", charge_id)
        yen = paid["amount"] if amount is None else amount
        if not paid["paid"] or paid["payment_method_details"]["type"] != "card":
            raise Refused("Only payments by card can be disputed.")
        if not 0 < yen <= paid["amount"]:
            raise Refused("The amount is greater than that of the charge.", param="amount")
        dispute = self._account.keep(
            shapes.dispute(
                id=self._account.new_id("dp_"),
                created=self._account.now,
                of=paid,
                amount=yen,
                reason=reason,
                status=status,
                due_by=self._account.now + ANSWERED_WITHIN_S,
            )
        )
        paid["disputed"] = True
        if closed_first:
            self._withdraw(dispute, told=False)
            dispute["status"] = "lost"
            self._account.tell("charge.dispute.closed", dispute)
        self._account.tell("charge.dispute.created", dispute)
        if closed_first:
            self._account.tell("charge.dispute.funds_withdrawn", dispute)
        elif status in _OPEN | {"lost"}:
            self._withdraw(dispute)
        if status == "lost" and not closed_first:
            self._account.tell("charge.dispute.closed", dispute)
        return dispute

    def escalate(self, id: str) -> Thing:
        """
        A question becomes a dispute: the money is withdrawn.

        :raises Refused: it is no question, or closed.
        """
        dispute = self._open_one(id)
        if dispute["status"] not in _INQUIRY:
            raise Refused("This dispute is not an inquiry.")
        card = dispute["payment_method_details"]["card"] | {"case_type": "chargeback"}
        dispute |= {
            "status": "needs_response",
            "is_charge_refundable": False,
            "payment_method_details": {"type": "card", "card": card},
        }
        self._account.tell("charge.dispute.updated", dispute)
        self._withdraw(dispute)
        return dispute

    def close(self, id: str, *, won: bool) -> Thing:
        """
        The bank decides: the money comes back or is lost; the fee is kept either way.

        :raises Refused: it is closed.
        """
        dispute = self._open_one(id)
        if dispute["status"] in _INQUIRY:
            dispute["status"] = "warning_closed"
        else:
            dispute["status"] = "won" if won else "lost"
        self._account.tell("charge.dispute.closed", dispute)
        if dispute["status"] == "won":
            back = self._balance.move(
                "adjustment",
                dispute,
                dispute["amount"],
                category="dispute_reversal",
                description=f"Chargeback reversal for {dispute['charge']}",
            )
            dispute["balance_transactions"].append(back)
            self._account.tell("charge.dispute.funds_reinstated", dispute)
        return dispute

    # How it is done.

    def _withdraw(self, dispute: Thing, *, told: bool = True) -> None:
        taken = self._balance.move(
            "adjustment",
            dispute,
            -dispute["amount"],
            fee=self._account.terms.dispute_fee,
            category="dispute",
            description=f"Chargeback withdrawal for {dispute['charge']}",
        )
        dispute["balance_transactions"].append(taken)
        if told:
            self._account.tell("charge.dispute.funds_withdrawn", dispute)

    def _on_charged(self, paid: Thing, card: Card) -> None:
        begins: dict[str, Begin] = {
            "disputed": "needs_response",
            "inquired": "warning_needs_response",
        }
        if card.fate in begins:
            self.open(
                paid["id"],
                amount=None,
                reason="fraudulent",
                status=begins[card.fate],
                closed_first=False,
            )

    def _open_one(self, id: str) -> Thing:
        dispute = self._account.get("dispute", id)
        if dispute["status"] not in _OPEN | _INQUIRY:
            raise Refused("This dispute is already closed.")
        return dispute
