"""What a trace is made of: lots, uses, and the places where a gift's yen can be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.core.donations.types import Channel
from services.core.programmes.types import ServiceCategory


class Place(StrEnum):
    """Where a yen of a gift is. Each yen is in one place at a time."""

    USED = "used"  # paid for a lesson that took place
    COMMITTED = "committed"  # in a child's voucher, not used yet
    WAITING = "waiting"  # free in its fund, and never yet promised
    RETURNED = "returned"  # came back from a voucher unused; free to be given again
    ON_HOLD = "on_hold"  # free, and may not be promised: checked first, or about to go back
    OVERHEAD = "overhead"  # the running costs' share
    FEE_COVER = "fee_cover"  # what the donor added to pay the gateway's fee
    REFUNDED = "refunded"  # given back to the donor
    DISPUTED = "disputed"  # taken back by the donor's bank


@dataclass(frozen=True, slots=True)
class Gift:
    """
    One donation as the fund keeps it, amounts in minor units.

    :param overhead_minor: the running costs' part, what covers the gateway's fee included.
    :param refunded_minor: what we gave back to the donor.
    :param allocated_minor: what stands in vouchers now, used or not.
    :param shortfall_minor: what went back although it had been promised: the organisation's
        money has stood in for it since, for no child loses a voucher by a refund.
    :param disputed_minor: what the donor's bank took back, and did not give again.
    :param fee_cover_minor: what the donor added to cover the gateway's fee.
    :param refunding_minor: what we are about to give back, and promise to nobody meanwhile.
    :param held: whether what is free of it may not be promised yet.
    """

    donation_id: UUID
    fund_id: UUID
    amount_minor: int
    overhead_minor: int
    refunded_minor: int
    allocated_minor: int
    shortfall_minor: int = 0
    disputed_minor: int = 0
    fee_cover_minor: int = 0
    refunding_minor: int = 0
    held: bool = False

    @property
    def gone_minor(self) -> int:
        """What went back, whether we gave it or the donor's bank took it."""
        return self.refunded_minor + self.disputed_minor

    @property
    def covered_minor(self) -> int:
        """What of the running costs' part is there to pay the gateway's fee."""
        return min(self.fee_cover_minor, self.amount_minor - self.gone_minor, self.overhead_minor)

    @property
    def free_minor(self) -> int:
        """What stands in the fund under the gift's name, promised to nobody."""
        return (
            self.amount_minor
            + self.shortfall_minor
            - self.overhead_minor
            - self.gone_minor
            - self.allocated_minor
        )


@dataclass(frozen=True, slots=True)
class GiftFacts:
    """What a statement says of a gift besides its yen."""

    settled_at: datetime
    donor_id: UUID | None


@dataclass(frozen=True, slots=True)
class Traced:
    """Yen of a gift that were used for one child, as a closed month fixed them."""

    month: str
    child_id: UUID
    amount_minor: int


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
    """
    Where each yen of one gift is, and the lessons that it paid for.

    :ivar parts: the gift by place; they sum to its amount.
    :ivar pieces: what it paid for, in order; they sum to the part that is used.
    :ivar stood_in: what had been its lessons until it was refunded; the organisation paid them.
    :ivar children: in whose vouchers the gift is.
    """

    gift: Gift
    parts: Mapping[Place, int]
    pieces: tuple[Piece, ...] = ()
    stood_in: tuple[Piece, ...] = ()
    children: frozenset[UUID] = field(default_factory=frozenset, repr=False)


@dataclass(frozen=True, slots=True)
class GiftLine:
    """A gift that a statement is about."""

    donation_id: UUID
    settled_on: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """What of the gift was used for one kind of lesson cost; None is a blank."""

    category: ServiceCategory
    amount_minor: int | None


@dataclass(frozen=True, slots=True)
class MonthLine:
    """
    What of the gift was used, by the month in which it was settled; None is a blank.

    :ivar month: None for what no closed month has fixed yet; that may still change.
    """

    month: str | None
    amount_minor: int | None

    @property
    def final(self) -> bool:
        return self.month is not None


