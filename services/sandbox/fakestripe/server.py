"""The gateway's HTTP face (API v1): forms in, JSON out, idempotency keys, expansion, lists."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from services.sandbox.fakestripe.calendar import DAY_S
from services.sandbox.fakestripe.refusals import Refused
from services.sandbox.fakestripe.shapes import Object
from services.sandbox.fakestripe.world import FakeStripe, shown

KEYS_KEPT_S = DAY_S
LIST_LIMIT_MAX = 100

# API path -> (kind of object, parameter that narrows a list, by which field)
_LISTS = {
    "refunds": ("refund", {"payment_intent": "payment_intent", "charge": "charge"}),
    "payouts": ("payout", {"status": "status"}),
}
_OBJECTS = {
    "checkout/sessions": "checkout.session",
    "payment_intents": "payment_intent",
    "charges": "charge",
    "refunds": "refund",
    "balance_transactions": "balance_transaction",
    "payouts": "payout",
}


@dataclass(frozen=True, slots=True)
class _Saved:
    """What a key was answered, and to which request."""

    request_hash: bytes
    status: int
    body: Object
    at: int


def build_app(world: FakeStripe) -> Starlette:
    """The ASGI application of one account."""
    gateway = _Gateway(world)
    routes = [
        Route("/v1/checkout/sessions", gateway.post(world.open_session), methods=["POST"]),
        Route("/v1/refunds", gateway.post(world.refund), methods=["POST"]),
        Route("/v1/events", gateway.read(gateway.events)),
        Route("/v1/balance_transactions", gateway.read(gateway.balance_transactions)),
        *(Route(f"/v1/{path}", gateway.read(gateway.list_of(path))) for path in _LISTS),
        *(Route(f"/v1/{p}/{{id}}", gateway.read(gateway.one_of(p))) for p in _OBJECTS),
    ]
    return Starlette(routes=routes)


class _Gateway:
    def __init__(self, world: FakeStripe) -> None:
        self._world = world
        self._saved: dict[str, _Saved] = {}

    def post(self, act: Callable[[Object], Object]) -> Callable[[Request], Any]:
        """An endpoint that changes something, once per idempotency key."""

        async def endpoint(request: Request) -> JSONResponse:
            form = await request.body()
            with self._world.lock:
                return self._answer(request, form, lambda: self._act_once(request, form, act))

        return endpoint

    def read(self, find: Callable[[Request], Object]) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> JSONResponse:
            with self._world.lock:
                return self._answer(request, b"", lambda: (200, find(request)))

        return endpoint

    def one_of(self, path: str) -> Callable[[Request], Object]:
        kind = _OBJECTS[path]
        return lambda request: self._expanded(
            self._world.get(kind, request.path_params["id"]), _expansions(request)
        )

    def list_of(self, path: str) -> Callable[[Request], Object]:
        kind, filters = _LISTS[path]

        def find(request: Request) -> Object:
            wanted = {
                field: request.query_params[param]
                for param, field in filters.items()
                if param in request.query_params
            }
            found = [
                one
                for one in self._world.all_of(kind)
                if all(one[field] == value for field, value in wanted.items())
            ]
            return self._page(request, found)

        return find

    def balance_transactions(self, request: Request) -> Object:
        """All, or those in one automatic payout, the payout's own among them."""
        payout_id = request.query_params.get("payout")
        if payout_id is None:
            return self._page(request, list(self._world.all_of("balance_transaction")))
        entries = self._world.get("payout", payout_id)["_entries"]
        return self._page(request, [self._world.objects[id] for id in reversed(entries)])

    def events(self, request: Request) -> Object:
        return self._page(request, self._world.recent_events())

    def _act_once(
        self, request: Request, form: bytes, act: Callable[[Object], Object]
    ) -> tuple[int, Object]:
        key = request.headers.get("idempotency-key")
        digest = hashlib.sha256(request.url.path.encode() + b"?" + form).digest()
        saved = self._saved.get(key or "")
        if saved is not None and self._world.now - saved.at < KEYS_KEPT_S:
            if saved.request_hash != digest:
                raise Refused(
                    "Keys for idempotent requests can only be used with the same parameters "
                    "they were first used with.",
                    kind="idempotency_error",
                )
            return saved.status, saved.body
        # An error that stops the request before it is carried out is not saved.
        body = self._expanded(act(parse_form(form)), [])
        if key is not None:
            self._saved[key] = _Saved(digest, 200, body, self._world.now)
        return 200, body

    def _answer(
        self, request: Request, form: bytes, work: Callable[[], tuple[int, Object]]
    ) -> JSONResponse:
        try:
            if not request.headers.get("authorization", "").startswith("Bearer sk_test_"):
                raise Refused("Invalid API Key provided.", status=401)
            status, body = work()
        except Refused as refusal:
            status, body = refusal.status, refusal.body
        asked = f"{request.url.path}?{request.url.query}"
        self._world.note(request.method, asked, form.decode(), status, body)
        return JSONResponse(body, status_code=status)

    def _page(self, request: Request, found: list[Object]) -> Object:
        limit = min(int(request.query_params.get("limit", 10)), LIST_LIMIT_MAX)
        if after := request.query_params.get("starting_after"):
            ids = [one["id"] for one in found]
            found = found[ids.index(after) + 1 :] if after in ids else []
        wishes = [
            wish.removeprefix("data.") for wish in _expansions(request) if wish.startswith("data.")
        ]
        return {
            "object": "list",
            "url": request.url.path,
            "has_more": len(found) > limit,
            "data": [self._expanded(one, wishes) for one in found[:limit]],
        }

    def _expanded(self, known: Object, wishes: list[str]) -> Object:
        """The object, with ids replaced by objects along each wish."""
        answer = shown(known)
        for field in {wish.partition(".")[0] for wish in wishes}:
            inner = self._world.objects.get(answer.get(field) or "")
            if inner is not None:
                below = [wish.partition(".")[2] for wish in wishes if wish.startswith(f"{field}.")]
                answer[field] = self._expanded(inner, below)
        return answer


def _expansions(request: Request) -> list[str]:
    return [value for name, value in request.query_params.multi_items() if name[:6] == "expand"]


def parse_form(form: bytes) -> Object:
    """
    The gateway's way of nesting: `line_items[0][price_data][currency]=jpy`.

    >>> parse_form(b"a[0][b]=1&a[0][c]=2")
    {'a': [{'b': '1', 'c': '2'}]}
    """
    tree: Object = {}
    for name, value in parse_qsl(form.decode(), keep_blank_values=True):
        first, *inner = re.findall(r"[^\[\]]+", name)
        place, key = tree, first
        for part in inner:
            place = place.setdefault(key, {})
            key = part
        place[key] = value
    return {name: _lists(value) for name, value in tree.items()}


def _lists(tree: Any) -> Any:
    if not isinstance(tree, dict):
        return tree
    grown = {name: _lists(value) for name, value in tree.items()}
    if grown and all(name.isdigit() for name in grown):
        return [grown[name] for name in sorted(grown, key=int)]
    return grown


def canonical(body: Object) -> bytes:
    """The bytes in which an event is sent and signed."""
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
