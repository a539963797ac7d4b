"""The gateway's own books: every movement of its balance, and the payouts made of them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from services.core.donations.ports.payments import GatewayEntry, GatewayPayout


class GatewayBooks(Protocol):
    """
    What the gateway would show an auditor. Every call crosses the network, page by page.

    Spans are half-open, by the instant at which a thing was made, and told newest first.
    """

    def entries(self, since: datetime, until: datetime) -> Iterator[GatewayEntry]:
        """
        Every movement of a span; what gifts do not know is `EntryKind.OTHER`.

        :raises GatewayUnavailable: it could not be reached, or is in trouble.
        """
        ...

    def payouts(self, since: datetime, until: datetime) -> Iterator[GatewayPayout]:
        """Every payout of a span, each with all movements that it is made of."""
        ...
