"""An organisation's receipts: issued for a year, printed, printed again, sent by post (B8)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from services.api.deps import Uow, organisation_of, own_donor, permit, programme_of
from services.api.idempotency import OnceOnly
from services.api.paging import Paging
from services.api.problems import language_of, problems
from services.api.rate_limits import Limit, limited
from services.api.schemas.donations import IssuedOut
from services.api.schemas.receipts import (
    PostIn,
    PostOut,
    ReceiptDetailOut,
    ReissueOut,
    RunIn,
    RunOut,
    YearReceiptsIn,
)
from services.core.donations import documents
from services.core.donations import service as donations
from services.core.donations.errors import (
    CertificationMissing,
    DonationNotFound,
    DonorNotFound,
    ReceiptCancelled,
    ReceiptNotDue,
    ReceiptNotFound,
    ReceiptRunNotFound,
    ReceiptUnreadable,
)
from services.core.identity.errors import StepUpRequired
from services.core.identity.policies import Permission, Scope
from services.core.kit.idempotency import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    StillRunning,
)
from services.core.kit.ids import uuid7
from services.core.kit.sheets import CellsNotEncodable, Encoding
from services.core.programmes.errors import ProgrammeUnknown

router = APIRouter(tags=["receipts"])

OWN = [Depends(permit(Permission.RECEIPT_READ, Scope.OWN))]
READ = [Depends(permit(Permission.RECEIPT_EXPORT))]
WRITE = [Depends(permit(Permission.RECEIPT_WRITE))]
AGAIN = [Depends(permit(Permission.RECEIPT_REISSUE, Scope.OWN))]
POST = [Depends(permit(Permission.RECEIPT_POST_WRITE, Scope.OWN))]
EXPORT = [*READ, Depends(limited(Limit.EXPORT))]
ONCE = (IdempotencyKeyMissing, IdempotencyKeyReused, StillRunning)

PDF = "application/pdf"
PRIVATE = {"Cache-Control": "no-store"}
# A request that typesets more would hold its worker too long; the command line has no such bound.
SHEETS_MAX = 300

Year = Annotated[int, Query(ge=2000, le=2999, description="The calendar year of acceptance.")]


@router.post(
    "/receipt-runs",
    status_code=201,
    response_model=RunOut,
    dependencies=WRITE,
    responses=problems(CertificationMissing, *ONCE),
)
def start_receipt_run(body: RunIn, uow: Uow, once: OnceOnly) -> JSONResponse:
    """Order a year's receipts of all programmes; they are issued in the background."""

    def verb() -> RunOut:
        run = donations.start_run(
            uow, organisation_id=organisation_of(uow), year=body.year, kind=body.kind, id=uuid7()
        )
        return RunOut.model_validate(run)

    return once.answer(verb)


@router.get("/receipt-runs", dependencies=WRITE, responses=problems())
def list_receipt_runs(uow: Uow, paging: Paging) -> list[RunOut]:
    """List the orders to issue a year's receipts, newest first."""
    found = donations.receipt_runs(
        uow, organisation_id=organisation_of(uow), after=paging.after, limit=paging.and_one_more
    )
    return [RunOut.model_validate(run) for run in paging.cut(found)]


@router.get("/receipt-runs/{run_id}", dependencies=WRITE, responses=problems(ReceiptRunNotFound))
def get_receipt_run(run_id: UUID, uow: Uow) -> RunOut:
    """Tell how far an order has come: gifts looked at, receipts issued, gifts left out and why."""
    run = donations.find_run(uow, organisation_id=organisation_of(uow), run_id=run_id)
    return RunOut.model_validate(run)


@router.post(
    "/donors/{donor_id}/receipts",
    status_code=201,
    response_model=IssuedOut,
    dependencies=WRITE,
    responses=problems(CertificationMissing, *ONCE),
)
def issue_year_receipts(
    donor_id: UUID, body: YearReceiptsIn, uow: Uow, once: OnceOnly
) -> JSONResponse:
    """Issue to one donor the receipt for all that they gave in a calendar year."""

    def verb() -> IssuedOut:
        issued = donations.issue_for_year(
            uow, year=body.year, donor_ids=[donor_id], merge=body.merge
        )
        return IssuedOut.of(issued)

    return once.answer(verb)


@router.put(
    "/programmes/{programme_id}/donations/{donation_id}/receipt",
    dependencies=WRITE,
    responses=problems(ProgrammeUnknown, DonationNotFound, ReceiptNotDue, CertificationMissing),
)
def issue_gift_receipt(programme_id: UUID, donation_id: UUID, uow: Uow) -> ReissueOut:
    """Issue the receipt of one gift; asking again gives the one that there is."""
    receipt = donations.issue_for_gift(
        uow, programme_id=programme_of(uow, programme_id).id, donation_id=donation_id
    )
    return ReissueOut(receipt_id=receipt.id, count=0, reissued_at=receipt.issued_at)


