"""The verbs of settlements."""

from services.core.settlements.service.batches import (
    approve_batch,
    cancel_batch,
    get_batch,
    payouts_of,
    prepare_batch,
)
from services.core.settlements.service.close import close_month
from services.core.settlements.service.files import export_bank_file, withdraw_bank_file
from services.core.settlements.service.objections import confirm, object_to, resolve_objection
from services.core.settlements.service.queries import (
    awaiting_approval,
    batches_of,
    get_statement,
    lines_of,
    objections_of,
    page,
    statement_document,
    summary,
)
from services.core.settlements.service.returns import record_results
from services.core.settlements.service.terms import set_payer, set_tax_rate, set_terms

__all__ = [
    "approve_batch",
    "awaiting_approval",
    "batches_of",
    "cancel_batch",
    "close_month",
    "confirm",
    "export_bank_file",
    "get_batch",
    "get_statement",
    "lines_of",
    "object_to",
    "objections_of",
    "page",
    "payouts_of",
    "prepare_batch",
    "record_results",
    "resolve_objection",
    "set_payer",
    "set_tax_rate",
    "set_terms",
    "statement_document",
    "summary",
    "withdraw_bank_file",
]
