"""Every statement on printed codes."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from services.core.identity.models import LetterCode
from services.core.kit.unit_of_work import UnitOfWork


class LetterRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._session = uow.session

    def add_all(self, letters: Iterable[LetterCode]) -> None:
        self._session.add_all(letters)
        self._session.flush()

    def find(self, organisation_id: UUID, letter_id: UUID) -> LetterCode | None:
        """The letter, locked: tries are counted one after the other."""
        return self._session.get(LetterCode, (organisation_id, letter_id), with_for_update=True)

    def by_digest(self, digests: Collection[bytes]) -> LetterCode | None:
        """The letter of a typed code, locked; by itself alone: it says whose it is."""
        query = (
            select(LetterCode)
            .where(LetterCode.code_digest.in_(digests), LetterCode.revoked_at.is_(None))
            .with_for_update()
        )
        with self._uow.across_tenants():
            return self._session.scalars(query).one_or_none()

    def standing_of(self, organisation_id: UUID, guardian_id: UUID) -> LetterCode | None:
        query = select(LetterCode).where(
            LetterCode.organisation_id == organisation_id,
            LetterCode.guardian_id == guardian_id,
            LetterCode.revoked_at.is_(None),
        )
        return self._session.scalars(query).one_or_none()

    def revoke_all(
        self, organisation_id: UUID, guardian_ids: Collection[UUID], *, at: datetime
    ) -> Sequence[UUID]:
        """Whose letters open nothing any more."""
        revoked = (
            update(LetterCode)
            .where(
                LetterCode.organisation_id == organisation_id,
                LetterCode.guardian_id.in_(guardian_ids),
                LetterCode.revoked_at.is_(None),
            )
            .values(revoked_at=at)
            .returning(LetterCode.guardian_id)
        )
        return self._session.scalars(revoked).all()
