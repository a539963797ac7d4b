"""Every statement on families, their applications and the evidence to them."""

from services.core.households.repository.applications import (
    ApplicationRepository,
    DuplicateRepository,
)
from services.core.households.repository.evidence import EvidenceRepository
from services.core.households.repository.families import FamilyRepository
from services.core.households.repository.indexes import IndexRepository
from services.core.households.repository.residents import ResidentRepository

__all__ = [
    "ApplicationRepository",
    "DuplicateRepository",
    "EvidenceRepository",
    "FamilyRepository",
    "IndexRepository",
    "ResidentRepository",
]
