"""The tasks of each context; imported here, so that a worker knows them all."""

from services.worker.tasks import (
    allocations,
    audit,
    donations,
    evidence,
    inbox,
    invariants,
    ledger,
    measurement,
    messages,
    outbox,
    redemptions,
    vouchers,
)

__all__ = [
    "allocations",
    "audit",
    "donations",
    "evidence",
    "inbox",
    "invariants",
    "ledger",
    "measurement",
    "messages",
    "outbox",
    "redemptions",
    "vouchers",
]
