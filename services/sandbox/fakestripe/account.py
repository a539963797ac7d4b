"""What all rooms of the gateway share: its objects, its clock, its dice and its news."""

import heapq
import json
import random
import string
from bisect import bisect_left
from collections.abc import Callable, Iterator
from threading import RLock

from services.sandbox.fakestripe import shapes
from services.sandbox.fakestripe.calendar import DAY_S
from services.sandbox.fakestripe.refusals import unknown
from services.sandbox.fakestripe.terms import Terms
from services.sandbox.fakestripe.things import Object, Thing, frozen, shown

API_VERSION = "2026-10-28.endive"
EVENTS_KEPT_S = 30 * DAY_S

# Fields by which lists are narrowed and that an object is born with and keeps.
INDEXED = {
    "balance_transaction": ("source", "type"),
    "charge": ("payment_intent", "customer"),
    "customer_cash_balance_transaction": ("customer",),
    "dispute": ("charge", "payment_intent"),
    "invoice": ("_subscription", "customer"),
    "invoice_payment": ("_payment_intent", "invoice"),
    "payment_intent": ("customer",),
    "refund": ("payment_intent", "charge"),
    "subscription": ("customer",),
    "event": ("type",),
}

_ALPHABET = string.ascii_letters + string.digits
_RANK_OF_PAYOUTS = 1


class Shelf:
    """The objects of one kind, the oldest first, and where each of them stands."""

    def __init__(self, indexed: tuple[str, ...]) -> None:
        self.things: list[Thing] = []
        self.place: dict[str, int] = {}
        self._indexed = indexed
        self._by: dict[tuple[str, object], list[Thing]] = {}
        self._count = 0

    def put(self, thing: Thing) -> None:
        self.place[thing["id"]] = self._count
        self._count += 1
        self.things.append(thing)
        for field in self._indexed:
            if thing[field] is not None:
                self._by.setdefault((field, thing[field]), []).append(thing)

    def narrowed(self, field: str, value: object) -> list[Thing] | None:
        """Those whose field is so, the oldest first; None: there is no index by it."""
        return self._by.get((field, value), []) if field in self._indexed else None

    def drop_older(self, than: int) -> list[Thing]:
        """Forget what was created before."""
        if not self.things or self.things[0]["created"] >= than:
            return []
        cut = bisect_left(self.things, than, key=lambda thing: thing["created"])
        dropped = self.things[:cut]
        del self.things[:cut]
        for thing in dropped:
            del self.place[thing["id"]]
        for key, same in list(self._by.items()):
            fresh = bisect_left(same, than, key=lambda thing: thing["created"])
            del same[:fresh]
            if not same:
                del self._by[key]
        return dropped


class Account:
    """
    One account at the gateway, as its rooms see it.

    :param now: where its clock starts, in seconds of the epoch.
    :param twin_share: the share of changes that are told by two events of different ids.
    """

    def __init__(
        self, seed: int, now: int, terms: Terms, *, twin_share: float = 0.0, traced: bool = False
    ) -> None:
        self.now = now
        self.terms = terms
        self.lock = RLock()
        self.objects: dict[str, Thing] = {}
        self._shelves: dict[str, Shelf] = {}
        self._listeners: list[Callable[[Thing], None]] = []
        self._random = random.Random(f"fakestripe-{seed}")
        self._twin_share = twin_share
        self._timers: list[tuple[int, int, int, Callable[[], None]]] = []
        self._timed = 0
        self._traced = traced
        self._trace: list[str] = []

    # Objects.

    def shelf(self, kind: str) -> Shelf:
        if kind not in self._shelves:
            self._shelves[kind] = Shelf(INDEXED.get(kind, ()))
        return self._shelves[kind]

    def keep(self, made: Thing) -> Thing:
        self.objects[made["id"]] = made
        self.shelf(made["object"]).put(made)
        return made

    def get(self, kind: str, id: str | None) -> Thing:
        """:raises Refused: there is no such object."""
        found = self.objects.get(id or "")
        if found is None or found["object"] != kind:
            raise unknown(kind, id or "")
        return found

    def all_of(self, kind: str) -> Iterator[Thing]:
        """Objects of a kind, the newest first, as lists are given out."""
        return reversed(self.shelf(kind).things)

    def new_id(self, prefix: str, length: int = 24) -> str:
        return prefix + "".join(self._random.choices(_ALPHABET, k=length))

    def digits(self, length: int) -> str:
        """A number that is given to a person, such as that of an account."""
        return "".join(self._random.choices(string.digits, k=length))

    # News.

    def tell(self, kind: str, about: Object) -> None:
        """One change, one event; now and then two, as the real gateway does."""
        for _ in range(2 if self._random.random() < self._twin_share else 1):
            event = self.keep(
                shapes.event(
                    id=self.new_id("evt_"),
                    created=self.now,
                    kind=kind,
                    about=frozen(about),
                    api_version=API_VERSION,
                )
            )
            for hear in self._listeners:
                hear(event)
            if self._traced:
                self.note("event", shown(event))

    def listen(self, hear: Callable[[Thing], None]) -> None:
        """Tell `hear` of every event that is kept, and of each that happens from now on."""
        with self.lock:
            for event in self.shelf("event").things:
                hear(event)
            self._listeners.append(hear)

    def note(self, *parts: object) -> None:
        """Add a line to the trace."""
        if self._traced:
            self._trace.append(json.dumps(parts, sort_keys=True, ensure_ascii=False))

    def trace(self) -> bytes:
        return "\n".join(self._trace).encode()

    # Time.

    def later(self, at: int, do: Callable[[], None], *, last: bool = False) -> None:
        """
        Do something when the clock gets there.

        :param last: after all else that happens at the same second.
        """
        self._timed += 1
        rank = _RANK_OF_PAYOUTS if last else 0
        heapq.heappush(self._timers, (at, rank, self._timed, do))

    def advance(self, to: int) -> None:
        """:raises ValueError: `to` is past."""
        if to < self.now:
            raise ValueError("the gateway's clock runs one way")
        while self._timers and self._timers[0][0] <= to:
            at, _, _, do = heapq.heappop(self._timers)
            self.now = max(self.now, at)
            do()
        self.now = to
        for event in self.shelf("event").drop_older(to - EVENTS_KEPT_S):
            del self.objects[event["id"]]
