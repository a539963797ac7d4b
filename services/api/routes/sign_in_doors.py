"""The other doors: a link by e-mail, a letter, an organisation's own identity provider."""

from typing import Annotated, Any
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.status import HTTP_201_CREATED, HTTP_202_ACCEPTED, HTTP_303_SEE_OTHER

from services.api.apart import Apart, permit_apart
from services.api.deps import CurrentRuntime, PublicUow, public
from services.api.doorway import AtDoor, Doorway
from services.api.pages.account import ACCOUNT
from services.api.pages.doors import ENTRANCE
from services.api.problems import problems, public_problems
from services.api.rate_limits import CurrentGuard, Limit, limited
from services.api.schemas.account import SignedInOut
from services.api.schemas.sign_in_doors import ElsewhereOut, EmailIn, LetterIn, TakenInOut
from services.core.bootstrap import Runtime
from services.core.households import service as households
from services.core.identity import service as identity
from services.core.identity.errors import (
    OidcProviderUnavailable,
    OidcProviderUnknown,
    OidcRefused,
    PinChangeRequired,
    PinTooSimple,
    SignInRefused,
)
from services.core.identity.policies import Permission
from services.core.identity.ports import OidcClaims
from services.core.identity.service import LetterTry, OidcReturn, OidcStart
from services.core.identity.service.oidc import LASTS as OIDC_LASTS
from services.core.identity.types import PrincipalKind, SignInMethod
from services.core.kit.actor import ANYBODY
from services.core.kit.errors import DomainError
from services.core.kit.unit_of_work import UnitOfWork

router = APIRouter(tags=["sign-in"])

log = structlog.get_logger(__name__)

Told = Annotated[str | None, Query(max_length=2_000)]

ASK = [Depends(public), Depends(limited(Limit.SIGN_IN_LINK))]
TYPE = [Depends(public), Depends(limited(Limit.LETTER_CODE))]
GO = [Depends(public), Depends(limited(Limit.SIGN_IN))]

CALLBACK = "/sign-in/oidc/callback"
# Ties the browser that comes back to the one that was sent. `Lax`: it comes from another site.
CEREMONY = "__Host-oidc"
CEREMONY_S = int(OIDC_LASTS.total_seconds())

ELSEWHERE: dict[int | str, dict[str, Any]] = {HTTP_303_SEE_OTHER: {"description": "Go on there."}}


@router.post(
    "/sign-in/email",
    status_code=HTTP_202_ACCEPTED,
    dependencies=ASK,
    responses=public_problems(),
)
def request_link(body: EmailIn, uow: PublicUow, guard: CurrentGuard) -> TakenInOut:
    """
    Have a link sent to an address, if it is a donor's, a family's, or a new member's.

    Whether it is anybody's, the answer does not tell, nor the time that it takes.
    """
    guard.hit(Limit.SIGN_IN_LINK, body.email)
    identity.request_sign_in(uow, email=body.email, language=body.language)
    return TakenInOut()


@router.post(
    "/sign-in/letter",
    status_code=HTTP_201_CREATED,
    dependencies=TYPE,
    responses=public_problems(SignInRefused, PinChangeRequired, PinTooSimple),
)
def sign_in_with_letter(body: LetterIn, door: AtDoor, runtime: CurrentRuntime) -> SignedInOut:
    """Sign in as a family, by the code of a letter and a PIN."""
    if body.new_pin is not None:
        identity.must_do_as_pin(body.new_pin, printed=body.pin)
    # The try is counted and committed before the PIN is looked at: see docs/decisions/0065.
    tried = runtime.attempt(lambda uow: identity.try_letter(uow, code=body.code), actor=ANYBODY)
    if not identity.pin_matches(runtime.ring, tried, body.pin):
        raise SignInRefused
    if tried.is_first_use and body.new_pin is None:
        runtime.attempt(lambda uow: _forgive(uow, tried), actor=ANYBODY)
        raise PinChangeRequired
    with runtime.unit_of_work(ANYBODY) as uow:
        letter = identity.accept_try(uow, tried, new_pin=body.new_pin)
        if not households.is_guardian(uow, guardian_id=letter.guardian_id):
            raise SignInRefused
        return door.let_in(
            uow,
            kind=PrincipalKind.FAMILY,
            principal_id=letter.guardian_id,
            household_id=letter.household_id,
            method=SignInMethod.LETTER,
        )


