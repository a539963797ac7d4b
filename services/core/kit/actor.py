"""Who acts: a member, a machine by its key, or the service itself."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.core.kit.ids import derived_id


class ActorKind(StrEnum):
    MEMBER = "member"  # a person of an organisation, a provider, a municipality or a backbone
    DONOR = "donor"
    FAMILY = "family"  # a guardian, for the children of the household
    API_KEY = "api_key"
    DEVICE = "device"  # a scanner at a provider's counter
    ANYBODY = "anybody"  # who asks without saying who they are
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
    :param municipality_code: set where the actor speaks for one municipality only.
    :param household_id: set where the actor speaks for one family only.
    :param session_id: the session by which they act; None where they brought a key.
    :param proved_at: when the person last proved, in this session, to be there (step-up).
    :param verbs: what a key is limited to, names of `identity.Permission`; None: all of its roles.
    """

    id: UUID
    kind: ActorKind
    organisation_id: UUID | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    provider_id: UUID | None = None
    municipality_code: str | None = None
    household_id: UUID | None = None
    session_id: UUID | None = None
    proved_at: datetime | None = None
    verbs: frozenset[str] | None = None

    @property
    def may_reach_every_tenant(self) -> bool:
        """Whether the act may be the installation's own: the worker's and the operator's are."""
        return self.kind in {ActorKind.OPERATOR, ActorKind.SYSTEM}


SYSTEM = Actor(id=derived_id("actor", "system"), kind=ActorKind.SYSTEM)

# Who asks without a key: may read what is public, and is nobody's second person.
ANYBODY = Actor(id=derived_id("actor", "anybody"), kind=ActorKind.ANYBODY)


def operator(name: str) -> Actor:
    """The person at the host's command line, told apart by the name they log in with."""
    return Actor(id=derived_id("actor", "operator", name), kind=ActorKind.OPERATOR)
