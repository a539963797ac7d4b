"""What happened to rounds and awards; ids only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from services.core.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOpened(Event):
    topic: ClassVar[str] = "round.opened"
    about: ClassVar[str] = "round_id"

    round_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundClosed(Event):
    topic: ClassVar[str] = "round.closed"
    about: ClassVar[str] = "round_id"

    round_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundDrawn(Event):
    """The seed is revealed; the order can be checked by anyone."""

    topic: ClassVar[str] = "round.drawn"
    about: ClassVar[str] = "round_id"

    round_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardsMade(Event):
    """A round's money is promised: its results can be told to all applicants (C9)."""

    topic: ClassVar[str] = "award.made"
    about: ClassVar[str] = "round_id"

    round_id: UUID
    awards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardOffered(Event):
    """Somebody on the waiting list is offered a place, and has until the deadline to answer."""

    topic: ClassVar[str] = "award.offered"
    about: ClassVar[str] = "award_id"

    award_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardAccepted(Event):
    topic: ClassVar[str] = "award.accepted"
    about: ClassVar[str] = "award_id"

    award_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardGivenUp(Event):
    """The family declined, or the organisation took the offer back; the money is free again."""

    topic: ClassVar[str] = "award.given_up"
    about: ClassVar[str] = "award_id"

    award_id: UUID
