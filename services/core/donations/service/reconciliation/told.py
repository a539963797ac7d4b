"""What the gateway told, laid down on disk: written once, read as often as needed."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from tempfile import TemporaryFile
from typing import IO, Any

from services.core.donations.ports import GatewayBooks, GatewayEntry, GatewayPayout
from services.core.donations.types import EntryKind, PayoutStatus
from services.core.kit.money import Money

Progress = Callable[[int], None]


class Told:
    """
    The movements and payouts of a span, as the gateway told them: newest first.

    :param entries: how many movements there are.
    """

    def __init__(self, since: datetime, until: datetime, movements: IO[str], paid: IO[str]) -> None:
        self.since = since
        self.until = until
        self.entries = 0
        self._movements = movements
        self._payouts = paid

    def hear(self, books: GatewayBooks, progress: Progress | None) -> None:
        for entry in books.entries(self.since, self.until):
            _write(self._movements, _entry_out(entry))
            self.entries += 1
            if progress:
                progress(self.entries)
        for payout in books.payouts(self.since, self.until):
            _write(self._payouts, _payout_out(payout))

    def movements(self) -> Iterator[GatewayEntry]:
        return map(_entry_in, _read(self._movements))

    def payouts(self) -> Iterator[GatewayPayout]:
        return map(_payout_in, _read(self._payouts))


@contextmanager
def ask(
    books: GatewayBooks, *, since: datetime, until: datetime, progress: Progress | None = None
) -> Iterator[Told]:
    """
    Ask the gateway for all of a span; outside any transaction. Gone when the block ends.

    :param progress: is told after each movement how many there were.
    :raises GatewayUnavailable: it could not be reached, or is in trouble.
    """
    with (
        TemporaryFile("w+", encoding="utf-8") as movements,
        TemporaryFile("w+", encoding="utf-8") as paid,
    ):
        told = Told(since, until, movements, paid)
        told.hear(books, progress)
        yield told


def _write(file: IO[str], fields: list[Any]) -> None:
    file.write(json.dumps(fields, separators=(",", ":")))
    file.write("\n")


def _read(file: IO[str]) -> Iterator[list[Any]]:
    file.seek(0)
    return map(json.loads, file)


def _entry_out(entry: GatewayEntry) -> list[Any]:
    return [
        entry.id,
        entry.kind.value,
        entry.source_id,
        entry.amount.minor,
        entry.fee.minor,
        entry.amount.currency,
        entry.occurred_at.timestamp(),
    ]


def _entry_in(fields: list[Any]) -> GatewayEntry:
    id, kind, source_id, amount, fee, currency, at = fields
    return GatewayEntry(
        id=id,
        kind=EntryKind(kind),
        source_id=source_id,
        amount=Money(amount, currency),
        fee=Money(fee, currency),
        occurred_at=datetime.fromtimestamp(at, UTC),
    )


def _payout_out(payout: GatewayPayout) -> list[Any]:
    return [
        payout.id,
        payout.amount.minor,
        payout.amount.currency,
        payout.occurred_at.timestamp(),
        [_entry_out(entry) for entry in payout.entries],
        payout.complete,
        payout.status.value,
        payout.arrives_on.isoformat() if payout.arrives_on else None,
        _entry_out(payout.failure) if payout.failure else None,
    ]


def _payout_in(fields: list[Any]) -> GatewayPayout:
    id, amount, currency, at, entries, complete, status, arrives_on, failure = fields
    return GatewayPayout(
        id=id,
        amount=Money(amount, currency),
        occurred_at=datetime.fromtimestamp(at, UTC),
        entries=[_entry_in(entry) for entry in entries],
        complete=complete,
        status=PayoutStatus(status),
        arrives_on=date.fromisoformat(arrives_on) if arrives_on else None,
        failure=_entry_in(failure) if failure else None,
    )
