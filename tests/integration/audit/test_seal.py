"""Sealing: every entry gets one leaf, whenever its transaction ends."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from services.core.audit import service as audit
from services.core.audit.errors import LogUnknown
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from services.worker.process import Process
from services.worker.sealer import Sealer, seal_logs
from tests.factories.audit import make_log, record


def rows(log, statement):
    with log.runtime.unit_of_work(operator("o"), organisation_id=log.organisation_id) as uow:
        return uow.session.execute(text(statement), {"org": log.organisation_id}).all()


def numbers(log):
    """What the test wrote into its entries, in the order of the leaves."""
    found = rows(
        log,
        """
        SELECT (e.facts ->> 'number')::int
          FROM audit_leaves l
          JOIN audit_entries e ON e.organisation_id = l.organisation_id AND e.id = l.entry_id
         WHERE e.action LIKE 'thing.%'
         ORDER BY l.leaf_index
        """,
    )
    return [number for (number,) in found]


def is_whole(log):
    return log.attempt(audit.verify, sealed_within=timedelta()).findings == []


class TestSeal:
    def test_gives_each_entry_a_leaf_in_the_order_of_transactions(self, runtime):
        log = make_log(runtime)
        log.record(20)
        assert log.seal() == 21
        log.record(7)
        assert log.seal() == 7
        assert numbers(log) == [*range(20), *range(7)]
        assert is_whole(log)

    def test_needs_a_log_that_was_opened(self, runtime):
        with pytest.raises(LogUnknown):
            make_log(runtime).attempt(audit.seal)

    def test_does_so_in_bounded_batches(self, runtime):
        log = make_log(runtime)
        log.record(10)
        log.attempt(audit.open_log, host="h")
        batches = [log.attempt(audit.seal, limit=4) for _ in range(4)]
        assert [batch.sealed for batch in batches] == [4, 4, 3, 0]
        assert [batch.full for batch in batches] == [True, True, False, False]
        assert is_whole(log)

    def test_seals_one_large_transaction_in_many_batches(self, runtime):
        log = make_log(runtime, entries=1)
        with runtime.unit_of_work(operator("o"), organisation_id=log.organisation_id) as uow:
            things = [uuid7() for _ in range(50)]
            audit.record_reads(uow, action="t.read", object_type="t", object_ids=things)
        while log.attempt(audit.seal, limit=7).full:
            continue
        assert rows(log, "SELECT count(*) FROM audit_leaves") == [(1 + 1 + 1 + 50,)]
        assert is_whole(log)

    def test_writes_nothing_where_nothing_is_new(self, runtime):
        log = make_log(runtime, entries=3)
        before = rows(log, "SELECT xmin, sealed_at FROM audit_logs")
        assert not log.attempt(audit.is_due)
        assert not log.attempt(audit.seal).sealed
        assert rows(log, "SELECT xmin, sealed_at FROM audit_logs") == before


class TestLateCommit:
    def test_is_not_passed_over(self, runtime):
        """It began first, and ended when what came after it was sealed already."""
        log = make_log(runtime, entries=1)
        with runtime.unit_of_work(operator("slow"), organisation_id=log.organisation_id) as slow:
            record(slow, number=100)
            slow.session.flush()
            log.record(5)
            assert log.seal() == 5
            log.record(1)
            assert log.seal() == 1
        assert log.seal() == 1
        assert numbers(log)[-1] == 100
        assert is_whole(log)

    def test_is_not_passed_over_by_full_batches(self, runtime):
        log = make_log(runtime, entries=1)
        with runtime.unit_of_work(operator("slow"), organisation_id=log.organisation_id) as slow:
            record(slow, number=100)
            slow.session.flush()
            log.record(10)
            while log.attempt(audit.seal, limit=3).sealed:
                continue
        assert log.seal() == 1
        assert is_whole(log)

    def test_of_many_at_once_loses_none(self, runtime):
        log = make_log(runtime)
        log.attempt(audit.open_log, host="h")
        writers = [threading.Thread(target=log.record, args=(25,)) for _ in range(6)]
        for writer in writers:
            writer.start()
        while any(writer.is_alive() for writer in writers):
            log.attempt(audit.seal, limit=11)
        log.seal()
        assert len(numbers(log)) == 150
        assert is_whole(log)

    def test_by_two_sealers_at_once_gives_one_leaf_each(self, runtime):
        log = make_log(runtime)
        log.record(120)
        log.attempt(audit.open_log, host="h")
        sealers = [threading.Thread(target=log.seal) for _ in range(4)]
        for sealer in sealers:
            sealer.start()
        for sealer in sealers:
            sealer.join()
        assert numbers(log) == list(range(120))
        assert is_whole(log)


class TestRestore:
    def test_into_another_cluster_reads_everything_anew(self, runtime, superuser):
        """The numbers of a dump's transactions say nothing where it was restored."""
        log = make_log(runtime, entries=5)
        superuser(
            log,
            "UPDATE audit_logs SET cluster = 42, read_to_xid = 1000000000",
        )
        log.record(4)

        assert log.seal() == 4

        log.record(2)
        assert log.seal() == 2
        assert is_whole(log)

    def test_seals_entries_whose_numbers_lie_in_the_future(self, runtime, superuser):
        log = make_log(runtime)
        log.record(3)
        log.attempt(audit.open_log, host="h")
        superuser(log, "UPDATE audit_entries SET recorded_xid = 4000000000")

        assert log.seal() == 4

        log.record(2)
        assert log.seal() == 2
        assert is_whole(log)


class TestSealer:
    def test_seals_every_log_within_seconds(self, runtime):
        logs = [make_log(runtime) for _ in range(2)]
        sealer = Sealer(Process(given=runtime), look_s=0.05)
        sealer.start()
        try:
            for log in logs:
                log.record(3)
            for _ in range(200):
                if all(len(numbers(log)) == 3 for log in logs):
                    break
                threading.Event().wait(0.02)
        finally:
            sealer.end()
            sealer.join(5)
        assert [numbers(log) for log in logs] == [[0, 1, 2]] * 2
        assert not sealer.is_alive()

    def test_names_logs_after_the_host(self, runtime):
        log = make_log(runtime)
        seal_logs(runtime)
        status = log.attempt(audit.status)
        assert status.origin == f"localhost:8000/log/{log.organisation_id}"
        assert (status.waiting, status.leaves) == (0, 1)
