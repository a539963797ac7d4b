"""Gateway, books and bank: what agrees is explained to the last; what was planted is found."""

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.core.donations.policies.payouts import BankMoment, pair_lines
from services.core.donations.policies.reconciliation import (
    BankSide,
    BookedMovement,
    Explained,
    Explanation,
    Found,
    PayoutSide,
    compare_books,
    compare_with_bank,
)
from services.core.donations.ports import GatewayEntry, GatewayPayout
from services.core.donations.types import EntryKind, FindingKind, PayoutStatus
from services.core.kit.business_days import business_day
from services.core.kit.ids import derived_id
from services.core.kit.money import Money

MONDAY = datetime(2026, 4, 6, tzinfo=UTC)
SEEDS = st.integers(0, 2**32)


@dataclass
class World:
    """Some weeks at the gateway, with books and a bank statement that agree with it."""

    entries: list[GatewayEntry] = field(default_factory=list)
    payouts: list[GatewayPayout] = field(default_factory=list)
    booked: dict[str, BookedMovement] = field(default_factory=dict)
    sides: dict[str, PayoutSide] = field(default_factory=dict)
    lines: list[BankMoment] = field(default_factory=list)

    def compare(self) -> list[Explained | Found]:
        def newest(rows):
            return iter(sorted(rows, key=lambda one: one.occurred_at, reverse=True))

        lines = list(
            compare_books(
                newest(self.entries),
                newest(self.booked.values()),
                self.payouts,
                booked=self.sides.get,
                content=self._content,
            )
        )
        return lines + list(compare_with_bank(*self._at_the_bank()))

    def findings(self):
        return [one for one in self.compare() if isinstance(one, Found)]

    def explained(self):
        return [one for one in self.compare() if isinstance(one, Explained)]

    def _content(self, payout_id, ids):
        return {
            id: one
            for id, one in self.booked.items()
            if id in set(ids) or one.payout_id == payout_id
        }

    def _at_the_bank(self):
        """As the books put lines to payouts when either becomes known."""
        ids = {derived_id(one.id): one for one in self.sides.values()}
        expected = [BankMoment(one.arrives_on, one.amount, id) for id, one in ids.items()]
        pairs = dict(pair_lines(expected, self.lines))
        sides = [replace(one, seen=id in pairs) for id, one in ids.items()]
        unused = [line for line in self.lines if line.id not in set(pairs.values())]
        return sides, BankSide(unused, date(2026, 12, 1))


def live(seed: int, weeks: int = 4) -> World:
    chance = random.Random(seed)
    world = World()
    waiting: list[GatewayEntry] = []
    for week in range(weeks):
        for n in range(chance.randint(1, 12)):
            at = MONDAY + timedelta(weeks=week, seconds=chance.randint(0, 4 * 86_400))
            waiting.append(charge(f"{week}-{n}", chance, at))
            if chance.random() < 0.2:
                waiting.append(refund(waiting[-1], at + timedelta(hours=1)))
        if chance.random() < 0.3:
            taken = entry(f"txn_fee_{week}", EntryKind.FEE, -chance.randint(1, 900), 0, at)
            waiting.append(taken)
        friday = MONDAY + timedelta(weeks=week, days=4, hours=12)
        book_all(world, waiting)
        pay_out(world, week, waiting, friday)
        failed = chance.random() < 0.3 and week < weeks - 1
        waiting = [fail(world, week, friday + timedelta(days=4))] if failed else []
    return world


