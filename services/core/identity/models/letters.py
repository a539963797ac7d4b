"""Sign-in by letter: a printed code, and a PIN that the family knows."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.db import Base, OfOrganisation, small_int

TRIES = 5
TRIES_WITHIN = timedelta(hours=1)


class LetterCode(OfOrganisation, Base):
    """
    A code that was printed for one guardian, and a digest of the PIN that goes with it.

    A try is counted before the PIN is compared. Who has failed five times within an hour is locked
    out until the office prints another letter.
    """

    __tablename__ = "letter_codes"
    __table_args__ = (
        CheckConstraint(f"tries BETWEEN 0 AND {TRIES}", name="tries_are_few"),
        CheckConstraint("(tries = 0) = (tries_from IS NULL)", name="tries_dated"),
        CheckConstraint("created_at < expires_at", name="has_an_end"),
        # Looked up by what was typed, before it is known of which organisation.
        Index("ix_letter_codes_digest", "code_digest"),
        Index(
            "uq_letter_codes_standing",
            "organisation_id",
            "guardian_id",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    guardian_id: Mapped[UUID]
    household_id: Mapped[UUID]
    code_digest: Mapped[bytes]
    pin_hash: Mapped[str]  # Argon2id, in PHC string format
    own_pin_at: Mapped[datetime | None]  # when the family chose its own in the printed one's place
    tries: Mapped[int] = small_int()
    tries_from: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    @property
    def is_locked(self) -> bool:
        return self.tries >= TRIES

    def opens(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at and not self.is_locked

    def count_try(self, at: datetime) -> None:
        """Count one more try. The caller holds the lock on the row, and the letter opens."""
        if self.tries_from is None or at - self.tries_from >= TRIES_WITHIN:
            self.tries, self.tries_from = 0, at
        self.tries += 1

    def forgive(self) -> None:
        """The PIN was right: what was tried before it does not count any more."""
        self.tries, self.tries_from = 0, None
