"""Compare the gateway's balance with the books and the bank; pure, and one movement at a time."""

from services.core.donations.policies.reconciliation.bank import BankSide, compare_with_bank
from services.core.donations.policies.reconciliation.books import compare_books
from services.core.donations.policies.reconciliation.found import (
    BookedMovement,
    Explained,
    Explanation,
    Found,
    PayoutSide,
)

__all__ = [
    "BankSide",
    "BookedMovement",
    "Explained",
    "Explanation",
    "Found",
    "PayoutSide",
    "compare_books",
    "compare_with_bank",
]
