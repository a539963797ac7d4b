"""Tables of families, of their applications, and of the evidence to them."""

from services.core.households.models.agreements import DataAgreement
from services.core.households.models.applications import Application, DuplicateReport
from services.core.households.models.evidence import Evidence
from services.core.households.models.families import Child, Consent, Guardian, Household

__all__ = [
    "Application",
    "Child",
    "Consent",
    "DataAgreement",
    "DuplicateReport",
    "Evidence",
    "Guardian",
    "Household",
]
