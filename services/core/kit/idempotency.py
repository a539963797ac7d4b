"""Answers to POSTs with an Idempotency-Key: written with the effect, given again to a repeat."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.core.kit.errors import Conflict, Invalid
from services.core.kit.models import GivenAnswer
from services.core.kit.unit_of_work import UnitOfWork

KEY_LENGTH_MIN, KEY_LENGTH_MAX = 16, 255


class IdempotencyKeyMissing(Invalid):
    """Every POST that moves money carries a key that its client made and keeps."""

    code = "idempotency_key_missing"


class IdempotencyKeyReused(Invalid):
    """The key came before with other content."""

    code = "idempotency_key_reused"


class StillRunning(Conflict):
    """The same request is being worked on at this moment."""

    code = "still_running"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: dict[str, Any]


class Answers:
    """
    The answers of one principal on one route.

    :raises ValueError: the principal acts in no organisation.
    """

    def __init__(self, uow: UnitOfWork, principal_id: UUID, route: str) -> None:
        if uow.organisation_id is None:
            raise ValueError("answers are kept for an organisation's principals")
        self._session = uow.session
        self._organisation_id = uow.organisation_id
        self._principal_id = principal_id
        self._route = route

    def find(self, key: str | None, content: bytes) -> Answer | None:
        """
        The answer given before to this key and content; None where it is new.

        Holds the key until the transaction ends: a second request does not run beside the first.

        :raises IdempotencyKeyMissing: no key, or one shorter than 16 characters.
        :raises IdempotencyKeyReused: the key came before with other content.
        :raises StillRunning: another request holds the key.
        """
        if key is None or not KEY_LENGTH_MIN <= len(key) <= KEY_LENGTH_MAX:
            raise IdempotencyKeyMissing(pointer="/Idempotency-Key")
        name = f"{self._principal_id}|{self._route}|{key}"
        lock = func.pg_try_advisory_xact_lock(func.hashtextextended(name, 0))
        if not self._session.scalar(select(lock)):
            raise StillRunning(retry_after_s=1)
        stored = self._session.get(GivenAnswer, self._name(key))
        if stored is None:
            return None
        if stored.request_hash != digest(content):
            raise IdempotencyKeyReused(pointer="/Idempotency-Key")
        return Answer(stored.status, stored.answer)

    def keep(self, key: str, content: bytes, answer: Answer) -> None:
        """Keep the answer beside its effect, for whoever asks again."""
        self._session.add(
            GivenAnswer(
                organisation_id=self._organisation_id,
                principal_id=self._principal_id,
                route=self._route,
                key=key,
                request_hash=digest(content),
                status=answer.status,
                answer=answer.body,
            )
        )

    def _name(self, key: str) -> tuple[UUID, UUID, str, str]:
        return self._organisation_id, self._principal_id, self._route, key


def digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
