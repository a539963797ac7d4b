"""Record who did what; seal it in a tree; sign the tree; prove what stands in it."""

from services.core.audit.service.check import verify
from services.core.audit.service.prove import consistency, prove
from services.core.audit.service.read import (
    checkpoint_at,
    checkpoints,
    entries,
    export,
    history,
    public_log,
    status,
)
from services.core.audit.service.record import record, record_reads
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
    "history",
    "is_due",
    "note_halt",
    "note_kept",
    "open_log",
    "prove",
    "public_log",
    "record",
    "record_reads",
    "seal",
    "status",
    "submission",
    "verify",
]
