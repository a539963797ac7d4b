"""The last resort: an error that nobody foresaw is answered, and logged without its words."""

import traceback
from pathlib import Path

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.api import problems
from services.core.kit.texts import preferred_language

log = structlog.get_logger(__name__)

FRAMES_MAX = 6


class AnswerFaults:
    """
    ASGI middleware: 500 (or 503, where a conflict undid everything) instead of a broken connection.

    The framework's own would send its answer past our headers, and let the server log the error
    with its message: a database names there what a person typed. Ours logs where it happened.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        except Exception as error:
            route = getattr(scope.get("route"), "path", "unmatched")
            log.error("request_failed", error=kind_of(error), route=route, at=place_of(error))
            if started:
                return
            language = preferred_language(Headers(scope=scope).get("accept-language"))
            await problems.of_fault(error, language)(scope, receive, send)


def kind_of(error: BaseException) -> str:
    """The error's class, and that of the driver's own below it."""
    names = [type(error).__name__]
    below = getattr(error, "orig", None) or error.__cause__
    if below is not None:
        names.append(type(below).__name__)
    return " of ".join(names)


def place_of(error: BaseException) -> list[str]:
    """Where it happened, innermost last: files and lines, never the values in them."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_MAX:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
