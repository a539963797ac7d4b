"""Faults of fields in the reader's language: pydantic knows them by type, the catalogue by kind."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.core.kit.texts import text

# The first beginning that fits; what none fits is told as not fitting.
KINDS = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "text_unkeepable": "unkeepable",
    "string_unicode": "unkeepable",
    "string_too_short": "text-too-short",
    "string_too_long": "text-too-long",
    "string_pattern_mismatch": "form",
    "string": "text",
    "int": "integer",
    "bool": "yes-or-no",
    "greater_than_equal": "too-low",
    "less_than_equal": "too-high",
    "too_short": "too-few",
    "too_long": "too-many",
    "timezone": "offset",
    "datetime": "instant",
    "date": "day",
    "uuid": "id",
    "url": "address",
    "enum": "choice",
    "literal_error": "choice",
    "union_tag": "choice",
    "list": "list",
    "tuple": "list",
    "set": "list",
    "json": "json",
    "value_error": "rule",
}


def told(faults: Sequence[Mapping[str, Any]], language: str) -> list[dict[str, str]]:
    """
    Each fault as a JSON pointer (RFC 6901) and a sentence.

    :param faults: as pydantic lists them; the first part of `loc` is where the field came.
    """
    return [
        {"pointer": _pointer(fault["loc"][1:]), "detail": _words(fault, language)}
        for fault in faults
    ]


def _pointer(place: Sequence[str | int]) -> str:
    parts = [str(part).replace("~", "~0").replace("/", "~1") for part in place]
    # The name of a field may itself be what cannot be written down.
    return "".join(f"/{part}" for part in parts).encode("utf-8", "replace").decode()


def _words(fault: Mapping[str, Any], language: str) -> str:
    kind = next((kind for type, kind in KINDS.items() if fault["type"].startswith(type)), "unfit")
    facts = {
        name: limit if isinstance(limit, int | str) else str(limit)
        for name, limit in (fault.get("ctx") or {}).items()
    }
    return text(f"field-{kind}", language, reason=fault["msg"], **facts)
