"""
Who may do what, tried: every route of the OpenAPI document, each role, two tenants, two owners.

What is right follows from the policy table alone. Refused is refused; what one may not know of is
answered as what does not exist; no answer holds another's mark; and nothing of the other tenant
has changed when all was asked. `MINORI_NIGHTLY=1` asks everything, else one case of each route and
persona is drawn.
"""

import os
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Annotated
from uuid import UUID

import pytest
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.security import HTTPAuthorizationCredentials
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from services.api import deps
from services.api.deps import CurrentRuntime, Uow, permit
from services.api.main import create_app
from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.identity.policies import Permission, Scope
from services.core.kit.actor import operator
from services.core.kit.clock import SetClock
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.providers import service as providers
from services.core.providers.types import SuspensionReason
from tests.conftest import NOW, own_runtime
from tests.factories.estate import Estate
from tests.factories.matrix import FOREIGN, OTHER, OWN, Case, Ids, marks_of, plan, routes_of
from tests.factories.personas import Persona, make_personas
from tests.factories.world import make_world

NIGHTLY = os.environ.get("MINORI_NIGHTLY") == "1"
SEED = 20_251_127
GIFTS = Permission.DONATION_READ
SHOWN = 15

REFUSED_CODES = {
    401: {"not_authenticated"},
    403: {"not_permitted", "step_up_required"},
}


def dry_unit_of_work(
    request: Request,
    runtime: CurrentRuntime,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(deps.bearer)],
    session: Annotated[str | None, Depends(deps.session_cookie)],
) -> Iterator[UnitOfWork]:
    """As the real one, and at the end nothing has happened: so each case finds the same world."""
    enter = contextmanager(deps.unit_of_work)
    with enter(request, runtime, credentials, session) as uow:
        yield uow
        uow.session.flush()
        uow.session.rollback()


@dataclass
class Examiner:
    """Asks case after case, and notes what is not as it should be."""

    real: TestClient
    dry: TestClient
    ours: Estate
    theirs: Estate
    ids: Ids
    asked: int = 0
    found: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def examine(self, case: Case) -> None:
        answer, used = self._ask(case)
        if answer.status_code == 500:
            self._note(case, answer, "fell over")
        if case.verdict is not None:
            code = _code(answer)
            if answer.status_code != case.verdict or code not in REFUSED_CODES[case.verdict]:
                self._note(case, answer, f"should be {case.verdict}")
        elif not case.route.is_public:
            if answer.status_code == 401 or _code(answer) == "not_permitted":
                self._note(case, answer, "is permitted")
            if case.hidden:
                self._compare(case, answer, used)
        for mark in marks_of(case, self.ours, self.theirs) - set(used):
            if mark in answer.text:
                self._note(case, answer, f"tells {mark}")

    def _compare(self, case: Case, answer: Response, used: list[str]) -> None:
        """What may not be known is answered as what never was."""
        unknown, others = self._ask(case.as_unknown())
        if 429 in {answer.status_code, unknown.status_code} or _says_id_taken(case, answer):
            return
        same = answer.status_code == unknown.status_code
        if case.route.method == "GET" or not answer.is_success:
            same &= _without(answer.text, used) == _without(unknown.text, others)
        if not same:
            self._note(case, answer, f"unknown is {unknown.status_code} {unknown.text[:120]}")

    def _ask(self, case: Case) -> tuple[Response, list[str]]:
        self.asked += 1
        path, used = self.ids.path(case)
        headers, body = dict(case.persona.headers), None
        files = None
        if case.route.content == "application/json":
            body, named = self.ids.body(case)
            used += named
            headers["Content-Type"] = "application/json"
        elif case.route.content is not None:
            files = {"file": ("leer.csv", b"a,b\r\n", "text/csv")}
        if case.route.method == "POST":
            headers["Idempotency-Key"] = f"matrix-{self.asked:032}"
        answer = self._client(case).request(
            case.route.method,
            path,
            headers=headers,
            content=body.encode() if body is not None else None,
            files=files,
            follow_redirects=False,
        )
        self.statuses[answer.status_code] += 1
        return answer, used

    def _client(self, case: Case) -> TestClient:
        """For real, wherever nothing may come of it: then what changed is seen."""
        refused = case.verdict is not None
        reaches_out = FOREIGN in case.whose and not case.route.creates
        return self.real if refused or reaches_out else self.dry

    def _note(self, case: Case, answer: Response, what: str) -> None:
        self.found.append(f"{case}\n    {what}: {answer.status_code} {answer.text[:160]}")


