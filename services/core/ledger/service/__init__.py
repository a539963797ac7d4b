"""The ledger's verbs."""

from services.core.ledger.service.accounts import (
    available,
    balance,
    get_account,
    open_account,
    open_accounts,
    total_of,
)
from services.core.ledger.service.checkpoints import checkpoint, prove_transfers
from services.core.ledger.service.funds import funds, get_fund, open_fund
from services.core.ledger.service.post import post, post_many, totals_by_code
from services.core.ledger.service.resolve import hold, lapse_due, post_pending, void_pending
from services.core.ledger.service.reverse import reverse

__all__ = [
    "available",
    "balance",
    "checkpoint",
    "funds",
    "get_account",
    "get_fund",
    "hold",
    "lapse_due",
    "open_account",
    "open_accounts",
    "open_fund",
    "post",
    "post_many",
    "post_pending",
    "prove_transfers",
    "reverse",
    "total_of",
    "totals_by_code",
    "void_pending",
]
