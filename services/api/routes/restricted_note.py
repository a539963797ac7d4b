"""The note on restricted gifts (使途等が制約された寄付等の内訳) of a fiscal year (B12)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from services.api.deps import Uow, organisation_of, permit
from services.api.headers import PlainPage
from services.api.problems import language_of, problems
from services.api.schemas.restricted_note import NoteOut
from services.core.donations import note_pages
from services.core.donations import service as donations
from services.core.donations.errors import NoteDoesNotAddUp
from services.core.identity import service as identity
from services.core.identity.policies import Permission
from services.core.kit.sheets import CellsNotEncodable, Encoding

router = APIRouter(prefix="/restricted-note", tags=["ledger"])

READ = [Depends(permit(Permission.LEDGER_READ))]

FiscalYear = Annotated[int, Query(ge=2000, le=2999, description="April to March.")]


@router.get("", dependencies=READ, responses=problems(NoteDoesNotAddUp))
def get_restricted_note(fiscal_year: FiscalYear, uow: Uow) -> NoteOut:
    """Tell each restricted fund's opening, increase, decrease and closing, equal to the ledger."""
    note = donations.restricted_note(
        uow, organisation_id=organisation_of(uow), fiscal_year=fiscal_year
    )
    return NoteOut.of(note)


@router.get(
    "/page",
    dependencies=READ,
    response_class=HTMLResponse,
    responses={**problems(NoteDoesNotAddUp), 200: {"description": "The note as a page."}},
)
def get_restricted_note_page(fiscal_year: FiscalYear, request: Request, uow: Uow) -> PlainPage:
    """Show the note as a page to print."""
    note = donations.restricted_note(
        uow, organisation_id=organisation_of(uow), fiscal_year=fiscal_year
    )
    organisation = identity.get_organisation(uow, organisation_of(uow))
    language = _of_papers(request)
    name = organisation.name_en if language == "en" else organisation.name_ja
    return PlainPage(note_pages.note_html(note, name, language))


@router.get(
    "/csv",
    dependencies=READ,
    response_class=Response,
    responses={
        **problems(NoteDoesNotAddUp, CellsNotEncodable),
        200: {"content": {"text/csv": {"example": "内容,期首残高\r\n"}}},
    },
)
def export_restricted_note(
    fiscal_year: FiscalYear,
    request: Request,
    uow: Uow,
    encoding: Annotated[Encoding, Query()] = Encoding.UTF_8,
) -> Response:
    """Download the note as CSV, which Excel opens as it is."""
    note = donations.restricted_note(
        uow, organisation_id=organisation_of(uow), fiscal_year=fiscal_year
    )
    data = note_pages.note_csv(note, _of_papers(request), encoding)
    charset = "windows-31j" if encoding is Encoding.CP932 else "utf-8"
    name = f'attachment; filename="restricted-note-{fiscal_year}.csv"'
    return Response(
        data, media_type=f"text/csv; charset={charset}", headers={"Content-Disposition": name}
    )


def _of_papers(request: Request) -> str:
    return "en" if language_of(request) == "en" else "ja"
