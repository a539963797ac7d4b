"""Signing: once for each growth, never a log that does not continue, and known outside."""

import shutil
from dataclasses import replace

import pytest
from sqlalchemy import text

from services.core.audit import service as audit
from services.core.audit.errors import LogNotExtended, LogUnknown
from services.core.audit.notes import Checkpoint, VerifierKey, read_unverified
from services.core.audit.types import SignedBecause
from services.core.settlements.events import MonthClosed
from services.worker.delivery import drain
from services.worker.sealer import seal_logs
from services.worker.tasks.audit import sign_log, sign_logs
from tests.factories.audit import make_log
from tests.factories.programmes import make_programme
from tests.fakes.witness import FakeWitness, hosted


@pytest.fixture
def fake():
    return FakeWitness()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "outside").mkdir()
    return tmp_path / "outside"


@pytest.fixture
def watched(runtime, fake, folder):
    """The runtime of an installation with two outside places."""
    with hosted(fake) as prefix:
        settings = runtime.settings.model_copy(
            update={"checkpoint_folder": folder, "checkpoint_witnesses": prefix}
        )
        yield replace(runtime, settings=settings)


def introduce(fake, log):
    """The witness learns the log's key, as its keeper would tell it once."""
    seal_logs(log.runtime)
    key = VerifierKey.parse(
        log.attempt(audit.public_log, organisation_id=log.organisation_id).verifier_key
    )
    fake.keys[key.name] = key
    return key


def sign(log, because=SignedBecause.GROWN, runtime=None):
    return sign_log(runtime or log.runtime, log.organisation_id, because=because)


def signed(log):
    return [one.tree_size for one in log.attempt(audit.checkpoints)][::-1]


def kept(folder):
    return sorted(folder.rglob("*.checkpoint"))


class TestCheckpoint:
    def test_is_signed_by_the_logs_key_over_its_tree(self, runtime):
        log = make_log(runtime, entries=5)
        public = log.attempt(audit.public_log, organisation_id=log.organisation_id)
        told = Checkpoint.parse(VerifierKey.parse(public.verifier_key).open(public.checkpoint))
        assert (told.origin, told.size) == (public.origin, 6)
        assert log.attempt(audit.verify).findings == []

    def test_is_signed_once_for_each_growth(self, runtime):
        log = make_log(runtime, entries=5)
        assert log.sign() is None
        log.record(1)
        assert log.sign() is not None
        assert log.sign() is None
        assert signed(log) == [6, 8]  # with the founding, and the entry of the first signing

    def test_is_signed_for_every_log(self, runtime):
        logs = [make_log(runtime) for _ in range(2)]
        assert sign_logs(runtime) >= len(logs)
        assert [signed(log) for log in logs] == [[1], [1]]

    def test_needs_a_log(self, runtime):
        log = make_log(runtime)
        with pytest.raises(LogUnknown):
            log.attempt(audit.checkpoint, because=SignedBecause.GROWN)
        with pytest.raises(LogUnknown):
            log.attempt(audit.status)

    def test_keeps_the_private_key_from_who_reads_the_table(self, runtime):
        log = make_log(runtime, entries=1)
        with runtime.unit_of_work(organisation_id=log.organisation_id) as uow:
            row = uow.session.execute(text("SELECT id, private_sealed FROM audit_log_keys")).one()
            opened = uow.ring.unseal(f"audit-log-key|{row.id}", row.private_sealed)
        assert opened not in row.private_sealed

    @pytest.mark.parametrize(
        ("tamper", "reason"),
        [
            ("DELETE FROM audit_leaves WHERE leaf_index >= 4", "shorter"),
            ("UPDATE audit_nodes SET node_hash = sha256('x') WHERE level = 2", "rewritten"),
            ("UPDATE audit_log_keys SET public_key = sha256('x')", "other_key"),
            ("UPDATE audit_logs SET origin = 'other.example/log/1'", "other_key"),
        ],
    )
    def test_is_refused_where_the_tree_does_not_continue(self, runtime, superuser, tamper, reason):
        log = make_log(runtime, entries=5)
        superuser(log, tamper)
        with pytest.raises(LogNotExtended) as refused:
            log.attempt(audit.checkpoint, because=SignedBecause.GROWN)
        assert refused.value.context["reason"] == reason
        superuser.clear(log)


