"""
How often somebody may try: named limits per address, per principal and per object.

A route asks with `Depends(limited(Limit.SIGN_IN))`, before anything is read from the database;
where it knows what is being guessed at (an e-mail address, a code, a PIN) it adds
`guard.hit(Limit.SIGN_IN_LINK, email)`. Counted in a moving window by the library `limits`, in
this process or in the store of `RATE_LIMIT_STORAGE_URL`. Why, and what happens where nobody
counts: docs/decisions/0060.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from math import ceil
from typing import Annotated, Any, cast

import structlog
from fastapi import Depends, Request
from limits import RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import MemoryStorage, MovingWindowSupport, Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from services.api.callers import address_of, credential_of, digest
from services.core.bootstrap import Runtime
from services.core.kit.errors import DomainError, ErrorKind, Unavailable

log = structlog.get_logger(__name__)

MINUTE, HOUR = 60, 3_600

# A store that does not answer at once does not answer: a sign-in must not hang on it.
STORE_TIMEOUT_S = 0.25

# What this request was counted against, for the headers of its answer.
COUNTED = "minori.counted"


class TooManyRequests(DomainError):
    """Too many tries in too short a time; the context says when to come again."""

    kind = ErrorKind.THROTTLED
    code = "too_many_requests"


class TriesNotCounted(Unavailable):
    """The store that counts guesses does not answer, and uncounted guesses are not taken."""

    code = "tries_not_counted"


@dataclass(frozen=True, slots=True)
class Quota:
    """So many in so many seconds, wherever the window is laid."""

    amount: int
    window_s: int


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One limit, by its name in headers.

    :param guesses: somebody may be guessing a secret: where nobody counts, nothing passes.
    """

    name: str
    guesses: bool
    address: Quota | None = None
    principal: Quota | None = None
    object: Quota | None = None


class Limit(Enum):
    """The limits of this application, one page for all of them."""

    # A ceremony is two requests, and a school's or a city hall's people share one address.
    SIGN_IN = Rule(
        "sign-in", guesses=True, address=Quota(60, 10 * MINUTE), object=Quota(10, 10 * MINUTE)
    )
    # Each sends a message to somebody who may not have asked for it.
    SIGN_IN_LINK = Rule(
        "sign-in-link", guesses=True, address=Quota(20, HOUR), object=Quota(3, 15 * MINUTE)
    )
    RECOVERY = Rule("recovery", guesses=True, address=Quota(10, HOUR), object=Quota(5, HOUR))
    # The database counts wrong PINs itself and locks at five an hour; this keeps floods from it.
    # A whole school may share one address on the evening when the letters are explained.
    LETTER_CODE = Rule("letter-code", guesses=True, address=Quota(200, HOUR), object=Quota(5, HOUR))
    # 256 random bits are not guessed; this keeps floods from the database.
    INVITATION = Rule("invitation", guesses=True, address=Quota(300, HOUR), object=Quota(10, HOUR))
    STEP_UP = Rule("step-up", guesses=True, principal=Quota(20, 10 * MINUTE))
    VOUCHER_CODE = Rule(
        "voucher-code", guesses=True, address=Quota(60, HOUR), object=Quota(10, HOUR)
    )
    # Each may open a page at the gateway; at an event many give from one address.
    GIVE = Rule("give", guesses=False, address=Quota(120, HOUR))
    UPLOAD = Rule("upload", guesses=False, principal=Quota(120, HOUR))
    EXPORT = Rule("export", guesses=False, principal=Quota(60, HOUR))


@dataclass(frozen=True, slots=True)
class Count:
    """Where a caller stands with one limit, as the headers tell it."""

    name: str
    quota: Quota
    left: int
    reset_s: int


