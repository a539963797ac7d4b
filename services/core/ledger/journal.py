"""
A transfer as one line of text: what a leaf of the journal's tree is made of.

The line's form is for ever. The database writes it (`repository.LEAVES`), Python writes it, and
docs/verify_gift.py writes it from the proof that a donor was given; a test holds them together.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.core.ledger.models import Transfer

# In this order, each as text, an empty one where there is nothing, with a bar between them.
FIELDS = (
    "programme_id",
    "id",
    "code",
    "kind",
    "of_id",
    "ordinal",
    "debit_account_id",
    "credit_account_id",
    "amount_minor",
    "currency",
    "occurred_at_us",
    "recorded_at_us",
    "pending_id",
    "reverses_id",
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Told = Mapping[str, str | int | None]


def told(transfer: Transfer) -> dict[str, str | int | None]:
    """The transfer as JSON can say it; instants in microseconds since 1970-01-01T00:00:00Z."""
    return {
        "programme_id": str(transfer.programme_id),
        "id": str(transfer.id),
        "code": transfer.code.value,
        "kind": transfer.kind.value,
        "of_id": str(transfer.of_id),
        "ordinal": transfer.ordinal,
        "debit_account_id": str(transfer.debit_account_id),
        "credit_account_id": str(transfer.credit_account_id),
        "amount_minor": transfer.amount_minor,
        "currency": transfer.currency,
        "occurred_at_us": _microseconds(transfer.occurred_at),
        "recorded_at_us": _microseconds(transfer.recorded_at),
        "pending_id": _text(transfer.pending_id),
        "reverses_id": _text(transfer.reverses_id),
    }


def line(told: Told) -> bytes:
    """The leaf's content."""
    return "|".join("" if told[name] is None else str(told[name]) for name in FIELDS).encode()


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _text(id: UUID | None) -> str | None:
    return None if id is None else str(id)
