"""The tasks of each context; imported here, so that a worker knows them all."""

from services.worker.tasks import inbox, invariants, ledger, messages, outbox, vouchers

__all__ = ["inbox", "invariants", "ledger", "messages", "outbox", "vouchers"]
