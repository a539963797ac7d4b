"""The verbs of gifts."""

from services.core.donations.service.bank import (
    NewDeposit,
    Sorted,
    match_deposit,
    payer_of,
    receive_deposits,
    receive_unmatched,
    unmatched_deposits,
)
from services.core.donations.service.campaigns import (
    campaign_by_code,
    figures,
    get_campaign,
    start_campaign,
)
from services.core.donations.service.donors import donor_details, keep_donor, keep_donors
from services.core.donations.service.erasure import forget_donor
from services.core.donations.service.gateway import (
    accept_payment,
    checkout_request,
    note_checkout,
    note_refund_asked,
    receive_message,
    record_gateway_payout,
    refunds_to_ask_for,
    unknown_entries,
)
from services.core.donations.service.gifts import fail, get, gifts_of_donor, settle, start
from services.core.donations.service.grants import receive_grant
from services.core.donations.service.holds import place_hold, release_hold
from services.core.donations.service.import_bank import import_bank
from services.core.donations.service.import_gifts import ImportReport, import_gifts
from services.core.donations.service.indexes import index_anew
from services.core.donations.service.lots import allocate, free, give_back, lock_lots
from services.core.donations.service.manual import (
    approve_transfer,
    awaiting_approval,
    get_transfer,
    propose_assignment,
    propose_redesignation,
    reject_transfer,
    transfers_page,
    withdraw_transfer,
)
from services.core.donations.service.reach import donor_email, find_donor_by_email
from services.core.donations.service.receipts import (
    Issued,
    ReceiptLine,
    export_receipts,
    issue_receipts,
    receipts_of_year,
)
from services.core.donations.service.refunds import refund
from services.core.donations.service.summary import summary

__all__ = [
    "ImportReport",
    "Issued",
    "NewDeposit",
    "ReceiptLine",
    "Sorted",
    "accept_payment",
    "allocate",
    "approve_transfer",
    "awaiting_approval",
    "campaign_by_code",
    "checkout_request",
    "donor_details",
    "donor_email",
    "export_receipts",
    "fail",
    "figures",
    "find_donor_by_email",
    "forget_donor",
    "free",
    "get",
    "get_campaign",
    "get_transfer",
    "gifts_of_donor",
    "give_back",
    "import_bank",
    "import_gifts",
    "index_anew",
    "issue_receipts",
    "keep_donor",
    "keep_donors",
    "lock_lots",
    "match_deposit",
    "note_checkout",
    "note_refund_asked",
    "payer_of",
    "place_hold",
    "propose_assignment",
    "propose_redesignation",
    "receipts_of_year",
    "receive_deposits",
    "receive_grant",
    "receive_message",
    "receive_unmatched",
    "record_gateway_payout",
    "refund",
    "refunds_to_ask_for",
    "reject_transfer",
    "release_hold",
    "settle",
    "start",
    "start_campaign",
    "summary",
    "transfers_page",
    "unknown_entries",
    "unmatched_deposits",
    "withdraw_transfer",
]
