"""Run a request again where a deadlock undid its transaction before anything was answered."""

import asyncio
import secrets

from sqlalchemy.exc import DBAPIError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.core.bootstrap import TRIES, is_transient

# Larger bodies (uploads) are not kept for a second try; their client tries again itself.
BODY_KEPT_BYTES = 1 << 20


class RetryConflicts:
    """ASGI middleware: nothing was done, so the same request may succeed a moment later."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        kept = _KeptBody(receive)
        answered = _Answered(send)
        for tries_left in reversed(range(TRIES)):
            try:
                await self.app(scope, kept.replay(), answered)
                return
            except DBAPIError as error:
                again = tries_left and is_transient(error) and kept.whole and not answered.started
                if not again:
                    raise
            await asyncio.sleep(0.01 * (1 + secrets.randbelow(10)))


class _KeptBody:
    """Remembers the messages of the body, so that they can be received again."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._messages: list[Message] = []
        self._size = 0

    @property
    def whole(self) -> bool:
        return self._size <= BODY_KEPT_BYTES

    def replay(self) -> Receive:
        position = 0

        async def receive() -> Message:
            nonlocal position
            if position < len(self._messages):
                message = self._messages[position]
            else:
                message = await self._receive()
                self._size += len(message.get("body", b""))
                if self.whole:
                    self._messages.append(message)
            position += 1
            return message

        return receive


class _Answered:
    """Passes the answer on, and knows whether it has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False

    async def __call__(self, message: Message) -> None:
        self.started = True
        await self._send(message)
