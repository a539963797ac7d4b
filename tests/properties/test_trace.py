"""K1: over random histories each yen of each gift is in exactly one place."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from services.core.impact.trace import trace_gifts
from services.core.impact.types import Gift, Lot, Use
from services.core.programmes.types import ServiceCategory

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["give", "award", "redeem", "reverse", "expire", "refund"]),
        st.integers(1, 120),
        st.integers(0, 7),
    ),
    max_size=60,
)


@dataclass
class Yen:
    """One yen with a face: the model keeps each, and knows where it is."""

    donation: UUID
    place: str = "fund"
    came_back: bool = False
    organisation: bool = False


@dataclass
class Book:
    """
    A programme kept yen by yen, by the rules and without any of the code under test.

    The rule of the design: redeemed yen are the first of the voucher, returned ones the last.
    """

    gifts: dict[UUID, list[Yen]] = field(default_factory=dict)
    lots: dict[UUID, list[list]] = field(default_factory=dict)  # [donation, amount, returned]
    uses: dict[UUID, list[list]] = field(default_factory=dict)  # [redemption, net]

    def give(self, amount, _):
        donation = UUID(int=len(self.gifts) + 1)
        gift = [Yen(donation) for _ in range(amount)]
        for yen in gift[: amount // 10]:
            yen.place = "overhead"
        self.gifts[donation] = gift

    def award(self, amount, _):
        free = [y for gift in self.gifts.values() for y in gift if y.place == "fund"]
        if len(free) < amount:
            return
        voucher = UUID(int=1000 + len(self.lots))
        lots: list[list] = []
        for yen in free[:amount]:
            yen.place = voucher
            if not lots or lots[-1][0] != yen.donation:
                lots.append([yen.donation, 0, 0])
            lots[-1][1] += 1
        self.lots[voucher] = lots
        self.uses[voucher] = []

    def redeem(self, amount, which):
        if voucher := self._pick(which):
            amount = min(amount, self._left(voucher))
            if amount:
                redemption = UUID(int=5000 + sum(map(len, self.uses.values())))
                self.uses[voucher].append([redemption, amount])

    def reverse(self, amount, which):
        if (voucher := self._pick(which)) and self.uses[voucher]:
            use = self.uses[voucher][which % len(self.uses[voucher])]
            use[1] -= min(amount, use[1])

    def expire(self, _, which):
        if voucher := self._pick(which):
            left = self._left(voucher)
            for lot in reversed(self.lots[voucher]):
                back = min(left, lot[1] - lot[2])
                lot[2] += back
                left -= back
                inside = [y for y in self.gifts[lot[0]] if y.place == voucher]
                for yen in inside[:back]:
                    yen.place, yen.came_back = "fund", True

    def refund(self, amount, which):
        """First what is free; beyond it the organisation's yen take the places of the donor's."""
        if not self.gifts:
            return
        donation, gift = list(self.gifts.items())[which % len(self.gifts)]
        own = [yen for yen in gift if not yen.organisation and yen.place != "refunded"]
        for yen in sorted(own, key=lambda yen: yen.place != "fund")[:amount]:
            if yen.place != "fund":
                gift.append(Yen(donation, yen.place, organisation=True))
            yen.place = "refunded"

    def _pick(self, which):
        vouchers = list(self.lots)
        return vouchers[which % len(vouchers)] if vouchers else None

    def _left(self, voucher):
        kept = sum(amount - returned for _, amount, returned in self.lots[voucher])
        return kept - sum(net for _, net in self.uses[voucher])


def traced(book: Book):
    gifts = [
        Gift(
            donation_id=donation,
            fund_id=UUID(int=0),
            amount_minor=sum(not y.organisation for y in gift),
            overhead_minor=sum(y.place == "overhead" for y in gift),
            refunded_minor=sum(y.place == "refunded" for y in gift),
            allocated_minor=sum(isinstance(y.place, UUID) for y in gift),
            shortfall_minor=sum(y.organisation for y in gift),
        )
        for donation, gift in book.gifts.items()
    ]
    lots = [
        Lot(voucher, voucher, donation, amount, returned)
        for voucher, own in book.lots.items()
        for donation, amount, returned in own
    ]
    uses = [
        Use(redemption, voucher, voucher, ServiceCategory.TUITION, date(2025, 6, 1), net)
        for voucher, own in book.uses.items()
        for redemption, net in own
    ]
    return trace_gifts(gifts, lots, uses)


def all_pieces(traces):
    return [piece for trace in traces.values() for piece in (*trace.pieces, *trace.stood_in)]


def played(steps) -> Book:
    book = Book()
    for verb, amount, which in [("give", 100, 0), *steps]:
        getattr(book, verb)(amount, which)
    return book


class TestTraceGifts:
    @settings(max_examples=300, deadline=None)
    @given(STEPS)
    def test_puts_each_yen_in_exactly_one_place(self, steps):
        for trace in traced(played(steps)).values():
            parts = trace.parts

            assert all(minor >= 0 for minor in parts.values())
            assert sum(parts.values()) == trace.gift.amount_minor

    @settings(max_examples=300, deadline=None)
    @given(STEPS)
    def test_traces_every_redeemed_yen_to_one_gift(self, steps):
        book = played(steps)

        pieces = all_pieces(traced(book))

        by_use: dict[UUID, int] = {}
        for piece in pieces:
            by_use[piece.use.redemption_id] = (
                by_use.get(piece.use.redemption_id, 0) + piece.amount_minor
            )
        redeemed = {use: net for own in book.uses.values() for use, net in own if net}
        assert by_use == redeemed

    @settings(max_examples=200, deadline=None)
    @given(STEPS)
    def test_spends_a_voucher_s_yen_in_the_order_of_its_lots(self, steps):
        book = played(steps)
        pieces = all_pieces(traced(book))

        for voucher, lots in book.lots.items():
            wanted = [d for d, amount, returned in lots for _ in range(amount - returned)]
            order = {use: place for place, (use, _) in enumerate(book.uses[voucher])}
            own = [piece for piece in pieces if piece.use.voucher_id == voucher]
            own.sort(key=lambda p: (order[p.use.redemption_id], _lot_place(lots, p.donation_id)))
            spent = [p.donation_id for p in own for _ in range(p.amount_minor)]
            assert spent == wanted[: len(spent)]


def _lot_place(lots, donation):
    return next(place for place, lot in enumerate(lots) if lot[0] == donation)
