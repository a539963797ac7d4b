"""Text that can be kept: what no database and no file takes is refused before it goes anywhere."""

import re
from collections.abc import Iterator

from fastapi import Request
from fastapi.exceptions import RequestValidationError

# NUL, which PostgreSQL's text has no place for, and halves of surrogate pairs, which UTF-8 has not.
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")

Place = tuple[str | int, ...]


async def legible(request: Request) -> None:
    """
    A dependency of every route: the texts of query and JSON body can be kept.

    :raises RequestValidationError: naming each that cannot.
    """
    found = [("query", name) for name, value in request.query_params.items() if _bad(name, value)]
    told: list[Place] = [*found, *(("body", *place) for place in _unkeepable(await _json(request)))]
    if told:
        raise RequestValidationError(
            [{"type": "text_unkeepable", "loc": place, "msg": ""} for place in told]
        )


async def _json(request: Request) -> object:
    """The body, which FastAPI has read already; what it is not is for FastAPI to tell."""
    if "json" not in request.headers.get("content-type", "").lower():
        return None
    try:
        return await request.json()
    except (ValueError, RecursionError):
        return None


def _unkeepable(value: object) -> Iterator[Place]:
    if isinstance(value, str) and _bad(value):
        yield ()
    elif isinstance(value, dict):
        for name, one in value.items():
            if _bad(name):
                yield (name,)
            yield from ((name, *place) for place in _unkeepable(one))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from ((index, *place) for place in _unkeepable(one))


def _bad(*texts: str) -> bool:
    return any(UNKEEPABLE.search(text) for text in texts)
