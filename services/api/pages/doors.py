"""What pages ask for: a unit of work by the session's cookie, or the way to the sign-in page."""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, FastAPI, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response
from starlette.status import HTTP_303_SEE_OTHER

from services.api import csrf
from services.api.deps import CurrentRuntime, session_cookie
from services.core.identity import service as identity
from services.core.identity.errors import NotAuthenticated
from services.core.identity.policies import Permission
from services.core.kit.actor import ANYBODY
from services.core.kit.unit_of_work import UnitOfWork

ENTRANCE = "/enter"
Cookie = Annotated[str | None, Depends(session_cookie)]


class SignInFirst(Exception):
    """The page is somebody's, and nobody is signed in."""


def own() -> None:
    """Marks a page as somebody's own: it shows and changes nothing but the reader's account."""


own.permission = Permission.ME_READ  # type: ignore[attr-defined]  # read by the test of routes


def page_unit_of_work(runtime: CurrentRuntime, session: Cookie) -> Iterator[UnitOfWork]:
    """
    One transaction for a page of whoever is signed in.

    :raises SignInFirst: nobody is, or not any more.
    """
    with runtime.unit_of_work(ANYBODY) as uow:
        try:
            uow.actor = identity.resume(uow, text=session)
        except NotAuthenticated:
            raise SignInFirst from None
        yield uow


PageUow = Annotated[UnitOfWork, Depends(page_unit_of_work, scope="function")]


def form_unit_of_work(
    request: Request,
    runtime: CurrentRuntime,
    uow: PageUow,
    csrf_token: Annotated[str, Form()] = "",
) -> UnitOfWork:
    """
    The same, for a form of one of our pages.

    :raises CrossSiteRequest: it was not.
    """
    assert uow.actor.session_id is not None, "who resumes a session has one"
    csrf.require_own_page(request, runtime.ring, uow.actor.session_id, csrf_token)
    return uow


FormUow = Annotated[UnitOfWork, Depends(form_unit_of_work, scope="function")]


def install(app: FastAPI) -> None:
    """Lead whoever is not signed in to the entrance, and back from there."""
    app.add_exception_handler(SignInFirst, _lead_to_entrance)


async def _lead_to_entrance(request: Request, _: Exception) -> Response:
    back = quote(request.url.path)
    return RedirectResponse(f"{ENTRANCE}?next={back}", status_code=HTTP_303_SEE_OTHER)
