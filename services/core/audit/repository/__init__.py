"""Every statement on the audit log: entries, their tree, what was signed of it."""

from services.core.audit.repository.entries import EntryRepository
from services.core.audit.repository.signed import SignedRepository
from services.core.audit.repository.tree import TreeRepository

__all__ = ["EntryRepository", "SignedRepository", "TreeRepository"]
