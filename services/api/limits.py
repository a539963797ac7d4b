"""How much a request may bring: one bound for files, a lower one for all else."""

from contextlib import suppress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.api import problems
from services.core.kit.texts import preferred_language

BODY_MAX_BYTES = 1 << 20
UPLOAD_MAX_BYTES = 10 << 20
UPLOADS = "multipart/form-data"


class BodyLimit:
    """
    ASGI middleware: a body over its bound is answered 413, and not read to its end.

    What the client says of the length is believed only where it is too much; what comes without
    a length, or with a false one, is counted. (Starlette's own limit answers in plain text.)
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_upload = headers.get("content-type", "").lower().startswith(UPLOADS)
        bound = UPLOAD_MAX_BYTES if is_upload else BODY_MAX_BYTES
        told = headers.get("content-length", "")
        counted = _Counted(receive, bound)
        started = False

        async def send_noting(message: Message) -> None:
            nonlocal started
            if counted.exceeded and not started:
                return  # the application's answer to a body that was cut short
            started = True
            await send(message)

        if not (told.isascii() and told.isdecimal() and int(told) > bound):
            with suppress(_TooLarge):
                await self.app(scope, counted, send_noting)
            if not counted.exceeded or started:
                return
        language = preferred_language(headers.get("accept-language"))
        await problems.render("request_too_large", 413, language)(scope, receive, send)


class _TooLarge(Exception):
    """More came than is taken."""


class _Counted:
    """Passes the body on as long as it keeps within its bound."""

    def __init__(self, receive: Receive, bound: int) -> None:
        self._receive = receive
        self._left = bound
        self.exceeded = False

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.exceeded = True
            raise _TooLarge
        return message
