"""Text that can be kept: what no database and no file takes is refused before it goes anywhere."""

import re
from collections.abc import Iterable, Iterator

from fastapi import Request
from fastapi.exceptions import RequestValidationError

# NUL, which PostgreSQL's text has no place for, and halves of surrogate pairs, which UTF-8 has not.
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")

Place = tuple[str | int, ...]

# Deeper than any body of ours, and shallow enough to be walked.
DEPTH_MAX = 32


async def legible(request: Request) -> None:
    """
    A dependency of every route: the texts of query and JSON body can be kept, and the body is not
    nested without end.

    :raises RequestValidationError: naming each that cannot.
    """
    found = [("query", name) for name, value in request.query_params.items() if _bad(name, value)]
    body = await _json(request)
    if _depth(body) > DEPTH_MAX:
        raise RequestValidationError([{"type": "json_too_deep", "loc": ("body",), "msg": ""}])
    told: list[Place] = [*found, *(("body", *place) for place in _unkeepable(body))]
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


def _depth(value: object) -> int:
    """How many lists and objects stand in one another, counted level by level, up to the bound."""
    depth, level = 0, [value]
    while depth <= DEPTH_MAX:
        nests = [one for one in level if isinstance(one, dict | list)]
        if not nests:
            break
        depth += 1
        level = [one for nest in nests for one in _members(nest)]
    return depth


def _members(nest: dict[str, object] | list[object]) -> Iterable[object]:
    return nest.values() if isinstance(nest, dict) else nest


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
