"""One organisation of the world, as tests ask for it: ids by name and owner, and telling marks."""

from dataclasses import dataclass, field
from uuid import UUID

A, B = "a", "b"
MUNICIPALITIES = {A: "13113", B: "13101"}


@dataclass
class Estate:
    """
    All that one organisation has.

    :param ids: by the name that paths give it, then by owner; what has no owner is `a`'s and `b`'s.
    :param marks: texts that occur in this organisation's data only, by whose they are.
    """

    organisation_id: UUID
    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    marks: dict[str, set[str]] = field(default_factory=lambda: {A: set(), B: set()})
    guardians: dict[str, UUID] = field(default_factory=dict)

    def keep(self, name: str, of_a: object, of_b: object | None = None) -> None:
        self.ids[name] = {A: str(of_a), B: str(of_a if of_b is None else of_b)}
