"""K10: a donor proves, offline and without us, that the gift is in the books as they were told."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from services.core.audit import service as audit
from services.core.audit.errors import EntryNotSigned
from services.core.donations import service as donations
from services.core.donations.types import Channel
from services.core.impact import proof
from services.core.impact import service as impact
from services.core.impact.errors import GiftUnknown
from services.core.kit.actor import operator
from services.core.kit.clock import SetClock
from services.core.ledger import service as ledger
from services.core.ledger.errors import JournalAltered, TransferNotSealed
from tests.conftest import NOW, own_runtime
from tests.factories.audit import Log
from tests.factories.donations import (
    HANAKO,
    give_back_by_hand,
    make_campaign,
    make_dispute,
    make_gift,
    make_payment,
    make_refund,
)
from tests.factories.programmes import make_programme

SCRIPT = Path(__file__).parents[3] / "docs" / "verify_gift.py"


class Books:
    """A programme with two gifts of one donor and another's, sealed and signed."""

    def __init__(self, runtime):
        self.runtime = runtime
        with runtime.unit_of_work(operator("tester")) as uow:
            programme = make_programme(uow)
            uow.enter(programme.organisation_id)
            campaign = make_campaign(uow, programme)
            self.programme_id = programme.id
            self.organisation_id = programme.organisation_id
            cash = make_gift(uow, campaign, amount=10_000, donor=HANAKO)
            give_back_by_hand(uow, cash, 4_000)
            card = make_gift(uow, campaign, amount=5_000, channel=Channel.CARD, donor=HANAKO)
            self.other = make_gift(uow, campaign, amount=700).id
            self.cash, self.card, self.donor = cash.id, card.id, cash.donor_id
        self.log = Log(runtime, self.organisation_id)

    def seal(self):
        """What the worker does each hour, and each minute."""
        self.runtime.attempt(self._checkpoint, organisation_id=self.organisation_id)
        self.log.sign()

    def prove(self, gift_id):
        return self.runtime.attempt(
            lambda uow: proof.as_data(
                impact.prove_gift(
                    uow,
                    organisation_id=self.organisation_id,
                    donor_id=self.donor,
                    donation_id=gift_id,
                )
            ),
            organisation_id=self.organisation_id,
        )

    @property
    def key(self):
        return self.log.attempt(audit.public_log, organisation_id=self.organisation_id).verifier_key

    def _checkpoint(self, uow):
        return ledger.checkpoint(uow, programme_id=self.programme_id)


@pytest.fixture(scope="module")
def runtime(databases, tmp_path_factory):
    folder = tmp_path_factory.mktemp("proof")
    with own_runtime(databases, "gift_proofs", SetClock(NOW), folder, truths=()) as runtime:
        yield runtime


@pytest.fixture(scope="module")
def books(runtime):
    books = Books(runtime)
    books.seal()
    return books


