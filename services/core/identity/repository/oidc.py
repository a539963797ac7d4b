"""Every statement on identity providers, and on who is known by them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select

from services.core.identity.models import OidcIdentity, OidcProvider
from services.core.kit.unit_of_work import UnitOfWork


class OidcRepository:
    def __init__(self, uow: UnitOfWork, organisation_id: UUID) -> None:
        self._session = uow.session
        self._organisation_id = organisation_id

    def add(self, row: OidcProvider | OidcIdentity) -> None:
        self._session.add(row)
        self._session.flush()

    def provider(self, *, lock: bool = False) -> OidcProvider | None:
        query = select(OidcProvider).where(OidcProvider.organisation_id == self._organisation_id)
        return self._session.scalars(query.with_for_update() if lock else query).one_or_none()

    def remove(self, provider: OidcProvider) -> None:
        """Who was known by the provider, stays noted: should it come back, they are known again."""
        self._session.delete(provider)
        self._session.flush()

    def by_subject(self, digest: bytes) -> OidcIdentity | None:
        query = select(OidcIdentity).where(
            OidcIdentity.organisation_id == self._organisation_id,
            OidcIdentity.subject_digest == digest,
        )
        return self._session.scalars(query.with_for_update()).one_or_none()

    def of_member(self, member_id: UUID) -> Sequence[OidcIdentity]:
        query = select(OidcIdentity).where(
            OidcIdentity.organisation_id == self._organisation_id,
            OidcIdentity.member_id == member_id,
        )
        return self._session.scalars(query).all()

    def forget(self, member_id: UUID) -> int:
        """How many were forgotten."""
        gone = delete(OidcIdentity).where(
            OidcIdentity.organisation_id == self._organisation_id,
            OidcIdentity.member_id == member_id,
        )
        return len(self._session.scalars(gone.returning(OidcIdentity.id)).all())