# For browsers that a provider sends, and for nobody who reads the API's description.
@router.get(
    CALLBACK,
    status_code=HTTP_303_SEE_OTHER,
    response_class=RedirectResponse,
    dependencies=GO,
    include_in_schema=False,
)
def come_back_from_provider(
    request: Request,
    door: AtDoor,
    runtime: CurrentRuntime,
    state: Told = None,
    code: Told = None,
    iss: Told = None,
) -> RedirectResponse:
    """Where an identity provider sends the browser back to: sign in, or prove to be there."""
    if len(request.query_params) != len(request.query_params.multi_items()):
        state = None  # RFC 6749, 3.1: nothing is said twice
    try:
        back, claims = _ask_provider(request, runtime, state, code, iss)
        response = _let_in(door, runtime, back, claims)
    except DomainError as refusal:
        # The reader looks at a page, and the page says it in words.
        log.info("oidc_refused", code=refusal.code)
        response = _to(f"{ENTRANCE}?refused={refusal.code}")
    response.delete_cookie(CEREMONY, path="/", secure=True, httponly=True, samesite="lax")
    return response


@router.get(
    "/sign-in/oidc/{organisation_id}",
    status_code=HTTP_303_SEE_OTHER,
    response_class=RedirectResponse,
    dependencies=GO,
    responses={**public_problems(OidcProviderUnknown, OidcProviderUnavailable), **ELSEWHERE},
)
def go_to_provider(organisation_id: UUID, runtime: CurrentRuntime) -> RedirectResponse:
    """Sign in as a member at the identity provider of the organisation."""
    start = runtime.attempt(
        lambda uow: identity.begin_oidc(uow, organisation_id=organisation_id), actor=ANYBODY
    )
    response = _to(_question_url(runtime, start, afresh=False))
    _tie(response, start)
    return response


@router.post(
    "/me/proof/oidc",
    responses=problems(OidcProviderUnknown, OidcProviderUnavailable),
    dependencies=[Depends(limited(Limit.STEP_UP))],
)
def go_to_provider_for_proof(
    runtime: CurrentRuntime,
    response: Response,
    apart: Annotated[Apart, Depends(permit_apart(Permission.ME_WRITE))],
) -> ElsewhereOut:
    """Have the organisation's identity provider ask anew who one is: before a payout, say."""
    organisation_id = apart.organisation_id
    if apart.actor.session_id is None or organisation_id is None:
        raise OidcProviderUnknown
    with apart.unit_of_work() as uow:
        start = identity.begin_oidc(uow, organisation_id=organisation_id, prove=True)
    url = _question_url(runtime, start, afresh=True)
    _tie(response, start)
    return ElsewhereOut(url=url)


def redirect_uri(runtime: Runtime) -> str:
    """Where providers send browsers back to, as it is registered with them."""
    return f"{runtime.settings.base_url.rstrip('/')}/api/v1{CALLBACK}"


def _forgive(uow: UnitOfWork, tried: LetterTry) -> None:
    identity.accept_try(uow, tried)


def _question_url(runtime: Runtime, start: OidcStart, *, afresh: bool) -> str:
    return runtime.oidc_providers.question_url(
        start.client,
        start.question,
        redirect_uri=redirect_uri(runtime),
        afresh=afresh,
        acr=start.strong_acr,
    )


def _ask_provider(
    request: Request, runtime: Runtime, state: str | None, code: str | None, iss: str | None
) -> tuple[OidcReturn, OidcClaims]:
    """Take the browser back, in a transaction that has ended before the provider is asked."""
    browser = request.cookies.get(CEREMONY)
    back = runtime.attempt(
        lambda uow: identity.answer_oidc(uow, state=state or "", browser=browser), actor=ANYBODY
    )
    if code is None:  # the person, or the provider, has said no
        raise OidcRefused
    claims = runtime.oidc_providers.claims(
        back.client,
        back.question,
        redirect_uri=redirect_uri(runtime),
        code=code,
        issuer=iss,
        at=runtime.clock.now(),
    )
    return back, claims


def _let_in(
    door: Doorway, runtime: Runtime, back: OidcReturn, claims: OidcClaims
) -> RedirectResponse:
    door.response = response = _to(ACCOUNT)
    with runtime.unit_of_work(ANYBODY) as uow:
        if back.session_id is not None:
            identity.prove_with_oidc(uow, back, claims)
            return response
        session = identity.sign_in_with_oidc(uow, back, claims, browser=door.browser)
        door.greet(uow, session)
    return response


def _to(url: str) -> RedirectResponse:
    return RedirectResponse(
        url, status_code=HTTP_303_SEE_OTHER, headers={"Cache-Control": "no-store"}
    )


def _tie(response: Response, start: OidcStart) -> None:
    response.set_cookie(
        CEREMONY,
        start.browser,
        max_age=CEREMONY_S,
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )
