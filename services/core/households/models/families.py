"""
Tables of families: people's fields sealed under their own keys, found by blind index.

A forgotten person leaves a tombstone: the row's ids and dates, every sealed field and index gone.
"""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped

from services.core.households.policies import duplicate_key, family_kana, household_key
from services.core.households.types import (
    ConsentGiver,
    ConsentPurpose,
    NewChild,
    NewGuardian,
    NewHousehold,
)
from services.core.kit import japanese
from services.core.kit.crypto import Vault
from services.core.kit.db import (
    Base,
    OfOrganisation,
    enum_column,
    reference,
)


class Household(OfOrganisation, Base):
    """Who lives together, where, and what public support they receive."""

    __tablename__ = "households"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        CheckConstraint("(forgotten_at IS NULL) = (postcode_sealed IS NOT NULL)", name="tombstone"),
        Index("ix_households_match", "organisation_id", "match_index"),
    )

    municipality_code: Mapped[str]
    reference_sealed: Mapped[bytes | None]
    match_index: Mapped[bytes | None]
    postcode_sealed: Mapped[bytes | None]
    address_sealed: Mapped[bytes | None]
    benefits_sealed: Mapped[bytes | None]
    income_sealed: Mapped[bytes | None]
    members_sealed: Mapped[bytes | None]
    registered_at: Mapped[datetime]
    forgotten_at: Mapped[datetime | None]

    @classmethod
    def of(
        cls, vault: Vault, organisation_id: UUID, new: NewHousehold, *, id: UUID, at: datetime
    ) -> Self:
        row = cls(organisation_id=organisation_id, id=id, registered_at=at)
        row.write(vault, new)
        return row

    def write(self, vault: Vault, new: NewHousehold) -> None:
        """Take over what is now known of the household."""

        def seal(column: str, value: str | None) -> bytes | None:
            if value is None:
                return None
            return vault.seal(self.id, f"households.{column}", self.id, value)

        self.municipality_code = new.municipality_code
        self.reference_sealed = seal("reference", new.reference)
        self.match_index = vault.blind_index("households.match", household_key(new))
        for column, value in self.told(new).items():
            setattr(self, f"{column}_sealed", seal(column, value))

    @staticmethod
    def told(new: NewHousehold) -> dict[str, str | None]:
        """The facts of a household that may change, as their columns hold them."""
        return {
            "postcode": new.postcode,
            "address": new.address,
            "benefits": " ".join(sorted(new.benefits)),
            "income": None if new.income_yen is None else str(new.income_yen),
            "members": None if new.members is None else str(new.members),
        }

    def read(self, vault: Vault, column: str) -> str | None:
        """The field in clear; None where it was not told."""
        blob: bytes | None = getattr(self, f"{column}_sealed")
        return (
            None if blob is None else vault.unseal(self.id, f"households.{column}", self.id, blob)
        )

    def forget(self, at: datetime) -> None:
        self.reference_sealed = self.match_index = self.postcode_sealed = None
        self.address_sealed = self.benefits_sealed = None
        self.income_sealed = self.members_sealed = None
        self.forgotten_at = at


class Guardian(OfOrganisation, Base):
    """The grown-up who answers for the household's children."""

    __tablename__ = "guardians"
    __table_args__ = (
        reference("households", "organisation_id", "household_id"),
        CheckConstraint("(forgotten_at IS NULL) = (name_sealed IS NOT NULL)", name="tombstone"),
        Index("ix_guardians_household", "organisation_id", "household_id"),
        Index("ix_guardians_kana", "organisation_id", "kana_index"),
        Index("ix_guardians_family_kana", "organisation_id", "family_kana_index"),
        Index("ix_guardians_phone", "organisation_id", "phone_index"),
        Index("ix_guardians_email", "organisation_id", "email_index"),
    )

    household_id: Mapped[UUID]
    name_sealed: Mapped[bytes | None]
    kana_sealed: Mapped[bytes | None]
    kana_index: Mapped[bytes | None]
    family_kana_index: Mapped[bytes | None]
    phone_sealed: Mapped[bytes | None]
    phone_index: Mapped[bytes | None]  # none yet: it costs 10 ms, and follows a moment later
    email_sealed: Mapped[bytes | None]
    email_index: Mapped[bytes | None]
    forgotten_at: Mapped[datetime | None]

    @classmethod
    def of(cls, vault: Vault, household: Household, new: NewGuardian, *, id: UUID) -> Self:
        row = cls(organisation_id=household.organisation_id, id=id, household_id=household.id)
        row.write(vault, new)
        return row

    def write(self, vault: Vault, new: NewGuardian) -> None:
        """Take over what is now known of the guardian."""

        def seal(column: str, value: str | None) -> bytes | None:
            if value is None:
                return None
            return vault.seal(self.id, f"guardians.{column}", self.id, value)

        self.name_sealed = seal("name", new.name)
        self.kana_sealed = seal("kana", new.kana)
        self.phone_sealed = seal("phone", new.phone)
        self.email_sealed = seal("email", new.email)
        self.index_names(vault, new.kana, new.email)
        self.phone_index = None

    def index_names(self, vault: Vault, kana: str, email: str | None) -> None:
        """Be found by reading, family name and e-mail address."""
        self.kana_index = vault.blind_index("guardians.kana", japanese.folded(kana))
        self.family_kana_index = vault.blind_index(
            "guardians.family_kana", japanese.folded(family_kana(kana))
        )
        self.email_index = None if email is None else vault.blind_index("guardians.email", email)

    def index_phone(self, vault: Vault) -> None:
        """Be found by phone number, of which so few exist that each index is made dear."""
        phone = self.read(vault, "phone")
        self.phone_index = None if phone is None else vault.blind_index("guardians.phone", phone)

    def index_anew(self, vault: Vault) -> None:
        """Take the indexes of today's key and width, out of what is sealed."""
        self.index_names(vault, self.read(vault, "kana") or "", self.read(vault, "email"))
        self.index_phone(vault)

    def read(self, vault: Vault, column: str) -> str | None:
        """The field in clear; None where it was not told."""
        blob: bytes | None = getattr(self, f"{column}_sealed")
        return None if blob is None else vault.unseal(self.id, f"guardians.{column}", self.id, blob)

    def forget(self, at: datetime) -> None:
        self.name_sealed = self.kana_sealed = self.phone_sealed = self.email_sealed = None
        self.kana_index = self.family_kana_index = self.phone_index = self.email_index = None
        self.forgotten_at = at


