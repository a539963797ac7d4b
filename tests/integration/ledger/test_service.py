"""The ledger's verbs, told as small tables."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from services.core.audit import service as audit
from services.core.audit import tree
from services.core.invariants import service as invariants
from services.core.invariants.ledger import INVARIANTS
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.ledger import journal
from services.core.ledger import service as ledger
from services.core.ledger.errors import (
    AccountUnknown,
    InsufficientBalance,
    JournalAltered,
    PostedMoreThanHeld,
    ReversedMoreThanPosted,
    TransferIdReused,
    TransferMalformed,
    TransferNotPending,
    TransferNotSealed,
)
from services.core.ledger.types import TransferCode, TransferId
from tests.factories.ledger import Book
from tests.factories.programmes import make_programme

FUNDED = TransferCode.VOUCHER_FUNDED
REDEEMED = TransferCode.VOUCHER_REDEEMED

A_YEAR = """
    gateway_clearing -> fund              100,000 donation_settled
    overhead         -> gateway_clearing    3,600 gateway_fee
    fund             -> overhead           15,000 overhead_taken
    bank             -> gateway_clearing   96,400 gateway_payout
    fund             -> voucher anna       80,000 voucher_funded
    voucher anna     -> provider_payable   30,000 voucher_redeemed
    provider_payable -> payout_in_transit  30,000 payout_sent
    payout_in_transit -> bank              30,000 payout_settled
    voucher anna     -> fund               50,000 voucher_expired
