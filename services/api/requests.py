"""Each request has an id, a log line without personal data, and is counted."""

import time

import structlog
from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.core.kit.ids import uuid7

log = structlog.get_logger(__name__)

REQUESTS = Counter("minori_http_requests", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram("minori_http_request_seconds", "Time to the answer.", ["method", "route"])

ID_LENGTH_MAX = 64

# Most answers are of somebody, for somebody. What anybody may keep says so itself.
UNLESS_SAID_OTHERWISE = "no-store"


class RequestContext:
    """ASGI middleware: `X-Request-ID` in and out, `Cache-Control`, one log line, two metrics."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope).get("x-request-id"))
        status, started = 500, time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                headers.setdefault("Cache-Control", UNLESS_SAID_OTHERWISE)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, send_with_id)
            finally:
                seconds = time.perf_counter() - started
                _observe(scope, status, seconds)


def _observe(scope: Scope, status: int, seconds: float) -> None:
    # The route's pattern, never the path: a path may hold what a person typed.
    route = getattr(scope.get("route"), "path", "unmatched")
    REQUESTS.labels(scope["method"], route, status).inc()
    SECONDS.labels(scope["method"], route).observe(seconds)
    log.info("request", method=scope["method"], route=route, status=status, seconds=seconds)


def _request_id(given: str | None) -> str:
    if (
        given
        and len(given) <= ID_LENGTH_MAX
        and given.isascii()
        and given.replace("-", "").isalnum()
    ):
        return given
    return str(uuid7())
