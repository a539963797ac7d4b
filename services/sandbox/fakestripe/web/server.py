"""The gateway's HTTP face (API v1): forms in, JSON out, keys, expansion, lists, mishaps."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.sandbox.fakestripe.refusals import Refused, unknown
from services.sandbox.fakestripe.things import Object, Thing, list_of
from services.sandbox.fakestripe.web import routes
from services.sandbox.fakestripe.web.expansion import Expander
from services.sandbox.fakestripe.web.faults import FAIR, RETRY_AFTER_S, ApiFaults, Mishap, Weather
from services.sandbox.fakestripe.web.forms import canonical, parse_form
from services.sandbox.fakestripe.web.keys import Answer, Keys
from services.sandbox.fakestripe.web.lists import Listed, Page, page_of
from services.sandbox.fakestripe.web.pages import page_routes
from services.sandbox.fakestripe.world import FakeStripe

# An extension of ASGI, given by `hosting`: cuts the line without an answer.
CUT = "fakestripe.cut"

Endpoint = Callable[[Request], Awaitable[Response]]
Read = Callable[[Request, Object], Object]


def build_app(world: FakeStripe, faults: ApiFaults = FAIR) -> Starlette:
    """The ASGI application of one account."""
    gateway = _Gateway(world, faults)
    found = []
    for method, acts in (
        ("POST", routes.makers(world) | routes.actions(world)),
        ("DELETE", routes.endings(world)),
    ):
        for path, act in acts.items():
            found.append(Route(f"/v1/{path}", gateway.post(act), methods=[method]))
    found += [
        Route("/v1/balance", gateway.read(lambda _request, _asked: world.balance.retrieve())),
        Route("/v1/balance_transactions", gateway.read(gateway.balance_transactions)),
        Route("/v1/checkout/sessions", gateway.read(gateway.sessions)),
        Route("/v1/customers/{id}", gateway.read(gateway.customer)),
        Route("/v1/customers/{id}/cash_balance", gateway.read(gateway.cash_balance)),
        Route("/v1/customers/{id}/cash_balance_transactions", gateway.read(gateway.cash_moves)),
        Route(
            "/v1/customers/{id}/cash_balance_transactions/{movement}",
            gateway.read(gateway.cash_move),
        ),
        Route("/v1/customers/{id}/payment_methods", gateway.read(gateway.methods_of_customer)),
        Route("/v1/invoice_payments", gateway.read(gateway.invoice_payments)),
        Route("/v1/invoices/{id}/lines", gateway.read(gateway.lines)),
        *(Route(f"/v1/{p}", gateway.read(gateway.list_of(p))) for p in routes.LISTS),
        *(Route(f"/v1/{p}/{{id}}", gateway.read(gateway.one_of(p))) for p in routes.OBJECTS),
        *page_routes(world),
    ]
    return Starlette(routes=found)


class _Gateway:
    def __init__(self, world: FakeStripe, faults: ApiFaults) -> None:
        self._world = world
        self._weather = Weather(faults)
        self._keys = Keys()
        self._expander = Expander(world)
        self._requests = 0

    # How requests are taken.

    def post(self, act: routes.Act) -> Endpoint:
        """An endpoint that changes something, once per idempotency key."""

        async def endpoint(request: Request) -> Response:
            form = await request.body() or request.url.query.encode()
            with self._world.lock:
                mishap = self._weather.next()
                answer = self._judged(
                    request,
                    form,
                    mishap,
                    lambda: self._act_once(request, form, mishap, act),
                )
            return await self._sent(request, answer, mishap)

        return endpoint

    def read(self, find: Read) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            with self._world.lock:
                mishap = self._weather.next()
                answer = self._judged(
                    request, b"", mishap, lambda: Answer(200, find(request, _asked(request)))
                )
            return await self._sent(request, answer, mishap)

        return endpoint

    # What can be read.

    def one_of(self, path: str) -> Read:
        kind = routes.OBJECTS[path]
        return lambda request, asked: self._one(
            self._world.get(kind, request.path_params["id"]), asked
        )

    def list_of(self, path: str) -> Read:
        listed = routes.LISTS[path]
        return lambda request, asked: self._page(
            request, asked, page_of(self._world.account, listed, asked)
        )

    def balance_transactions(self, request: Request, asked: Object) -> Object:
        """All, or those in one automatic payout, the payout's own among them."""
        among = self._world.payouts.entries(asked["payout"]) if "payout" in asked else None
        listed = routes.LISTS["balance_transactions"]
        found = page_of(self._world.account, listed, asked, among=among)
        return self._page(request, asked, found)

    def sessions(self, request: Request, asked: Object) -> Object:
        """An intent and a subscription know the one page that they come from."""
        listed = routes.LISTS["checkout/sessions"]
        of = asked.get("payment_intent") or asked.get("subscription")
        known = self._world.objects.get(of or "")
        session = self._world.objects.get(known.get("_session", "") if known else "")
        among = ([session] if session else []) if of else None
        found = page_of(self._world.account, listed, asked, among=among)
        return self._page(request, asked, found)

    def invoice_payments(self, request: Request, asked: Object) -> Object:
        payment = asked.pop("payment", {})
        if "payment_intent" in payment:
            asked["_payment_intent"] = payment["payment_intent"]
        listed = routes.LISTS["invoice_payments"]
        return self._page(request, asked, page_of(self._world.account, listed, asked))

    def customer(self, request: Request, asked: Object) -> Object:
        return self._one(self._world.customers.retrieve(request.path_params["id"]), asked)

    def cash_balance(self, request: Request, asked: Object) -> Object:
        return self._one(self._world.cash.retrieve(request.path_params["id"]), asked)

    def cash_moves(self, request: Request, asked: Object) -> Object:
        listed = Listed("customer_cash_balance_transaction", {"_customer": "customer"})
        return self._of_customer(request, asked, listed)

    def cash_move(self, request: Request, asked: Object) -> Object:
        kind = "customer_cash_balance_transaction"
        found = self._world.get(kind, request.path_params["movement"])
        if found["customer"] != request.path_params["id"]:
            raise unknown(kind, found["id"])
        return self._one(found, asked)

    def methods_of_customer(self, request: Request, asked: Object) -> Object:
        listed = Listed("payment_method", {"_customer": "customer", "type": "type"})
        return self._of_customer(request, asked, listed)

    def lines(self, request: Request, asked: Object) -> Object:
        invoice = self._world.get("invoice", request.path_params["id"])
        found: list[Thing] = invoice["lines"]["data"]
        return self._page(request, asked, Page(found, has_more=False))

    # How they are answered.

    def _act_once(
        self, request: Request, form: bytes, mishap: Mishap | None, act: routes.Act
    ) -> Answer:
        def carry_out() -> Answer:
            asked = parse_form(form)
            wishes = asked.pop("expand", [])
            try:
                body = self._expander.shown(act(request.path_params.get("id", ""), asked), wishes)
            except Refused as refusal:
                if not refusal.executed:
                    raise
                return Answer(refusal.status, refusal.body)
            return _broken() if mishap is Mishap.FAILED_AFTER else Answer(200, body)

        key = request.headers.get("idempotency-key")
        now = self._world.now
        return self._keys.once(key, request.url.path, form, now, carry_out)

    def _judged(
        self,
        request: Request,
        form: bytes,
        mishap: Mishap | None,
        work: Callable[[], Answer],
    ) -> Answer:
        try:
            if not request.headers.get("authorization", "").startswith("Bearer sk_test_"):
                raise Refused("Invalid API Key provided.", status=401)
            if mishap is Mishap.RATE_LIMITED:
                raise Refused(
                    "Request rate limit exceeded.",
                    status=429,
                    kind="invalid_request_error",
                    code="rate_limit",
                )
            spared = mishap in {Mishap.FAILED_BEFORE, Mishap.DROPPED_BEFORE}
            answer = _broken() if spared else work()
        except Refused as refusal:
            answer = Answer(refusal.status, refusal.body)
        asked = f"{request.url.path}?{request.url.query}"
        self._world.account.note(request.method, asked, form.decode(), answer.status, answer.body)
        return answer

    async def _sent(self, request: Request, answer: Answer, mishap: Mishap | None) -> Response:
        if mishap in {Mishap.DROPPED_BEFORE, Mishap.DROPPED_AFTER}:
            await _cut(request)
        self._requests += 1
        headers = {"Request-Id": f"req_{self._requests:014}"}
        if answer.replayed:
            headers["Idempotent-Replayed"] = "true"
        if answer.status == 429:
            headers["Retry-After"] = str(RETRY_AFTER_S)
        return Response(
            canonical(answer.body),
            status_code=answer.status,
            headers=headers,
            media_type="application/json",
        )

    def _one(self, known: Object, asked: Object) -> Object:
        return self._expander.shown(known, _wishes(asked))

    def _page(self, request: Request, asked: Object, page: Page) -> Object:
        wishes = [wish[5:] for wish in _wishes(asked) if wish.startswith("data.")]
        found = [self._expander.shown(one, wishes) for one in page.things]
        return list_of(found, request.url.path) | {"has_more": page.has_more}

    def _of_customer(self, request: Request, asked: Object, listed: Listed) -> Object:
        customer = self._world.customers.known(request.path_params["id"])
        asked["_customer"] = customer["id"]
        return self._page(request, asked, page_of(self._world.account, listed, asked))


def _asked(request: Request) -> Object:
    return parse_form(request.url.query.encode())


def _wishes(asked: Object) -> list[str]:
    wishes: list[str] = asked.get("expand", [])
    return wishes


def _broken() -> Answer:
    refusal = Refused("Something went wrong on our end.", status=500, kind="api_error")
    return Answer(refusal.status, refusal.body)


async def _cut(request: Request) -> None:
    """
    End the connection without an answer.

    :raises ConnectionResetError: nobody serves this over a line that could be cut.
    """
    cut = request.scope.get("extensions", {}).get(CUT)
    if cut is None:
        raise ConnectionResetError
    cut()
    await asyncio.sleep(0)  # so that the server sees it gone before it looks for an answer