"""


@pytest.fixture
def book(uow):
    return Book(uow)


class TestPost:
    def test_carries_a_yen_through_its_journey(self, book):
        book.play(A_YEAR)

        book.balances(
            """
            fund              55,000
            overhead          11,400
            bank              66,400
            gateway_clearing       0
            voucher anna           0
            provider_payable       0
            payout_in_transit      0
            """
        )

    def test_refuses_more_than_a_limited_account_holds(self, book):
        book.play("bank -> fund 100 donation_received").open("voucher anna")

        with pytest.raises(InsufficientBalance):
            book.post(FUNDED, "fund", "voucher anna", 101)

    def test_takes_the_last_yen(self, book):
        book.play("bank -> fund 100 donation_received").open("voucher anna")

        book.post(FUNDED, "fund", "voucher anna", 100)

        book.balances("fund 0\nvoucher anna 100")

    def test_is_done_once_for_one_id(self, book):
        book.play("bank -> fund 100 donation_received").open("voucher anna")
        id, of = TransferId(uuid7()), uuid7()

        first = book.post(FUNDED, "fund", "voucher anna", 60, id=id, of=of)
        second = book.post(FUNDED, "fund", "voucher anna", 60, id=id, of=of)

        assert first.id == second.id
        book.balances("fund 40\nvoucher anna 60")

    def test_is_done_once_for_one_object_and_ordinal(self, book):
        book.play("bank -> fund 100 donation_received").open("voucher anna")
        of = uuid7()

        first = book.post(FUNDED, "fund", "voucher anna", 60, of=of)
        second = book.post(FUNDED, "fund", "voucher anna", 60, of=of)

        assert first.id == second.id
        book.balances("fund 40")

    def test_refuses_an_id_with_other_content(self, book):
        book.play("bank -> fund 100 donation_received").open("voucher anna")
        id, of = TransferId(uuid7()), uuid7()
        book.post(FUNDED, "fund", "voucher anna", 60, id=id, of=of)

        with pytest.raises(TransferIdReused):
            book.post(FUNDED, "fund", "voucher anna", 40, id=id, of=of)

    @pytest.mark.parametrize(("debit", "yen"), [("fund", 0), ("fund", -5), ("voucher anna", 5)])
    def test_refuses_what_is_no_movement(self, book, debit, yen):
        book.play("bank -> fund 100 donation_received").open("voucher anna")

        with pytest.raises(TransferMalformed):
            book.post(FUNDED, debit, "voucher anna", yen)

    def test_refuses_an_account_that_is_not_open(self, book):
        book.open("fund")

        with pytest.raises(AccountUnknown):
            book.post(FUNDED, "fund", "voucher nobody", 1)

    def test_posts_many_at_once(self, book):
        book.play("bank -> fund 100,000 donation_received")
        children = [f"voucher child{number}" for number in range(50)]
        book.open(*children)

        ledger.post_many(
            book.uow,
            programme_id=book.programme_id,
            transfers=[book.transfer(FUNDED, "fund", child, 2_000) for child in children],
        )

        assert book.balance("fund") == 0
        assert {book.balance(child) for child in children} == {2_000}


class TestHold:
    @pytest.fixture
    def held(self, book):
        book.play("bank -> fund 100 donation_received\nfund -> voucher anna 100 voucher_funded")
        book.open("held anna")
        new = book.transfer(REDEEMED, "voucher anna", "held anna", 60)
        return ledger.hold(
            book.uow,
            programme_id=book.programme_id,
            transfer=new,
            lapses_at=book.uow.now + timedelta(days=1),
        )

    def test_keeps_what_is_held_from_others(self, book, held):
        book.open("provider_payable")

        with pytest.raises(InsufficientBalance):
            book.post(REDEEMED, "voucher anna", "provider_payable", 41)

    def test_posts_a_part_and_lets_the_rest_go(self, book, held):
        ledger.post_pending(
            book.uow,
            programme_id=book.programme_id,
            pending_id=TransferId(held.id),
            amount=Money(25),
        )

        book.balances("voucher anna 75\nheld anna 25")

    def test_voids_the_whole(self, book, held):
        ledger.void_pending(
            book.uow, programme_id=book.programme_id, pending_id=TransferId(held.id)
        )

        book.balances("voucher anna 100\nheld anna 0")

    def test_is_resolved_once(self, book, held):
        resolve = {"programme_id": book.programme_id, "pending_id": TransferId(held.id)}
        ledger.void_pending(book.uow, **resolve)

        with pytest.raises(TransferNotPending):
            ledger.post_pending(book.uow, **resolve)

    def test_posts_no_more_than_is_held(self, book, held):
        with pytest.raises(PostedMoreThanHeld):
            ledger.post_pending(
                book.uow,
                programme_id=book.programme_id,
                pending_id=TransferId(held.id),
                amount=Money(61),
            )

    def test_lapses_when_its_time_is_up(self, book, held, clock, uow_as):
        clock.move_to(held.lapses_at)
        later = uow_as("worker")

        assert ledger.lapse_due(later) == 1
        assert ledger.lapse_due(later) == 0
        with pytest.raises(TransferNotPending):
            ledger.post_pending(
                later, programme_id=book.programme_id, pending_id=TransferId(held.id)
            )


class TestReverse:
    @pytest.fixture
    def redeemed(self, book):
        book.play("bank -> fund 100 donation_received\nfund -> voucher anna 100 voucher_funded")
        book.open("provider_payable")
        return book.post(REDEEMED, "voucher anna", "provider_payable", 70)

    def reverse(self, book, transfer, yen=None):
        return ledger.reverse(
            book.uow,
            TransferCode.REDEMPTION_REVERSED,
            programme_id=book.programme_id,
            transfer_id=TransferId(transfer.id),
            of=uuid7(),
            amount=Money(yen) if yen else None,
        )

    def test_gives_a_part_back(self, book, redeemed):
        self.reverse(book, redeemed, 20)

        book.balances("voucher anna 50\nprovider_payable 50")

    def test_gives_back_at_most_what_was_moved(self, book, redeemed):
        self.reverse(book, redeemed, 50)

        with pytest.raises(ReversedMoreThanPosted):
            self.reverse(book, redeemed, 21)

    def test_gives_the_whole_back_unless_told(self, book, redeemed):
        self.reverse(book, redeemed)

        book.balances("voucher anna 100\nprovider_payable 0")


class TestBalance:
    def test_is_told_as_of_a_business_time(self, book):
        book.open("bank", "fund")
        yesterday = book.uow.now - timedelta(days=1)
        received = TransferCode.DONATION_RECEIVED
        book.post(received, "bank", "fund", 10, occurred_at=yesterday)
        book.post(received, "bank", "fund", 5)

        def at(instant):
            return ledger.balance(
                book.uow, programme_id=book.programme_id, account=book.account("fund"), at=instant
            )

        assert at(yesterday - timedelta(seconds=1)) == Money(0)
        assert at(yesterday) == Money(10)
        assert at(book.uow.now) == Money(15)


class TestImmutability:
    @pytest.mark.parametrize(
        "statement",
        ["UPDATE ledger_transfers SET amount_minor = 1", "DELETE FROM ledger_transfers"],
    )
    def test_the_application_may_not_change_a_transfer(self, book, statement):
        book.play("bank -> fund 100 donation_received")

        session = book.uow.session
        with pytest.raises(DBAPIError, match="permission denied"), session.begin_nested():
            session.execute(text(statement))

    def test_even_the_owner_may_not(self, server, runtime):
        with runtime.unit_of_work() as uow:
            Book(uow).play("bank -> fund 100 donation_received")
        owner = server.owner_url(runtime.engine.url.database)

        with owner_connection(owner) as connection, pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text("UPDATE ledger_transfers SET amount_minor = 1"))


class TestCheckpoint:
    def test_finds_a_change_to_the_past(self, server, runtime):
        book = recorded(runtime, "bank -> fund 100 donation_received")
        taken = checkpoint(runtime, book)
        assert taken is not None
        assert taken.transfers == 1
        assert checkpoint(runtime, book) is None

        tamper(server, runtime, "amount_minor = 101")
        assert broken(runtime) == {"L2", "L3", "L8"}
        tamper(server, runtime, "amount_minor = 100")
        assert broken(runtime) == set()

    def test_puts_the_root_of_the_journal_into_the_audit_log(self, runtime):
        book = recorded(runtime, "bank -> fund 100 donation_received")

        taken = checkpoint(runtime, book)

        with runtime.unit_of_work(organisation_id=book.uow.organisation_id) as uow:
            [entry] = audit.history(
                uow, organisation_id=book.uow.organisation_id, object_id=taken.id
            )
            assert entry.facts == {
                "programme_id": str(book.programme_id),
                "transfers": 1,
                "root": taken.root.hex(),
            }


class TestProveTransfers:
    JOURNEY = """
        bank -> fund 100 donation_received
        fund -> voucher anna 60 voucher_funded
        voucher anna -> provider_payable 15 voucher_redeemed
    """

    def test_leads_each_transfer_to_the_root_of_its_checkpoint(self, runtime):
        book = recorded(runtime, self.JOURNEY)
        checkpoint(runtime, book)
        with runtime.unit_of_work(organisation_id=book.uow.organisation_id) as uow:
            of = set(uow.session.scalars(text("SELECT of_id FROM ledger_transfers")))

            [segment] = ledger.prove_transfers(uow, programme_id=book.programme_id, of=of)

        assert segment.transfers == len(segment.proofs) == 3
        assert all(
            tree.includes(
                tree.leaf_hash(journal.line(one.told)),
                one.index,
                segment.transfers,
                one.hashes,
                segment.root,
            )
            for one in segment.proofs
        )

    def test_waits_for_a_checkpoint(self, runtime):
        book = recorded(runtime, self.JOURNEY)

        with runtime.unit_of_work(organisation_id=book.uow.organisation_id) as uow:
            of = set(uow.session.scalars(text("SELECT of_id FROM ledger_transfers")))
            with pytest.raises(TransferNotSealed):
                ledger.prove_transfers(uow, programme_id=book.programme_id, of=of)

    @pytest.mark.parametrize(
        "change",
        [
            "amount_minor = amount_minor + 1",
            "of_id = gen_random_uuid()",
            "code = 'voucher_expired'",
            "credit_account_id = debit_account_id, debit_account_id = credit_account_id",
            "occurred_at = occurred_at - interval '1 day'",
            "recorded_at = recorded_at + interval '1 microsecond'",
        ],
    )
    def test_proves_nothing_by_a_journal_in_which_one_row_was_altered(
        self, server, runtime, change
    ):
        """K10: altering one journal row breaks the checkpoint."""
        book = recorded(runtime, self.JOURNEY)
        checkpoint(runtime, book)
        tamper(server, runtime, f"{change} WHERE code = 'voucher_redeemed'")

        with runtime.unit_of_work(organisation_id=book.uow.organisation_id) as uow:
            of = set(uow.session.scalars(text("SELECT of_id FROM ledger_transfers")))
            with pytest.raises((JournalAltered, TransferNotSealed)):
                ledger.prove_transfers(uow, programme_id=book.programme_id, of=of)

    @pytest.fixture
    def truths(self):
        """None: what is altered here stays so."""
        return ()


def recorded(runtime, table):
    """A book of a programme's own, with the movements of `table` in it."""
    with runtime.unit_of_work() as uow:
        programme = make_programme(uow)
        uow.enter(programme.organisation_id)
        return Book(uow, programme.id).play(table)


def checkpoint(runtime, book):
    with runtime.unit_of_work(organisation_id=book.uow.organisation_id) as uow:
        return ledger.checkpoint(uow, programme_id=book.programme_id)


def owner_connection(url):
    return create_engine(url, poolclass=NullPool).connect()


def tamper(server, runtime, change):
    """As somebody who owns the tables and switches the triggers off."""
    with owner_connection(server.admin_url(runtime.engine.url.database)) as connection:
        connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text(f"UPDATE ledger_transfers SET {change}"))
        connection.commit()


def broken(runtime):
    with runtime.unit_of_work() as uow:
        findings = invariants.verify(uow, INVARIANTS)
        return {one.invariant.number for one in findings if one.found}
