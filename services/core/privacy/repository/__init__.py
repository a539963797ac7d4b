"""Every statement of privacy: its own tables, and what it reads and ends elsewhere."""

from services.core.privacy.repository.breaches import BreachRepository
from services.core.privacy.repository.erasures import ErasureRepository
from services.core.privacy.repository.people import PeopleRepository
from services.core.privacy.repository.retention import RetentionRepository
from services.core.privacy.repository.sweep import SweepRepository

__all__ = [
    "BreachRepository",
    "ErasureRepository",
    "PeopleRepository",
    "RetentionRepository",
    "SweepRepository",
]
