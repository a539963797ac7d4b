"""No route is open by accident, and every route says what it does and how it may refuse."""

import pytest
from fastapi.routing import iter_route_contexts

from services.api.deps import public
from services.api.main import create_app
from services.core.bootstrap import Runtime, build_engine
from services.core.config import Settings
from services.core.identity.policies import POLICY, Permission
from tests.conftest import RING

# Routes that anybody may ask, each on purpose.
OPEN = {
    "GET /healthz",
    "GET /readyz",
    "GET /version",
    "GET /metrics",
    "POST /api/v1/webhooks/stripe",
    "GET /enter",
    "GET /updates/stop",
    "POST /updates/stop",
    "POST /enter/email",
    "POST /enter/letter",
    "GET /assets/{name}",
    "POST /api/v1/sign-in/passkey/options",
    "POST /api/v1/sign-in/passkey",
    "POST /api/v1/sign-in/link",
    "POST /api/v1/sign-in/recovery",
    "POST /api/v1/devices/pair",
    "POST /api/v1/sign-in/email",
    "POST /api/v1/sign-in/letter",
    "GET /api/v1/sign-in/oidc/callback",
    "GET /api/v1/sign-in/oidc/{organisation_id}",
    "GET /api/v1/programmes/{programme_id}/status-lists/{number}",
    "GET /api/v1/organisations/{organisation_id}/trust.json",
    "GET /api/v1/organisations/{organisation_id}/audit/log.json",
    "GET /api/v1/programmes/{programme_id}/campaigns",
    "GET /api/v1/programmes/{programme_id}/campaigns/{campaign_id}",
    "GET /api/v1/programmes/{programme_id}/campaigns/{campaign_id}/versions",
    "GET /api/v1/programmes/{programme_id}/campaigns/{campaign_id}/decisions",
    "GET /api/v1/programmes/{programme_id}/campaigns/{campaign_id}/updates",
    "GET /api/v1/programmes/{programme_id}/campaigns/by-code/{code}/page",
    "POST /api/v1/updates/unsubscribe",
    "GET /api/v1/programmes/{programme_id}/campaigns/{campaign_id}/ways-to-give",
    "POST /api/v1/programmes/{programme_id}/campaigns/{campaign_id}/gifts",
    "POST /api/v1/programmes/{programme_id}/campaigns/{campaign_id}/monthly-gifts",
    "GET /api/v1/programmes/{programme_id}/gifts/{donation_id}/state",
    "GET /api/v1/programmes/{programme_id}/monthly-gifts/{monthly_gift_id}/state",
    "GET /api/v1/programmes/{programme_id}/report",
    "GET /api/v1/programmes/{programme_id}/report.html",
    "GET /api/v1/programmes/{programme_id}/report.csv",
    "GET /api/v1/programmes/{programme_id}/rounds",
    "GET /api/v1/programmes/{programme_id}/rounds/{round_id}",
    "GET /api/v1/programmes/{programme_id}/rounds/{round_id}/candidates",
}


@pytest.fixture(scope="module")
def app(server, tmp_path_factory):
    engine = build_engine(server.app_url())
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), _env_file=None)
    yield create_app(Runtime(settings=settings, engine=engine, ring=RING))
    engine.dispose()


# The document itself and the pages that show it.
PAGES = {
    "/openapi.json",
    "/docs",
    "/swagger/start.js",
    "/swagger/{name}",
}


def routes(app):
    found = [route for route in iter_route_contexts(app.routes) if route.path not in PAGES]
    assert len(found) > len(OPEN)
    return found


def guards(route):
    """The permissions that a route asks for, and whether it is marked as public."""
    calls, waiting = [], [route.dependant]
    while waiting:
        dependant = waiting.pop()
        calls.append(dependant.call)
        waiting += dependant.dependencies
    permissions = {call.permission for call in calls if hasattr(call, "permission")}
    return permissions, public in calls


class TestRoutes:
    def test_are_guarded_or_open_on_purpose(self, app):
        for route in routes(app):
            permissions, is_public = guards(route)
            for method in route.methods:
                name = f"{method} {route.path}"
                assert bool(permissions) != is_public, name
                assert is_public == (name in OPEN), name

    def test_have_a_summary_and_documented_problems(self, app):
        document = app.openapi()
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                name = f"{method.upper()} {path}"
                assert operation.get("description"), name
                assert "422" in operation["responses"], name
                if name not in OPEN:
                    assert {"401", "403"} <= operation["responses"].keys(), name

    def test_have_names_of_their_own(self, app):
        names = [route.operation_id or route.name for route in routes(app)]
        assert len(names) == len(set(names))


class TestPolicy:
    def test_has_a_row_for_every_permission(self):
        assert set(POLICY) == set(Permission)
        assert all(POLICY.values())