def _code(answer: Response) -> str | None:
    if not answer.content or "json" not in answer.headers.get("content-type", ""):
        return None
    told = answer.json()
    return told.get("code") if isinstance(told, dict) else None


def _says_id_taken(case: Case, answer: Response) -> bool:
    """
    Whether a client is told to choose another id for what it creates, which it must be.

    Within the tenant; and of programmes, whose ids stand in the addresses of public pages.
    """
    public_ids = case.route.path.endswith("/programmes/{programme_id}")
    taken = (_code(answer) or "").endswith("_id_reused")
    return case.route.creates and taken and (case.whose[-1] == OTHER or public_ids)


def _without(told: str, ids: list[str]) -> str:
    """The answer without ids (some are derived from those asked for) and without instants."""
    for id in ids:
        told = told.replace(id, "id")
    told = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "id", told)
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+\d\d:\d\d)", "instant", told)


def digest_of(url: str, estate: Estate) -> dict[str, str]:
    """Every table's rows of one tenant, as the superuser sees them."""
    columns = """
        SELECT table_name, column_name FROM information_schema.columns
         WHERE table_schema = 'public'
           AND column_name IN ('organisation_id', 'programme_id', 'tenant_id')
         ORDER BY table_name, column_name = 'programme_id'
    """
    tenant = [estate.ids["organisation_id"]["a"], estate.ids["programme_id"]["a"]]
    engine, found = create_engine(url, poolclass=NullPool), {}
    with engine.connect() as connection:
        for table, column in connection.execute(text(columns)).all():
            if table not in found:
                rows = text(
                    f"SELECT count(*) || md5(coalesce(string_agg(t::text, '' ORDER BY t::text),"
                    f" '')) FROM {table} t WHERE {column} = ANY(cast(:tenant AS uuid[]))"
                )
                found[table] = connection.execute(rows, {"tenant": tenant}).scalar_one()
    engine.dispose()
    return found


@dataclass(frozen=True)
class Stage:
    runtime: Runtime
    ours: Estate
    theirs: Estate
    personas: list[Persona]
    admin_url: str

    def persona(self, name: str) -> Persona:
        return next(one for one in self.personas if one.name == name)


@pytest.fixture(scope="module")
def stage(server, databases, tmp_path_factory) -> Iterator[Stage]:
    name, clock = f"matrix_{os.getpid()}", SetClock(NOW)
    folder = tmp_path_factory.mktemp("matrix")
    with own_runtime(databases, name, clock, folder, truths=()) as runtime:
        [ours, theirs], at = make_world(runtime, "ミナミ", "キタノ")
        clock.move_to(at)
        personas = make_personas(runtime, ours)
        clock.move_to(at.replace(minute=at.minute + 2))
        yield Stage(runtime, ours, theirs, personas, server.admin_url(name))


@contextmanager
def examiner_of(stage: Stage, *routers) -> Iterator[tuple[Examiner, FastAPI]]:
    real, dry = create_app(stage.runtime), create_app(stage.runtime)
    for app in (real, dry):
        for router in routers:
            app.include_router(router)
    dry.dependency_overrides[deps.unit_of_work] = dry_unit_of_work
    with _client(real) as real_client, _client(dry) as dry_client:
        ids = Ids(stage.ours, stage.theirs)
        yield Examiner(real_client, dry_client, stage.ours, stage.theirs, ids), real


def _client(app: FastAPI) -> TestClient:
    return TestClient(app, base_url="https://localhost", raise_server_exceptions=False)


