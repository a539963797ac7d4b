"""Stripe's list of balance transactions, and its payouts with what each is made of."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

import stripe

from services.core.donations.errors import GatewayRefused
from services.core.donations.ports import GatewayEntry, GatewayPayout
from services.core.donations.types import EntryKind, PayoutStatus
from services.core.integrations.stripe import objects
from services.core.integrations.stripe.client import client_of
from services.core.integrations.stripe.faults import translated
from services.core.kit.periods import local_date

PAGE = 100  # the most that Stripe gives at once

# docs.stripe.com/api/payouts/object: "canceled" is one taken back before it left.
_STATUSES = {
    "pending": PayoutStatus.PENDING,
    "in_transit": PayoutStatus.PENDING,
    "paid": PayoutStatus.PAID,
    "failed": PayoutStatus.FAILED,
    "canceled": PayoutStatus.FAILED,
}


class StripeBooks:
    """:param base_url: where the API is; None means Stripe's own."""

    def __init__(self, api_key: str, *, base_url: str | None = None) -> None:
        self._api = client_of(api_key, base_url).v1

    def entries(self, since: datetime, until: datetime) -> Iterator[GatewayEntry]:
        with translated():
            found = self._api.balance_transactions.list(
                {"created": _span(since, until), "limit": PAGE}
            )
            for moved in found.auto_paging_iter():
                yield _entry(moved)

    def payouts(self, since: datetime, until: datetime) -> Iterator[GatewayPayout]:
        with translated():
            found = self._api.payouts.list({"created": _span(since, until), "limit": PAGE})
            for told in found.auto_paging_iter():
                yield payout(self._api, told)


def payout(api: stripe.V1Services, told: stripe.Payout) -> GatewayPayout:
    """
    A payout with every movement that it is made of.

    Of one made by hand Stripe itself cannot tell what it is made of: it is never complete.
    """
    entries: list[GatewayEntry] = []
    if told.automatic:
        found = api.balance_transactions.list({"payout": told.id, "limit": PAGE})
        entries = [_entry(moved) for moved in found.auto_paging_iter()]
    back: Any = told.failure_balance_transaction
    return GatewayPayout(
        id=told.id,
        amount=objects.money(told.amount, told.currency),
        occurred_at=objects.instant(told.created),
        entries=entries,
        complete=told.automatic and told.reconciliation_status == "completed",
        status=_STATUSES[told.status],
        # Midnight UTC of the day on which the bank books it.
        arrives_on=local_date(objects.instant(told.arrival_date)),
        failure=_entry(api.balance_transactions.retrieve(back)) if back else None,
    )


def _entry(moved: stripe.BalanceTransaction) -> GatewayEntry:
    try:
        return objects.entry(moved)
    except GatewayRefused:
        source = cast("Any", moved.source)
        return GatewayEntry(
            id=moved.id,
            kind=EntryKind.OTHER,
            source_id=source if isinstance(source, str) else source.id if source else "",
            amount=objects.money(moved.amount, moved.currency),
            fee=objects.money(moved.fee, moved.currency),
            occurred_at=objects.instant(moved.created),
        )


def _span(since: datetime, until: datetime) -> Any:
    return {"gte": int(since.timestamp()), "lt": int(until.timestamp())}
