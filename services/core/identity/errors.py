"""What may stand between somebody and what they ask for."""

from services.core.kit.errors import (
    Conflict,
    DomainError,
    ErrorKind,
    Forbidden,
    Invalid,
    NotFound,
    Unavailable,
)


class NotAuthenticated(DomainError):
    """No key came with the request, or none that is known, in force and in time."""

    kind = ErrorKind.UNAUTHENTICATED
    code = "not_authenticated"


class NotPermitted(Forbidden):
    """The role does not include this verb."""

    code = "not_permitted"


class StepUpRequired(Forbidden):
    """The role includes it, but the person has not proved lately to be there (ASVS 7.5.3)."""

    code = "step_up_required"


class RolesIncompatible(Invalid):
    """One actor serves one side: not the office and a provider, not the office and its auditor."""

    code = "roles_incompatible"


class SecondPersonRequired(Conflict):
    """Nobody approves what they created themselves (requirement I12)."""

    code = "second_person_required"


class StaffKeyNotGrantable(Forbidden):
    """
    A key that could approve is not made with a key: one person would hold both (I12).

    Keys of the office come from the host's command line, until people sign in as themselves.
    """

    code = "staff_key_not_grantable"


class KeyNotGrantableByKey(Forbidden):
    """Keys are made by people, or at the host: one that made others would outlive itself."""

    code = "key_not_grantable_by_key"


class OrganisationUnknown(NotFound):
    code = "organisation_unknown"


class ApiKeyUnknown(NotFound):
    code = "api_key_unknown"


class RoleNeedsProvider(Invalid):
    """A provider's role speaks for one provider, and the key must say for which."""

    code = "role_needs_provider"


class RoleNeedsMunicipality(Invalid):
    """A municipality's role speaks for one municipality, and must say for which."""

    code = "role_needs_municipality"


class MemberUnknown(NotFound):
    code = "member_unknown"


class MemberEmailTaken(Conflict):
    """Another member of the organisation is reached by this address."""

    code = "member_email_taken"


class MemberDisabled(Conflict):
    """The member may not sign in any more, so nothing can be given to them."""

    code = "member_disabled"


class RoleGrantUnknown(NotFound):
    code = "role_grant_unknown"


class RoleGrantDecided(Conflict):
    """Somebody has approved, refused or withdrawn it already."""

    code = "role_grant_decided"


class RoleHeldAlready(Conflict):
    """The member has the role, or somebody asked for it already."""

    code = "role_held_already"


class RoleNotGrantable(Forbidden):
    """Not a role that is given to members, or not by this one."""

    code = "role_not_grantable"


class SignInRefused(DomainError):
    """Passkey, code or PIN did not open anything; which of them was wrong, is not told."""

    kind = ErrorKind.UNAUTHENTICATED
    code = "sign_in_refused"


class SignInLinkSpent(DomainError):
    """The link was used before, is too old, or was never given out."""

    kind = ErrorKind.UNAUTHENTICATED
    code = "sign_in_link_spent"


class CeremonyOver(Conflict):
    """The challenge is unknown, was answered before, or is too old: begin again."""

    code = "ceremony_over"


class PasskeyRefused(Invalid):
    """The authenticator's answer does not hold: another site, no user verification, altered."""

    code = "passkey_refused"


class PasskeyUnknown(NotFound):
    code = "passkey_unknown"


class LastPasskey(Conflict):
    """Without it the member could not sign in any more: add another first."""

    code = "last_passkey"


class SessionUnknown(NotFound):
    code = "session_unknown"


class DeviceUnknown(NotFound):
    code = "device_unknown"


class PairingRefused(DomainError):
    """No scanner waits for this code, or not any more."""

    kind = ErrorKind.UNAUTHENTICATED
    code = "pairing_refused"


class VisitRefused(Forbidden):
    """Links that open an office without a passkey exist in development only."""

    code = "visit_refused"


class CrossSiteRequest(Forbidden):
    """A session's cookie came without the token of our own pages, or from another site."""

    code = "cross_site_request"


class PinChangeRequired(Conflict):
    """Code and printed PIN are right; the first sign-in needs a PIN of the family's own."""

    code = "pin_change_required"


class PinTooSimple(Invalid):
    """A PIN that others would try first, or the one that was printed."""

    code = "pin_too_simple"


class OidcProviderUnknown(NotFound):
    """The organisation has no identity provider of its own."""

    code = "oidc_provider_unknown"


class OidcIssuerRefused(Invalid):
    """Not an address from which an identity provider's metadata would be fetched."""

    code = "oidc_issuer_refused"


class OidcProviderUnavailable(Unavailable):
    """The identity provider does not answer as it should; `reason` is a code."""

    code = "oidc_provider_unavailable"


class OidcRefused(DomainError):
    """The identity provider's word does not hold, or is about nobody known here."""

    kind = ErrorKind.UNAUTHENTICATED
    code = "oidc_refused"