def charge(name, chance, at):
    amount = chance.randint(100, 50_000)
    return entry(f"txn_{name}", EntryKind.CHARGE, amount, amount * 36 // 1000, at)


def refund(of, at):
    return entry(f"{of.id}_back", EntryKind.REFUND, -of.amount.minor, 0, at)


def entry(id, kind, amount, fee, at, source_id=""):
    return GatewayEntry(
        id=id,
        kind=kind,
        source_id=source_id or id.replace("txn_", "ch_"),
        amount=Money(amount),
        fee=Money(fee),
        occurred_at=at,
    )


def net(one):
    return one.amount.minor - one.fee.minor


def book(world, one, payout_id=None):
    gift = one.kind.of_a_gift
    world.booked[one.id] = BookedMovement(
        id=one.id,
        kind=one.kind,
        source_id=one.source_id,
        occurred_at=one.occurred_at,
        amount=one.amount.minor if gift else net(one),
        fee=one.fee.minor if gift else 0,
        ledger=net(one),
        parts=1 if gift else 2,
        payout_id=payout_id,
        answers=derived_id(one.id),
    )


def book_all(world, entries):
    for one in entries:
        if one not in world.entries:
            world.entries.append(one)
        book(world, one)


def pay_out(world, week, moved, at):
    id = f"po_{week}"
    amount = sum(map(net, moved))
    own = entry(f"txn_po_{week}", EntryKind.PAYOUT, -amount, 0, at, id)
    world.entries.append(own)
    content = [*moved, own]
    for one in content:
        book(world, one, id)
    arrives_on = business_day(at.date() + timedelta(days=3))
    world.payouts.append(
        GatewayPayout(
            id=id,
            amount=Money(amount),
            occurred_at=at,
            entries=content,
            complete=True,
            status=PayoutStatus.PAID,
            arrives_on=arrives_on,
        )
    )
    world.sides[id] = PayoutSide(id, amount, PayoutStatus.PAID, arrives_on, False, False)
    if amount:
        world.lines.append(BankMoment(arrives_on, amount, derived_id("line", id)))


def fail(world, week, at):
    """The bank refuses it and shows nothing; its money waits for the next payout."""
    id = f"po_{week}"
    paid = world.payouts[-1]
    back = entry(f"txn_back_{week}", EntryKind.PAYOUT_FAILURE, paid.amount.minor, 0, at, id)
    world.payouts[-1] = replace(paid, status=PayoutStatus.FAILED, failure=back)
    world.sides[id] = replace(world.sides[id], status=PayoutStatus.FAILED)
    world.lines = [line for line in world.lines if line.id != derived_id("line", id)]
    return back


# What can be planted: each changes one thing, and tells what must be found of it.


def missing(world, chance):
    id = chance.choice([one.id for one in gifts(world)])
    del world.booked[id]
    return id, {FindingKind.MISSING_IN_BOOKS}


def fee_missing(world, chance):
    fees = [one.id for one in world.entries if one.kind is EntryKind.FEE]
    if not fees:
        return missing(world, chance)
    id = chance.choice(fees)
    del world.booked[id]
    return id, {FindingKind.MISSING_IN_BOOKS}


def invented(world, chance):
    one = chance.choice(gifts(world))
    book(world, entry("txn_invented", one.kind, 100, 0, one.occurred_at))
    return "txn_invented", {FindingKind.MISSING_AT_GATEWAY}


def double(world, chance):
    one = chance.choice(gifts(world))
    world.booked[one.id] = replace(world.booked[one.id], ledger=2 * net(one))
    return one.id, {FindingKind.BOOKED_TWICE}


def of_two_programmes(world, chance):
    one = chance.choice(gifts(world))
    known = world.booked[one.id]
    twice = {"amount": 2 * known.amount, "fee": 2 * known.fee, "ledger": 2 * known.ledger}
    world.booked[one.id] = replace(known, parts=2, **twice)
    return one.id, {FindingKind.BOOKED_TWICE}


def wrong_amount(world, chance):
    one = chance.choice(gifts(world))
    known = world.booked[one.id]
    world.booked[one.id] = replace(known, amount=known.amount + 1, ledger=known.ledger + 1)
    return one.id, {FindingKind.AMOUNT_DIFFERS}


def wrong_fee(world, chance):
    one = chance.choice(gifts(world))
    known = world.booked[one.id]
    world.booked[one.id] = replace(known, fee=known.fee + 1, ledger=known.ledger - 1)
    return one.id, {FindingKind.FEE_DIFFERS}


def wrong_ledger(world, chance):
    one = chance.choice(gifts(world))
    known = world.booked[one.id]
    world.booked[one.id] = replace(known, ledger=known.ledger + 7)
    return one.id, {FindingKind.LEDGER_DIFFERS}


def wrong_time(world, chance):
    one = chance.choice(gifts(world))
    known = world.booked[one.id]
    world.booked[one.id] = replace(known, occurred_at=known.occurred_at + timedelta(days=31))
    return one.id, {FindingKind.TIME_DIFFERS}


def wrong_payout(world, chance):
    one = chance.choice(gifts(world))
    known = world.booked[one.id]
    others = [id for id in world.sides if id != known.payout_id]
    world.booked[one.id] = replace(known, payout_id=chance.choice([*others, None]))
    return one.id, {FindingKind.WRONG_PAYOUT}


def failed_unheard(world, chance):
    """Told as paid, and failed later: that news never reached the books."""
    failed = [one for one in world.payouts if one.status is PayoutStatus.FAILED]
    if not failed:
        return wrong_amount(world, chance)
    one = chance.choice(failed)
    world.sides[one.id] = replace(world.sides[one.id], status=PayoutStatus.PAID)
    world.booked.pop(one.failure.id, None)
    return one.id, {FindingKind.PAYOUT_STATE_DIFFERS}, {one.failure.id}


def payout_altered(world, chance):
    id = chance.choice(list(world.sides))
    world.sides[id] = replace(world.sides[id], amount=world.sides[id].amount + 1)
    return id, {FindingKind.PAYOUT_DIFFERS}


def line_altered(world, chance):
    line = chance.choice(world.lines)
    world.lines.remove(line)
    world.lines.append(replace(line, minor=line.minor + 10 * 7))
    return payout_of(world, line), {FindingKind.BANK_LINE_DIFFERS}


def line_lost(world, chance):
    line = chance.choice(world.lines)
    world.lines.remove(line)
    return payout_of(world, line), {FindingKind.PAYOUT_NOT_AT_BANK}


def line_invented(world, chance):
    line = BankMoment(date(2026, 9, 1), 12_345, derived_id("nobody's"))
    world.lines.append(line)
    return str(line.id), {FindingKind.BANK_LINE_WITHOUT_PAYOUT}


def gifts(world):
    return [one for one in world.entries if one.kind.of_a_gift and one.id in world.booked]


def payout_of(world, line):
    return next(id for id in world.sides if derived_id("line", id) == line.id)


PLANTED = [
    missing,
    fee_missing,
    invented,
    double,
    of_two_programmes,
    wrong_amount,
    wrong_fee,
    wrong_ledger,
    wrong_time,
    wrong_payout,
    failed_unheard,
    payout_altered,
    line_altered,
    line_lost,
    line_invented,
]


class TestCompare:
    @given(SEEDS)
    @settings(max_examples=150, deadline=None)
    def test_explains_every_movement_of_books_that_agree(self, seed):
        world = live(seed)

        told = world.compare()

        assert [one for one in told if isinstance(one, Found)] == []
        assert sorted(one.entry.id for one in told) == sorted(one.id for one in world.entries)
        assert {one.how for one in told} == {Explanation.BOOKED}

    @pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
    @given(SEEDS)
    @settings(max_examples=40, deadline=None)
    def test_finds_what_was_planted_and_nothing_else(self, plant, seed):
        world = live(seed)

        about, kinds, *beside = plant(world, random.Random(seed))

        found = world.findings()
        assert kinds & {one.kind for one in found if one.about == about}
        assert {one.about for one in found} <= {about, *(id for some in beside for id in some)}

    @given(SEEDS)
    @settings(max_examples=60, deadline=None)
    def test_finds_each_of_several_errors(self, seed):
        world, chance = live(seed, weeks=6), random.Random(seed)
        chosen = chance.sample([missing, invented, wrong_fee, wrong_time, line_invented], 3)

        planted = [plant(world, chance) for plant in chosen]

        assert {about for about, *_ in planted} == {one.about for one in world.findings()}

    def test_lets_a_fee_wait_for_its_payout(self):
        world = live(1)
        fee = entry("txn_fee", EntryKind.FEE, -300, 0, MONDAY + timedelta(weeks=5))
        world.entries.append(fee)

        assert world.findings() == []
        (waits,) = [one for one in world.explained() if one.entry is fee]
        assert waits.how is Explanation.AWAITS_PAYOUT

    def test_shows_a_movement_of_a_kind_that_gifts_do_not_know(self):
        world = live(2)
        odd = entry("txn_topup", EntryKind.OTHER, 5_000, 0, MONDAY + timedelta(days=1))
        world.entries.append(odd)

        (found,) = world.findings()

        assert (found.kind, found.theirs) == (FindingKind.UNKNOWN_KIND, 5_000)
