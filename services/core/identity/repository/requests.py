"""Every statement on addresses that are to be looked for, and on what signing in leaves behind."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select, tuple_

from services.core.identity.models import LetterCode, Session, SignInLink, SignInRequest
from services.core.kit.unit_of_work import UnitOfWork


class SignInRequestRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, request: SignInRequest) -> None:
        self._session.add(request)
        self._session.flush()

    def find(self, request_id: UUID) -> SignInRequest | None:
        return self._session.get(SignInRequest, request_id)

    def delete(self, request_id: UUID) -> None:
        self._session.execute(delete(SignInRequest).where(SignInRequest.id == request_id))

    def delete_expired(self, *, before: datetime, limit: int) -> int:
        """How many were deleted."""
        old = select(SignInRequest.id).where(SignInRequest.expires_at < before).limit(limit)
        gone = delete(SignInRequest).where(SignInRequest.id.in_(old)).returning(SignInRequest.id)
        return len(self._session.scalars(gone).all())


class RemainsRepository:
    """What opened something once, and does not any more."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def delete_links(self, *, before: datetime, limit: int) -> int:
        """Those that were used, revoked or too old before then; how many were deleted."""
        over = func.least(SignInLink.used_at, SignInLink.revoked_at, SignInLink.expires_at) < before
        return self._delete(SignInLink, over, limit)

    def delete_letters(self, *, before: datetime, limit: int) -> int:
        """Those that were revoked or too old before then; how many were deleted."""
        over = func.least(LetterCode.revoked_at, LetterCode.expires_at) < before
        return self._delete(LetterCode, over, limit)

    def delete_sessions(self, *, before: datetime, limit: int) -> int:
        """Those that were ended or too old before then; how many were deleted."""
        over = or_(Session.ended_at < before, Session.expires_at < before)
        return self._delete(Session, over, limit)

    def _delete(
        self,
        table: type[SignInLink] | type[LetterCode] | type[Session],
        over: ColumnElement[bool],
        limit: int,
    ) -> int:
        key = tuple_(table.organisation_id, table.id)
        old = select(table.organisation_id, table.id).where(over).limit(limit)
        gone = delete(table).where(key.in_(old)).returning(table.id)
        return len(self._session.scalars(gone).all())