class RateLimits:
    """Counts for one application."""

    def __init__(self, key: bytes, store_url: str | None = None) -> None:
        self._key = key
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared = MovingWindowRateLimiter(_store(store_url)) if store_url else self._own

    @classmethod
    def of(cls, runtime: Runtime) -> "RateLimits":
        """Those of an installation: names are kept as digests under a key of its own."""
        url = runtime.settings.rate_limit_storage_url
        key = runtime.ring.derive("rate-limits")
        return cls(key, url.get_secret_value() if url else None)

    def hit(self, limit: Limit, by: str, quota: Quota, who: str | bytes) -> Count:
        """
        Count one try.

        :param by: "address", "principal" or "object": they do not share a count.
        :raises TooManyRequests: there were enough.
        :raises TriesNotCounted: the store is silent, and a secret may be being guessed.
        """
        rule = limit.value
        item = RateLimitItemPerSecond(quota.amount, quota.window_s, namespace="minori")
        names = (rule.name, by, digest(self._key, who).hex())
        try:
            count, passed = _hit(self._shared, item, names, rule.name, quota)
        except StorageError as error:
            log.error("rate_limit_store_silent", limit=rule.name, error=type(error).__name__)
            if rule.guesses:
                raise TriesNotCounted(retry_after_s=5) from None
            count, passed = _hit(self._own, item, names, rule.name, quota)
        if not passed:
            log.warning("rate_limited", limit=rule.name, by=by)
            raise TooManyRequests(retry_after_s=max(1, count.reset_s), limit=rule.name)
        return count


class Guard:
    """Counts what one request tries."""

    def __init__(self, request: Request) -> None:
        self._limits: RateLimits = request.app.state.rate_limits
        self._scope = request.scope

    def hit(self, limit: Limit, object: str) -> None:
        """
        Count a try at `object`: an e-mail address, a code, an id. Only its digest is kept.

        Count before looking whether it exists: what is unknown must not answer otherwise.

        :raises TooManyRequests, TriesNotCounted: see `RateLimits.hit`.
        """
        quota = limit.value.object
        assert quota is not None, f"{limit} does not count by object"
        self._count(limit, "object", quota, object.strip().casefold())

    def enter(self, limit: Limit) -> None:
        """
        Count a try of this request's address and of whom it says to be.

        :raises TooManyRequests, TriesNotCounted: see `RateLimits.hit`.
        """
        rule = limit.value
        if rule.address is not None:
            self._count(limit, "address", rule.address, address_of(self._scope))
        if rule.principal is not None:
            who = credential_of(self._scope) or address_of(self._scope)
            self._count(limit, "principal", rule.principal, who)

    def _count(self, limit: Limit, by: str, quota: Quota, who: str | bytes) -> None:
        told: list[Count] = self._scope.setdefault(COUNTED, [])
        try:
            told.append(self._limits.hit(limit, by, quota, who))
        except TooManyRequests as refused:
            wait_s = int(str(refused.context["retry_after_s"]))
            told.append(Count(limit.value.name, quota, 0, wait_s))
            raise


def guard_of(request: Request) -> Guard:
    """The guard of this request."""
    return Guard(request)


CurrentGuard = Annotated[Guard, Depends(guard_of)]


def limited(limit: Limit) -> Callable[[Request], None]:
    """
    A dependency of routes that may be tried so often only, by address and by principal.

    Name it in the route's `dependencies=`: those run before the unit of work is opened.
    """

    def enter(request: Request) -> None:
        Guard(request).enter(limit)

    return enter


def headers(counts: list[Count]) -> dict[str, str]:
    """`RateLimit-Policy` and `RateLimit`, as draft-ietf-httpapi-ratelimit-headers-10 has them."""
    tightest = {count.name: count for count in sorted(counts, key=lambda one: -one.left)}
    return {
        "RateLimit-Policy": ", ".join(
            f'"{one.name}";q={one.quota.amount};w={one.quota.window_s}' for one in tightest.values()
        ),
        "RateLimit": ", ".join(
            f'"{one.name}";r={one.left};t={one.reset_s}' for one in tightest.values()
        ),
    }


def _hit(
    limiter: MovingWindowRateLimiter,
    item: RateLimitItemPerSecond,
    names: tuple[str, ...],
    name: str,
    quota: Quota,
) -> tuple[Count, bool]:
    passed = limiter.hit(item, *names)
    stats = limiter.get_window_stats(item, *names)
    wait_s = max(0, ceil(stats.reset_time - time.time()))
    return Count(name, quota, max(0, stats.remaining), wait_s), passed


def _store(url: str) -> Storage:
    options: dict[str, Any] = {
        "socket_timeout": STORE_TIMEOUT_S,
        "socket_connect_timeout": STORE_TIMEOUT_S,
    }
    store = cast("Storage", storage_from_string(url, wrap_exceptions=True, **options))
    assert isinstance(store, MovingWindowSupport)
    return store
