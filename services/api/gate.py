"""What is not read at all: requests for another host's name, and heads that nobody needs."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from services.api import problems
from services.core.kit.texts import preferred_language

HEADERS_MAX = 100
HEADERS_MAX_BYTES = 32 << 10
PATH_MAX_BYTES = 8 << 10

# Probes name the machine that they reach, and are told nothing that depends on it.
ANY_NAME = {"/healthz", "/readyz", "/metrics"}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


class Gate:
    """
    ASGI middleware: the host must be ours (421), the head within bounds (431).

    A forged name would otherwise stand in every address that the service writes, and a page of a
    stranger's could reach a service on the reader's own machine under its own name.
    """

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str]) -> None:
        self.app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            refused = self._refused(scope)
            if refused is not None:
                code, status = refused
                language = preferred_language(Headers(scope=scope).get("accept-language"))
                await problems.render(code, status, language)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _refused(self, scope: Scope) -> tuple[str, int] | None:
        fields = scope["headers"]
        size = sum(len(name) + len(value) for name, value in fields)
        told = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        if len(fields) > HEADERS_MAX or size > HEADERS_MAX_BYTES or told > PATH_MAX_BYTES:
            return "headers_too_large", 431
        if scope["path"] in ANY_NAME:
            return None
        names = [value for name, value in fields if name == b"host"]
        if len(names) != 1 or host_of(names[0].decode("latin-1")) not in self._hosts:
            return "host_unknown", 421
        return None


def host_of(told: str) -> str:
    """The name in a Host field, without its port."""
    name = told.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0].rstrip(".")


def hosts_of(base_url: str, allowed: str) -> frozenset[str]:
    """
    The names that the service answers to: that of its address, those of the setting, and this
    machine's own where the service is tried out on it.
    """
    own = host_of(urlsplit(base_url).netloc.rpartition("@")[2])
    others = {host_of(name) for name in allowed.split(",") if name.strip()}
    return frozenset({own, *others}) | (LOOPBACK if _is_loopback(own) else frozenset())


def _is_loopback(name: str) -> bool:
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return name == "localhost"
