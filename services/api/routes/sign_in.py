"""The doors that anybody may knock at: each opens a session, kept in a cookie."""

from fastapi import APIRouter, Depends
from starlette.status import HTTP_201_CREATED

from services.api.deps import Party, PublicUow, public
from services.api.doorway import AtDoor
from services.api.problems import public_problems
from services.api.rate_limits import Limit, limited
from services.api.schemas.account import (
    AnswerIn,
    ChallengeOut,
    LinkIn,
    RecoveryIn,
    SignedInOut,
)
from services.core.identity import service as identity
from services.core.identity.errors import CeremonyOver, SignInLinkSpent, SignInRefused
from services.core.identity.types import LinkPurpose, PrincipalKind, SignInMethod

router = APIRouter(prefix="/sign-in", tags=["sign-in"])

SIGN_IN = [Depends(public), Depends(limited(Limit.SIGN_IN))]
RECOVER = [Depends(public), Depends(limited(Limit.RECOVERY))]
FOLLOW = [Depends(public), Depends(limited(Limit.INVITATION))]


@router.post("/passkey/options", dependencies=SIGN_IN, responses=public_problems())
def begin_passkey_sign_in(uow: PublicUow, party: Party) -> ChallengeOut:
    """Ask for a challenge, to be answered by one of the passkeys of this browser."""
    return ChallengeOut.model_validate(identity.begin_sign_in(uow, party=party))


@router.post(
    "/passkey",
    status_code=HTTP_201_CREATED,
    dependencies=SIGN_IN,
    responses=public_problems(SignInRefused, CeremonyOver),
)
def sign_in_with_passkey(body: AnswerIn, door: AtDoor, uow: PublicUow, party: Party) -> SignedInOut:
    """Sign in as a member, by the answer of a passkey to a challenge."""
    member = identity.finish_sign_in(
        uow, party=party, ceremony_id=body.ceremony_id, credential=body.credential
    )
    return door.let_in(
        uow, kind=PrincipalKind.MEMBER, principal_id=member.id, method=SignInMethod.PASSKEY
    )


@router.post(
    "/link",
    status_code=HTTP_201_CREATED,
    dependencies=FOLLOW,
    responses=public_problems(SignInLinkSpent),
)
def sign_in_with_link(body: LinkIn, door: AtDoor, uow: PublicUow) -> SignedInOut:
    """Sign in by a link that was sent: a donor, a family, or a member who has no passkey yet."""
    link = identity.use_link(uow, text=body.link)
    visit = link.purpose is LinkPurpose.VISIT
    return door.let_in(
        uow,
        kind=link.principal_kind,
        principal_id=link.principal_id,
        household_id=link.household_id,
        method=SignInMethod.VISIT if visit else SignInMethod.LINK,
    )


@router.post(
    "/recovery",
    status_code=HTTP_201_CREATED,
    dependencies=RECOVER,
    responses=public_problems(SignInRefused),
)
def sign_in_with_recovery_code(body: RecoveryIn, door: AtDoor, uow: PublicUow) -> SignedInOut:
    """Sign in as a member who has lost every passkey: good for making a new one."""
    member = identity.use_recovery_code(uow, code=body.code)
    return door.let_in(
        uow, kind=PrincipalKind.MEMBER, principal_id=member.id, method=SignInMethod.RECOVERY
    )
