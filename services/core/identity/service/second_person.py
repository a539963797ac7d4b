"""Four eyes: nobody approves what they created themselves."""

from uuid import UUID

from services.core.identity.errors import SecondPersonRequired
from services.core.kit.unit_of_work import UnitOfWork


def require_second_person(uow: UnitOfWork, *, created_by: UUID) -> None:
    """:raises SecondPersonRequired: the one who approves is the one who created (I12)."""
    if uow.actor.id == created_by:
        raise SecondPersonRequired(created_by=created_by)
