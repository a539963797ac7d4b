"""Pure decisions about gifts: states, parts, lots, receipts, whose deposit it is."""

from services.core.donations.policies.deposits import Deposit, Pledge, pledge_of
from services.core.donations.policies.lots import lay_lots, lots_by_donation, sum_of
from services.core.donations.policies.manual import (
    REASONS,
    Restriction,
    must_be_a_reason_for,
    must_keep_its_purpose,
)
from services.core.donations.policies.parts import (
    OverheadTerms,
    Parts,
    Shares,
    Way,
    settled_parts,
)
from services.core.donations.policies.receipts import accepted_on, why_no_receipt
from services.core.donations.policies.states import (
    ARRIVED,
    NEXT_STATES,
    may_become,
    must_keep_within_cap,
)

__all__ = [
    "ARRIVED",
    "NEXT_STATES",
    "REASONS",
    "Deposit",
    "OverheadTerms",
    "Parts",
    "Pledge",
    "Restriction",
    "Shares",
    "Way",
    "accepted_on",
    "lay_lots",
    "lots_by_donation",
    "may_become",
    "must_be_a_reason_for",
    "must_keep_its_purpose",
    "must_keep_within_cap",
    "pledge_of",
    "settled_parts",
    "sum_of",
    "why_no_receipt",
]