@router.get(
    "/receipts/{receipt_id}/pdf",
    dependencies=OWN,
    response_class=Response,
    responses={
        **problems(ReceiptNotFound, ReceiptUnreadable),
        200: {"description": "The receipt on A4.", "content": {PDF: {}}},
    },
)
def get_receipt_pdf(receipt_id: UUID, request: Request, uow: Uow) -> Response:
    """Download a receipt as PDF, in the language asked for; a donor's, their own."""
    pdf = donations.receipt_pdf(
        uow,
        receipt_id=receipt_id,
        language=_of_papers(request),
        donor_id=own_donor(uow, Permission.RECEIPT_READ),
    )
    return Response(pdf, media_type=PDF, headers=PRIVATE)


@router.post(
    "/receipts/{receipt_id}/reissues",
    status_code=201,
    response_model=ReissueOut,
    dependencies=AGAIN,
    responses=problems(ReceiptNotFound, ReceiptCancelled, *ONCE),
)
def reissue_receipt(receipt_id: UUID, uow: Uow, once: OnceOnly) -> JSONResponse:
    """Print the paper again, marked as such; for who has lost it. A donor's, their own."""

    def verb() -> ReissueOut:
        again = donations.reissue_receipt(
            uow, receipt_id=receipt_id, donor_id=own_donor(uow, Permission.RECEIPT_REISSUE)
        )
        return ReissueOut(receipt_id=receipt_id, count=again.ordinal, reissued_at=again.reissued_at)

    return once.answer(verb)


@router.put(
    "/donors/{donor_id}/receipts-by-post", dependencies=POST, responses=problems(DonorNotFound)
)
def set_receipts_by_post(donor_id: UUID, body: PostIn, uow: Uow) -> PostOut:
    """Say whether a donor wishes for receipts on paper; donors, of themselves."""
    if own_donor(uow, Permission.RECEIPT_POST_WRITE) not in {None, donor_id}:
        raise DonorNotFound(donor_id=donor_id)
    donations.wish_for_post(uow, donor_id=donor_id, by_post=body.by_post)
    return PostOut(donor_id=donor_id, by_post=body.by_post)


@router.get(
    "/receipts-by-post.pdf",
    dependencies=EXPORT,
    response_class=Response,
    responses={
        **problems(StepUpRequired),
        200: {"description": "Sheets in the order of postcodes.", "content": {PDF: {}}},
        204: {"description": "No sheet is left to print."},
    },
)
def print_receipts_by_post(
    year: Year,
    request: Request,
    uow: Uow,
    first: Annotated[int, Query(ge=1, description="The first sheet, as the list counts.")] = 1,
) -> Response:
    """Download a year's receipts that go by post, up to 300 sheets at a time, by postcode."""
    language = _of_papers(request)
    batch = donations.post_batch(uow, year=year, language=language)
    sheets = batch.papers[first - 1 : first - 1 + SHEETS_MAX]
    if not sheets:
        return Response(status_code=204)
    parts = list(documents.many_pdfs(sheets, language))
    return Response(documents.joined(parts, language, len(sheets)), media_type=PDF, headers=PRIVATE)


@router.get(
    "/receipts-by-post.csv",
    dependencies=EXPORT,
    response_class=Response,
    responses={
        **problems(StepUpRequired, CellsNotEncodable),
        200: {"content": {"text/csv": {"example": "順番,受領証番号\r\n"}}},
    },
)
def export_receipts_by_post(
    year: Year,
    request: Request,
    uow: Uow,
    encoding: Annotated[Encoding, Query()] = Encoding.UTF_8,
) -> Response:
    """Download the list that goes with the sheets, in their order, as CSV."""
    batch = donations.post_batch(uow, year=year, language=_of_papers(request), encoding=encoding)
    charset = "windows-31j" if encoding is Encoding.CP932 else "utf-8"
    name = f'attachment; filename="receipts-by-post-{year}.csv"'
    headers = {**PRIVATE, "Content-Disposition": name}
    return Response(batch.cover, media_type=f"text/csv; charset={charset}", headers=headers)


@router.get("/me/receipts", dependencies=OWN, responses=problems())
def list_own_receipts(uow: Uow, paging: Paging) -> list[ReceiptDetailOut]:
    """List your receipts of all years, latest first; nothing for those who are no donor."""
    donor_id = own_donor(uow, Permission.RECEIPT_READ)
    if donor_id is None:
        return []
    found = donations.own_receipts(uow, donor_id=donor_id)
    return [ReceiptDetailOut.of(view) for view in paging.of(found)]


@router.put("/me/receipts-by-post", dependencies=POST, responses=problems(DonorNotFound))
def set_own_receipts_by_post(body: PostIn, uow: Uow) -> PostOut:
    """Say whether you wish for your receipts on paper."""
    donations.wish_for_post(uow, donor_id=uow.actor.id, by_post=body.by_post)
    return PostOut(donor_id=uow.actor.id, by_post=body.by_post)


def _of_papers(request: Request) -> str:
    """Receipts are in Japanese or English; easy Japanese is for what families read."""
    return "en" if language_of(request) == "en" else "ja"
