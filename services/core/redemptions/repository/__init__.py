"""Every statement on redemptions."""

from services.core.redemptions.repository.queries import (
    CapUsageRepository,
    EnrolmentRepository,
    RedemptionRepository,
    RefusedAttemptRepository,
    ReversalRepository,
    ScannerRepository,
    StatementRunner,
)

__all__ = [
    "CapUsageRepository",
    "EnrolmentRepository",
    "RedemptionRepository",
    "RefusedAttemptRepository",
    "ReversalRepository",
    "ScannerRepository",
    "StatementRunner",
]
