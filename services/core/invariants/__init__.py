"""Truths about the whole, as running checks (`minori verify`); every context adds its own list."""

from services.core.invariants import allocations, kit, ledger, vouchers
from services.core.invariants.types import Invariant

ALL: list[Invariant] = [
    *ledger.INVARIANTS,
    *allocations.INVARIANTS,
    *vouchers.INVARIANTS,
    *kit.INVARIANTS,
]
