"""The account's balance: every movement of it, pending until its day and then available."""

from services.sandbox.fakestripe import calendar, shapes
from services.sandbox.fakestripe.account import Account
from services.sandbox.fakestripe.things import Object, Thing

# Kinds of movement that wait some business days until their money can be paid out.
_WAITING = {"charge", "payment"}


class Balance:
    """Yen only; either part may fall below zero."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.available = 0
        self.pending = 0
        self.unpaid: dict[str, Thing] = {}  # what no automatic payout has taken along yet
        self._waiting: dict[int, list[Thing]] = {}

    def move(
        self,
        kind: str,
        source: Thing | None,
        amount: int,
        *,
        fee: int = 0,
        category: str | None = None,
        description: str | None = None,
    ) -> Thing:
        now = self._account.now
        on = calendar.business_days_later(now, calendar.AVAILABLE_AFTER_DAYS)
        moved = self._account.keep(
            shapes.balance_transaction(
                id=self._account.new_id("txn_"),
                created=now,
                available_on=on if kind in _WAITING else now,
                kind=kind,
                source=source,
                amount=amount,
                fee=fee,
                category=category,
                description=description,
            )
        )
        self.unpaid[moved["id"]] = moved
        if kind in _WAITING:
            self.pending += moved["net"]
            self._wait(moved)
        else:
            self.available += moved["net"]
        return moved

    def take(self, yen: int, description: str) -> Thing:
        """A fee that the account owes as such, and not one of its payments."""
        return self.move("stripe_fee", None, -yen, description=description)

    def retrieve(self) -> Object:
        return shapes.balance(available=self.available, pending=self.pending)

    def _wait(self, moved: Thing) -> None:
        on = moved["available_on"]
        if on not in self._waiting:
            self._waiting[on] = []
            self._account.later(on, lambda: self._release(on))
        self._waiting[on].append(moved)

    def _release(self, on: int) -> None:
        released = self._waiting.pop(on)
        for moved in released:
            moved["status"] = "available"
        net = sum(moved["net"] for moved in released)
        self.pending -= net
        self.available += net
        self._account.tell("balance.available", self.retrieve())
