"""What goes into a comparison, and what comes out of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.core.donations.ports import GatewayEntry
from services.core.donations.types import EntryKind, FindingKind, PayoutStatus


@dataclass(frozen=True, slots=True)
class BookedMovement:
    """
    One movement of the gateway as our books have it, its programmes' parts added up.

    :param ledger: what the ledger moved at the gateway's account for it, in yen.
    :param parts: in how many programmes it stands.
    :param answers: the gift, refund or payout whose transfers answer to it.
    """

    id: str
    kind: EntryKind
    source_id: str
    occurred_at: datetime
    amount: int
    fee: int
    ledger: int
    parts: int
    payout_id: str | None
    answers: UUID

    @property
    def net(self) -> int:
        return self.amount - self.fee


@dataclass(frozen=True, slots=True)
class PayoutSide:
    """A payout as our books have it, and what the bank showed of it."""

    id: str
    amount: int
    status: PayoutStatus
    arrives_on: date
    seen: bool
    returned: bool


class Explanation(StrEnum):
    BOOKED = "booked"
    AWAITS_PAYOUT = "awaits_payout"  # a fee for the account as such: booked with its payout


@dataclass(frozen=True, slots=True)
class Explained:
    """A movement at the gateway to which our books answer to the yen."""

    entry: GatewayEntry
    how: Explanation
    booked: BookedMovement | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    A difference, or something that should not stand so.

    :param about: the gateway's id; ours of what it does not know.
    :param theirs, ours: in yen; None where a side has nothing.
    :param entry: the gateway's movement, where it is about one.
    """

    kind: FindingKind
    about: str
    theirs: int | None = None
    ours: int | None = None
    payout_id: str | None = None
    entry: GatewayEntry | None = None
