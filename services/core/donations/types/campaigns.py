"""States and figures of campaigns, sponsors and supporters."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.core.kit.money import Money


class CampaignKind(StrEnum):
    """What becomes of the gifts where the goal is missed (B5)."""

    ALL_IN = "all_in"  # they are used, for fewer children
    ALL_OR_NOTHING = "all_or_nothing"  # they are given back


class CampaignStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What an All-or-Nothing campaign came to; decided once."""

    REACHED = "reached"
    MISSED = "missed"


class DeadlineChange(StrEnum):
    """What may be decided about a campaign's end while it runs."""

    EXTENDED = "extended"
    ENDED_EARLY = "ended_early"


class SponsorshipKind(StrEnum):
    """What a company promises beside its own gifts."""

    MATCHING = "matching"  # so much for each yen that others give
    PLACES = "places"  # so many children's places, out of a fund of their own


class PageStatus(StrEnum):
    """How a supporter's own page for a campaign stands."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"  # by staff, or because its supporter was forgotten


class Notice(StrEnum):
    """What a campaign's donors are written to about."""

    UPDATE = "update"
    REACHED = "reached"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFigures:
    """
    A campaign's gifts in figures, its supporters' pages among them; yen but for the two counts.

    It holds: settled = kept + refunded + disputed.

    :param pledged: promised, or on its way, by the word of somebody who is known.
    :param unconfirmed: begun by anybody and not paid: anybody could have made up any sum of it, so
        it is told to staff only.
    :param settled: arrived, whatever became of it.
    :param held: of what is kept, what may not be promised to a child yet.
    :param allocated: promised to children, used or not.
    :param overhead: what the running costs got of what is kept.
    :param donors: a gift of nobody known counts as one.
    """

    pledged: int
    unconfirmed: int
    settled: int
    refunded: int
    disputed: int
    held: int
    allocated: int
    overhead: int
    gifts: int
    donors: int

    @property
    def kept(self) -> int:
        return self.settled - self.refunded - self.disputed


@dataclass(frozen=True, slots=True, kw_only=True)
class StretchGoal:
    """A further goal, and what it would do."""

    amount: Money
    text_ja: str
    text_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateWords:
    """The words of a campaign's update, in both languages."""

    title_ja: str
    title_en: str
    body_ja: str
    body_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupporterWords:
    """What a supporter says on their own page; the name is the one they choose to show."""

    name: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a campaign told its donors from an instant on: its words, figures and terms, by name."""

    version: int
    told: dict[str, object]
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SponsorFigures:
    """
    What became of a sponsor's promise; yen but for the counts.

    :param due: what is owed by now: what gifts were matched with, or the places promised.
    :param paid: what has come of it and stayed.
    :param matched_gifts: how many gifts it was matched with.
    """

    promised: int
    due: int
    paid: int
    matched_gifts: int

    @property
    def owed(self) -> int:
        """What is yet to be paid; paying ahead owes nothing."""
        return max(self.due - self.paid, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverheadOfFund:
    """
    What the running costs took of a fund's gifts, covered fees apart (A6).

    :param given: what was given for children and is kept.
    """

    fund_id: UUID
    given: int
    overhead: int
    cap_bps: int

    @property
    def share_bps(self) -> int:
        """In basis points, rounded up: a share just above the cap must not look like the cap."""
        return -(-self.overhead * 10_000 // self.given) if self.given else 0

    @property
    def over_cap(self) -> bool:
        return self.overhead * 10_000 > self.cap_bps * self.given