@pytest.fixture
def verify(tmp_path, books):
    """The script as a donor runs it: in a process of its own, on a file."""

    def run(told, *words, key=None):
        path = tmp_path / "proof.json"
        path.write_text(json.dumps(told))
        done = subprocess.run(
            [sys.executable, str(SCRIPT), str(path), "--key", key or books.key, *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={},
        )
        return done.returncode, done.stdout + done.stderr

    return run


class TestProveGift:
    def test_holds_for_a_gift_and_what_went_back_of_it(self, books, verify):
        told = books.prove(books.cash)

        code, said = verify(told)

        assert code == 0, said
        assert "10,000 yen given, 4,000 went back" in said
        assert {one["entry"]["action"] for one in told["entries"]} == {
            "donation.settle",
            "donation.refund",
            "refund.confirm",
        }

    def test_holds_for_a_gift_through_the_gateway(self, books, verify):
        code, said = verify(books.prove(books.card))

        assert code == 0, said
        assert "5,000 yen given, 0 went back" in said

    def test_is_a_small_file_and_names_nobody(self, books):
        told = json.dumps(books.prove(books.cash))

        assert len(told) < 20_000
        assert not any(word in told for word in ("髙橋", "hanako", str(books.other)))

    def test_holds_against_a_checkpoint_that_was_kept(self, books, verify, tmp_path):
        kept = tmp_path / "kept.txt"
        kept.write_text(books.log.outside[-1])

        code, said = verify(books.prove(books.cash), "--checkpoint", kept)

        assert code == 0, said

    @pytest.mark.parametrize(
        ("what", "change"),
        [
            ("a figure", lambda t: t["told"].update(given=20_000)),
            ("a transfer", lambda t: _first(t).update(amount_minor=9_999)),
            ("whose transfer", lambda t: _first(t).update(of_id=t["programme"])),
            ("an account", lambda t: next(iter(t["accounts"].values())).update(code="another")),
            ("an entry", lambda t: t["entries"][0]["entry"]["facts"].update(amount=1)),
            ("a root", lambda t: t["journal"][0]["sealing"]["entry"]["facts"].update(root="00")),
            ("the programme", lambda t: t.update(programme=t["gift"])),
            ("a transfer too few", lambda t: t["journal"][0]["transfers"].pop()),
            (
                "a transfer twice",
                lambda t: t["journal"][0]["transfers"].append(t["journal"][0]["transfers"][0]),
            ),
        ],
    )
    def test_does_not_hold_once_something_was_altered(self, books, verify, what, change):
        told = books.prove(books.cash)
        change(told)

        code, said = verify(told)

        assert code == 1, f"{what}: {said}"
        assert "DOES NOT HOLD" in said

    def test_is_told_when_it_cannot_be_read(self, verify):
        assert verify({"form": 1})[0] == 2

    def test_is_for_the_donor_alone(self, books):
        with pytest.raises(GiftUnknown):
            books.prove(books.other)


class TestOfWhatIsNew:
    def test_waits_for_the_journal_and_the_log(self, runtime):
        books = Books(runtime)
        books.log.sign()
        with pytest.raises(TransferNotSealed):
            books.prove(books.cash)
        runtime.attempt(books._checkpoint, organisation_id=books.organisation_id)
        with pytest.raises(EntryNotSigned):
            books.prove(books.cash)
        books.log.sign()

        assert books.prove(books.cash)["told"]["given"] == 10_000


class TestAgainstAnAlteredJournal:
    @pytest.mark.parametrize("column", ["amount_minor", "ordinal"])
    def test_nothing_is_proved_once_one_row_was_altered(self, server, runtime, column):
        """K10: altering one journal row breaks the checkpoint, whosever row it is."""
        books = Books(runtime)
        books.seal()
        admin = server.admin_url(runtime.engine.url.database)
        with create_engine(admin, poolclass=NullPool).begin() as superuser:
            superuser.execute(text("SET LOCAL session_replication_role = replica"))
            superuser.execute(
                text(f"UPDATE ledger_transfers SET {column} = {column} + 1 WHERE of_id = :id"),
                {"id": books.other},
            )

        with pytest.raises(JournalAltered):
            books.prove(books.cash)


class TestOfADispute:
    def test_counts_what_the_bank_took_from_the_gift_and_no_more(self, runtime, verify):
        """It takes the whole gift, of which a part was given back before: that part is ours."""
        books = Books(runtime)
        with runtime.unit_of_work(operator("tester"), organisation_id=books.organisation_id) as uow:
            gift = donations.get(uow, programme_id=books.programme_id, donation_id=books.card)
            at, tag = gift.settled_at, gift.id.hex
            payment = make_payment(
                gift,
                settled_at=at,
                refunds=[make_refund(tag, 1_000, at=at)],
                disputes=[make_dispute(tag, 5_000, taken_at=at + timedelta(days=1))],
            )
            donations.accept_payment(uow, payment)
        books.seal()

        code, said = verify(books.prove(books.card), key=books.key)

        assert code == 0, said
        assert "5,000 yen given, 5,000 went back" in said


def _first(told):
    return told["journal"][0]["transfers"][0]["transfer"]
