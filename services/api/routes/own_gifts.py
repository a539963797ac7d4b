"""A donor's own gifts: how each stands, where each yen of it is, and the proof of it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import HTMLResponse

from services.api.deps import Uow, organisation_of, permit
from services.api.headers import PlainPage
from services.api.paging import Paging
from services.api.problems import language_of, problems
from services.api.schemas.impact import ImpactStatementOut
from services.api.schemas.own_gifts import DonorYearOut, GiftProofOut, OwnGiftOut
from services.core.audit.errors import EntryNotSigned, LogUnknown
from services.core.identity.policies import Permission
from services.core.impact import pages, picture, proof
from services.core.impact import service as impact
from services.core.impact.errors import DonorWithoutGifts, GiftUnknown, TraceNotWhole
from services.core.impact.types import DonorYear, Statement
from services.core.kit.sheets import Encoding
from services.core.ledger.errors import JournalAltered, TransferNotSealed

router = APIRouter(prefix="/me", tags=["account"])

READ = [Depends(permit(Permission.OWN_GIFT_READ))]
OF_GIFT = problems(GiftUnknown, TraceNotWhole)
OF_YEAR = problems(DonorWithoutGifts, TraceNotWhole)

CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "As CSV."}
}
SVG: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}, "description": "As SVG."}
}
Year = Annotated[int, Path(ge=2000, le=2999, description="The calendar year of the gifts.")]


@router.get("/donations", dependencies=READ, responses=problems())
def list_own_donations(uow: Uow, paging: Paging, request: Request) -> list[OwnGiftOut]:
    """List what you gave, newest first, and how each stands."""
    found = impact.own_gifts(
        uow,
        organisation_id=organisation_of(uow),
        donor_id=uow.actor.id,
        after=paging.after,
        limit=paging.and_one_more,
    )
    language = language_of(request)
    return [OwnGiftOut.of(gift, language) for gift in paging.cut(found)]


@router.get(
    "/donations.csv",
    dependencies=READ,
    response_class=Response,
    responses={**problems(), **CSV},
)
def export_own_donations(
    uow: Uow, request: Request, encoding: Encoding = Encoding.UTF_8
) -> Response:
    """Give all that you gave as CSV (UTF-8 with BOM, or Shift_JIS as Windows writes it)."""
    found = impact.own_gifts(uow, organisation_id=organisation_of(uow), donor_id=uow.actor.id)
    content = pages.gifts_as_csv(found, language_of(request), encoding)
    return Response(content, media_type="text/csv")


@router.get("/donations/{donation_id}", dependencies=READ, responses=problems(GiftUnknown))
def get_own_donation(donation_id: UUID, uow: Uow, request: Request) -> OwnGiftOut:
    """Tell how one of your gifts stands."""
    gift = impact.own_gift(
        uow,
        organisation_id=organisation_of(uow),
        donor_id=uow.actor.id,
        donation_id=donation_id,
    )
    return OwnGiftOut.of(gift, language_of(request))


@router.get("/donations/{donation_id}/statement", dependencies=READ, responses=OF_GIFT)
def get_own_statement(donation_id: UUID, uow: Uow) -> ImpactStatementOut:
    """Tell where each yen of your gift is."""
    return ImpactStatementOut.model_validate(pages.as_data(_statement(uow, donation_id)))


@router.get(
    "/donations/{donation_id}/statement.html",
    dependencies=READ,
    response_class=HTMLResponse,
    responses=OF_GIFT,
)
def get_own_statement_page(donation_id: UUID, uow: Uow, request: Request) -> HTMLResponse:
    """Show where each yen of your gift is, as a page that stands alone, on screen and paper."""
    language = language_of(request)
    return _page(pages.as_html(_statement(uow, donation_id), language), language)


@router.get(
    "/donations/{donation_id}/picture.svg",
    dependencies=READ,
    response_class=Response,
    responses={**OF_GIFT, **SVG},
)
def get_own_picture(donation_id: UUID, uow: Uow, request: Request) -> Response:
    """Draw where each yen of your gift is."""
    found = _statement(uow, donation_id)
    return _drawn(picture.as_svg(found.amount_minor, found.parts, language_of(request)), request)


@router.get(
    "/donations/{donation_id}/proof",
    dependencies=READ,
    responses=problems(GiftUnknown, TransferNotSealed, EntryNotSigned, JournalAltered, LogUnknown),
)
def prove_own_donation(donation_id: UUID, uow: Uow, response: Response) -> GiftProofOut:
    """Prove that your gift is in the books: a file to keep, checked by docs/verify_gift.py."""
    found = impact.prove_gift(
        uow,
        organisation_id=organisation_of(uow),
        donor_id=uow.actor.id,
        donation_id=donation_id,
    )
    response.headers["Content-Disposition"] = f'attachment; filename="gift-{donation_id}.json"'
    return GiftProofOut.model_validate(proof.as_data(found))


@router.get("/statements/{year}", dependencies=READ, responses=OF_YEAR)
def get_own_year(year: Year, uow: Uow) -> DonorYearOut:
    """Tell where each yen is that you gave in a calendar year, to whichever programme."""
    return DonorYearOut.model_validate(pages.year_as_data(_year(uow, year)))


@router.get(
    "/statements/{year}/page.html",
    dependencies=READ,
    response_class=HTMLResponse,
    responses=OF_YEAR,
)
def get_own_year_page(year: Year, uow: Uow, request: Request) -> HTMLResponse:
    """Show your year as a page that stands alone, on screen and paper."""
    language = language_of(request)
    return _page(pages.year_as_html(_year(uow, year), language), language)


@router.get(
    "/statements/{year}/picture.svg",
    dependencies=READ,
    response_class=Response,
    responses={**OF_YEAR, **SVG},
)
def get_own_year_picture(year: Year, uow: Uow, request: Request) -> Response:
    """Draw where each yen of your year is."""
    found = _year(uow, year)
    return _drawn(picture.as_svg(found.amount_minor, found.parts, language_of(request)), request)


def _statement(uow: Uow, donation_id: UUID) -> Statement:
    return impact.own_statement(
        uow,
        organisation_id=organisation_of(uow),
        donor_id=uow.actor.id,
        donation_id=donation_id,
    )


def _year(uow: Uow, year: int) -> DonorYear:
    return impact.own_year(
        uow, organisation_id=organisation_of(uow), donor_id=uow.actor.id, year=year
    )


def _page(content: str, language: str) -> HTMLResponse:
    return PlainPage(content, headers={"Content-Language": language, "Vary": "Accept-Language"})


def _drawn(content: str, request: Request) -> Response:
    return Response(
        content,
        media_type="image/svg+xml",
        headers={"Content-Language": language_of(request), "Vary": "Accept-Language"},
    )
