"""No engine runs where the tests do; so the files for one are read closely instead."""

import json
import re
from ipaddress import ip_network
from secrets import token_hex

import pytest
import typer

from services.cli import app
from services.core.config import Settings
from tests.compose import OURS, PROJECT, compose, filled, services, variables

PINNED = re.compile(r":v?\d+\.\d+(\.\d+)?(-[\w.-]+)?$")
DOCKERFILES = sorted(PROJECT.glob("infra/*/Dockerfile"))
CADDYFILE = PROJECT / "infra/proxy/Caddyfile"

# The keys of the Compose Specification that we use; another one is a typing error, or is added.
SERVICE_KEYS = {
    *("build", "cap_drop", "command", "depends_on", "entrypoint", "environment", "healthcheck"),
    *("image", "networks", "ports", "read_only", "restart", "security_opt", "shm_size"),
    *("stop_grace_period", "tmpfs", "user", "volumes"),
}
HEALTH_KEYS = {"test", "interval", "timeout", "start_period", "retries"}

every_service = pytest.mark.parametrize("name", sorted(services()))
every_dockerfile = pytest.mark.parametrize(
    "path", DOCKERFILES, ids=[path.parent.name for path in DOCKERFILES]
)


class TestCompose:
    def test_brings_up_what_an_installation_is_made_of(self):
        expected = {"proxy", "migrate", "api", "worker", "beat", "postgres", "valkey", "mail"}
        assert set(services()) == expected

    @every_service
    def test_follows_the_specification(self, name):
        service = services()[name]

        assert set(service) <= SERVICE_KEYS
        assert set(service.get("networks", [])) <= set(compose()["networks"])
        volumes = [volume.split(":")[0] for volume in service.get("volumes", [])]
        for volume in volumes:
            known = volume in compose()["volumes"] or (PROJECT / volume).is_file()
            assert known, volume

    @every_service
    def test_pins_every_image(self, name):
        assert PINNED.search(services()[name]["image"])

    @every_service
    def test_runs_without_root_and_without_privileges(self, name):
        service = services()[name]

        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]

    @every_service
    def test_asks_for_health_unless_it_runs_once(self, name):
        service = services()[name]
        health = service["healthcheck"]

        if service["restart"] == "no":
            assert health == {"disable": True}
        else:
            assert set(health) <= HEALTH_KEYS
            assert health["test"][0] in {"CMD", "CMD-SHELL"}

    @every_service
    def test_waits_for_what_can_be_waited_for(self, name):
        for other, wait in services()[name].get("depends_on", {}).items():
            runs_once = services()[other]["restart"] == "no"
            wanted = "service_completed_successfully" if runs_once else "service_healthy"
            assert wait == {"condition": wanted}

    @pytest.mark.parametrize("name", OURS)
    def test_runs_real_commands_of_minori(self, name):
        parse(services()[name]["command"])

    @pytest.mark.parametrize("name", OURS)
    def test_sets_settings_that_exist(self, name):
        known = {field.upper() for field in Settings.model_fields}

        assert set(services()[name]["environment"]) <= known

    def test_gives_our_services_a_clean_production(self):
        secret = re.compile("PASSWORD|SECRET")
        told = {field: token_hex(24) for field, _, _ in variables() if secret.search(field)}
        told |= {"BASE_URL": "https://minori.example.jp", "LOG_LEVEL": "INFO"}
        told |= {"VIRUS_SCAN_URL": "tcp://clamav:3310"}
        for name in OURS:
            environment = {
                key.lower(): filled(value, told)
                for key, value in services()[name]["environment"].items()
            }
            assert Settings(**environment, _env_file=None).environment == "production"

    def test_has_no_secret_by_default(self):
        uses = {}
        for name, sort, rest in variables():
            uses.setdefault(name, []).append((sort, rest))

        for name, ways in uses.items():
            if re.search("PASSWORD|SECRET_KEY|SITE|BASE_URL", name):
                assert any(sort == "?" and "set" in rest for sort, rest in ways), name
            assert not any(sort == "-" and rest for sort, rest in ways if name != "LOG_LEVEL")

    def test_needs_nothing_that_the_example_does_not_name(self):
        example = (PROJECT / ".env.example").read_text()
        told = set(re.findall(r"^(\w+)=", example, flags=re.MULTILINE))

        assert {name for name, _, _ in variables()} <= told

    def test_believes_no_stranger_about_addresses(self):
        command = services()["api"]["command"]
        trusted = command[command.index("--trust-proxy") + 1].split(",")

        assert all(ip_network(network).is_private for network in trusted)

    def test_lets_nobody_reach_database_or_broker_from_outside(self):
        assert compose()["networks"]["inside"] == {"internal": True}
        for name in ("postgres", "valkey"):
            assert services()[name]["networks"] == ["inside"]
            assert "ports" not in services()[name]