class Child(OfOrganisation, Base):
    """Who is helped."""

    __tablename__ = "children"
    __table_args__ = (
        reference("households", "organisation_id", "household_id"),
        CheckConstraint("(forgotten_at IS NULL) = (name_sealed IS NOT NULL)", name="tombstone"),
        Index("ix_children_household", "organisation_id", "household_id"),
        Index("ix_children_kana", "organisation_id", "kana_index"),
        Index("ix_children_family_kana", "organisation_id", "family_kana_index"),
        Index("ix_children_duplicate", "organisation_id", "duplicate_index"),
    )

    household_id: Mapped[UUID]
    name_sealed: Mapped[bytes | None]
    kana_sealed: Mapped[bytes | None]
    kana_index: Mapped[bytes | None]
    family_kana_index: Mapped[bytes | None]
    birth_date_sealed: Mapped[bytes | None]
    school_sealed: Mapped[bytes | None]
    duplicate_index: Mapped[bytes | None]
    registered_at: Mapped[datetime]
    forgotten_at: Mapped[datetime | None]

    @classmethod
    def of(
        cls,
        vault: Vault,
        household: Household,
        new: NewChild,
        *,
        id: UUID,
        postcode: str,
        at: datetime,
    ) -> Self:
        """:param postcode: the household's, which is part of the key of duplicates."""
        row = cls(
            organisation_id=household.organisation_id,
            id=id,
            household_id=household.id,
            registered_at=at,
        )
        row.write(vault, new)
        row.index_duplicates(vault, new.kana, new.birth_date, postcode)
        return row

    def write(self, vault: Vault, new: NewChild) -> None:
        """Take over what is now known of the child."""

        def seal(column: str, value: str | None) -> bytes | None:
            if value is None:
                return None
            return vault.seal(self.id, f"children.{column}", self.id, value)

        self.name_sealed = seal("name", new.name)
        self.kana_sealed = seal("kana", new.kana)
        self.index_names(vault, new.kana)
        self.birth_date_sealed = seal("birth_date", new.birth_date.isoformat())
        self.school_sealed = seal("school", new.school)

    def index_names(self, vault: Vault, kana: str) -> None:
        """Be found by reading and by family name."""
        self.kana_index = vault.blind_index("children.kana", japanese.folded(kana))
        self.family_kana_index = vault.blind_index(
            "children.family_kana", japanese.folded(family_kana(kana))
        )

    def index_anew(self, vault: Vault, postcode: str) -> None:
        """
        Take the indexes of today's key and width, out of what is sealed.

        :param postcode: the household's.
        """
        kana = self.read(vault, "kana") or ""
        self.index_names(vault, kana)
        self.index_duplicates(vault, kana, self.born_on(vault), postcode)

    def index_duplicates(self, vault: Vault, kana: str, born_on: date, postcode: str) -> None:
        """Be found by another record of the same child (C5)."""
        self.duplicate_index = vault.blind_index(
            "children.duplicate", duplicate_key(kana, born_on, postcode)
        )

    def read(self, vault: Vault, column: str) -> str | None:
        """The field in clear; None where it was not told."""
        blob: bytes | None = getattr(self, f"{column}_sealed")
        return None if blob is None else vault.unseal(self.id, f"children.{column}", self.id, blob)

    def born_on(self, vault: Vault) -> date:
        return date.fromisoformat(self.read(vault, "birth_date") or "")

    def forget(self, at: datetime) -> None:
        self.name_sealed = self.kana_sealed = self.birth_date_sealed = self.school_sealed = None
        self.kana_index = self.family_kana_index = self.duplicate_index = None
        self.forgotten_at = at


class Consent(OfOrganisation, Base):
    """One permission, from when it was given until it was taken back (C2)."""

    __tablename__ = "consents"
    __table_args__ = (
        reference("children", "organisation_id", "child_id"),
        CheckConstraint("withdrawn_at >= given_at", name="withdrawn_after_given"),
        Index(
            "uq_consents_in_force",
            "organisation_id",
            "child_id",
            "purpose",
            "given_by",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    child_id: Mapped[UUID]
    purpose: Mapped[ConsentPurpose] = enum_column(ConsentPurpose, "purpose")
    given_by: Mapped[ConsentGiver] = enum_column(ConsentGiver, "given_by")
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
