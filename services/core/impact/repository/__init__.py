"""Every statement of impact. Read models: they read the tables of gifts, awards and uses."""

from services.core.impact.repository.own import OwnGiftRepository
from services.core.impact.repository.traces import Facts, TraceRepository

__all__ = ["Facts", "OwnGiftRepository", "TraceRepository"]
