"""Who gives."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.db import Base, OfOrganisation


class Donor(OfOrganisation, Base):
    """Who gives. All that tells who it is is sealed under the donor's own key."""

    __tablename__ = "donors"
    __table_args__ = (
        UniqueConstraint("organisation_id", "email_index"),
        Index(None, "organisation_id", "kana_index"),
        Index(None, "organisation_id", "person_index"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    name_sealed: Mapped[bytes | None]
    kana_sealed: Mapped[bytes | None]
    email_sealed: Mapped[bytes | None]
    postcode_sealed: Mapped[bytes | None]
    address_sealed: Mapped[bytes | None]
    email_index: Mapped[bytes | None]
    kana_index: Mapped[bytes | None]
    person_index: Mapped[bytes | None]  # name and address together: who gave without an e-mail
    created_at: Mapped[datetime]
    forgotten_at: Mapped[datetime | None]

    def forget(self, at: datetime) -> None:
        """Leave a tombstone: the id that gifts and receipts bear, and the dates."""
        self.name_sealed = self.kana_sealed = self.email_sealed = None
        self.postcode_sealed = self.address_sealed = None
        self.email_index = self.kana_index = self.person_index = None
        self.forgotten_at = at
