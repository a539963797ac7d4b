"""
What follows from what: one page.

A handler gets the unit of work in which its effect and the note of it are written together. It
looks at what is (by the ids in the message), not at what was, and is known by its name: give it
another name, and messages still under way reach it once more.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.core.audit import service as audit
from services.core.audit.errors import LogNotExtended, LogUnknown
from services.core.audit.types import SignedBecause
from services.core.bootstrap import Runtime
from services.core.impact import service as impact
from services.core.integrations import stripe
from services.core.kit.inbox import Received
from services.core.kit.outbox import Message
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.settlements.events import MonthClosed
from services.worker import stripe as stripe_messages

Handler = Callable[[UnitOfWork, Message], None]


@dataclass(frozen=True, slots=True)
class Source:
    """
    How events of another system are handled, in two steps.

    :param fetch: ask the other system for the present state of the thing; outside a transaction.
    :param apply: bring our books to that state, whatever came before; must be repeatable.
    """

    fetch: Callable[[Runtime, Received], Any]
    apply: Callable[[UnitOfWork, Received, Any], None]


def fix_what_gifts_became(uow: UnitOfWork, message: Message) -> None:
    """A month was closed: what donors are told of its lessons does not change any more."""
    impact.freeze(uow, programme_id=UUID(message.payload["programme_id"]))


def sign_the_log(uow: UnitOfWork, message: Message) -> None:
    """A month was closed: what was done until then is signed, whatever the minute."""
    programmes.enter(uow, UUID(message.payload["programme_id"]))
    # A log that no worker has opened yet, or that must not be signed, is the minute's business
    # (`tasks.audit`): it opens the one, and raises the alarm for the other.
    with suppress(LogUnknown, LogNotExtended):
        audit.checkpoint(uow, because=SignedBecause.MONTH_CLOSED)


# Topic of an event of ours -> who acts on it. Topics without a line are for exports only.
SUBSCRIPTIONS: Mapping[str, tuple[Handler, ...]] = {
    MonthClosed.topic: (fix_what_gifts_became, sign_the_log),
}

# Source of an event of the inbox -> how it is handled.
SOURCES: Mapping[str, Source] = {
    stripe.SOURCE: Source(fetch=stripe_messages.fetch, apply=stripe_messages.apply),
}
