"""Every statement on settlements."""

from services.core.settlements.repository.closing import LINES_DIGEST, CloseRepository
from services.core.settlements.repository.payouts import BatchRepository, PayoutRepository
from services.core.settlements.repository.statements import (
    ObjectionRepository,
    StatementRepository,
)
from services.core.settlements.repository.terms import TermsRepository

__all__ = [
    "LINES_DIGEST",
    "BatchRepository",
    "CloseRepository",
    "ObjectionRepository",
    "PayoutRepository",
    "StatementRepository",
    "TermsRepository",
]
