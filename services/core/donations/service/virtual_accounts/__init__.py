"""Gifts by bank transfer to account numbers of the gateway's."""

from services.core.donations.service.virtual_accounts.accounts import (
    Payer,
    keep_virtual_account,
    note_transfer_asked,
    payer_by_transfer,
    transfer_request,
)
from services.core.donations.service.virtual_accounts.cash import WaitingCash, cash_queue, note_cash
from services.core.donations.service.virtual_accounts.decisions import (
    cash_decisions,
    decide_cash,
    get_cash_decision,
    withdraw_decision,
)
from services.core.donations.service.virtual_accounts.errands import (
    CashErrand,
    begin_errand,
    change_gift,
    decisions_due,
    finish_errand,
)

__all__ = [
    "CashErrand",
    "Payer",
    "WaitingCash",
    "begin_errand",
    "cash_decisions",
    "cash_queue",
    "change_gift",
    "decide_cash",
    "decisions_due",
    "finish_errand",
    "get_cash_decision",
    "keep_virtual_account",
    "note_cash",
    "note_transfer_asked",
    "payer_by_transfer",
    "transfer_request",
    "withdraw_decision",
]
