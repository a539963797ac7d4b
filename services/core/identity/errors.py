"""What may stand between somebody and what they ask for."""

from services.core.kit.errors import Conflict, DomainError, ErrorKind, Forbidden, Invalid, NotFound


class NotAuthenticated(DomainError):
    """No key came with the request, or none that is known, in force and in time."""

    kind = ErrorKind.UNAUTHENTICATED
    code = "not_authenticated"


class NotPermitted(Forbidden):
    """The role does not include this verb."""

    code = "not_permitted"


class SecondPersonRequired(Conflict):
    """Nobody approves what they created themselves (requirement I12)."""

    code = "second_person_required"


class StaffKeyNotGrantable(Forbidden):
    """
    A key that could approve is not made with a key: one person would hold both (I12).

    Keys of the office come from the host's command line, until people sign in as themselves.
    """

    code = "staff_key_not_grantable"


class OrganisationUnknown(NotFound):
    code = "organisation_unknown"


class ApiKeyUnknown(NotFound):
    code = "api_key_unknown"


class RoleNeedsProvider(Invalid):
    """A provider's role speaks for one provider, and the key must say for which."""

    code = "role_needs_provider"
