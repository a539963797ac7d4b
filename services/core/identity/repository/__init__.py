"""Every statement on those who act, and on what they prove it with."""

from services.core.identity.repository.letters import LetterRepository
from services.core.identity.repository.machines import ApiKeyRepository, DeviceRepository
from services.core.identity.repository.members import MemberRepository, RoleGrantRepository
from services.core.identity.repository.oidc import OidcRepository
from services.core.identity.repository.organisations import OrganisationRepository
from services.core.identity.repository.requests import (
    RemainsRepository,
    SignInRequestRepository,
)
from services.core.identity.repository.sign_in import (
    CeremonyRepository,
    PasskeyRepository,
    RecoveryCodeRepository,
    SessionRepository,
    SignInLinkRepository,
)

__all__ = [
    "ApiKeyRepository",
    "CeremonyRepository",
    "DeviceRepository",
    "LetterRepository",
    "MemberRepository",
    "OidcRepository",
    "OrganisationRepository",
    "PasskeyRepository",
    "RecoveryCodeRepository",
    "RemainsRepository",
    "RoleGrantRepository",
    "SessionRepository",
    "SignInLinkRepository",
    "SignInRequestRepository",
]
