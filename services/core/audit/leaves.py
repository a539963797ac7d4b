"""
What a leaf of the log is made of: the entry as it is exported, in its one CBOR encoding.

The export's JSON object *is* the leaf's content. A verifier needs no schema and no conversion:
it encodes the object (RFC 8949, 4.2.1) and hashes it. So whatever form a field has here, it keeps.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from hashlib import sha256
from hmac import digest as hmac_digest
from typing import Any, Protocol
from uuid import UUID

import cbor2

# Written into every leaf, so that a later form can be told from this one.
FORM = 1


class EntryLike(Protocol):
    """An entry of the table: the model, or a row of it."""

    organisation_id: Any
    id: Any
    at: Any
    recorded_at: Any
    recorded_xid: Any
    actor_id: Any
    actor_kind: Any
    actor_roles: Any
    purpose: Any
    request_id: Any
    action: Any
    object_type: Any
    object_id: Any
    before_hash: Any
    after_hash: Any
    facts: Any


def told(entry: EntryLike) -> dict[str, Any]:
    """The entry as JSON can say it. Every column is in it, so that none can be altered unseen."""
    return {
        "v": FORM,
        "organisation_id": str(entry.organisation_id),
        "id": str(entry.id),
        "at": instant(entry.at),
        "recorded_at": instant(entry.recorded_at),
        "transaction": entry.recorded_xid,
        "actor_id": str(entry.actor_id),
        "actor_kind": str(entry.actor_kind),
        "actor_roles": entry.actor_roles,
        "purpose": entry.purpose,
        "request_id": entry.request_id,
        "action": entry.action,
        "object_type": entry.object_type,
        "object_id": str(entry.object_id),
        "before": None if entry.before_hash is None else bytes(entry.before_hash).hex(),
        "after": None if entry.after_hash is None else bytes(entry.after_hash).hex(),
        "facts": entry.facts,
    }


def encoded(content: Mapping[str, Any]) -> bytes:
    """
    The one encoding of a leaf's content.

    cbor2 sorts map keys shorter first, RFC 8949 bytewise: for keys of text these are the same.
    """
    return cbor2.dumps(content, canonical=True)


def instant(at: datetime) -> str:
    """RFC 3339 in UTC, always with microseconds: one instant, one text."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def plain(fact: object) -> Any:
    """
    A fact as JSON can say it, and say again after it has been through the database.

    :raises TypeError: a fraction: the log knows whole numbers only.
    """
    if isinstance(fact, float):
        raise TypeError("a fact is never a float")
    if isinstance(fact, Enum):
        return plain(fact.value)
    if fact is None or isinstance(fact, bool | int | str):
        return fact
    if isinstance(fact, Mapping):
        return {str(name): plain(one) for name, one in fact.items()}
    if isinstance(fact, list | tuple | set | frozenset):
        told_facts = [plain(one) for one in fact]
        return sorted(told_facts, key=str) if isinstance(fact, set | frozenset) else told_facts
    if isinstance(fact, bytes):
        return fact.hex()
    if isinstance(fact, datetime):
        return instant(fact)
    return fact.isoformat() if isinstance(fact, date) else str(fact)


def values_hash(key: bytes, values: Mapping[str, object] | None) -> bytes | None:
    """
    A keyed hash (HMAC-SHA-256) of an object's values before or after an act.

    Keyed, because most values are few: whoever reads the log could otherwise try every birth date
    or income until a hash fits. Equal values give equal hashes, within one organisation only.
    """
    if values is None:
        return None
    return hmac_digest(key, encoded(plain(values)), sha256)


def hash_key_purpose(organisation_id: UUID) -> str:
    """What the tenant's key for `values_hash` is derived for."""
    return f"audit-values|{organisation_id}"
