"""What happened to providers."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from services.core.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderApplied(Event):
    topic: ClassVar[str] = "provider.applied"
    about: ClassVar[str] = "provider_id"

    provider_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderApproved(Event):
    topic: ClassVar[str] = "provider.approved"
    about: ClassVar[str] = "provider_id"

    provider_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSuspended(Event):
    topic: ClassVar[str] = "provider.suspended"
    about: ClassVar[str] = "provider_id"

    provider_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderResumed(Event):
    topic: ClassVar[str] = "provider.resumed"
    about: ClassVar[str] = "provider_id"

    provider_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeJoined(Event):
    topic: ClassVar[str] = "provider.joined_programme"
    about: ClassVar[str] = "provider_id"

    provider_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccountProposed(Event):
    topic: ClassVar[str] = "provider.bank_account_proposed"
    about: ClassVar[str] = "provider_id"

    provider_id: UUID
    bank_account_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccountApproved(Event):
    topic: ClassVar[str] = "provider.bank_account_approved"
    about: ClassVar[str] = "provider_id"

    provider_id: UUID
    bank_account_id: UUID
