"""Letters to sign in with: print them, see which were used or locked, let them open nothing."""

from operator import attrgetter
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from services.api.deps import CurrentRuntime, Uow, permit
from services.api.paging import Paging
from services.api.problems import problems
from services.api.rate_limits import Limit, limited
from services.api.schemas.sign_in_doors import LetterOut, LettersIn, RevokedOut
from services.core.households import service as households
from services.core.households.errors import HouseholdNotFound
from services.core.identity import service as identity
from services.core.identity.errors import StepUpRequired
from services.core.identity.policies import Permission
from services.core.notifications import letters

router = APIRouter(tags=["sign-in-letters"])

READ = [Depends(permit(Permission.SIGN_IN_LETTER_READ))]
WRITE = [Depends(permit(Permission.SIGN_IN_LETTER_WRITE))]
PRINT = [*WRITE, Depends(limited(Limit.EXPORT))]

PDF = "application/pdf"


@router.post(
    "/sign-in-letters",
    dependencies=PRINT,
    response_class=Response,
    responses={**problems(HouseholdNotFound, StepUpRequired), 200: {"content": {PDF: {}}}},
)
def print_sign_in_letters(body: LettersIn, runtime: CurrentRuntime, uow: Uow) -> Response:
    """
    Print a letter with a code, and a sheet with a PIN, for each grown-up of these families.

    It is the only time that they can be had; letters of before open nothing any more. This also
    lets in again who was locked out.
    """
    pdf = letters.print_sign_in_letters(
        uow,
        household_ids=list(dict.fromkeys(body.household_ids)),
        base_url=runtime.settings.base_url,
        contact=body.contact,
        language=body.language,
    )
    return Response(pdf, media_type=PDF, headers={"Cache-Control": "no-store"})


@router.get(
    "/households/{household_id}/sign-in-letters",
    dependencies=READ,
    responses=problems(HouseholdNotFound),
)
def list_sign_in_letters(household_id: UUID, uow: Uow, paging: Paging) -> list[LetterOut]:
    """List the letters by which a family can sign in, used or not, locked or not."""
    guardians = households.guardians_in(uow, household_id=household_id)
    found = [identity.letter_of(uow, guardian_id=one) for one in guardians]
    known = [letter for letter in found if letter is not None]
    page = paging.of(known, attrgetter("guardian_id"))
    return [LetterOut.model_validate(letter) for letter in page]


@router.delete(
    "/households/{household_id}/sign-in-letters",
    dependencies=WRITE,
    responses=problems(HouseholdNotFound, StepUpRequired),
)
def revoke_sign_in_letters(household_id: UUID, uow: Uow) -> RevokedOut:
    """Let a family's letters open nothing any more, and end what was opened with them."""
    guardians = households.guardians_in(uow, household_id=household_id)
    return RevokedOut(
        letters=sum(identity.revoke_letter(uow, guardian_id=one) for one in guardians)
    )
