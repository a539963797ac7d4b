"""The entrance: passkeys for members; by mail and by letter, without any script."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError
from starlette.responses import Response
from starlette.status import HTTP_303_SEE_OTHER, HTTP_401_UNAUTHORIZED

from services.api import csrf
from services.api.deps import CurrentRuntime, PublicUow, public
from services.api.doorway import AtDoor
from services.api.pages.account import ACCOUNT
from services.api.pages.doors import ENTRANCE
from services.api.pages.rendering import language_of, page
from services.api.rate_limits import CurrentGuard, Limit, limited
from services.api.routes.sign_in_doors import request_link, sign_in_with_letter
from services.api.schemas.sign_in_doors import EmailIn, LetterIn
from services.core.identity.errors import PinChangeRequired, PinTooSimple, SignInRefused
from services.core.kit.errors import DomainError

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

ASK = [Depends(public), Depends(limited(Limit.SIGN_IN_LINK)), Depends(csrf.require_own_site)]
TYPE = [Depends(public), Depends(limited(Limit.LETTER_CODE)), Depends(csrf.require_own_site)]

# What the way back from an identity provider may have to tell.
REFUSALS = {
    "oidc_refused",
    "oidc_provider_unavailable",
    "oidc_provider_unknown",
    "sign_in_refused",
    "ceremony_over",
}

OWN_PATH = re.compile(r"/(?:[A-Za-z0-9_-][A-Za-z0-9_./-]*)?")

Typed = Annotated[str, Form(max_length=254)]


@router.get(ENTRANCE, dependencies=[Depends(public)])
def show_entrance(
    request: Request,
    next: Annotated[str, Query(max_length=500)] = ACCOUNT,
    refused: Annotated[str, Query(max_length=100)] = "",
    sent: bool = False,
) -> HTMLResponse:
    """Sign in by passkey, by a link that was sent, by letter, or by a recovery code."""
    told = refused if refused in REFUSALS else None
    return _entrance(request, told=told, sent=sent, next=_own_path(next))


@router.post(f"{ENTRANCE}/email", dependencies=ASK)
def ask_for_link(request: Request, uow: PublicUow, guard: CurrentGuard, email: Typed) -> Response:
    """Have a link sent; what is shown is the same for every address."""
    try:
        body = EmailIn(email=email, language=language_of(request))
    except ValidationError:
        return _entrance(request, told="fields_invalid")
    request_link(body, uow, guard)
    return RedirectResponse(
        f"{ENTRANCE}?sent=true&lang={language_of(request)}", status_code=HTTP_303_SEE_OTHER
    )


@router.post(f"{ENTRANCE}/letter", dependencies=TYPE)
def enter_by_letter(
    request: Request,
    door: AtDoor,
    runtime: CurrentRuntime,
    code: Typed,
    pin: Typed,
    new_pin: Typed = "",
) -> Response:
    """Sign in as a family; at the first time the page asks for a PIN of its own."""
    door.response = RedirectResponse(ACCOUNT, status_code=HTTP_303_SEE_OTHER)
    try:
        body = LetterIn(code=code, pin=pin, new_pin=new_pin or None)
        sign_in_with_letter(body, door, runtime)
    except ValidationError:
        return _entrance(request, told=SignInRefused.code, code=code)
    except (PinChangeRequired, PinTooSimple) as wanting:
        return _entrance(request, told=wanting.code, code=code, pin=pin, wants_pin=True)
    except DomainError as refusal:
        return _entrance(request, told=refusal.code, code=code)
    return door.response


def install(app: FastAPI) -> None:
    """Serve the entrance."""
    app.include_router(router)


def _entrance(
    request: Request,
    *,
    told: str | None,
    sent: bool = False,
    next: str = ACCOUNT,
    code: str = "",
    pin: str = "",
    wants_pin: bool = False,
) -> HTMLResponse:
    return page(
        request,
        "enter.html",
        status_code=HTTP_401_UNAUTHORIZED if told and not wants_pin else 200,
        told=told and f"problem-{told.replace('_', '-')}",
        sent=sent,
        next=next,
        code=code,
        pin=pin,
        wants_pin=wants_pin,
    )


def _own_path(wish: str) -> str:
    """Where to go after signing in: a path of ours, never another site."""
    # Nothing but plain letters: browsers drop tabs and line ends, and "/\t/host" is "//host" then.
    return wish if OWN_PATH.fullmatch(wish) else ACCOUNT
