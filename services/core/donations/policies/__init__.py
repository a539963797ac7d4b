"""Pure decisions about gifts: states, parts, lots, receipts, whose deposit it is."""

from services.core.donations.policies.campaigns import (
    days_left,
    must_be_in_order,
    must_be_publishable,
    must_leave_terms,
    outcome_of,
)
from services.core.donations.policies.deposits import (
    Candidate,
    Deposit,
    Pledge,
    candidates_of,
    pledge_of,
)
from services.core.donations.policies.fee_cover import FeePrice
from services.core.donations.policies.flags import COMMON, Seen, Thresholds, flags_of
from services.core.donations.policies.giving import (
    MONTHLY,
    ChannelTerms,
    GivingTerms,
    Quote,
    quote,
    terms_of,
)
from services.core.donations.policies.lots import lay_lots, lots_by_donation, sum_of
from services.core.donations.policies.manual import (
    REASONS,
    Restriction,
    must_be_a_reason_for,
    must_keep_its_purpose,
)
from services.core.donations.policies.monthly import (
    CARD_NOTICE_DAYS,
    card_notice_due,
    is_news,
    last_day_of_card,
)
from services.core.donations.policies.municipal import must_add_up
from services.core.donations.policies.parts import (
    OverheadTerms,
    Parts,
    Shares,
    Way,
    settled_parts,
)
from services.core.donations.policies.payouts import BankMoment, later, pair_lines, shares_of_fee
from services.core.donations.policies.receipts import (
    accepted_on,
    certification_on,
    tax_credit,
    why_no_receipt,
)
from services.core.donations.policies.states import (
    ARRIVED,
    NEXT_STATES,
    may_become,
    must_keep_within_cap,
)
from services.core.donations.policies.support import (
    Left,
    Support,
    YearOfSupport,
    count_year,
    household_of,
)
from services.core.donations.policies.virtual_accounts import CashSplit, Waiting, exact_fit, split

__all__ = [
    "ARRIVED",
    "CARD_NOTICE_DAYS",
    "COMMON",
    "MONTHLY",
    "NEXT_STATES",
    "REASONS",
    "BankMoment",
    "Candidate",
    "CashSplit",
    "ChannelTerms",
    "Deposit",
    "FeePrice",
    "GivingTerms",
    "Left",
    "OverheadTerms",
    "Parts",
    "Pledge",
    "Quote",
    "Restriction",
    "Seen",
    "Shares",
    "Support",
    "Thresholds",
    "Waiting",
    "Way",
    "YearOfSupport",
    "accepted_on",
    "candidates_of",
    "card_notice_due",
    "certification_on",
    "count_year",
    "days_left",
    "exact_fit",
    "flags_of",
    "household_of",
    "is_news",
    "last_day_of_card",
    "later",
    "lay_lots",
    "lots_by_donation",
    "may_become",
    "must_add_up",
    "must_be_a_reason_for",
    "must_be_in_order",
    "must_be_publishable",
    "must_keep_its_purpose",
    "must_keep_within_cap",
    "must_leave_terms",
    "outcome_of",
    "pair_lines",
    "pledge_of",
    "quote",
    "settled_parts",
    "shares_of_fee",
    "split",
    "sum_of",
    "tax_credit",
    "terms_of",
    "why_no_receipt",
]
