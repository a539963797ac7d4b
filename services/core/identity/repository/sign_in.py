"""Every statement on what people sign in with, and on their sessions."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from services.core.identity.models import (
    Ceremony,
    Passkey,
    RecoveryCode,
    Session,
    SignInLink,
)
from services.core.identity.types import SessionEnd
from services.core.kit.unit_of_work import UnitOfWork


class CeremonyRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, ceremony: Ceremony) -> None:
        self._session.add(ceremony)
        self._session.flush()

    def take(self, ceremony_id: UUID) -> Ceremony | None:
        """The ceremony, locked: of two answers at once, the second finds it used."""
        return self._session.get(Ceremony, ceremony_id, with_for_update=True)

    def delete_expired(self, *, before: datetime, limit: int) -> int:
        """How many were deleted."""
        old = select(Ceremony.id).where(Ceremony.expires_at < before).limit(limit)
        gone = delete(Ceremony).where(Ceremony.id.in_(old)).returning(Ceremony.id)
        return len(self._session.scalars(gone).all())


class PasskeyRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._session = uow.session

    def add(self, passkey: Passkey) -> None:
        self._session.add(passkey)
        self._session.flush()

    def find(self, organisation_id: UUID, passkey_id: UUID) -> Passkey | None:
        return self._session.get(Passkey, (organisation_id, passkey_id), with_for_update=True)

    def by_credential(self, credential_id: bytes) -> Passkey | None:
        """
        The passkey, locked: its counter goes up by one answer at a time.

        By the credential alone: the browser does not tell of which organisation it is.
        """
        query = (
            select(Passkey)
            .where(Passkey.credential_id == credential_id, Passkey.revoked_at.is_(None))
            .with_for_update()
        )
        with self._uow.across_tenants():
            return self._session.scalars(query).one_or_none()

    def of_member(self, organisation_id: UUID, member_id: UUID) -> Sequence[Passkey]:
        """Those in force, oldest first."""
        query = (
            select(Passkey)
            .where(
                Passkey.organisation_id == organisation_id,
                Passkey.member_id == member_id,
                Passkey.revoked_at.is_(None),
            )
            .order_by(Passkey.id)
        )
        return self._session.scalars(query).all()


class RecoveryCodeRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._session = uow.session

    def replace(
        self, organisation_id: UUID, member_id: UUID, digests: Sequence[bytes], *, at: datetime
    ) -> None:
        """Let these be the member's codes; what was there before opens nothing any more."""
        self._session.execute(
            update(RecoveryCode)
            .where(
                RecoveryCode.organisation_id == organisation_id,
                RecoveryCode.member_id == member_id,
                RecoveryCode.revoked_at.is_(None),
            )
            .values(revoked_at=at)
        )
        self._session.add_all(
            RecoveryCode(
                organisation_id=organisation_id, member_id=member_id, digest=digest, created_at=at
            )
            for digest in digests
        )

    def by_digest(self, digest: bytes) -> RecoveryCode | None:
        """The code, if it was not used yet; locked, and by itself alone: it says whose it is."""
        query = (
            select(RecoveryCode)
            .where(
                RecoveryCode.digest == digest,
                RecoveryCode.used_at.is_(None),
                RecoveryCode.revoked_at.is_(None),
            )
            .with_for_update()
        )
        with self._uow.across_tenants():
            return self._session.scalars(query).one_or_none()

    def left(self, organisation_id: UUID, member_id: UUID) -> Sequence[RecoveryCode]:
        query = select(RecoveryCode).where(
            RecoveryCode.organisation_id == organisation_id,
            RecoveryCode.member_id == member_id,
            RecoveryCode.used_at.is_(None),
            RecoveryCode.revoked_at.is_(None),
        )
        return self._session.scalars(query).all()


class SignInLinkRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._session = uow.session

    def add(self, link: SignInLink) -> None:
        self._session.add(link)
        self._session.flush()

    def find(self, link_id: UUID) -> SignInLink | None:
        """The link, locked: it opens once. By its id alone: it says itself whose it is."""
        query = select(SignInLink).where(SignInLink.id == link_id).with_for_update()
        with self._uow.across_tenants():
            return self._session.scalars(query).one_or_none()

    def revoke_all(self, organisation_id: UUID, principal_id: UUID, *, at: datetime) -> None:
        self._session.execute(
            update(SignInLink)
            .where(
                SignInLink.organisation_id == organisation_id,
                SignInLink.principal_id == principal_id,
                SignInLink.used_at.is_(None),
                SignInLink.revoked_at.is_(None),
            )
            .values(revoked_at=at)
        )


class SessionRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._session = uow.session

    def add(self, session: Session) -> None:
        self._session.add(session)
        self._session.flush()

    def find(self, session_id: UUID) -> Session | None:
        """By its own id alone: who brings a cookie has not said yet of which organisation."""
        query = select(Session).where(Session.id == session_id)
        with self._uow.across_tenants():
            return self._session.scalars(query).one_or_none()

    def open_of(self, organisation_id: UUID, principal_id: UUID) -> Sequence[Session]:
        """The sessions that were not ended, newest first; some may have been left alone."""
        query = (
            select(Session)
            .where(
                Session.organisation_id == organisation_id,
                Session.principal_id == principal_id,
                Session.ended_at.is_(None),
            )
            .order_by(Session.id.desc())
        )
        return self._session.scalars(query).all()

    def end_all(
        self,
        organisation_id: UUID,
        principal_id: UUID,
        *,
        because: SessionEnd,
        at: datetime,
        but: UUID | None = None,
    ) -> int:
        """How many were ended."""
        query = update(Session).where(
            Session.organisation_id == organisation_id,
            Session.principal_id == principal_id,
            Session.ended_at.is_(None),
        )
        if but is not None:
            query = query.where(Session.id != but)
        ended = query.values(ended_at=at, ended_because=because).returning(Session.id)
        return len(self._session.scalars(ended).all())
