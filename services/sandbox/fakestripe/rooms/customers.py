"""Customers: people whom the gateway knows by more than one payment."""

from collections.abc import Callable

from services.sandbox.fakestripe import shapes
from services.sandbox.fakestripe.account import Account
from services.sandbox.fakestripe.shapes.customers import CUSTOMER_MAY_SET
from services.sandbox.fakestripe.things import Object, Thing


class Customers:
    """
    :ivar when_gone: told before a customer is deleted.
    :ivar when_asked: told of a customer and what was asked for it, beyond its own fields.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self.when_gone: list[Callable[[Thing], None]] = []
        self.when_asked: list[Callable[[Thing, Object], None]] = []

    def create(self, asked: Object) -> Thing:
        customer = self._account.keep(
            shapes.customer(
                id=self._account.new_id("cus_", 14),
                created=self._account.now,
                invoice_prefix=self._account.new_id("", 8).upper(),
                asked=asked,
            )
        )
        self._take(customer, asked)
        self._account.tell("customer.created", customer)
        return customer

    def update(self, id: str, asked: Object) -> Thing:
        customer = self.known(id)
        # An empty value unsets a field, here and in the metadata.
        customer |= {name: asked[name] or None for name in CUSTOMER_MAY_SET if name in asked}
        customer["metadata"] = merged(customer["metadata"], asked)
        self._take(customer, asked)
        self._account.tell("customer.updated", customer)
        return customer

    def delete(self, id: str) -> Object:
        """Once deleted it can be looked up, but tells nothing and can be given nothing."""
        customer = self.known(id)
        for tell in self.when_gone:
            tell(customer)
        self._account.tell("customer.deleted", customer)
        for method in self._account.all_of("payment_method"):
            if method["customer"] == id:
                method["customer"] = None
        customer["_deleted"] = True
        return gone(customer)

    def retrieve(self, id: str) -> Object:
        customer = self._account.get("customer", id)
        return gone(customer) if customer.get("_deleted") else customer

    def known(self, id: str) -> Thing:
        """:raises Refused: there is no such customer, or not any more."""
        customer = self._account.get("customer", id)
        return self._account.get("customer", None) if customer.get("_deleted") else customer

    def _take(self, customer: Thing, asked: Object) -> None:
        for tell in self.when_asked:
            tell(customer, asked)
        method = asked.get("invoice_settings", {}).get("default_payment_method")
        if method:
            self._account.get("payment_method", method)
            customer["invoice_settings"] |= {"default_payment_method": method}


def merged(metadata: Object, asked: Object) -> Object:
    """Metadata as a request leaves it: each key set or, by an empty value, unset."""
    if asked.get("metadata") == "":
        return {}
    both = metadata | asked.get("metadata", {})
    return {name: value for name, value in both.items() if value != ""}


def gone(customer: Thing) -> Object:
    return {"id": customer["id"], "object": "customer", "deleted": True}
