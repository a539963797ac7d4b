"""The ledger alone: vouchers here are names of accounts, nobody was awarded them."""

import pytest

from services.core.invariants import ledger


@pytest.fixture
def truths():
    return ledger.INVARIANTS
