"""
Every route, asked by everybody, of everybody's things: the plan of the access matrix.

The routes and their parameters come from the OpenAPI document, their guards from the application,
and what is right from the policy table alone.
"""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from services.api.deps import public
from services.api.examples import (
    CAMPAIGN,
    CHILD,
    DONATION,
    DONOR,
    FUND,
    OTHER_DONOR,
    PROGRAMME,
    SITE,
)
from services.core.identity.policies import Permission, Scope
from services.core.kit.ids import uuid7
from tests.factories.estate import MUNICIPALITIES, A, B, Estate
from tests.factories.personas import Persona
from tests.factories.world_of_gifts import MAPPING

# Whose each thing is that has an owner within its organisation.
OWNED: dict[Scope, frozenset[str]] = {
    Scope.OWN_PROVIDER: frozenset(
        {
            "provider_id",
            "site_id",
            "staff_id",
            "bank_account_id",
            "enrolment_id",
            "redemption_id",
            "statement_id",
            "device_id",
        }
    ),
    Scope.OWN_MUNICIPALITY: frozenset({"child_id", "municipality_code"}),
    Scope.OWN_HOUSEHOLD: frozenset(
        {"voucher_id", "redemption_id", "household_id", "application_id", "child_id"}
    ),
    Scope.OWN: frozenset({"donation_id", "donor_id", "monthly_gift_id", "receipt_id"}),
}

# What is no id, and the same for everybody.
PLAIN = {
    "version": "1",
    "year": "2025",
    "month": "2025-06",
    "code": "fund",
    "purpose": "processing",
    "number": "0",
    "tree_size": "1",
    "name": MAPPING,
}
# Ids that a query may name, as the world knows them.
ID_QUERY = {"provider_id", "object_id", "actor_id"}
NAMED = {"object_id": "child_id", "actor_id": "member_id"}
QUERY = {
    "year": "2025",
    "confirm": "true",
    "from": "1",
    "to": "1",
    "amount_minor": "1000",
    "token": "none",
    "first_year": "2025",
    "last_year": "2025",
    "fiscal_year": "2025",
    "policy": "b",
    "mapping": MAPPING,
}
# What a body names, by the id that the examples have for it; and what a query names beside it.
REFERENCES = {
    "programme_id": PROGRAMME,
    "fund_id": FUND,
    "campaign_id": CAMPAIGN,
    "child_id": CHILD,
    "site_id": SITE,
    "donation_id": DONATION,
    "donor_id": DONOR,
    "other_donor_id": OTHER_DONOR,
}
REFERRING_QUERY = {"to_programme_id": "programme_id", "to_campaign_id": "campaign_id"}

OWN, OTHER, FOREIGN, UNKNOWN = "own", "other", "foreign", "unknown"


@dataclass(frozen=True)
class Route:
    """One operation of the document with the permissions that guard it."""

    method: str
    path: str
    guards: tuple[tuple[Permission, frozenset[Scope]], ...]
    is_public: bool
    body: Any
    content: str | None
    query: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def ids(self) -> tuple[str, ...]:
        """The parameters that name things, in the order of the path."""
        found = re.findall(r"{(\w+)}", self.path)
        return tuple(name for name in found if name not in PLAIN)

    @property
    def creates(self) -> bool:
        """Whether its last id is the client's choice, so that an unknown one is a new one."""
        return self.method == "PUT" and self.path.endswith("}")


@dataclass(frozen=True)
class Case:
    """
    One request: who asks, for what, with whose ids.

    :param whose: for each id of the path, OWN, OTHER, FOREIGN or UNKNOWN.
    :param refers_to: whose things the body names, and the query where it has to.
    :param asks_for: whose things the query names, where it may.
    """

    route: Route
    persona: Persona
    whose: tuple[str, ...]
    refers_to: str = OWN
    asks_for: str | None = None

    def __str__(self) -> str:
        told = f"{self.persona.name}: {self.route.name} {self.whose}"
        return f"{told} body of {self.refers_to}, query of {self.asks_for}"

    @property
    def verdict(self) -> int | None:
        """401 or 403 where the policy refuses whatever is asked for; None: it may be answered."""
        if self.route.is_public:
            return None
        if not self.persona.known:
            return 401
        for permission, scopes in self.route.guards:
            if self.persona.scope(permission) not in scopes:
                return 403
            if self.persona.must_prove(permission):
                return 403
        return None

    @property
    def narrowed(self) -> frozenset[str]:
        """The ids of the path that have an owner, for this persona's leave."""
        narrow: set[str] = set()
        for permission, _ in self.route.guards:
            narrow |= OWNED.get(self.persona.scope(permission) or Scope.ORGANISATION, frozenset())
        return frozenset(narrow.intersection(self.route.ids))

    @property
    def hidden(self) -> bool:
        """Whether it asks for, or refers to, what this persona may not know of."""
        return self != self.as_unknown()

    def as_unknown(self) -> "Case":
        """The same request with ids that nobody ever gave out: it must be answered the same."""
        narrowed = self.narrowed
        return replace(
            self,
            whose=tuple(
                UNKNOWN if whose == FOREIGN or (whose == OTHER and name in narrowed) else whose
                for name, whose in zip(self.route.ids, self.whose, strict=True)
            ),
            refers_to=UNKNOWN if self.refers_to == FOREIGN else self.refers_to,
            asks_for=UNKNOWN if self.asks_for == FOREIGN else self.asks_for,
        )