class TestOutside:
    def test_is_told_each_checkpoint(self, watched, fake, folder):
        log = make_log(watched, entries=3)
        introduce(fake, log)
        assert sign(log)
        log.record(2)
        assert sign(log)
        assert sign(log)

        newest = log.attempt(audit.checkpoint_at, tree_size=signed(log)[-1])
        assert fake.held[log.attempt(audit.status).origin].size == signed(log)[-1]
        assert newest.startswith(kept(folder)[-1].read_text())
        assert "— witness.example.org/w1 " in newest
        assert {one.tree_size for one in log.attempt(audit.status).delivered} == {signed(log)[-1]}

    def test_that_was_silent_is_told_later(self, watched, fake, folder):
        log = make_log(watched, entries=3)
        introduce(fake, log)
        fake.answers_with = 503
        folder.rename(folder.with_name("away"))
        assert sign(log)
        assert log.attempt(audit.status).delivered == []

        fake.answers_with = None
        folder.with_name("away").rename(folder)
        assert sign(log)

        assert len(log.attempt(audit.status).delivered) == 2

    def test_that_knows_more_than_was_noted_is_told_from_there(self, watched, fake, superuser):
        """It kept what we sent, and the host died before that was noted."""
        log = make_log(watched, entries=3)
        introduce(fake, log)
        assert sign(log)
        superuser(log, "DELETE FROM audit_deliveries")
        log.record(2)

        assert sign(log)

        assert len(log.attempt(audit.status).delivered) == 2

    def test_that_knows_a_longer_log_stops_the_signing(self, watched, fake, folder, superuser):
        """A backup was restored that is older than what outside places know."""
        log = make_log(watched, entries=3)
        introduce(fake, log)
        assert sign(log)
        size = signed(log)[-1]
        superuser(
            log,
            f"DELETE FROM audit_checkpoints WHERE tree_size >= {size}",
            "DELETE FROM audit_deliveries",
            "DELETE FROM audit_leaves WHERE leaf_index >= 3",
            "DELETE FROM audit_nodes WHERE (node_index + 1) << level > 3",
            "DELETE FROM audit_entries e WHERE NOT EXISTS (SELECT FROM audit_leaves l"
            " WHERE l.entry_id = e.id)",
        )

        assert not sign(log)

        assert log.attempt(audit.status).halted_because == "shorter"
        kept_outside = kept(folder)[-1].read_text()
        found = log.attempt(audit.verify, against=[kept_outside])
        assert [one.fault for one in found.findings] == ["log_cut"]
        superuser.clear(log)

    def test_whose_word_is_a_larger_size_only_stops_the_signing_too(self, watched, fake, folder):
        log = make_log(watched, entries=3)
        key = introduce(fake, log)
        fake.held[key.name] = Checkpoint(key.name, 99, b"r" * 32)
        assert not sign(log)
        assert log.attempt(audit.status).halted_because == "shorter"
        del fake.held[key.name]
        assert sign(log)

    def test_that_refuses_stops_nothing_but_raises_the_alarm(self, watched, fake):
        log = make_log(watched, entries=3)
        seal_logs(watched)

        assert not sign(log)  # the witness knows no such log

        assert log.attempt(audit.status).halted_because.startswith("refused by http")
        introduce(fake, log)
        assert sign(log)
        assert log.attempt(audit.status).halted_because is None

    def test_of_each_log_is_its_own(self, watched, fake, folder):
        logs = [make_log(watched, entries=2) for _ in range(2)]
        for log in logs:
            introduce(fake, log)

        assert all(sign(log) for log in logs)

        origins = {read_unverified(path.read_text()).origin for path in kept(folder)}
        assert origins >= {log.attempt(audit.status).origin for log in logs}

    def test_with_forged_words_stops_the_signing(self, watched, fake, folder):
        log = make_log(watched, entries=3)
        introduce(fake, log)
        assert sign(log)
        newest = kept(folder)[-1]
        newest.with_name("000000000000999.checkpoint").write_text("nonsense\n")
        assert not sign(log)
        assert log.attempt(audit.status).halted_because == "other_key"
        newest.with_name("000000000000999.checkpoint").unlink()
        assert sign(log)

    def test_lost_with_all_it_held_is_told_anew(self, watched, fake, folder):
        log = make_log(watched, entries=3)
        introduce(fake, log)
        assert sign(log)
        shutil.rmtree(folder)
        folder.mkdir()
        log.record(1)
        assert sign(log)
        assert len(kept(folder)) == 1


class TestMonthClose:
    def test_is_signed_whatever_the_minute(self, runtime):
        log = make_log(runtime, entries=1)
        with runtime.unit_of_work(organisation_id=log.organisation_id) as uow:
            programme = make_programme(uow, organisation_id=log.organisation_id)
            uow.emit(MonthClosed(programme_id=programme.id, month="2025-05"))

        drain(runtime)

        newest = log.attempt(audit.checkpoints)[0]
        assert newest.because is SignedBecause.MONTH_CLOSED

    def test_without_a_log_hinders_nothing(self, runtime):
        log = make_log(runtime)
        with runtime.unit_of_work(organisation_id=log.organisation_id) as uow:
            programme = make_programme(uow, organisation_id=log.organisation_id)
            uow.emit(MonthClosed(programme_id=programme.id, month="2025-05"))
        drain(runtime)
        assert not log.attempt(audit.has_log)
