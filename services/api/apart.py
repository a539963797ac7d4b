"""Leave given in a transaction that has ended before the route begins: nothing slow holds it up."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials

from services.api.deps import CurrentRuntime, Guard, bearer, permit, session_cookie, unit_of_work
from services.core.bootstrap import Runtime
from services.core.identity.policies import Permission, Scope
from services.core.kit.actor import Actor
from services.core.kit.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Apart:
    """Who was let pass, and units of work of theirs: as many as the route has steps."""

    runtime: Runtime
    actor: Actor
    organisation_id: UUID | None
    purpose: str | None

    @contextmanager
    def unit_of_work(self) -> Iterator[UnitOfWork]:
        """One step in one transaction, committed where the block ends well."""
        with self.runtime.unit_of_work(self.actor, organisation_id=self.organisation_id) as uow:
            uow.purpose = self.purpose
            yield uow


def permit_apart(permission: Permission, *narrows_to: Scope) -> Callable[..., Apart]:
    """
    As `deps.permit`, whose errors it raises, for routes that read and write files or ask others
    over the network between their steps.
    """
    judge = cast("Guard", permit(permission, *narrows_to))

    def guard(
        request: Request,
        runtime: CurrentRuntime,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
        session: Annotated[str | None, Depends(session_cookie)],
    ) -> Apart:
        asked = contextmanager(unit_of_work)(request, runtime, credentials, session)
        with asked as uow:
            actor = judge(uow)
            return Apart(runtime, actor, uow.organisation_id, uow.purpose)

    guarded = cast("Guard", guard)
    guarded.permission = judge.permission
    guarded.scopes = judge.scopes
    return cast("Callable[..., Apart]", guarded)
