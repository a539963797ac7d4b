"""Who acts: a member, a machine by its key, or the service itself."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from services.core.kit.ids import derived_id


class ActorKind(StrEnum):
    API_KEY = "api_key"
    OPERATOR = "operator"  # at the command line of the host
    SYSTEM = "system"  # the worker, by itself


@dataclass(frozen=True, slots=True)
class Actor:
    """
    The one who answers for a unit of work.

    :param id: whose act it is; two acts of one id are never "four eyes".
    :param organisation_id: the tenant that the act belongs to; None for the installation itself.
    :param roles: names of `identity.Role`; kept as text, so that the kit knows no context.
    :param provider_id: set where the actor speaks for one provider only.
    """

    id: UUID
    kind: ActorKind
    organisation_id: UUID | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    provider_id: UUID | None = None


SYSTEM = Actor(id=derived_id("actor", "system"), kind=ActorKind.SYSTEM)


def operator(name: str) -> Actor:
    """The person at the host's command line, told apart by the name they log in with."""
    return Actor(id=derived_id("actor", "operator", name), kind=ActorKind.OPERATOR)
