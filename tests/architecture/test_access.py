"""The page on who may do what is the policy itself; every permission is some route's."""

from pathlib import Path

from fastapi.routing import iter_route_contexts
from typer.testing import CliRunner

from services.api.main import create_app
from services.cli import app as cli
from services.core.bootstrap import Runtime, build_engine
from services.core.config import Settings
from services.core.identity.policies import Permission, reference
from tests.conftest import RING

PAGE = Path(__file__).parents[2] / "docs/reference/access.md"

# Asked for within a route, or by the counter, and not by a guard of its own.
WITHIN = {Permission.REDEMPTION_OVERRIDE, Permission.CHILD_NAME_READ}


class TestAccessPage:
    def test_says_what_the_policy_says(self):
        """If it does not: `minori access > docs/reference/access.md`."""
        assert PAGE.read_text() == reference.as_markdown()

    def test_is_what_the_command_prints(self):
        printed = CliRunner().invoke(cli, ["access"])
        assert printed.exit_code == 0
        assert printed.stdout == reference.as_markdown()


class TestPermissions:
    def test_are_each_asked_for_by_a_route(self, server, tmp_path):
        engine = build_engine(server.app_url())
        settings = Settings(data_dir=tmp_path, _env_file=None)
        app = create_app(Runtime(settings=settings, engine=engine, ring=RING))
        asked, paths = set(WITHIN), app.openapi()["paths"]
        waiting = [
            route.dependant for route in iter_route_contexts(app.routes) if route.path in paths
        ]
        while waiting:
            dependant = waiting.pop()
            asked |= {getattr(dependant.call, "permission", None)}
            waiting += dependant.dependencies
        engine.dispose()
        assert set(Permission) - asked == set()
