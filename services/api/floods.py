"""
Floods are turned away in memory, before anything is parsed, looked up or waited for.

Three counts: all that comes from an address, all that is asked with one credential, and refused
credentials of an address, so that guessing keys costs no query. Each process counts for itself;
what must hold over processes is counted by `rate_limits`, or by the database.
"""

import time
from collections.abc import Callable, Container
from functools import lru_cache, partial
from math import ceil

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.api import problems, rate_limits
from services.api.callers import address_of, credential_of, digest
from services.api.rate_limits import COUNTED, MINUTE, Count, Quota, TooManyRequests
from services.core.kit.texts import preferred_language

# An address may be a whole town behind one line; asking without a credential takes as much of its
# quota as this many requests with one.
ADDRESS_TIMES = 10

# Wrong or expired credentials from one address. Those that were good a moment ago pass all the
# same: nobody is locked out by a neighbour's guessing.
REFUSALS = Quota(60, MINUTE)
GOOD_FOR_S = 10 * MINUTE

CALLERS_MAX = 50_000
ADDRESSES_KNOWN = 10_000

# For probes and for Prometheus, which ask from inside.
FREE = {"/healthz", "/readyz", "/metrics"}


class Bucket:
    """
    The generic cell rate algorithm: one number a caller, the time at which their count is empty.

    :param clock: seconds that never go back.
    """

    def __init__(self, quota: Quota, clock: Callable[[], float] = time.monotonic) -> None:
        self.quota = quota
        self._apart = quota.window_s / quota.amount
        self._clock = clock
        self._empty_at: dict[bytes, float] = {}

    def take(self, caller: bytes, cost: int = 1) -> float:
        """Take `cost` of the caller's quota; the seconds to wait where it does not suffice."""
        now = self._clock()
        empty_at = max(self._empty_at.get(caller, now), now) + cost * self._apart
        wait_s = empty_at - now - self.quota.window_s
        if wait_s > 0:
            return wait_s
        if len(self._empty_at) >= CALLERS_MAX and caller not in self._empty_at:
            self._sweep(now)
        self._empty_at[caller] = empty_at
        return 0.0

    def left(self, caller: bytes) -> int:
        """How many requests the caller has left at this moment."""
        now = self._clock()
        taken_s = max(self._empty_at.get(caller, now) - now, 0.0)
        return int((self.quota.window_s - taken_s) / self._apart)

    def _sweep(self, now: float) -> None:
        """Forget those whose count is empty; if all are busy, those that are least so."""
        busy = {caller: at for caller, at in self._empty_at.items() if at > now}
        if len(busy) >= CALLERS_MAX:
            busiest = sorted(busy, key=busy.__getitem__)[CALLERS_MAX // 2 :]
            busy = {caller: busy[caller] for caller in busiest}
        self._empty_at = busy


class TurnFloodsAway:
    """
    ASGI middleware: 429 where a caller asks too often, and the `RateLimit` headers.

    :param key: under which callers are known; see `callers.digest`.
    :param per_minute: requests a minute with one credential, or from one address without; 0: any.
    """

    def __init__(self, app: ASGIApp, *, key: bytes, per_minute: int) -> None:
        self.app = app
        self._key = key
        self._open = per_minute == 0
        each = Quota(max(per_minute, 1), MINUTE)
        self._principals = Bucket(each)
        self._addresses = Bucket(Quota(each.amount * ADDRESS_TIMES, MINUTE))
        self._refused = Bucket(REFUSALS)
        self._good: dict[bytes, float] = {}
        # Many requests come from few addresses.
        self._address = lru_cache(maxsize=ADDRESSES_KNOWN)(partial(digest, key))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self._open or scope["path"] in FREE:
            await self.app(scope, receive, _telling(scope, send))
            return
        address = self._address(address_of(scope))
        credential = credential_of(scope)
        principal = digest(self._key, credential) if credential else None
        wait_s = self._wait(address, principal)
        if wait_s > 0:
            await self._refuse(scope, wait_s)(scope, receive, send)
            return
        await self.app(scope, receive, self._learning(scope, send, address, principal))

    def _wait(self, address: bytes, principal: bytes | None) -> float:
        wait_s = self._addresses.take(address, 1 if principal else ADDRESS_TIMES)
        if wait_s or principal is None:
            return wait_s
        if not self._is_good(principal) and self._refused.left(address) < 1:
            return self._refused.take(address)
        return self._principals.take(principal)

    def _refuse(self, scope: Scope, wait_s: float) -> ASGIApp:
        error = TooManyRequests(retry_after_s=max(1, ceil(wait_s)), limit="requests")
        language = preferred_language(Headers(scope=scope).get("accept-language"))
        answer = problems.of_error(error, language)
        count = Count("requests", self._principals.quota, 0, max(1, ceil(wait_s)))
        answer.headers.update(rate_limits.headers([count]))
        return answer

    def _is_good(self, principal: bytes) -> bool:
        return self._good.get(principal, 0.0) > time.monotonic()

    def _learning(self, scope: Scope, send: Send, address: bytes, principal: bytes | None) -> Send:
        """Learns from the status whether the credential is one."""
        tell = _telling(scope, send)

        async def send_learning(message: Message) -> None:
            if principal is not None and message["type"] == "http.response.start":
                if message["status"] == 401:
                    self._good.pop(principal, None)
                    self._refused.take(address)
                elif message["status"] < 400 and _is_guarded(scope):
                    self._remember(principal)
                left = self._principals.left(principal)
                if left < self._principals.quota.amount // 2:
                    count = Count("requests", self._principals.quota, left, MINUTE)
                    scope.setdefault(COUNTED, []).append(count)
            await tell(message)

        return send_learning

    def _remember(self, principal: bytes) -> None:
        if len(self._good) >= CALLERS_MAX:
            self._good.clear()
        self._good[principal] = time.monotonic() + GOOD_FOR_S


def _is_guarded(scope: Scope) -> bool:
    """Whether the route looked at the credential: those that do document that they refuse one."""
    responses: Container[object] = getattr(scope.get("route"), "responses", ())
    return 401 in responses


def _telling(scope: Scope, send: Send) -> Send:
    """Tells in the answer's headers what the request was counted against."""

    async def send_telling(message: Message) -> None:
        counts = scope.get(COUNTED)
        if counts and message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(rate_limits.headers(counts))
        await send(message)

    return send_telling
