"""The page of one's own account: passkeys, recovery codes, sessions."""

from uuid import UUID

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.status import HTTP_303_SEE_OTHER

from services.api import cookies, csrf
from services.api.deps import CurrentRuntime
from services.api.pages import assets, doors
from services.api.pages.doors import ENTRANCE, FormUow, PageUow
from services.api.pages.rendering import page
from services.core.bootstrap import Runtime
from services.core.identity import policies
from services.core.identity import service as identity
from services.core.identity.policies import Permission
from services.core.identity.types import Role, SessionEnd
from services.core.kit.actor import ActorKind
from services.core.kit.unit_of_work import UnitOfWork

ACCOUNT = "/account"

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get(ACCOUNT, dependencies=[Depends(doors.own)])
def show_account(request: Request, runtime: CurrentRuntime, uow: PageUow) -> HTMLResponse:
    """Who one is here, by what one signs in, and where one is signed in."""
    return _account(request, runtime, uow)


@router.post(f"{ACCOUNT}/sign-out", dependencies=[Depends(doors.own)])
def sign_out(uow: FormUow) -> RedirectResponse:
    """End this session."""
    session_id = uow.actor.session_id
    assert session_id is not None, "who resumes a session has one"
    identity.end_session(uow, session_id=session_id, because=SessionEnd.SIGNED_OUT)
    response = RedirectResponse(ENTRANCE, status_code=HTTP_303_SEE_OTHER)
    cookies.clear_session(response)
    return response


@router.post(f"{ACCOUNT}/sessions/end-others", dependencies=[Depends(doors.own)])
def sign_out_elsewhere(uow: FormUow) -> RedirectResponse:
    """Sign out everywhere but here."""
    identity.end_all(
        uow, principal_id=uow.actor.id, because=SessionEnd.REVOKED, but=uow.actor.session_id
    )
    return _back()


@router.post(ACCOUNT + "/sessions/{session_id}/end", dependencies=[Depends(doors.own)])
def sign_out_there(session_id: UUID, uow: FormUow) -> RedirectResponse:
    """Sign out on another device."""
    identity.end_session(uow, session_id=session_id, because=SessionEnd.REVOKED)
    return _back()


@router.post(ACCOUNT + "/passkeys/{passkey_id}/remove", dependencies=[Depends(doors.own)])
def remove_passkey(passkey_id: UUID, uow: FormUow) -> RedirectResponse:
    """Let a passkey open nothing any more."""
    policies.require(uow.actor, Permission.CREDENTIAL_WRITE, at=uow.now)
    identity.revoke_passkey(uow, passkey_id=passkey_id)
    return _back()


@router.post(f"{ACCOUNT}/recovery-codes", dependencies=[Depends(doors.own)])
def show_new_recovery_codes(request: Request, uow: FormUow) -> HTMLResponse:
    """Make new recovery codes, and show them this once."""
    policies.require(uow.actor, Permission.CREDENTIAL_WRITE, at=uow.now)
    return page(request, "recovery_codes.html", codes=identity.renew_recovery_codes(uow))


def install(app: FastAPI) -> None:
    """Serve these pages, and what they load."""
    doors.install(app)
    app.include_router(router)
    app.include_router(assets.router)


def _account(request: Request, runtime: Runtime, uow: UnitOfWork) -> HTMLResponse:
    actor = uow.actor
    assert actor.session_id is not None, "who resumes a session has one"
    is_member = actor.kind is ActorKind.MEMBER
    member = identity.get_member(uow, actor.id) if is_member else None
    return page(
        request,
        "account.html",
        name=member.name(uow.vault) if member else "",
        is_member=is_member,
        needs_passkey=actor.roles == {Role.MEMBER.value},
        roles=sorted(actor.roles - {Role.MEMBER.value}),
        passkeys=identity.own_passkeys(uow) if is_member else [],
        recovery_codes=identity.recovery_codes_left(uow) if is_member else 0,
        sessions=identity.own_sessions(uow),
        this_session=actor.session_id,
        csrf_token=csrf.token_for(runtime.ring, actor.session_id),
    )


def _back() -> RedirectResponse:
    return RedirectResponse(ACCOUNT, status_code=HTTP_303_SEE_OTHER)
