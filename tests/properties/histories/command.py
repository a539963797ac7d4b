"""A step of a history, and what it takes to live it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from services.core.kit.ids import derived_id
from services.core.kit.unit_of_work import UnitOfWork
from tests.properties.histories.gateway import Gateway
from tests.properties.histories.stage import Stage

T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """
    :param verb: a method of `History`.
    :param which: chooses among what is there, by its remainder.
    :param days: how long after the step before.
    :param again: whether the very same command comes a second time.
    """

    verb: str
    yen: int
    which: int
    days: int
    again: bool


# What is done in a unit of work; done again, it must change nothing.
Command = Callable[[UnitOfWork], object]


@dataclass
class Life:
    """
    What a history knows by itself, apart from all tables.

    :ivar came: each gift whose money has come, with its amount.
    :ivar gone: what of it we sent back by hand; what the gateway did, it knows itself.
    :ivar tasks: refunds to be sent by hand, and of which gift; `sent` those that were.
    :ivar matched: deposits that became gifts, and which.
    """

    stage: Stage
    now: datetime
    ordinal: int = 0
    came: dict[UUID, int] = field(default_factory=dict)
    gone: dict[UUID, int] = field(default_factory=dict)
    tasks: dict[UUID, UUID] = field(default_factory=dict)
    sent: dict[UUID, UUID] = field(default_factory=dict)
    uses: list[UUID] = field(default_factory=list)
    deposits: dict[UUID, int] = field(default_factory=dict)
    matched: dict[UUID, UUID] = field(default_factory=dict)
    gateway: Gateway = field(init=False)

    def __post_init__(self) -> None:
        self.gateway = Gateway(self.stage.programme_id)

    @property
    def programme_id(self) -> UUID:
        return self.stage.programme_id

    def id(self, of: str) -> UUID:
        """The id that this step gives to what it makes: the same when it comes again."""
        return derived_id("history", self.programme_id, self.ordinal, of)

    @staticmethod
    def one_of(choice: "list[T]", which: int) -> T | None:
        return choice[which % len(choice)] if choice else None
