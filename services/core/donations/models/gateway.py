"""What moved the payment gateway's balance."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from services.core.donations.types import EntryKind
from services.core.kit.db import Base, OfProgramme, enum_column, money_column, reference
from services.core.kit.money import Money


class GatewayMovement(OfProgramme, Base):
    """One movement of the gateway's balance, with the object whose transfers answer to it (L13)."""

    __tablename__ = "gateway_movements"
    __table_args__ = (
        UniqueConstraint("programme_id", "external_id"),
        Index(None, "external_id"),
        Index(None, "payout_id"),
        Index(None, "occurred_at"),
        reference("donations", "programme_id", "donation_id"),
        UniqueConstraint("programme_id", "of_id"),
        CheckConstraint(
            "(kind IN ('payout', 'payout_failure', 'fee')) = (donation_id IS NULL)",
            name="of_a_donation",
        ),
    )

    external_id: Mapped[str]
    kind: Mapped[EntryKind] = enum_column(EntryKind, "kind")
    source_id: Mapped[str]
    donation_id: Mapped[UUID | None]
    amount: Mapped[Money] = money_column("amount")  # towards us positive
    fee_minor: Mapped[int]  # negative where the gateway gives a fee back
    occurred_at: Mapped[datetime]
    of_id: Mapped[UUID]  # the donation, refund or payout whose transfers answer to it
    payout_id: Mapped[str | None]  # the payout by which it left for the bank

    @property
    def net(self) -> Money:
        return Money(self.amount.minor - self.fee_minor, self.amount.currency)