@dataclass(frozen=True, slots=True)
class ProgrammeFigures:
    """
    What is said instead where a gift stands behind fewer children than may be told of.

    :ivar children: who used a voucher of the programme; None where that is not public.
    """

    children: int | None
    categories: tuple[CategoryLine, ...]


@dataclass(frozen=True)
class Detail:
    """What may be told of a gift that stands behind k children or more."""

    children: int
    categories: tuple[CategoryLine, ...]
    months: tuple[MonthLine, ...]


@dataclass(frozen=True)
class About:
    """Whose statement it is: the programme, and who runs it."""

    programme_id: UUID
    programme_ja: str
    programme_en: str
    organisation_ja: str
    organisation_en: str
    fiscal_year: int
    k: int


@dataclass(frozen=True)
class Statement:
    """
    What became of a donor's gift, or of a year's gifts; amounts in yen.

    :ivar parts: by place; they sum to `amount_minor` exactly.
    :ivar stood_in_minor: what went back although it was promised: the organisation's own money
        has taken its place, and no child lost anything.
    :ivar final: every yen has come to rest, and the months in which it did are closed.
    :ivar closed_until: the last month that is closed and traced.
    :ivar year: the calendar year, where the statement is of a year's gifts.
    :ivar detail: None where the gift stands behind fewer than k children.
    :ivar programme: told in place of `detail`; None also where nothing is published yet.
    :ivar told_by_gift: no detail of the year, since a gift of it is told of in detail: what is
        told on both levels tells of the other gifts by subtraction.
    """

    about: About
    gifts: tuple[GiftLine, ...]
    amount_minor: int
    parts: Mapping[Place, int]
    stood_in_minor: int
    final: bool
    as_of: datetime
    closed_until: str | None
    year: int | None
    detail: Detail | None
    programme: ProgrammeFigures | None
    told_by_gift: bool = False


@dataclass(frozen=True)
class DonorYear:
    """
    All that a donor gave to an organisation in a calendar year, to whichever programme.

    :ivar statements: of each programme's gifts, in the order of the programmes' years and names.
    """

    year: int
    statements: tuple[Statement, ...]

    @property
    def amount_minor(self) -> int:
        return sum(one.amount_minor for one in self.statements)

    @property
    def stood_in_minor(self) -> int:
        return sum(one.stood_in_minor for one in self.statements)

    @property
    def parts(self) -> Mapping[Place, int]:
        return {place: sum(one.parts[place] for one in self.statements) for place in Place}

    @property
    def final(self) -> bool:
        return all(one.final for one in self.statements)


class GiftState(StrEnum):
    """How a gift stands, as its donor is told; the first that is true of it."""

    FAILED = "failed"
    AWAITED = "awaited"  # promised, or paid and on its way
    REFUNDED = "refunded"
    IN_DISPUTE = "in_dispute"  # the donor's bank has taken it back, and may yet give it again
    TAKEN_BACK = "taken_back"  # by the donor's bank, and what is left of it was refunded
    REFUND_UNDER_WAY = "refund_under_way"
    ON_HOLD = "on_hold"
    REFUNDED_IN_PART = "refunded_in_part"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnGift:
    """A gift as its donor sees it in the list; amounts in yen."""

    id: UUID
    programme_id: UUID
    programme_ja: str
    programme_en: str
    campaign_ja: str | None
    campaign_en: str | None
    channel: Channel
    state: GiftState
    amount_minor: int
    fee_cover_minor: int
    overhead_minor: int
    refunded_minor: int
    disputed_minor: int
    refund_under_way_minor: int
    anonymous: bool
    reference: str | None
    started_at: datetime
    settled_at: datetime | None
    accepted_on: date | None

    @property
    def has_statement(self) -> bool:
        """Whether its money has come: of what has not, nothing can be told."""
        return self.settled_at is not None
