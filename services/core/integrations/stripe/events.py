"""Stripe's list of events: what a webhook should have brought, asked for instead."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from services.core.donations.ports import GatewayMessage
from services.core.integrations.stripe.client import client_of
from services.core.integrations.stripe.faults import translated
from services.core.integrations.stripe.messages import message_of

PAGE = 100


class StripeEvents:
    """
    Reads Stripe's list of events, which goes back 30 days (docs.stripe.com/api/events/list).

    :param livemode: the mode that this installation lives in; events of the other are set aside.
    :param base_url: where the API is; None means Stripe's own.
    """

    def __init__(self, api_key: str, *, livemode: bool, base_url: str | None = None) -> None:
        self._api = client_of(api_key, base_url).v1
        self._livemode = livemode

    def since(self, at: datetime) -> Iterator[GatewayMessage]:
        with translated():
            found = self._api.events.list({"created": {"gte": int(at.timestamp())}, "limit": PAGE})
            for event in found.auto_paging_iter():
                told: dict[str, Any] = event.to_dict()
                yield message_of(told, livemode=self._livemode)
