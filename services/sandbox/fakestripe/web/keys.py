"""
Idempotency keys: the same request is carried out once and answered alike each time.

docs.stripe.com/api/idempotent_requests: what is kept is the answer to a request that had begun to
be carried out, be it an error; for a day; and only for the same parameters.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from services.sandbox.fakestripe.calendar import DAY_S
from services.sandbox.fakestripe.refusals import Refused
from services.sandbox.fakestripe.things import Object

KEYS_KEPT_S = DAY_S
KEY_LENGTH_MAX = 255


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Object
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class _Kept:
    digest: bytes
    status: int
    body: bytes
    at: int


class Keys:
    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}

    def once(
        self, key: str | None, path: str, form: bytes, now: int, act: Callable[[], Answer]
    ) -> Answer:
        """
        The answer kept for this key, or else a new one.

        :raises Refused: the key was used with other parameters, or `act` refuses before it begins.
        """
        if key is None:
            return act()
        if len(key) > KEY_LENGTH_MAX:
            raise Refused(f"Idempotency keys may have at most {KEY_LENGTH_MAX} characters.")
        self._prune(now)
        digest = hashlib.sha256(path.encode() + b"?" + form).digest()
        kept = self._kept.get(key)
        if kept is None:
            answer = act()
            self._kept[key] = _Kept(digest, answer.status, json.dumps(answer.body).encode(), now)
            return answer
        if kept.digest != digest:
            raise Refused(
                "Keys for idempotent requests can only be used with the same parameters "
                "they were first used with.",
                kind="idempotency_error",
            )
        return Answer(kept.status, json.loads(kept.body), replayed=True)

    def _prune(self, now: int) -> None:
        """The oldest stand first, so this stops at the first that is still good."""
        while self._kept:
            key = next(iter(self._kept))
            if now - self._kept[key].at < KEYS_KEPT_S:
                return
            del self._kept[key]
