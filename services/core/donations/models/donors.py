"""Who gives, who of them are one household, and who of them sit on the board."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.donations.types import DonorKind
from services.core.kit.db import Base, OfOrganisation, enum_column, reference


class Donor(OfOrganisation, Base):
    """Who gives. All that tells who it is is sealed under the donor's own key."""

    __tablename__ = "donors"
    __table_args__ = (
        Index(None, "organisation_id", "email_index"),
        Index(
            "uq_donors_email",
            "organisation_id",
            "email_index",
            unique=True,
            postgresql_where=text("NOT apart"),
        ),
        Index(None, "organisation_id", "kana_index"),
        Index(None, "organisation_id", "person_index"),
        Index(None, "organisation_id", "household_index"),
        CheckConstraint("country ~ '^[A-Z]{2}$'", name="country_by_two_letters"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    name_sealed: Mapped[bytes | None]
    kana_sealed: Mapped[bytes | None]
    email_sealed: Mapped[bytes | None]
    postcode_sealed: Mapped[bytes | None]
    address_sealed: Mapped[bytes | None]
    phone_sealed: Mapped[bytes | None]
    email_index: Mapped[bytes | None]
    kana_index: Mapped[bytes | None]
    person_index: Mapped[bytes | None]  # name and address together: who gave without an e-mail
    household_index: Mapped[bytes | None]  # family name and address: who is of one household
    country: Mapped[str | None]  # ISO 3166-1 alpha-2, in clear: many have it; Japan where empty
    kind: Mapped[DonorKind | None] = enum_column(DonorKind, "kind")  # a person where not said
    # By the word of staff; see `policies.flags`. No reference: contexts side by side know not even
    # one another's tables.
    related_provider_id: Mapped[UUID | None]
    # By the word of whoever began a gift at an open door: nobody has proved it, so it is nobody
    # else's row, and nobody else's is touched by it (docs/decisions/0086).
    apart: Mapped[bool] = mapped_column(server_default=false())
    receipts_by_post: Mapped[bool] = mapped_column(server_default=false())
    created_at: Mapped[datetime]
    forgotten_at: Mapped[datetime | None]

    @property
    def on_the_list(self) -> bool:
        """Whether name and address are known, as the donor list needs them."""
        return self.name_sealed is not None and self.address_sealed is not None

    def forget(self, at: datetime) -> None:
        """Leave a tombstone: the id that gifts and receipts bear, and the dates."""
        self.name_sealed = self.kana_sealed = self.email_sealed = None
        self.postcode_sealed = self.address_sealed = self.phone_sealed = None
        self.email_index = self.kana_index = self.person_index = self.household_index = None
        self.country = self.related_provider_id = None
        self.forgotten_at = at


class DonorLink(OfOrganisation, Base):
    """Two donors of whom staff say that they are one household; history is kept."""

    __tablename__ = "donor_links"
    __table_args__ = (
        reference("donors", "organisation_id", "donor_id"),
        reference("donors", "organisation_id", "other_id"),
        CheckConstraint("donor_id < other_id", name="one_way"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_by_one"),
        Index(
            "uq_donor_links_standing",
            "organisation_id",
            "donor_id",
            "other_id",
            unique=True,
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

    donor_id: Mapped[UUID]
    other_id: Mapped[UUID]
    linked_at: Mapped[datetime]
    linked_by: Mapped[UUID]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None]


class Officer(OfOrganisation, Base):
    """
    A term of office on the board; who it is, a donor's row tells, with or without gifts.

    So officers are sealed, found and erased as donors are, and a household that gives is known
    as an officer's by the same index.
    """

    __tablename__ = "officers"
    __table_args__ = (
        reference("donors", "organisation_id", "donor_id"),
        CheckConstraint("until_on IS NULL OR from_on <= until_on", name="term_not_reversed"),
        Index(None, "organisation_id", "donor_id"),
    )

    donor_id: Mapped[UUID]
    from_on: Mapped[date]
    until_on: Mapped[date | None]  # the last day, included
    noted_at: Mapped[datetime]
    noted_by: Mapped[UUID]
