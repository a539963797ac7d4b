"""Record who did what; seal it in a tree; sign the tree; prove what stands in it."""

from services.core.audit.service.check import verify
from services.core.audit.service.prove import consistency, prove
from services.core.audit.service.read import (
    checkpoint_at,
    checkpoints,
    entries,
    export,
    has_log,
    history,
    public_log,
    status,
)
from services.core.audit.service.record import record, record_reads
from services.core.audit.service.reseal import reseal_keys
from services.core.audit.service.seal import is_due, open_log, seal
from services.core.audit.service.sign import (
    checkpoint,
    note_halt,
    note_kept,
    submission,
)

__all__ = [
    "checkpoint",
    "checkpoint_at",
    "checkpoints",
    "consistency",
    "entries",
    "export",
    "has_log",
    "history",
    "is_due",
    "note_halt",
    "note_kept",
    "open_log",
    "prove",
    "public_log",
    "record",
    "record_reads",
    "reseal_keys",
    "seal",
    "status",
    "submission",
    "verify",
]
