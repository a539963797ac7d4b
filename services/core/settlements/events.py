"""What happened to statements and payouts."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from services.core.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthClosed(Event):
    """Once a month, however many statements it has: for what is done for the whole programme."""

    topic: ClassVar[str] = "month.closed"
    about: ClassVar[str] = "programme_id"

    month: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementClosed(Event):
    topic: ClassVar[str] = "statement.closed"
    about: ClassVar[str] = "statement_id"

    statement_id: UUID
    provider_id: UUID
    month: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementObjected(Event):
    topic: ClassVar[str] = "statement.objected"
    about: ClassVar[str] = "statement_id"

    statement_id: UUID
    objection_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionResolved(Event):
    topic: ClassVar[str] = "statement.objection_resolved"
    about: ClassVar[str] = "statement_id"

    statement_id: UUID
    objection_id: UUID
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutBatchPrepared(Event):
    """Waits for a second person."""

    topic: ClassVar[str] = "payout_batch.prepared"
    about: ClassVar[str] = "batch_id"

    batch_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutBatchApproved(Event):
    topic: ClassVar[str] = "payout_batch.approved"
    about: ClassVar[str] = "batch_id"

    batch_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutBatchExported(Event):
    topic: ClassVar[str] = "payout_batch.exported"
    about: ClassVar[str] = "batch_id"

    batch_id: UUID
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutPaid(Event):
    topic: ClassVar[str] = "payout.paid"
    about: ClassVar[str] = "payout_id"

    payout_id: UUID
    provider_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutReturned(Event):
    """The bank sent it back: the account wants mending, and the money is owed again."""

    topic: ClassVar[str] = "payout.returned"
    about: ClassVar[str] = "payout_id"

    payout_id: UUID
    provider_id: UUID
