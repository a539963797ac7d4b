"""Expansion: ids in an answer replaced by the objects that they name."""

from collections.abc import Callable
from typing import Any

from services.sandbox.fakestripe.rooms.customers import gone
from services.sandbox.fakestripe.things import Object, Thing, list_of, shown
from services.sandbox.fakestripe.world import FakeStripe

DEPTH_MAX = 4


class Expander:
    def __init__(self, world: FakeStripe) -> None:
        self._world = world
        # Fields that are in an answer only if somebody asks for them.
        self._computed: dict[tuple[str, str], Callable[[Thing], Any]] = {
            ("charge", "refunds"): self._refunds,
            ("customer", "cash_balance"): lambda one: world.cash.retrieve(one["id"]),
            ("invoice", "payments"): self._payments,
        }

    def shown(self, known: Object, wishes: list[str]) -> Object:
        """
        The object, with ids replaced along each wish.

        :param wishes: such as `latest_charge.balance_transaction`, from this object on.
        """
        answer: Object = shown(known)
        for name in dict.fromkeys(wish.partition(".")[0] for wish in wishes):
            below = [
                wish.partition(".")[2]
                for wish in wishes
                if wish.startswith(f"{name}.") and wish.count(".") < DEPTH_MAX
            ]
            compute = self._computed.get((str(known.get("object")), name))
            # Of a customer who was deleted, only that is left.
            if compute is not None and isinstance(known, Thing):
                inner = compute(known)
            else:
                inner = _field_of(known, name)
            if inner is not None:
                answer[name] = self._expanded(inner, below)
        return answer

    def _expanded(self, inner: Any, below: list[str]) -> Any:
        if isinstance(inner, str):
            named = self._world.objects.get(inner)
            if named is not None and named.get("_deleted"):
                return gone(named)
            return self.shown(named, below) if named is not None else inner
        if isinstance(inner, list):
            return [self._expanded(one, below) for one in inner]
        if isinstance(inner, dict):
            return self.shown(inner, below)
        return inner

    def _refunds(self, charge: Thing) -> Object:
        found = self._world.account.shelf("refund").narrowed("charge", charge["id"]) or []
        return list_of(found[::-1], f"/v1/charges/{charge['id']}/refunds")

    def _payments(self, invoice: Thing) -> Object:
        found = self._world.invoices.payments_of(invoice["id"])
        return list_of(list(found), f"/v1/invoice_payments?invoice={invoice['id']}")


def _field_of(known: Object, name: str) -> Any:
    """A field that an object has, were it only by its kind."""
    try:
        return known[name]
    except KeyError:
        return None
