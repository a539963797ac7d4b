"""
Bring a message to its handlers: each in a transaction of its own, and each once.

The note "delivered to this handler" is written in the transaction of the handler's effect. So a
message may be delivered any number of times, by any number of workers, and has its effect once.
"""

from collections.abc import Callable, Mapping
from uuid import UUID

import structlog

from services.core.bootstrap import Runtime
from services.core.kit import inbox, outbox
from services.core.kit.attempts import Hopeless
from services.core.kit.errors import DomainError
from services.core.kit.outbox import Message, Ticket
from services.core.kit.unit_of_work import UnitOfWork
from services.worker.process import PROCESS
from services.worker.subscriptions import SOURCES, SUBSCRIPTIONS, Errand, Handler, Source

BATCH = 100

Subscriptions = Mapping[str, tuple[Handler | Errand, ...]]

log = structlog.get_logger(__name__)


def deliver(
    runtime: Runtime,
    ticket: Ticket,
    subscriptions: Subscriptions = SUBSCRIPTIONS,
) -> Ticket | None:
    """
    Bring one message of the outbox to all handlers of its topic.

    :returns: the next message of the same key, claimed for us, if there is one.
    """
    message = runtime.attempt(lambda uow: outbox.begin(uow.session, ticket, lease=PROCESS.lease))
    if message is None:
        return None
    try:
        for handler in subscriptions.get(message.topic, ()):
            if isinstance(handler, Errand):
                _run(runtime, message, handler)
            else:
                _have_effect(runtime, message, handler)
    except Exception as error:
        fault, is_final = fault_name(error), isinstance(error, Hopeless)
        parked = runtime.attempt(
            lambda uow: outbox.fail(uow.session, message, error=fault, is_final=is_final)
        )
        _tell(fault, parked=parked, topic=message.topic, message_id=message.id)
        return None
    following = runtime.attempt(lambda uow: _finish(uow, message))
    if message.topic in subscriptions:
        # What the handlers have emitted in turn need not wait for the next look.
        runtime.attempt(lambda uow: outbox.hint(uow.session))
    return following


def drain(runtime: Runtime, subscriptions: Subscriptions = SUBSCRIPTIONS) -> int:
    """Deliver all that is due, here and now, without a broker; how many were taken up."""
    delivered = 0
    while tickets := runtime.attempt(lambda uow: outbox.claim(uow.session, limit=BATCH)):
        for ticket in tickets:
            following: Ticket | None = ticket
            while following is not None:
                following = deliver(runtime, following, subscriptions)
                delivered += 1
    return delivered


def handle(runtime: Runtime, event_id: UUID, sources: Mapping[str, Source] = SOURCES) -> None:
    """Handle one event of the inbox: ask its source for what is now, then apply that."""
    event = runtime.attempt(lambda uow: inbox.begin(uow.session, event_id, lease=PROCESS.lease))
    if event is None:
        return
    try:
        source = sources[event.source]
        # The network, so no transaction is open and no row is locked.
        present = source.fetch(runtime, event)

        def apply(uow: UnitOfWork) -> None:
            if inbox.hold(uow.session, event.id):
                source.apply(uow, event, present)
                inbox.finish(uow.session, event.id)
                if source.by_object:
                    inbox.finish_others(uow.session, event)

        runtime.attempt(apply)
    except Exception as error:
        fault = fault_name(error)
        parked = runtime.attempt(lambda uow: inbox.fail(uow.session, event, error=fault))
        _tell(fault, parked=parked, topic=event.topic, message_id=event.id)


def drain_inbox(runtime: Runtime, sources: Mapping[str, Source] = SOURCES) -> int:
    """Handle all that is due, here and now, without a broker; how many were taken up."""
    handled = 0
    while ids := runtime.attempt(lambda uow: inbox.claim(uow.session, limit=BATCH)):
        for event_id in ids:
            handle(runtime, event_id, sources)
        handled += len(ids)
    return handled


def fault_name(error: Exception) -> str:
    """What may be kept about a failure: a code or a class, never words that may name a person."""
    return error.code if isinstance(error, DomainError) else type(error).__name__


def _have_effect(runtime: Runtime, message: Message, handler: Handler) -> None:
    ticket = Ticket(message.tenant_id, message.id)
    organisation = message.payload.get("organisation_id")

    def effect(uow: UnitOfWork) -> None:
        # Whoever else was sent this message is before us, or waits for nothing.
        if not outbox.hold(uow.session, ticket):
            return
        if outbox.is_first_delivery(uow.session, consumer=handler.__name__, message_id=message.id):
            handler(uow, message)

    runtime.attempt(effect, organisation_id=UUID(organisation) if organisation else None)


def _run(runtime: Runtime, message: Message, errand: Errand) -> None:
    """Do what is to be done outside, unless it is noted as done; the network holds no lock."""

    def is_done(uow: UnitOfWork) -> bool:
        return outbox.was_delivered(uow.session, consumer=errand.name, message_id=message.id)

    def note(uow: UnitOfWork) -> None:
        outbox.is_first_delivery(uow.session, consumer=errand.name, message_id=message.id)

    if not runtime.attempt(is_done):
        errand.run(runtime, message)
        runtime.attempt(note)


def _finish(uow: UnitOfWork, message: Message) -> Ticket | None:
    ticket = Ticket(message.tenant_id, message.id)
    if not outbox.hold(uow.session, ticket):
        return None
    outbox.finish(uow.session, ticket)
    return outbox.claim_next(uow.session, after=message, lease=PROCESS.lease)


def _tell(fault: str, *, parked: bool, topic: str, message_id: UUID) -> None:
    say: Callable[..., object] = log.error if parked else log.warning
    say(
        "message_parked" if parked else "message_failed",
        topic=topic,
        message_id=str(message_id),
        error=fault,
    )
