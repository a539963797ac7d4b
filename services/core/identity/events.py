"""What others may want to know of identity."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from services.core.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLinkRequested(Event):
    """A link is to be sent; its secret is made by whoever sends it, and stands nowhere else."""

    topic: ClassVar[str] = "sign_in_link.requested"
    about: ClassVar[str] = "link_id"

    link_id: UUID
    language: str | None = None  # of the mail, where whoever asked for it has said so
