"""Events: what happened, in the past tense, with ids only. They leave by the outbox."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """
    Something that happened in a programme or an organisation.

    Subclasses set `topic` ("voucher.issued") and `about`, the name of the field that says to what
    it happened; they add ids, amounts and dates: never a person's data.
    """

    topic: ClassVar[str]
    about: ClassVar[str]

    organisation_id: UUID | None = None
    programme_id: UUID | None = None

    @property
    def tenant_id(self) -> UUID:
        """:raises ValueError: the event names neither a programme nor an organisation."""
        tenant = self.programme_id or self.organisation_id
        if tenant is None:
            raise ValueError(f"{self.topic} belongs to no tenant")
        return tenant

    @property
    def key(self) -> str:
        """Events of one key are delivered in the order in which they were written."""
        return str(getattr(self, self.about))

    def payload(self) -> dict[str, Any]:
        return {name: _json(value) for name, value in asdict(self).items() if value is not None}


def _json(value: object) -> object:
    return value if isinstance(value, bool | int | str | list) else str(value)
