"""The list of donors that a certified NPO keeps, and the public-support test (B11)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from services.api.deps import Uow, organisation_of, permit
from services.api.paging import Paging
from services.api.problems import language_of, problems
from services.api.schemas.donations import DonorIn
from services.api.schemas.donor_lists import (
    DonorLineOut,
    DonorLinkIn,
    DonorLinkOut,
    OfficeEndIn,
    OfficerIn,
    OfficerNamedOut,
    OfficerOut,
    SupportOut,
)
from services.core.donations import service as donations
from services.core.donations.errors import (
    DonorLinkUnknown,
    DonorNotFound,
    DonorsNotLinkable,
    OfficerUnknown,
)
from services.core.identity.policies import Permission
from services.core.kit.sheets import CellsNotEncodable, Encoding
from services.core.kit.workbooks import MEDIA_TYPE

router = APIRouter(tags=["donor-lists"])

READ = [Depends(permit(Permission.DONOR_LIST_READ))]
EXPORT = [Depends(permit(Permission.DONOR_LIST_EXPORT))]
WRITE = [Depends(permit(Permission.DONOR_WRITE))]

_YEAR = {"ge": 2000, "le": 2999}
FiscalYear = Annotated[int, Path(**_YEAR, description="April of it to March of the next.")]


@router.get("/donor-lists/{year}", dependencies=READ, responses=problems())
def list_donors_of_year(year: FiscalYear, uow: Uow, paging: Paging) -> list[DonorLineOut]:
    """List the gifts accepted in a fiscal year by day, with names; that is recorded."""
    lines = donations.donor_list(
        uow,
        organisation_id=organisation_of(uow),
        fiscal_year=year,
        after=paging.after,
        limit=paging.and_one_more,
    )
    return [DonorLineOut.of(line) for line in paging.cut(lines)]


@router.get(
    "/donor-lists/{year}/file.csv",
    response_class=Response,
    dependencies=EXPORT,
    responses={
        **problems(CellsNotEncodable),
        200: {"content": {"text/csv": {"example": "受領年月日,氏名・名称\r\n"}}},
    },
)
def export_donor_list(
    year: FiscalYear,
    request: Request,
    uow: Uow,
    encoding: Annotated[Encoding, Query()] = Encoding.UTF_8,
) -> Response:
    """Download a fiscal year's donor list as CSV, in UTF-8 with a BOM or in CP932."""
    data = donations.export_donor_list(
        uow,
        organisation_id=organisation_of(uow),
        fiscal_year=year,
        language=language_of(request),
        encoding=encoding,
    )
    charset = "windows-31j" if encoding is Encoding.CP932 else "utf-8"
    return _attached(data, f"text/csv; charset={charset}", f"donors-{year}.csv")


@router.get(
    "/donor-lists/{year}/file.xlsx",
    response_class=Response,
    dependencies=EXPORT,
    responses={
        **problems(),
        200: {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}},
    },
)
def export_donor_workbook(year: FiscalYear, request: Request, uow: Uow) -> Response:
    """Download a fiscal year's donor list as an Excel workbook."""
    data = donations.export_donor_workbook(
        uow,
        organisation_id=organisation_of(uow),
        fiscal_year=year,
        language=language_of(request),
    )
    return _attached(data, MEDIA_TYPE, f"donors-{year}.xlsx")


@router.get("/public-support", dependencies=READ, responses=problems())
def tell_public_support(
    first_year: Annotated[int, Query(**_YEAR)],
    last_year: Annotated[int, Query(**_YEAR)],
    uow: Uow,
) -> SupportOut:
    """
    Tell how many donors counted in each fiscal year, and why others did not.

    It is information. Whether the test is passed, the authority says.
    """
    found = donations.public_support(
        uow,
        organisation_id=organisation_of(uow),
        first_year=first_year,
        last_year=max(first_year, last_year),
    )
    return SupportOut.of(found)


@router.get("/officers", dependencies=READ, responses=problems())
def list_officers(uow: Uow, paging: Paging) -> list[OfficerNamedOut]:
    """List who sat and sits on the board, by name; that is recorded."""
    found = donations.officers(uow, organisation_id=organisation_of(uow))
    return [OfficerNamedOut.seen(one) for one in paging.of(found)]


@router.post("/officers", status_code=201, dependencies=WRITE, responses=problems(DonorNotFound))
def note_officer(body: OfficerIn, uow: Uow) -> OfficerOut:
    """Note a term on the board; whoever gave under this name and address is the same one."""
    officer = donations.note_officer(
        uow,
        organisation_id=organisation_of(uow),
        details=body.details(),
        from_on=body.from_on,
        until_on=body.until_on,
    )
    return OfficerOut.of(officer)


@router.post("/officers/{officer_id}/end", dependencies=WRITE, responses=problems(OfficerUnknown))
def end_office(officer_id: UUID, body: OfficeEndIn, uow: Uow) -> OfficerOut:
    """Note on which day a term ended."""
    officer = donations.end_office(
        uow,
        organisation_id=organisation_of(uow),
        officer_id=officer_id,
        until_on=body.until_on,
    )
    return OfficerOut.of(officer)


@router.post(
    "/donors/{donor_id}/corrections",
    status_code=204,
    dependencies=WRITE,
    responses=problems(DonorNotFound),
)
def correct_donor(donor_id: UUID, body: DonorIn, uow: Uow) -> None:
    """Say anew what is known of a donor: who moved house, say. What is left out stays."""
    donations.correct_donor(uow, donor_id=donor_id, details=body.details())


@router.get("/donor-links", dependencies=READ, responses=problems())
def list_donor_links(uow: Uow, paging: Paging) -> list[DonorLinkOut]:
    """List which donors staff have said to be one household."""
    found = donations.donor_links(uow, organisation_id=organisation_of(uow))
    return [DonorLinkOut.of(link) for link in paging.of(found)]


@router.post(
    "/donor-links", status_code=201, dependencies=WRITE, responses=problems(DonorsNotLinkable)
)
def link_donors(body: DonorLinkIn, uow: Uow) -> DonorLinkOut:
    """Say that two donors are one household; said before, it stays so."""
    link = donations.link_donors(
        uow,
        organisation_id=organisation_of(uow),
        donor_id=body.donor_id,
        other_id=body.other_id,
    )
    return DonorLinkOut.of(link)


@router.post(
    "/donor-links/{donor_link_id}/undo",
    dependencies=WRITE,
    responses=problems(DonorLinkUnknown),
)
def unlink_donors(donor_link_id: UUID, uow: Uow) -> DonorLinkOut:
    """Take back that two donors are one household."""
    link = donations.unlink_donors(uow, organisation_id=organisation_of(uow), link_id=donor_link_id)
    return DonorLinkOut.of(link)


def _attached(data: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=media_type, headers=headers)
