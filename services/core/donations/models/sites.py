"""What crowdfunding sites pay out of the gifts that they took in for us."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.db import Base, OfProgramme, money_column
from services.core.kit.money import Money


class SitePayout(OfProgramme, Base):
    """One payout as the site's statement tells it; which gifts are in it, the gifts say."""

    __tablename__ = "site_payouts"
    __table_args__ = (
        CheckConstraint("gross_minor > 0", name="gross_positive"),
        CheckConstraint("fee_minor BETWEEN 0 AND gross_minor", name="fee_within_gross"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    site: Mapped[str]
    gross: Mapped[Money] = money_column("gross")
    fee_minor: Mapped[int]
    until_on: Mapped[date]  # the last day whose gifts are in it
    arrived_on: Mapped[date | None]  # when the bank had it
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID]

    @property
    def net(self) -> Money:
        return Money(self.gross.minor - self.fee_minor, self.gross.currency)
