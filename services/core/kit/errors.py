"""
Errors are facts about the domain, told by code; their words stand in the catalogue of texts.

A context defines its own in `errors.py`; the edges (`api/problems.py`, `services/cli`) render
them. The words for code `some_fact` are the message `problem-some-fact`, with its attribute
`.title`, in `services/texts`.
"""

from enum import StrEnum
from typing import ClassVar


class ErrorKind(StrEnum):
    """What sort of fact stands in the way; the API alone maps it to a status."""

    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"


class DomainError(Exception):
    """
    One way in which a verb cannot be carried out.

    :param pointer: JSON pointer to the field at fault (RFC 6901), where there is one.
    :param context: ids, amounts and dates that the text and the problem's extension members use;
        never a person's data.
    """

    kind: ClassVar[ErrorKind]
    code: ClassVar[str]

    def __init__(self, *, pointer: str | None = None, **context: object) -> None:
        self.pointer = pointer
        self.context = context
        super().__init__(self.code)

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in self.context.items())
        return f"{self.code}({facts})"


class Invalid(DomainError):
    kind = ErrorKind.INVALID


class Forbidden(DomainError):
    kind = ErrorKind.FORBIDDEN


class NotFound(DomainError):
    kind = ErrorKind.NOT_FOUND


class Conflict(DomainError):
    kind = ErrorKind.CONFLICT


class Unavailable(DomainError):
    kind = ErrorKind.UNAVAILABLE
