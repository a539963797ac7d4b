"""Compare the gateway's balance, the books and the bank: ask first, then read, then tell.

The gateway is asked outside any transaction, and what it told is laid down on disk; the books are
read afterwards, in one look. So neither side has to fit into memory, and no row waits for a page
of somebody else's (ADR 0076)."""

from services.core.donations.service.reconciliation.compare import (
    Span,
    compare,
    gateway_organisation,
    statement_known_until,
)
from services.core.donations.service.reconciliation.runs import (
    begin_reconciliation,
    findings_page,
    get_reconciliation,
    keep_reconciliation,
    reconciliations_page,
    request_reconciliation,
)
from services.core.donations.service.reconciliation.told import Told, ask

__all__ = [
    "Span",
    "Told",
    "ask",
    "begin_reconciliation",
    "compare",
    "findings_page",
    "gateway_organisation",
    "get_reconciliation",
    "keep_reconciliation",
    "reconciliations_page",
    "request_reconciliation",
    "statement_known_until",
]