def routes_of(app: FastAPI) -> list[Route]:
    """Every operation of the document."""
    guards, document = {}, app.openapi()["paths"]
    for route in iter_route_contexts(app.routes):
        if route.path not in document:
            continue
        calls, waiting = [], [route.dependant]
        while waiting:
            dependant = waiting.pop()
            calls.append(dependant.call)
            waiting += dependant.dependencies
        asked = tuple(
            (call.permission, getattr(call, "scopes", frozenset({Scope.ORGANISATION})))
            for call in calls
            if hasattr(call, "permission")
        )
        for method in route.methods:
            guards[method, route.path] = (asked, public in calls)
    found = []
    for path, methods in document.items():
        for method, operation in methods.items():
            asked, is_public = guards[method.upper(), path]
            content = next(iter(operation.get("requestBody", {}).get("content", {})), None)
            media = operation["requestBody"]["content"][content] if content else {}
            parameters = operation.get("parameters", [])
            found.append(
                Route(
                    method.upper(),
                    path,
                    asked,
                    is_public,
                    media.get("example"),
                    content,
                    tuple(one["name"] for one in parameters if one["in"] == "query"),
                )
            )
    return found


def plan(
    routes: list[Route], personas: list[Persona], *, sample: random.Random | None = None
) -> Iterator[Case]:
    """
    The cases to ask.

    :param sample: draws one case of each route and role, and one of those who are nobody; None:
        all of them.
    """
    for route in routes:
        if sample is None:
            chosen = personas
        else:
            known = [persona for persona in personas if persona.known and persona.verbs is None]
            others = [persona for persona in personas if persona not in known]
            chosen = [*known, sample.choice(others)]
        for persona in chosen:
            cases = list(_cases(route, persona))
            yield from cases if sample is None else [sample.choice(cases)]


def _cases(route: Route, persona: Persona) -> Iterator[Case]:
    """Anybody's id in each place, in the body and in the query, all with all."""
    owners = (OWN, OTHER, FOREIGN, UNKNOWN)
    refers_to_things = route.body is not None or REFERRING_QUERY.keys() & set(route.query)
    refers = owners if refers_to_things else (OWN,)
    asks = (None, *owners) if ID_QUERY & set(route.query) else (None,)
    for whose in product(owners, repeat=len(route.ids)):
        for refers_to, asks_for in product(refers, asks):
            yield Case(route, persona, whose, refers_to, asks_for)


class Ids:
    """Fills in the ids of a case; unknown ones are new each time."""

    def __init__(self, ours: Estate, theirs: Estate) -> None:
        self._ours = ours
        self._theirs = theirs

    def of(self, name: str, whose: str) -> str:
        if name == "municipality_code":
            return {OWN: MUNICIPALITIES[A], OTHER: MUNICIPALITIES[B]}.get(whose, "47999")
        estate = self._theirs if whose == FOREIGN else self._ours
        known = estate.ids.get(name)
        if known is None or whose == UNKNOWN:
            return str(uuid7())
        return known[B if whose == OTHER else A]

    def path(self, case: Case) -> tuple[str, list[str]]:
        """The path with its ids, and the ids that are in it."""
        used = [
            self.of(name, whose) for name, whose in zip(case.route.ids, case.whose, strict=True)
        ]
        values = dict(zip(case.route.ids, used, strict=True))
        path = re.sub(r"{(\w+)}", lambda m: values.get(m[1]) or PLAIN[m[1]], case.route.path)
        asked = [f"{name}={QUERY[name]}" for name in case.route.query if name in QUERY]
        for name in sorted(REFERRING_QUERY.keys() & set(case.route.query)):
            used.append(self.of(REFERRING_QUERY[name], case.refers_to))
            asked.append(f"{name}={used[-1]}")
        if case.asks_for is not None:
            name = min(ID_QUERY & set(case.route.query))
            used.append(self.of(NAMED.get(name, name), case.asks_for))
            asked.append(f"{name}={used[-1]}")
        return path + (f"?{'&'.join(asked)}" if asked else ""), used

    def body(self, case: Case) -> tuple[str, list[str]]:
        """The document's example, with references to whose things the case says."""
        told = json.dumps(case.route.body, ensure_ascii=False)
        used = []
        for name, example in REFERENCES.items():
            if example in told:
                used.append(self.of(name, case.refers_to))
                told = told.replace(example, used[-1])
        return told, used


def marks_of(case: Case, ours: Estate, theirs: Estate) -> set[str]:
    """What must not be in the answer, whatever it is: the other tenant's, and other owners'."""
    if case.route.is_public:
        return set()
    foreign = _all(theirs, A) | _all(theirs, B) | theirs.marks[A] | theirs.marks[B]
    narrow: set[Scope | None] = {case.persona.scope(one) for one, _ in case.route.guards}
    if not narrow & set(OWNED):
        return foreign
    scope = next(scope for scope in OWNED if scope in narrow)
    mine = _all(ours, A)
    others = {
        ids[B] for name, ids in ours.ids.items() if name in OWNED[scope] and ids[B] not in mine
    }
    return foreign | others | ours.marks[B]


def _all(estate: Estate, owner: str) -> set[str]:
    return {ids[owner] for ids in estate.ids.values()}
