"""Compare the gateway's balance with the books and the bank; pure, and one movement at a time."""

from services.core.donations.policies.reconciliation.bank import BankSide, compare_with_bank
from services.core.donations.policies.reconciliation.found import (
    BookedMovement,
    Explained,
    Explanation,
    Found,
    PayoutSide,
)
from services.core.donations.policies.reconciliation.movements import Comparison
from services.core.donations.policies.reconciliation.payouts import compare_payout

__all__ = [
    "BankSide",
    "BookedMovement",
    "Comparison",
    "Explained",
    "Explanation",
    "Found",
    "PayoutSide",
    "compare_payout",
    "compare_with_bank",
]
