"""The commands, environments and health checks of docker-compose.yml, run here as they stand."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest

from services.core.kit.embedded import EmbeddedPostgres, EmbeddedValkey
from services.core.kit.embedded.server import free_port
from services.worker.app import SCHEDULE
from tests.compose import PROJECT, filled, services
from tests.faults.processes import ROOM, Started, open_folder, wait_until

MINORI = str(Path(sys.executable).with_name("minori"))
VALUES = {
    "OWNER_DATABASE_PASSWORD": token_hex(24),
    "APP_DATABASE_PASSWORD": token_hex(24),
    "SECRET_KEY": token_hex(32),
    "BASE_URL": "https://minori.example.jp",
    "SMTP_URL": "smtp://mail.example.jp:587",
    "MAIL_FROM": "minori@example.jp",
}


class BarePostgres(EmbeddedPostgres):
    """A cluster without our roles, as the image's entry point finds it before our script."""

    def _prepare(self):
        """Nothing: what is to be shown is that the script does it."""


@pytest.fixture(scope="module")
def place():
    """Database, roles and broker as compose has them, on other ports; and a port for the API."""
    with (
        open_folder() as folder,
        BarePostgres(folder / "postgres") as postgres,
        EmbeddedValkey(folder / "valkey") as valkey,
    ):
        make_roles(postgres)
        broker = valkey.url().removeprefix("redis://:").split("@")
        installation = Place(
            folder,
            VALUES | {"VALKEY_PASSWORD": broker[0]},
            {
                "postgres:5432": f"127.0.0.1:{postgres.port}",
                "valkey:6379": f"127.0.0.1:{valkey.port}",
                "0.0.0.0": "127.0.0.1",
                "8000": str(free_port()),
                "/tmp": str(folder),
            },
        )
        subprocess.run(
            installation.command("migrate"),
            cwd=folder,
            env=ROOM | installation.environment("migrate"),
            check=True,
        )
        yield installation


class Place:
    def __init__(self, folder, values, elsewhere):
        self.folder = folder
        self._values = values
        self._elsewhere = elsewhere

    def here(self, text):
        """`text` of the compose file, with its hosts, ports and folders as they are here."""
        text = filled(text, self._values)
        for there, here in self._elsewhere.items():
            text = text.replace(there, here)
        return text

    def environment(self, name):
        return {key: self.here(text) for key, text in services()[name]["environment"].items()}

    def command(self, name):
        return [MINORI, *map(self.here, services()[name]["command"])]

    def start(self, name):
        log = self.folder / f"{name}.log"
        return Started(self.command(name), cwd=self.folder, log=log, **self.environment(name))

    def run(self, *arguments, name="api", **overrides):
        """Run another command in the environment of the service `name`."""
        return subprocess.run(
            [MINORI, *arguments],
            cwd=self.folder,
            env=ROOM | self.environment(name) | overrides,
            capture_output=True,
            text=True,
            check=False,
        )

    def is_healthy(self, name):
        kind, *command = map(self.here, services()[name]["healthcheck"]["test"])
        command = ["/bin/sh", "-c", *command] if kind == "CMD-SHELL" else command
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


class TestComposeCommands:
    def test_set_up_an_installation_that_the_doctor_finds_fit(self, place):
        assert place.run("migrate", "--check", name="migrate").returncode == 0
        examined = place.run("doctor", "--json")
        assert examined.returncode == 0, examined.stdout + examined.stderr
        verdicts = {one["name"]: one["verdict"] for one in json.loads(examined.stdout)["findings"]}
        doubted = {name for name, verdict in verdicts.items() if verdict != "ok"}
        # Here database and service share a host, as under Compose on one machine they do not.
        assert doubted == {"secret key"}

    @pytest.mark.parametrize("name", ["api", "worker", "beat"])
    def test_become_healthy_and_end_when_asked(self, place, name):
        (place.folder / "alive").unlink(missing_ok=True)
        assert not place.is_healthy(name)

        started = place.start(name)
        try:
            wait_until(lambda: place.is_healthy(name), timeout_s=60, process=started)
            assert started.end() == 0, started.told()
        finally:
            started.kill_group()

    def test_carry_out_the_jobs_of_the_beat_table(self, place):
        worker, beat = place.start("worker"), place.start("beat")
        try:
            wait_until(lambda: finished_jobs(place) >= set(SCHEDULE), timeout_s=90, process=worker)
        finally:
            beat.kill_group()
            worker.kill_group()

    def test_serve_what_the_world_asks_for(self, place):
        started = place.start("api")
        try:
            wait_until(lambda: place.is_healthy("api"), timeout_s=60, process=started)
            asked = urllib.request.Request(
                place.here("http://127.0.0.1:8000/openapi.json"),
                headers={"Host": "minori.example.jp"},  # as the proxy hands it on
            )
            with urllib.request.urlopen(asked) as answer:
                assert json.load(answer)["info"]["title"] == "Minori"
        finally:
            started.kill_group()

    def test_refuse_production_without_its_secrets(self, place):
        refused = place.run("serve", SECRET_KEY="")

        assert refused.returncode == 1
        assert "SECRET_KEY" in refused.stderr
        assert "Traceback" not in refused.stderr


def finished_jobs(place):
    url = place.environment("api")["DATABASE_URL"].replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT job FROM job_runs WHERE finished_at IS NOT NULL")
        return {job for (job,) in rows}


def make_roles(postgres):
    """Run the script that the image runs at its first start, over the same client program."""
    admin = postgres.admin_url().removeprefix("postgresql+psycopg://postgres:").split("@")
    programs = postgres.programs()
    subprocess.run(
        [str(PROJECT / "infra/postgres/10-roles.sh")],
        env=VALUES
        | {
            "PATH": f"{programs}:{ROOM['PATH']}",
            "PGHOST": "127.0.0.1",
            "PGPORT": str(postgres.port),
            "PGUSER": "postgres",
            "PGPASSWORD": admin[0],
        },
        check=True,
    )