class TestDockerfiles:
    def test_are_those_that_compose_builds(self):
        built = {
            service["build"]["dockerfile"] for service in services().values() if "build" in service
        }
        assert built == {str(path.relative_to(PROJECT)) for path in DOCKERFILES}

    @every_dockerfile
    def test_start_from_pinned_images(self, path):
        for start in those(path, "FROM"):
            assert PINNED.search(start.split()[0]), start

    @every_dockerfile
    def test_end_as_a_numbered_user(self, path):
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", those(path, "USER")[-1])

    @every_dockerfile
    def test_name_their_commands_in_exec_form(self, path):
        for command in (*those(path, "ENTRYPOINT"), *those(path, "CMD")):
            assert isinstance(json.loads(command), list)

    @every_dockerfile
    def test_fetch_pinned_packages_and_no_loose_files(self, path):
        assert those(path, "ADD") == []
        for run in those(path, "RUN"):
            assert not re.search(r"\b(curl|wget|apt-get|apk add)\b", run)
            for package in re.findall(r"(?<!uv )pip install (?:--\S+ )*(\S+)", run):
                assert "==" in package

    @every_dockerfile
    def test_copy_only_what_is_let_through_to_the_builder(self, path):
        ignored = path.with_name("Dockerfile.dockerignore").read_text().split()
        let_through = {line[1:] for line in ignored if line.startswith("!")}

        assert "*" in ignored
        for copy in those(path, "COPY"):
            if not copy.startswith("--from="):
                sources = {source.removeprefix("./") for source in copy.split()[:-1]}
                assert sources <= let_through
                assert all((PROJECT / source).exists() for source in sources)

    def test_start_minori_by_default(self):
        path = PROJECT / "infra/docker/Dockerfile"

        assert json.loads(those(path, "ENTRYPOINT")[0]) == ["minori"]
        parse(json.loads(those(path, "CMD")[0]))


class TestProxy:
    def test_asks_the_api_where_it_listens(self):
        command = services()["api"]["command"]
        port = command[command.index("--port") + 1]

        assert f"reverse_proxy api:{port} " in CADDYFILE.read_text()

    def test_listens_where_compose_looks_for_it(self):
        text = CADDYFILE.read_text()
        inside = {port.split(":")[1] for port in services()["proxy"]["ports"]}

        assert inside == set(re.findall(r"https?_port (\d+)", text))
        assert services()["proxy"]["healthcheck"]["test"][-1].rstrip("/") in text

    def test_keeps_from_the_world_what_is_for_those_who_run_the_service(self):
        text = CADDYFILE.read_text()

        [paths] = re.findall(r"^\t@inside path (.+)$", text, re.MULTILINE)
        assert {"/metrics", "/readyz"} <= set(paths.split())
        assert "\trespond @inside 404\n" in text

    def test_is_written_in_whole_blocks(self):
        depth = 0
        for line in CADDYFILE.read_text().splitlines():
            if line.strip() == "}":
                depth -= 1
            assert line == "" or line.startswith("\t" * depth)
            if line.endswith("{"):
                depth += 1
        assert depth == 0


def parse(arguments):
    """Have typer read a command line, without carrying it out; a wrong one is a usage error."""
    name, *rest = arguments
    typer.main.get_command(app).commands[name].make_context(name, rest)


def those(path, instruction):
    """The arguments of every such instruction, with continued lines joined."""
    text = re.sub(r"^#.*\n", "", path.read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    lines = [re.sub(r"\s+", " ", line.strip()) for line in text.splitlines()]
    return [line.split(" ", 1)[1] for line in lines if line.startswith(f"{instruction} ")]