class TestMatrix:
    def test_lets_everybody_do_what_the_policy_says_and_nothing_else(self, stage):
        before = digest_of(stage.admin_url, stage.theirs)
        began = time.monotonic()
        with examiner_of(stage) as (examiner, app):
            sample = None if NIGHTLY else random.Random(SEED)
            for case in plan(routes_of(app), stage.personas, sample=sample):
                examiner.examine(case)
        seconds = time.monotonic() - began
        after = digest_of(stage.admin_url, stage.theirs)
        print(
            f"\n{examiner.asked} requests, {len(examiner.found)} findings, {seconds:.0f} s,"
            f" {dict(sorted(examiner.statuses.items()))}"
        )
        assert not examiner.found, "\n".join(
            [f"{len(examiner.found)} findings", *examiner.found[:SHOWN]]
        )
        assert {table for table in before if before[table] != after[table]} == set()
        assert examiner.asked >= (50_000 if NIGHTLY else 1_500)

    def test_reaches_what_it_asks_for(self, stage):
        """Or the refusals would mean nothing: one's own is there, for who may see it."""
        with examiner_of(stage) as (examiner, app):
            admin = stage.persona("npo_admin")
            reached = missed = 0
            for route in routes_of(app):
                case = Case(route, admin, tuple(OWN for _ in route.ids))
                if route.method == "GET" and case.verdict is None and not route.is_public:
                    answer, _ = examiner._ask(case)
                    reached += answer.is_success
                    missed += not answer.is_success
        assert reached >= 0.8 * (reached + missed), (reached, missed)


leaky = APIRouter(prefix="/api/v1/leaky")


@leaky.get("/own/{donation_id}", dependencies=[Depends(permit(GIFTS, Scope.OWN))])
def forgets_the_owner(donation_id: UUID, uow: Uow) -> dict[str, int]:
    """Any gift of the organisation, for any donor."""
    [own] = programmes.of_organisation(uow, organisation_id=deps.organisation_of(uow))
    gift = donations.get(uow, programme_id=own.id, donation_id=donation_id)
    return {"amount": gift.amount.minor}


@leaky.get("/tenant/{provider_id}", dependencies=[Depends(permit(Permission.APPROVAL_READ))])
def forgets_the_tenant(provider_id: UUID, uow: Uow) -> dict[str, bool]:
    """Whether anybody has such a provider."""
    with uow.across_tenants():
        query = text("SELECT count(*) FROM providers WHERE id = :id")
        return {"known": bool(uow.session.execute(query, {"id": provider_id}).scalar_one())}


@leaky.get("/list", dependencies=[Depends(permit(Permission.STATEMENT_READ, Scope.OWN_PROVIDER))])
def forgets_to_narrow(uow: Uow) -> list[str]:
    """Every provider of the organisation, for any of them."""
    return [provider.name for provider in providers.page(uow)]


class TestControls:
    """The matrix would find a leak: here are some, planted."""

    @pytest.mark.parametrize(
        ("path", "whose", "persona", "told"),
        [
            ("own", (OTHER,), "donor", "unknown is 404"),
            ("tenant", (FOREIGN,), "npo_admin", "unknown is 200"),
            ("list", (), "provider_office", "tells ミナミ教室B"),
        ],
    )
    def test_are_found(self, stage, path, whose, persona, told):
        with examiner_of(stage, leaky) as (examiner, app):
            route = next(one for one in routes_of(app) if f"/leaky/{path}" in one.path)
            examiner.examine(Case(route, stage.persona(persona), whose))
        assert told in "".join(examiner.found)

    def test_a_guard_too_wide_or_too_narrow_is_found(self, stage):
        """Guarded by another permission than the one that the table is read for."""
        with examiner_of(stage) as (examiner, app):
            found = next(one for one in routes_of(app) if one.name == "GET /api/v1/approvals")
            other = replace(found, guards=((Permission.AWARD_WRITE, frozenset(Scope)),))
            examiner.examine(Case(other, stage.persona("npo_approver"), ()))
            other = replace(found, guards=((Permission.AUDIT_READ, frozenset(Scope)),))
            examiner.examine(Case(other, stage.persona("auditor"), ()))
        assert [
            re.search(r"(should be|is permitted).*? \d{3}(?= )", one)[0] for one in examiner.found
        ] == ["should be 403: 200", "is permitted: 403"]

    def test_a_change_in_the_other_tenant_is_found(self, stage):
        before = digest_of(stage.admin_url, stage.theirs)
        with stage.runtime.unit_of_work(
            operator("intruder"), organisation_id=stage.theirs.organisation_id
        ) as uow:
            provider_id = UUID(stage.theirs.ids["provider_id"]["a"])
            providers.suspend(uow, provider_id=provider_id, because=SuspensionReason.UNDER_REVIEW)
        after = digest_of(stage.admin_url, stage.theirs)
        assert {"providers", "audit_entries"} <= {
            name for name in before if before[name] != after[name]
        }
