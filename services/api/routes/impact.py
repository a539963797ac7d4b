"""From gifts to lessons: traces for the office, statements for donors."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse

from services.api.deps import Uow, own_donor, permit, programme_of
from services.api.headers import PlainPage
from services.api.problems import language_of, problems
from services.api.schemas.impact import ImpactStatementOut, TraceOut
from services.core.donations import service as donations
from services.core.donations.errors import DonationNotFound
from services.core.identity.policies import Permission, Scope
from services.core.impact import pages
from services.core.impact import service as impact
from services.core.impact.errors import DonorWithoutGifts, GiftUnknown, TraceNotWhole
from services.core.impact.types import Statement
from services.core.programmes.errors import ProgrammeUnknown

router = APIRouter(prefix="/programmes/{programme_id}", tags=["impact"])

TRACE = [Depends(permit(Permission.TRACE_READ))]
READ = [Depends(permit(Permission.IMPACT_READ, Scope.OWN))]
GIFT_PROBLEMS = problems(ProgrammeUnknown, GiftUnknown, TraceNotWhole)
YEAR_PROBLEMS = problems(ProgrammeUnknown, DonorWithoutGifts, TraceNotWhole)

Year = Annotated[int, Path(ge=2000, le=2999, description="The calendar year of the gifts.")]


@router.get("/donations/{donation_id}/trace", dependencies=TRACE, responses=GIFT_PROBLEMS)
def trace_donation(programme_id: UUID, donation_id: UUID, uow: Uow) -> TraceOut:
    """Follow each yen of a gift to where it is, and to the lessons it paid."""
    programme = programme_of(uow, programme_id)
    return TraceOut.of(impact.trace(uow, programme_id=programme.id, donation_id=donation_id))


@router.get("/donations/{donation_id}/statement", dependencies=READ, responses=GIFT_PROBLEMS)
def get_impact_statement(programme_id: UUID, donation_id: UUID, uow: Uow) -> ImpactStatementOut:
    """Tell what became of a gift, as its donor may read it."""
    return _data(_of_gift(uow, programme_id, donation_id))


@router.get(
    "/donations/{donation_id}/statement.html",
    dependencies=READ,
    response_class=HTMLResponse,
    responses=GIFT_PROBLEMS,
)
def get_impact_page(
    programme_id: UUID, donation_id: UUID, request: Request, uow: Uow
) -> HTMLResponse:
    """Show what became of a gift as a page that stands alone, in Japanese or English."""
    return _page(_of_gift(uow, programme_id, donation_id), request)


@router.get("/donors/{donor_id}/statements/{year}", dependencies=READ, responses=YEAR_PROBLEMS)
def get_yearly_statement(
    programme_id: UUID, donor_id: UUID, year: Year, uow: Uow
) -> ImpactStatementOut:
    """Tell what became of all that a donor gave to the programme in a calendar year."""
    return _data(_of_year(uow, programme_id, donor_id, year))


@router.get(
    "/donors/{donor_id}/statements/{year}/page.html",
    dependencies=READ,
    response_class=HTMLResponse,
    responses=YEAR_PROBLEMS,
)
def get_yearly_page(
    programme_id: UUID, donor_id: UUID, year: Year, request: Request, uow: Uow
) -> HTMLResponse:
    """Show a donor's year as a page that stands alone, in Japanese or English."""
    return _page(_of_year(uow, programme_id, donor_id, year), request)


def _of_gift(uow: Uow, programme_id: UUID, donation_id: UUID) -> Statement:
    """:raises GiftUnknown: there is no such gift, or it is another donor's."""
    programme = programme_of(uow, programme_id)
    donor_id = own_donor(uow, Permission.IMPACT_READ)
    if donor_id is not None:
        try:
            gift = donations.get(uow, programme_id=programme.id, donation_id=donation_id)
        except DonationNotFound:
            raise GiftUnknown(donation_id=donation_id) from None
        if not donations.is_own(uow, donor_id=donor_id, other_id=gift.donor_id):
            raise GiftUnknown(donation_id=donation_id)
    return impact.statement(uow, programme_id=programme.id, donation_id=donation_id)


def _of_year(uow: Uow, programme_id: UUID, donor_id: UUID, year: int) -> Statement:
    """:raises DonorWithoutGifts: no gift settled in that year, or it is another donor who asks."""
    programme = programme_of(uow, programme_id)
    if own_donor(uow, Permission.IMPACT_READ) not in {None, donor_id}:
        raise DonorWithoutGifts(donor_id=donor_id, year=year)
    return impact.yearly_statement(uow, programme_id=programme.id, donor_id=donor_id, year=year)


def _data(statement: Statement) -> ImpactStatementOut:
    return ImpactStatementOut.model_validate(pages.as_data(statement))


def _page(statement: Statement, request: Request) -> HTMLResponse:
    language = language_of(request)
    return PlainPage(
        pages.as_html(statement, language),
        headers={"Content-Language": language, "Vary": "Accept-Language"},
    )
