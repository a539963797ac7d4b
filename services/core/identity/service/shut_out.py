"""Take from somebody every way in, as when they are forgotten."""

from uuid import UUID

from services.core.identity.repository import LetterRepository, SignInLinkRepository
from services.core.identity.service import sessions
from services.core.identity.types import SessionEnd
from services.core.kit.unit_of_work import UnitOfWork


def shut_out(uow: UnitOfWork, *, principal_id: UUID) -> None:
    """
    Let a donor's or a guardian's links and letters open nothing any more, and end their sessions.

    Members are shut out by `disable`.
    """
    assert uow.organisation_id is not None, "who signs in belongs to an organisation"
    SignInLinkRepository(uow).revoke_all(uow.organisation_id, principal_id, at=uow.now)
    LetterRepository(uow).revoke_all(uow.organisation_id, [principal_id], at=uow.now)
    sessions.end_all(uow, principal_id=principal_id, because=SessionEnd.DISABLED)
