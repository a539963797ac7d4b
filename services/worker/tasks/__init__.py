"""The tasks of each context; imported here, so that a worker knows them all."""

from services.worker.tasks import (
    allocations,
    audit,
    donations,
    evidence,
    inbox,
    invariants,
    keys,
    ledger,
    measurement,
    messages,
    outbox,
    privacy,
    reconciliation,
    redemptions,
    sign_in,
    vouchers,
)

__all__ = [
    "allocations",
    "audit",
    "donations",
    "evidence",
    "inbox",
    "invariants",
    "keys",
    "ledger",
    "measurement",
    "messages",
    "outbox",
    "privacy",
    "reconciliation",
    "redemptions",
    "sign_in",
    "vouchers",
]
