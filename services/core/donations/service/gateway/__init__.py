"""Bring the books to the state that the gateway is in, whatever came before.

Each verb is a join: applied to older news it changes nothing, applied twice it changes nothing,
so that messages in any order and number lead to the same ledger."""

from services.core.donations.service.gateway.arrivals import (
    NewGatewayLine,
    match_gateway_lines,
    note_gateway_lines,
)
from services.core.donations.service.gateway.checkouts import checkout_request, note_checkout
from services.core.donations.service.gateway.messages import receive_message
from services.core.donations.service.gateway.payments import accept_payment
from services.core.donations.service.gateway.payouts import (
    payouts_page,
    record_gateway_payout,
    unknown_entries,
)
from services.core.donations.service.gateway.refunds import (
    address_for_refund,
    note_refund_asked,
    note_refund_refused,
)
from services.core.donations.service.gateway.strays import (
    decide_stray,
    get_stray,
    note_stray_asked,
    strays_page,
    strays_to_refund,
)

__all__ = [
    "NewGatewayLine",
    "accept_payment",
    "address_for_refund",
    "checkout_request",
    "decide_stray",
    "get_stray",
    "match_gateway_lines",
    "note_checkout",
    "note_gateway_lines",
    "note_refund_asked",
    "note_refund_refused",
    "note_stray_asked",
    "payouts_page",
    "receive_message",
    "record_gateway_payout",
    "strays_page",
    "strays_to_refund",
    "unknown_entries",
]
