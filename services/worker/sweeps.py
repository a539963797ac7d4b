"""
What the gateway's messages may have missed, asked for: events, and movements of its balance.

A webhook may be lost for good: the gateway gives up after three days. The list of events goes
back thirty days, and the list of movements for ever.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import TypeVar

import structlog

from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.donations.ports import (
    GatewayEntry,
    GatewayEvents,
    GatewayMessage,
    GatewayPayment,
)
from services.core.integrations import stripe
from services.core.kit.unit_of_work import UnitOfWork
from services.worker.delivery import fault_name
from services.worker.reconciliation import gateway_books
from services.worker.stripe import gateway

# As far back as the gateway lists events (docs.stripe.com/api/events/list).
EVENTS_KEPT = timedelta(days=30)

# So much is looked at once more: something may have been listed later than it was made.
OVERLAP = timedelta(hours=1)

# A message that is not here by then did not come by the webhook.
LATE_AFTER = timedelta(minutes=5)

BATCH = 100

# The topic of what a sweep found and could not accept.
SWEPT = "minori.swept"

T = TypeVar("T")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """
    :param listed: events old enough to have come by the webhook.
    :param missed: those of them that had not.
    """

    listed: int
    missed: int

    @property
    def silent(self) -> bool:
        """Whether the webhook has brought nothing at all, although there was news."""
        return self.listed > 0 and self.missed == self.listed


def sweep_events(runtime: Runtime, *, since: datetime | None, now: datetime) -> Swept:
    """
    Put what the webhook has not brought into the inbox; there it is handled as if it had.

    :param since: up to when all was looked at the last time; None: as far back as there is.
    :raises GatewayUnavailable: the gateway did not answer; the next sweep begins where this did.
    """
    earliest = now - EVENTS_KEPT
    found = _events(runtime).since(max(earliest, since - OVERLAP) if since else earliest)
    listed = missed = 0
    for batch in _batches(found):
        new = runtime.attempt(partial(_keep, messages=batch))
        for message in batch:
            if _made_at(message) <= now - LATE_AFTER:
                listed += 1
                missed += message.id in new
    swept = Swept(listed, missed)
    if swept.silent:
        log.error("webhook_silent", missed=missed)
    elif missed:
        log.warning("webhook_missed_some", listed=listed, missed=missed)
    return swept


def sweep_entries(runtime: Runtime, *, since: datetime, until: datetime) -> int:
    """
    Fetch the payments of movements that are in no book yet, and bring the books there.

    One that cannot be accepted is left to the inbox, which tries it again, and parks it for a
    person in the end; so the sweep goes on, and the next one begins where this one ended.

    :returns: how many payments were fetched and accepted.
    :raises GatewayUnavailable: the gateway does not list its movements.
    """
    found = gateway_books(runtime).entries(since - OVERLAP, until)
    fetched = 0
    for batch in _batches(found):
        unknown = runtime.attempt(partial(_unknown, entries=batch))
        for source_id in dict.fromkeys(entry.source_id for entry in unknown):
            try:
                fetched += _bring_up_to_date(runtime, source_id)
            except Exception as error:
                log.error("swept_payment_failed", source_id=source_id, error=fault_name(error))
                left = partial(_keep, messages=[_as_message(source_id, until)])
                runtime.attempt(left)
    return fetched


def _bring_up_to_date(runtime: Runtime, source_id: str) -> bool:
    payment = gateway(runtime).payment(source_id)
    if payment is None:
        return False
    runtime.attempt(partial(_accept, payment=payment), organisation_id=payment.organisation_id)
    return True


def _as_message(source_id: str, swept_at: datetime) -> GatewayMessage:
    """A reason to look at an object, as if the gateway had told of it; one for each sweep."""
    return GatewayMessage(
        id=f"swept-{source_id}-{swept_at.isoformat()}",
        topic=SWEPT,
        object_id=source_id,
        payload={},
        odd=None,
    )


def _keep(uow: UnitOfWork, *, messages: Sequence[GatewayMessage]) -> set[str]:
    """:returns: the ids of those that were not kept before."""
    return {
        message.id
        for message in messages
        if donations.receive_message(uow, source=stripe.SOURCE, message=message)
    }


def _unknown(uow: UnitOfWork, *, entries: Sequence[GatewayEntry]) -> list[GatewayEntry]:
    return donations.unknown_entries(uow, entries=[one for one in entries if one.kind.of_a_gift])


def _accept(uow: UnitOfWork, *, payment: GatewayPayment) -> None:
    donations.accept_payment(uow, payment)


def _made_at(message: GatewayMessage) -> datetime:
    return datetime.fromtimestamp(int(str(message.payload["created"])), UTC)


def _batches(found: Iterable[T]) -> Iterator[Sequence[T]]:
    waiting = iter(found)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _events(runtime: Runtime) -> GatewayEvents:
    key = runtime.settings.stripe_api_key
    return stripe.connect_events(
        key.get_secret_value() if key else None, runtime.settings.stripe_api_base
    )
