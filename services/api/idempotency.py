"""POST once: `once.answer(…)` runs the verb, or gives the answer that its key was given before."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from services.api.deps import Uow
from services.core.kit.idempotency import Answer, Answers

KeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="16 to 255 characters, made by the client and sent again with each retry.",
    ),
]


class Once:
    """Runs a verb at most once for one principal, route and key."""

    def __init__(self, uow: Uow, request: Request, key: str | None, content: bytes) -> None:
        # The path as it was asked, ids included: one key belongs to one object.
        self._answers = Answers(uow, uow.actor.id, f"{request.method} {request.url.path}")
        self._uow = uow
        self._key = key
        self._content = content

    def answer(self, verb: Callable[[], BaseModel], status: int = 201) -> JSONResponse:
        """
        The verb's answer, kept beside its effect; a repeat is told by `Idempotent-Replayed`.

        :raises IdempotencyKeyMissing, IdempotencyKeyReused, StillRunning: see `kit.idempotency`.
        """
        given = self._answers.find(self._key, self._content)
        if given is not None:
            headers = {"Idempotent-Replayed": "true"}
            return JSONResponse(given.body, status_code=given.status, headers=headers)
        body = verb().model_dump(mode="json")
        self._answers.keep(str(self._key), self._content, Answer(status, body))
        return JSONResponse(body, status_code=status)


async def _content(request: Request) -> bytes:
    return await request.body()


def _once(
    uow: Uow,
    request: Request,
    content: Annotated[bytes, Depends(_content)],
    key: KeyHeader = None,
) -> Once:
    return Once(uow, request, key, content)


# Function scope, as the unit of work that it writes in.
OnceOnly = Annotated[Once, Depends(_once, scope="function")]
