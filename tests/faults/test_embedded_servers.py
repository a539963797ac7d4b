"""Embedded servers leave no orphans, are found again, and let in only who knows the password."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest
import redis

from services.core.kit.database_facts import database_facts
from services.core.kit.embedded import EmbeddedPostgres, EmbeddedValkey, ServerFailed
from services.core.kit.embedded.account import SHARED_ROOM
from tests.faults.processes import open_folder, wait_until

PROJECT = Path(__file__).resolve().parents[2]
AS_ROOT = os.geteuid() == 0


@pytest.fixture
def folder():
    with open_folder() as folder:
        yield folder


@pytest.fixture
def postgres(folder):
    server = EmbeddedPostgres(folder / "postgres", fast=True)
    yield server
    server.stop()


class TestStart:
    def test_makes_roles_of_which_the_applications_owns_nothing(self, postgres):
        postgres.start()

        facts = database_facts(postgres.app_url())

        assert (facts.role, facts.encoding, facts.data_checksums) == ("minori_app", "UTF8", True)
        assert not facts.is_superuser
        assert not facts.bypasses_row_security
        with psycopg.connect(libpq(postgres.owner_url())) as connection:
            connection.execute("CREATE TABLE t (id INT)")
        with (
            psycopg.connect(libpq(postgres.app_url())) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("CREATE TABLE u (id INT)")

    def test_lets_nobody_in_without_the_password(self, postgres):
        postgres.start()

        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(
                host="127.0.0.1", port=postgres.port, user="minori_app", password="guess"
            )

        assert stat.S_IMODE((postgres.home / "secrets.json").stat().st_mode) == 0o600

    def test_is_durable_unless_told_to_be_fast(self, folder, postgres):
        postgres.start()
        with EmbeddedPostgres(folder / "durable") as durable:
            facts = database_facts(durable.app_url())

        assert facts.fsync
        assert facts.full_page_writes
        assert facts.synchronous_commit
        assert not database_facts(postgres.app_url()).fsync

    def test_uses_a_live_server_of_its_folder_and_leaves_it_running(self, folder, postgres):
        postgres.start()

        with EmbeddedPostgres(folder / "postgres", fast=True) as borrowed:
            assert borrowed.port == postgres.port

        assert postgres.answers()

    def test_gives_two_starters_at_once_one_server(self, folder):
        servers = [EmbeddedPostgres(folder / "postgres", fast=True) for _ in range(2)]
        threads = [threading.Thread(target=server.start) for server in servers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert servers[0].port == servers[1].port
        for server in servers:
            server.stop()

    def test_begins_again_after_a_first_start_that_was_interrupted(self, postgres):
        (postgres.home / "data").mkdir(parents=True)
        (postgres.home / "data" / "half").touch()

        postgres.start()

        assert postgres.answers()

    def test_says_what_the_log_says_where_the_server_does_not_come_up(self, folder):
        with EmbeddedPostgres(folder / "broken") as server:
            data = server.home / "data"
        (data / "postgresql.conf").write_text("this is no setting")

        with pytest.raises(ServerFailed, match="syntax error"):
            EmbeddedPostgres(folder / "broken").start()

    @pytest.mark.skipif(not AS_ROOT, reason="only root has another account to run it as")
    def test_finds_a_place_where_its_account_can_reach(self, folder):
        closed = folder / "closed"
        closed.mkdir(mode=0o700)

        with EmbeddedPostgres(closed / "postgres", fast=True) as server:
            assert server.home.is_relative_to(SHARED_ROOM)
            assert server.answers()

        assert not server.home.exists()


class TestEnd:
    def test_follows_the_owners_even_after_kill_9(self, folder):
        home, owner = start_owner(folder)
        pid = int((home / "server.pid").read_text())

        owner.kill()
        owner.wait()

        wait_until(lambda: not lives(pid), timeout_s=30)

    def test_comes_with_the_next_owner_where_the_keeper_was_lost_too(self, folder):
        home, owner = start_owner(folder)
        pid = int((home / "server.pid").read_text())
        subprocess.run(["pkill", "-KILL", "-P", str(owner.pid)], check=True)
        owner.kill()
        owner.wait()
        assert lives(pid)

        with EmbeddedPostgres(folder / "postgres"):
            assert int((home / "server.pid").read_text()) == pid

        wait_until(lambda: not lives(pid), timeout_s=30)


class TestValkey:
    def test_keeps_what_it_was_given_and_evicts_nothing(self, folder):
        with (
            EmbeddedValkey(folder / "valkey") as server,
            redis.Redis.from_url(server.url()) as client,
        ):
            client.rpush("queue", "message")
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}

        with (
            EmbeddedValkey(folder / "valkey") as server,
            redis.Redis.from_url(server.url(), decode_responses=True) as client,
        ):
            assert client.lrange("queue", 0, -1) == ["message"]

    def test_lets_nobody_in_without_the_password(self, folder):
        with (
            EmbeddedValkey(folder / "valkey", fast=True) as server,
            redis.Redis(port=server.port) as client,
            pytest.raises(redis.AuthenticationError),
        ):
            client.ping()


def start_owner(folder):
    owner = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.owner", str(folder / "postgres")],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with owner.stdout:
        assert owner.stdout.readline() == "started\n"
    server = EmbeddedPostgres(folder / "postgres")
    server.start()  # to learn where its home is; borrowed, so it is not ours to stop
    return server.home, owner


def lives(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def libpq(url):
    return url.replace("+psycopg", "")
