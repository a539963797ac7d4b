"""What a municipality told of the gifts that it passes on."""

from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from services.core.kit.db import Base, OfProgramme, reference, small_int


class MunicipalIncome(OfProgramme, Base):
    """
    Where municipal money comes from; its id is the donation's.

    Who gave to the municipality is the municipality's to know: here are counts and sums only.
    """

    __tablename__ = "municipal_incomes"
    __table_args__ = (
        reference("donations", "programme_id", "id"),
        CheckConstraint("donors_told > 0", name="donors_positive"),
        CheckConstraint("raised_minor > 0", name="raised_positive"),
    )

    municipality_code: Mapped[str | None]
    municipality: Mapped[str]
    project: Mapped[str | None]  # the crowdfunding project, or the regional plan, by its name
    donors_told: Mapped[int | None] = small_int()
    raised_minor: Mapped[int | None]  # what it took in, of which this is the part passed on
    recorded_by: Mapped[UUID]

    def passed_on_bps(self, amount_minor: int) -> int | None:
        """The share of what was raised that was passed on, rounded down; None if not told."""
        return None if self.raised_minor is None else amount_minor * 10_000 // self.raised_minor
