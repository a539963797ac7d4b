"""The audit log over the wire: entries, proofs, checkpoints."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.core.audit.types import ConsistencyProof, InclusionProof, SignedBecause
from services.core.kit.actor import ActorKind

HASH: dict[str, Any] = {"description": "32 bytes, base64."}


class AuditEntryOut(BaseModel):
    """One act: ids, amounts and dates, never a person's data."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    at: datetime = Field(description="The instant of the act, by the service's clock.")
    recorded_at: datetime = Field(description="When it was written, by the database's clock.")
    actor_id: UUID
    actor_kind: ActorKind
    actor_roles: list[str]
    purpose: str | None = Field(description="What people's data was looked at for.")
    request_id: str | None
    action: str
    object_type: str
    object_id: UUID
    facts: dict[str, Any]


class AuditCheckpointOut(BaseModel):
    """A signed head of the log."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    tree_size: int
    because: SignedBecause
    signed_at: datetime
    note: str = Field(description="A C2SP signed note: keep it byte for byte.")


class InclusionProofOut(BaseModel):
    """That an entry stands in the log. `docs/verify_log.py` checks it without us."""

    entry: dict[str, Any] = Field(description="What the leaf is made of: its CBOR is hashed.")
    index: int
    leaf_hash: str = Field(json_schema_extra=HASH)
    tree_size: int
    hashes: list[str] = Field(description="From the leaf upwards (RFC 6962, 2.1.1), base64.")
    checkpoint: str = Field(description="A signed note of a tree that has the leaf.")

    @classmethod
    def of(cls, proof: InclusionProof) -> Self:
        return cls(
            entry=proof.entry,
            index=proof.index,
            leaf_hash=base64(proof.leaf_hash),
            tree_size=proof.tree_size,
            hashes=base64s(proof.hashes),
            checkpoint=proof.checkpoint,
        )


class ConsistencyProofOut(BaseModel):
    """That the log of the larger size begins with the log of the smaller one."""

    old_size: int
    new_size: int
    old_root: str = Field(json_schema_extra=HASH)
    new_root: str = Field(json_schema_extra=HASH)
    hashes: list[str] = Field(description="As RFC 6962, 2.1.2, orders them, base64.")

    @classmethod
    def of(cls, proof: ConsistencyProof) -> Self:
        return cls(
            old_size=proof.old_size,
            new_size=proof.new_size,
            old_root=base64(proof.old_root),
            new_root=base64(proof.new_root),
            hashes=base64s(proof.hashes),
        )


class PublicLogOut(BaseModel):
    """What anybody needs to check what the log proves."""

    model_config = ConfigDict(from_attributes=True)

    origin: str = Field(description="The log's name, the first line of its checkpoints.")
    verifier_key: str = Field(description="Its public key, as c2sp.org/signed-note writes it.")
    checkpoint: str | None = Field(description="The newest; null until one is signed.")


def base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def base64s(hashes: Sequence[bytes]) -> list[str]:
    return [base64(one) for one in hashes]
