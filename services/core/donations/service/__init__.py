"""The verbs of gifts."""

from services.core.donations.repository.date_policies import Redated
from services.core.donations.service import (
    campaigns,
    gateway,
    monthly,
    receipts,
    reconciliation,
    virtual_accounts,
)
from services.core.donations.service.bank import (
    NewDeposit,
    Sorted,
    payer_of,
    receive_deposits,
    receive_unmatched,
    unmatched_deposits,
)
from services.core.donations.service.campaigns import *
from services.core.donations.service.cash import awaiting_count, count_cash, receive_cash
from services.core.donations.service.certifications import (
    CertificationFacts,
    approve_certification,
    certifications,
    certifications_waiting,
    get_certification,
    propose_certification,
    reject_certification,
)
from services.core.donations.service.clearance import (
    Flagged,
    awaiting_clearance,
    clear_gift,
    get_flagged,
    refuse_gift,
)
from services.core.donations.service.date_policies import (
    PolicyInForce,
    choose_date_policy,
    date_policy,
    preview_date_policy,
)
from services.core.donations.service.deposit_queue import (
    WaitingDeposit,
    get_deposit,
    waiting_deposits,
)
from services.core.donations.service.deposits import (
    match_deposit,
    return_deposit,
    take_as_asked,
    take_as_gift,
    undo_deposit,
)
from services.core.donations.service.disputes import (
    answer_dispute,
    disputes_page,
    get_dispute,
    remind_of_disputes,
)
from services.core.donations.service.donor_corrections import correct_donor
from services.core.donations.service.donor_list import (
    DonorLine,
    donor_list,
    export_donor_list,
    export_donor_workbook,
)
from services.core.donations.service.donors import donor_details, keep_donor, keep_donors
from services.core.donations.service.erasure import forget_donor
from services.core.donations.service.flagging import (
    flag_on_settlement,
    relate_donor,
    set_thresholds,
    thresholds_of,
    thresholds_over_time,
)
from services.core.donations.service.gateway import *
from services.core.donations.service.gifts import fail, get, settle, start
from services.core.donations.service.giving import (
    Wish,
    gift_by_token,
    gift_token,
    give,
    is_gift_token,
    quotes,
    transfer_to,
    ways_to_pay,
)
from services.core.donations.service.grants import municipal_income, receive_grant
from services.core.donations.service.holds import place_hold, release_hold
from services.core.donations.service.import_bank import import_bank
from services.core.donations.service.import_gifts import import_gifts
from services.core.donations.service.import_report import ColumnUse, ImportReport
from services.core.donations.service.indexes import index_anew
from services.core.donations.service.lots import (
    allocate,
    free,
    give_back,
    lock_lots,
    must_keep_overhead_promise,
    promisable,
)
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
from services.core.donations.service.monthly import *
from services.core.donations.service.note import NoteLine, RestrictedNote, restricted_note
from services.core.donations.service.officers import OfficerSeen, end_office, note_officer, officers
from services.core.donations.service.pledges import lapse_pledges
from services.core.donations.service.public_support import (
    donor_links,
    link_donors,
    public_support,
    unlink_donors,
)
from services.core.donations.service.reach import (
    donor_email,
    find_donor_by_email,
    is_own,
    read_donor,
)
from services.core.donations.service.receipts import *
from services.core.donations.service.reconciliation import *
from services.core.donations.service.refund_tasks import (
    cancel_refund,
    confirm_refund,
    get_refund,
    note_refund_returned,
    refund_tasks,
    refunds_of,
    refunds_to_ask_for,
    retry_refund,
)
from services.core.donations.service.refunds import refund
from services.core.donations.service.relations import note_provider
from services.core.donations.service.saved_mappings import (
    gift_mapping,
    mapping_history,
    save_mapping,
    saved_mappings,
)
from services.core.donations.service.shortfalls import Shortfall, shortfalls
from services.core.donations.service.sites import (
    at_sites,
    note_site_payout_arrived,
    record_site_payout,
    site_payouts,
)
from services.core.donations.service.summary import summary
from services.core.donations.service.virtual_accounts import *

# What a room of its own keeps, it lists itself.
__all__ = [
    "CertificationFacts",
    "ColumnUse",
    "DonorLine",
    "Flagged",
    "ImportReport",
    "NewDeposit",
    "NoteLine",
    "OfficerSeen",
    "PolicyInForce",
    "Redated",
    "RestrictedNote",
    "Shortfall",
    "Sorted",
    "WaitingDeposit",
    "Wish",
    "allocate",
    "answer_dispute",
    "approve_certification",
    "approve_transfer",
    "at_sites",
    "awaiting_approval",
    "awaiting_clearance",
    "awaiting_count",
    "cancel_refund",
    "certifications",
    "certifications_waiting",
    "choose_date_policy",
    "clear_gift",
    "confirm_refund",
    "correct_donor",
    "count_cash",
    "date_policy",
    "disputes_page",
    "donor_details",
    "donor_email",
    "donor_links",
    "donor_list",
    "end_office",
    "export_donor_list",
    "export_donor_workbook",
    "fail",
    "find_donor_by_email",
    "flag_on_settlement",
    "forget_donor",
    "free",
    "get",
    "get_certification",
    "get_deposit",
    "get_dispute",
    "get_flagged",
    "get_refund",
    "get_transfer",
    "gift_by_token",
    "gift_mapping",
    "gift_token",
    "give",
    "give_back",
    "import_bank",
    "import_gifts",
    "index_anew",
    "is_gift_token",
    "is_own",
    "keep_donor",
    "keep_donors",
    "lapse_pledges",
    "link_donors",
    "lock_lots",
    "mapping_history",
    "match_deposit",
    "municipal_income",
    "must_keep_overhead_promise",
    "note_officer",
    "note_provider",
    "note_refund_returned",
    "note_site_payout_arrived",
    "officers",
    "payer_of",
    "place_hold",
    "preview_date_policy",
    "promisable",
    "propose_assignment",
    "propose_certification",
    "propose_redesignation",
    "public_support",
    "quotes",
    "read_donor",
    "receive_cash",
    "receive_deposits",
    "receive_grant",
    "receive_unmatched",
    "record_site_payout",
    "refund",
    "refund_tasks",
    "refunds_of",
    "refunds_to_ask_for",
    "refuse_gift",
    "reject_certification",
    "reject_transfer",
    "relate_donor",
    "release_hold",
    "remind_of_disputes",
    "restricted_note",
    "retry_refund",
    "return_deposit",
    "save_mapping",
    "saved_mappings",
    "set_thresholds",
    "settle",
    "shortfalls",
    "site_payouts",
    "start",
    "summary",
    "take_as_asked",
    "take_as_gift",
    "thresholds_of",
    "thresholds_over_time",
    "transfers_page",
    "transfer_to",
    "undo_deposit",
    "unlink_donors",
    "unmatched_deposits",
    "waiting_deposits",
    "ways_to_pay",
    "withdraw_transfer",
    *campaigns.__all__,
    *gateway.__all__,
    *monthly.__all__,
    *receipts.__all__,
    *reconciliation.__all__,
    *virtual_accounts.__all__,
]
