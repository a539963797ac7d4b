"""What a trace is made of: lots, uses, and the places where a gift's yen can be."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.core.programmes.types import ServiceCategory


class Place(StrEnum):
    """Where a yen of a gift is. Each yen is in one place at a time."""

    USED = "used"  # paid for a lesson that took place
    COMMITTED = "committed"  # in a child's voucher, not used yet
    WAITING = "waiting"  # free in its fund, and never yet promised
    RETURNED = "returned"  # came back from a voucher unused; free to be given again
    OVERHEAD = "overhead"  # the running costs' share
    REFUNDED = "refunded"  # went back to the donor


@dataclass(frozen=True, slots=True)
class Gift:
    """
    One donation as the fund keeps it, amounts in minor units.

    :param allocated_minor: what stands in vouchers now, used or not.
    """

    donation_id: UUID
    fund_id: UUID
    amount_minor: int
    overhead_minor: int
    refunded_minor: int
    allocated_minor: int
    currency: str = "JPY"


@dataclass(frozen=True, slots=True)
class Lot:
    """Yen of one gift in one voucher, in the order in which they are spent."""

    voucher_id: UUID
    child_id: UUID
    donation_id: UUID
    amount_minor: int
    returned_minor: int = 0

    @property
    def kept_minor(self) -> int:
        return self.amount_minor - self.returned_minor


@dataclass(frozen=True, slots=True)
class Use:
    """
    What is left of one redemption after its reversals.

    :param settled: it stands on the statement of a closed month.
    """

    redemption_id: UUID
    voucher_id: UUID
    provider_id: UUID
    category: ServiceCategory
    service_on: date
    net_minor: int
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Yen of one gift in one redemption: the thread from the gift to the lesson."""

    donation_id: UUID
    child_id: UUID
    use: Use
    amount_minor: int


@dataclass(frozen=True, slots=True)
class VoucherTrace:
    """
    One voucher taken apart.

    :ivar committed: what each gift has in it still unused.
    """

    pieces: tuple[Piece, ...]
    committed: dict[UUID, int]


@dataclass(frozen=True)
class Trace:
    """Where each yen of one gift is, and the lessons that it paid for."""

    gift: Gift
    committed_minor: int = 0
    returned_minor: int = 0
    pieces: tuple[Piece, ...] = ()
    children: frozenset[UUID] = field(default_factory=frozenset, repr=False)

    @property
    def used_minor(self) -> int:
        return sum(piece.amount_minor for piece in self.pieces)

    @property
    def free_minor(self) -> int:
        """What stands in the fund: waiting for its first promise, or returned."""
        gift = self.gift
        return gift.amount_minor - gift.overhead_minor - gift.refunded_minor - gift.allocated_minor

    def parts(self) -> dict[Place, int]:
        """The gift by place; the parts sum to its amount."""
        return dict(self._parts())

    def _parts(self) -> Iterator[tuple[Place, int]]:
        yield Place.USED, self.used_minor
        yield Place.COMMITTED, self.committed_minor
        yield Place.WAITING, self.free_minor - self.returned_minor
        yield Place.RETURNED, self.returned_minor
        yield Place.OVERHEAD, self.gift.overhead_minor
        yield Place.REFUNDED, self.gift.refunded_minor
