"""Gifts played alone: money is promised here without the awards that promise it in earnest."""

import pytest

from services.core.invariants import donations, kit, ledger


@pytest.fixture
def truths():
    return [*ledger.INVARIANTS, *donations.INVARIANTS, *kit.INVARIANTS]
