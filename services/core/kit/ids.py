"""Identifiers: UUIDv7 for what we create, UUIDv5 for what follows from something outside."""

from uuid import UUID, uuid5

import uuid_utils.compat

# Fixed for ever: ids derived under it must come out the same on every installation.
NAMESPACE = UUID("6d696e6f-7269-5000-8000-000000000001")


def uuid7() -> UUID:
    """A new id, sortable by the time of its making (RFC 9562, version 7)."""
    return uuid_utils.compat.uuid7()


def derived_id(*parts: object) -> UUID:
    """
    The one id that these parts always give, so that a repeat finds what the first time made.

    >>> derived_id("a", 1) == derived_id("a", 1)
    True
    """
    return uuid5(NAMESPACE, "|".join(str(part) for part in parts))
