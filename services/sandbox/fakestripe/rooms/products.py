"""What is on sale, and for how much."""

from services.sandbox.fakestripe import shapes
from services.sandbox.fakestripe.account import Account
from services.sandbox.fakestripe.asking import must_be_monthly, must_be_yen
from services.sandbox.fakestripe.refusals import missing
from services.sandbox.fakestripe.things import Object, Thing


class Products:
    def __init__(self, account: Account) -> None:
        self._account = account

    def create(self, asked: Object) -> Thing:
        if not asked.get("name"):
            raise missing("name")
        product = self._account.keep(
            shapes.product(
                id=self._account.new_id("prod_", 14),
                created=self._account.now,
                name=asked["name"],
                metadata=asked.get("metadata", {}),
            )
        )
        self._account.tell("product.created", product)
        return product

    def create_price(self, asked: Object) -> Thing:
        """:raises Refused: it is not for so many yen each month."""
        must_be_yen(asked, "unit_amount")
        must_be_monthly(asked, "price")
        return self.price(
            self._account.get("product", asked.get("product")), int(asked["unit_amount"])
        )

    def price(self, product: Thing, yen: int) -> Thing:
        """So many yen a month for it."""
        return self._account.keep(
            shapes.price(
                id=self._account.new_id("price_"),
                created=self._account.now,
                product=product["id"],
                yen=yen,
            )
        )
