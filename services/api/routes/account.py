"""One's own account: who one is here, where one is signed in, and by what."""

from uuid import UUID

from fastapi import APIRouter, Depends, Response
from starlette.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT

from services.api import cookies, csrf
from services.api.deps import CurrentRuntime, Party, Uow, organisation_of, permit
from services.api.doorway import AtDoor
from services.api.paging import Paging
from services.api.problems import problems
from services.api.rate_limits import Limit, limited
from services.api.schemas.account import (
    AnswerIn,
    ChallengeOut,
    EndedOut,
    MeOut,
    NewPasskeyIn,
    PasskeyIn,
    PasskeyOut,
    RecoveryCodesOut,
    RecoveryLeftOut,
    SessionOut,
    SignedInOut,
)
from services.core.identity import service as identity
from services.core.identity.errors import (
    CeremonyOver,
    LastPasskey,
    MemberDisabled,
    MemberUnknown,
    PasskeyRefused,
    PasskeyUnknown,
    SessionUnknown,
    SignInRefused,
    StepUpRequired,
)
from services.core.identity.policies import Permission
from services.core.identity.types import PrincipalKind, Role, SessionEnd, SignInMethod

router = APIRouter(prefix="/me", tags=["account"])

READ = [Depends(permit(Permission.ME_READ))]
WRITE = [Depends(permit(Permission.ME_WRITE))]
PROVE = [Depends(permit(Permission.ME_WRITE)), Depends(limited(Limit.STEP_UP))]
SECURE = [Depends(permit(Permission.CREDENTIAL_WRITE))]


@router.get("", dependencies=READ, responses=problems())
def who_am_i(runtime: CurrentRuntime, uow: Uow) -> MeOut:
    """Tell who the key or the session speaks for, and in which roles."""
    actor = uow.actor
    session_id = actor.session_id
    return MeOut(
        id=actor.id,
        kind=actor.kind,
        organisation_id=organisation_of(uow),
        roles=[Role(role) for role in sorted(actor.roles)],
        provider_id=actor.provider_id,
        municipality_code=actor.municipality_code,
        session_id=session_id,
        csrf_token=csrf.token_for(runtime.ring, session_id) if session_id else None,
        proved_at=actor.proved_at,
    )


@router.get("/sessions", dependencies=READ, responses=problems())
def list_own_sessions(uow: Uow, paging: Paging) -> list[SessionOut]:
    """List where one is signed in, newest first."""
    own = paging.of(identity.own_sessions(uow))
    found = [SessionOut.model_validate(session) for session in own]
    for session in found:
        session.is_this_one = session.id == uow.actor.session_id
    return found


@router.delete(
    "/sessions/{session_id}",
    status_code=HTTP_204_NO_CONTENT,
    dependencies=WRITE,
    responses=problems(SessionUnknown),
)
def end_own_session(session_id: UUID, uow: Uow) -> Response:
    """Sign out on another device, or on this one."""
    here = session_id == uow.actor.session_id
    because = SessionEnd.SIGNED_OUT if here else SessionEnd.REVOKED
    identity.end_session(uow, session_id=session_id, because=because)
    response = Response(status_code=HTTP_204_NO_CONTENT)
    if here:
        cookies.clear_session(response)
    return response


@router.delete("/sessions", dependencies=WRITE, responses=problems())
def end_other_sessions(uow: Uow) -> EndedOut:
    """Sign out everywhere but here."""
    ended = identity.end_all(
        uow,
        principal_id=uow.actor.id,
        because=SessionEnd.REVOKED,
        but=uow.actor.session_id,
    )
    return EndedOut(sessions=ended)


@router.post(
    "/proof/options",
    dependencies=PROVE,
    responses=problems(),
)
def begin_own_proof(uow: Uow, party: Party) -> ChallengeOut:
    """Ask for a challenge, to prove anew that one is there: before a payout, say."""
    return ChallengeOut.model_validate(identity.begin_proof(uow, party=party))


@router.post(
    "/proof",
    status_code=HTTP_204_NO_CONTENT,
    dependencies=PROVE,
    responses=problems(SignInRefused, CeremonyOver, SessionUnknown),
)
def prove_to_be_there(body: AnswerIn, uow: Uow, party: Party) -> Response:
    """Prove by a passkey that one is there; it holds for five minutes, in this session."""
    identity.finish_proof(
        uow, party=party, ceremony_id=body.ceremony_id, credential=body.credential
    )
    identity.prove(uow)
    return Response(status_code=HTTP_204_NO_CONTENT)


@router.get("/passkeys", dependencies=READ, responses=problems())
def list_own_passkeys(uow: Uow, paging: Paging) -> list[PasskeyOut]:
    """List one's passkeys, oldest first."""
    own = paging.of(identity.own_passkeys(uow))
    return [PasskeyOut.model_validate(passkey) for passkey in own]


@router.post(
    "/passkeys/options",
    dependencies=SECURE,
    responses=problems(MemberUnknown, MemberDisabled, StepUpRequired),
)
def begin_own_passkey(uow: Uow, party: Party) -> ChallengeOut:
    """Ask for a challenge, to make a passkey in this browser."""
    return ChallengeOut.model_validate(identity.begin_registration(uow, party=party))


@router.post(
    "/passkeys",
    status_code=HTTP_201_CREATED,
    dependencies=SECURE,
    responses=problems(MemberUnknown, MemberDisabled, PasskeyRefused, CeremonyOver, StepUpRequired),
)
def make_own_passkey(body: NewPasskeyIn, door: AtDoor, uow: Uow, party: Party) -> SignedInOut:
    """Keep the passkey that the browser made; a new session follows, with all of one's roles."""
    identity.finish_registration(
        uow,
        party=party,
        ceremony_id=body.ceremony_id,
        credential=body.credential,
        name=body.name,
    )
    return door.let_in(
        uow, kind=PrincipalKind.MEMBER, principal_id=uow.actor.id, method=SignInMethod.PASSKEY
    )


@router.patch("/passkeys/{passkey_id}", dependencies=WRITE, responses=problems(PasskeyUnknown))
def rename_own_passkey(passkey_id: UUID, body: PasskeyIn, uow: Uow) -> PasskeyOut:
    """Call a passkey something else."""
    passkey = identity.rename_passkey(uow, passkey_id=passkey_id, name=body.name)
    return PasskeyOut.model_validate(passkey)


@router.delete(
    "/passkeys/{passkey_id}",
    status_code=HTTP_204_NO_CONTENT,
    dependencies=SECURE,
    responses=problems(PasskeyUnknown, LastPasskey, StepUpRequired),
)
def revoke_own_passkey(passkey_id: UUID, uow: Uow) -> Response:
    """Let a passkey open nothing any more."""
    identity.revoke_passkey(uow, passkey_id=passkey_id)
    return Response(status_code=HTTP_204_NO_CONTENT)


@router.get("/recovery-codes", dependencies=READ, responses=problems())
def count_own_recovery_codes(uow: Uow) -> RecoveryLeftOut:
    """Tell how many recovery codes are left."""
    return RecoveryLeftOut(left=identity.recovery_codes_left(uow))


@router.post(
    "/recovery-codes",
    status_code=HTTP_201_CREATED,
    dependencies=SECURE,
    responses=problems(MemberUnknown, MemberDisabled, StepUpRequired),
)
def renew_own_recovery_codes(uow: Uow) -> RecoveryCodesOut:
    """Make ten new recovery codes; those from before open nothing any more."""
    return RecoveryCodesOut(codes=identity.renew_recovery_codes(uow))
