"""How much a request may bring, and how slowly: one bound for files, a lower one for all else."""

import asyncio
import time
from contextlib import suppress
from typing import Any

from starlette.datastructures import Headers
from starlette.formparsers import MultiPartParser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.api import problems
from services.core.kit.texts import preferred_language

BODY_MAX_BYTES = 1 << 20
UPLOAD_MAX_BYTES = 10 << 20
UPLOADS = "multipart/form-data"

# Our forms are a file and a few words about it.
FORM_LIMITS: Any = {  # the framework keeps the type to itself
    "max_files": 4,
    "max_fields": 20,
    "max_part_size": 64 << 10,
}

# A file is held in memory, never written out: what a family sends is sealed before a disk sees it.
MultiPartParser.spool_max_size = UPLOAD_MAX_BYTES

# Who sends a byte now and then holds a connection for ever; a telephone in a bad place does not.
PAUSE_MAX_S = 10.0
BODY_MAX_S = 60.0

# More digits than any length has; a number of thousands of them is not even read.
DIGITS_MAX = 15

TOO_LARGE = ("request_too_large", 413)
TOO_SLOW = ("request_too_slow", 408)


class BodyLimit:
    """
    ASGI middleware: a body over its bound is answered 413, one that dawdles 408, neither read to
    its end.

    What the client says of the length is believed only where it is too much; what comes without
    a length, or with a false one, is counted. (Starlette's own limit answers in plain text.)
    """

    def __init__(self, app: ASGIApp, pause_max_s: float = PAUSE_MAX_S) -> None:
        self.app = app
        self._pause_max_s = pause_max_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_upload = headers.get("content-type", "").lower().startswith(UPLOADS)
        bound = UPLOAD_MAX_BYTES if is_upload else BODY_MAX_BYTES
        told = headers.get("content-length", "")
        counted = _Counted(receive, bound, self._pause_max_s)
        started = False

        async def send_noting(message: Message) -> None:
            nonlocal started
            if counted.refusal and not started:
                return  # the application's answer to a body that was cut short
            started = True
            await send(message)

        if not _is_over(told, bound):
            with suppress(_CutShort):
                await self.app(scope, counted, send_noting)
            if not counted.refusal or started:
                return
        code, status = counted.refusal or TOO_LARGE
        language = preferred_language(headers.get("accept-language"))
        # The rest of the body is not waited for, so that the connection cannot be used again.
        answer = problems.render(code, status, language, headers={"Connection": "close"})
        await answer(scope, receive, send)


def _is_over(told: str, bound: int) -> bool:
    if not (told.isascii() and told.isdecimal()):
        return False
    return len(told) > DIGITS_MAX or int(told) > bound


class _CutShort(Exception):
    """More came than is taken, or nothing for too long."""


class _Counted:
    """Passes the body on as long as it keeps within its bounds."""

    def __init__(self, receive: Receive, bound: int, pause_max_s: float) -> None:
        self._receive = receive
        self._left = bound
        self._pause_max_s = pause_max_s
        self._deadline = time.monotonic() + BODY_MAX_S
        self._whole = False
        self.refusal: tuple[str, int] | None = None

    async def __call__(self) -> Message:
        if self._whole:  # what follows is the end of the connection, which may take its time
            return await self._receive()
        within_s = min(self._pause_max_s, self._deadline - time.monotonic())
        try:
            async with asyncio.timeout(within_s):
                message = await self._receive()
        except TimeoutError:
            raise self._cut(TOO_SLOW) from None
        self._whole = message["type"] != "http.request" or not message.get("more_body", False)
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise self._cut(TOO_LARGE)
        return message

    def _cut(self, refusal: tuple[str, int]) -> _CutShort:
        self.refusal = refusal
        return _CutShort()
