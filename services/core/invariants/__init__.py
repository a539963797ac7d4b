"""Truths about the whole, as running checks (`minori verify`); every context adds its own list."""

from services.core.invariants import (
    allocations,
    audit,
    commands,
    donations,
    households,
    impact,
    kit,
    ledger,
    receipts,
    redemptions,
    settlements,
    vouchers,
)
from services.core.invariants.types import Invariant

ALL: list[Invariant] = [
    *ledger.INVARIANTS,
    *donations.INVARIANTS,
    *receipts.INVARIANTS,
    *households.INVARIANTS,
    *allocations.INVARIANTS,
    *vouchers.INVARIANTS,
    *redemptions.INVARIANTS,
    *settlements.INVARIANTS,
    *impact.INVARIANTS,
    *commands.INVARIANTS,
    *audit.INVARIANTS,
    *kit.INVARIANTS,
]
