"""Roles, and the ways in which somebody comes to be who they say they are."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType
from uuid import UUID

OrganisationId = NewType("OrganisationId", UUID)
ApiKeyId = NewType("ApiKeyId", UUID)
DeviceId = NewType("DeviceId", UUID)
LetterCodeId = NewType("LetterCodeId", UUID)
MemberId = NewType("MemberId", UUID)
RoleGrantId = NewType("RoleGrantId", UUID)
SessionId = NewType("SessionId", UUID)
SignInLinkId = NewType("SignInLinkId", UUID)
PasskeyId = NewType("PasskeyId", UUID)


class Role(StrEnum):
    """What somebody is to an organisation."""

    NPO_ADMIN = "npo_admin"
    NPO_APPROVER = "npo_approver"  # the second person of "four eyes"
    PROVIDER_OFFICE = "provider_office"
    PROVIDER_COUNTER = "provider_counter"
    MUNICIPALITY = "municipality"
    BACKBONE = "backbone"  # keeps the shared measurement of an initiative
    AUDITOR = "auditor"
    DONOR = "donor"
    FAMILY = "family"
    MEMBER = "member"  # signed in and no more: what everybody may do with their own account


class PrincipalKind(StrEnum):
    """Who can have a session."""

    MEMBER = "member"
    DONOR = "donor"
    FAMILY = "family"  # a guardian


class SignInMethod(StrEnum):
    """By what a session was opened; `policies` says what it is good for."""

    PASSKEY = "passkey"
    OIDC = "oidc"
    LINK = "link"  # sent by e-mail
    LETTER = "letter"  # a printed code with a PIN
    RECOVERY = "recovery"  # a recovery code: good for making a new passkey
    VISIT = "visit"  # a link from the host's command line, in development only


class LinkPurpose(StrEnum):
    INVITATION = "invitation"
    SIGN_IN = "sign_in"
    VISIT = "visit"


class SessionEnd(StrEnum):
    """Why a session is over."""

    SIGNED_OUT = "signed_out"
    REVOKED = "revoked"  # by its owner, from another session
    RENEWED = "renewed"  # replaced by a session of more right
    DISABLED = "disabled"  # its owner may not sign in any more


class CeremonyKind(StrEnum):
    """What a challenge was given out for."""

    REGISTER = "register"
    SIGN_IN = "sign_in"
    PROVE = "prove"
    OIDC = "oidc"


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """
    This installation, as passkeys know it (WebAuthn Level 3, 5.1.2).

    :param id: the host name alone; an address of digits cannot be one.
    :param origin: scheme, host and port, as the browser tells them.
    """

    id: str
    name: str
    origin: str
