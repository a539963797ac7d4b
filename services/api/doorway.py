"""The browser that somebody signs in with: what it brought, and what it is handed."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request, Response

from services.api import cookies, csrf
from services.api.deps import CurrentRuntime
from services.api.schemas.account import SignedInOut
from services.core.identity import service as identity
from services.core.identity.service import NewSession
from services.core.identity.types import PrincipalKind, Role, SessionEnd, SignInMethod
from services.core.kit.unit_of_work import UnitOfWork


class Doorway:
    """
    One browser at the door.

    :param response: what the session's cookie goes into.
    """

    def __init__(
        self,
        request: Request,
        response: Response,
        runtime: CurrentRuntime,
        user_agent: Annotated[str | None, Header(include_in_schema=False)] = None,
    ) -> None:
        self._request = request
        self._ring = runtime.ring
        self.response = response
        self.browser = cookies.browser_of(user_agent)

    def let_in(
        self,
        uow: UnitOfWork,
        *,
        kind: PrincipalKind,
        principal_id: UUID,
        method: SignInMethod,
        household_id: UUID | None = None,
    ) -> SignedInOut:
        """Open a session for somebody of the organisation that was entered, and hand it over."""
        session = identity.open_session(
            uow,
            kind=kind,
            principal_id=principal_id,
            household_id=household_id,
            method=method,
            browser=self.browser,
        )
        return self.greet(uow, session)

    def greet(self, uow: UnitOfWork, session: NewSession) -> SignedInOut:
        """Hand a new session over; the one that the browser had before, of whomever, is over."""
        carried = self._request.cookies.get(cookies.SESSION)
        identity.end_carried(uow, text=carried, because=SessionEnd.RENEWED)
        cookies.set_session(self.response, session)
        return SignedInOut(
            session_id=session.id,
            csrf_token=csrf.token_for(self._ring, session.id),
            roles=[Role(role) for role in sorted(uow.actor.roles)],
            needs_passkey=uow.actor.roles == {Role.MEMBER},
        )


AtDoor = Annotated[Doorway, Depends()]
