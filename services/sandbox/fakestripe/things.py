"""
The gateway's objects, kept small: only what differs from the blank of their kind.

A year of gifts is some hundred thousand objects with dozens of fields, most of which never hold
anything. A `Thing` keeps the fields that were set and answers for the rest from its kind's blank;
`shown` gives the whole object, as the API does.
"""

from typing import Any

Object = dict[str, Any]

_BLANKS: dict[str, Object] = {}


class Thing(dict[str, Any]):
    """An object of the gateway. Fields that begin with "_" are its own and never shown."""

    __slots__ = ()

    def __missing__(self, field: str) -> Any:
        return _BLANKS[dict.__getitem__(self, "object")][field]


def blank(kind: str, *, empty: str = "", **values: Any) -> None:
    """
    Say what an object of this kind is before anything is set.

    :param empty: fields that hold null, separated by spaces.
    :param values: fields that hold something; shared by all, so never changed in place.
    """
    _BLANKS[kind] = dict.fromkeys(empty.split()) | values


def shown(known: Any) -> Any:
    """As it is at this moment, with every field and without what the gateway keeps to itself."""
    if isinstance(known, Thing):
        known = _BLANKS.get(known["object"], {}) | known
    if isinstance(known, dict):
        return {name: shown(value) for name, value in known.items() if name[:1] != "_"}
    if isinstance(known, list):
        return [shown(one) for one in known]
    return known


def frozen(known: Any) -> Any:
    """A copy that no longer changes with the original, still as small."""
    if isinstance(known, Thing):
        return Thing((n, frozen(v)) for n, v in known.items() if n[:1] != "_")
    if isinstance(known, dict):
        return {name: frozen(value) for name, value in known.items()}
    if isinstance(known, list):
        return [frozen(one) for one in known]
    return known


def list_of(found: list[Any], url: str) -> Object:
    """A list that stands inside of another object."""
    return {"object": "list", "data": found, "has_more": False, "url": url}
