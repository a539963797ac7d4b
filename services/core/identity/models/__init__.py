"""Tables of identity, a file for each kind of thing that signs in or is signed in with."""

from services.core.identity.models.letters import LetterCode
from services.core.identity.models.machines import ApiKey, Device
from services.core.identity.models.members import Member, RoleGrant
from services.core.identity.models.oidc import OidcIdentity, OidcProvider
from services.core.identity.models.organisations import Organisation
from services.core.identity.models.requests import SignInRequest
from services.core.identity.models.sessions import Session
from services.core.identity.models.sign_in import Ceremony, Passkey, RecoveryCode, SignInLink

__all__ = [
    "ApiKey",
    "Ceremony",
    "Device",
    "LetterCode",
    "Member",
    "OidcIdentity",
    "OidcProvider",
    "Organisation",
    "Passkey",
    "RecoveryCode",
    "RoleGrant",
    "Session",
    "SignInLink",
    "SignInRequest",
]
