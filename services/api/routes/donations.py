"""Gifts, their payment at the gateway, refunds and receipts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from services.api.apart import Apart, permit_apart
from services.api.deps import (
    CurrentRuntime,
    Uow,
    own_donor,
    permit,
    programme_of,
)
from services.api.idempotency import OnceOnly
from services.api.paging import Paging
from services.api.problems import language_of, problems
from services.api.return_pages import own_page
from services.api.schemas.donations import (
    CheckoutIn,
    CheckoutOut,
    DonationIn,
    DonationOut,
    GrantIn,
    IssuedOut,
    ReceiptOut,
    RefundIn,
)
from services.api.schemas.refunds import RefundOut
from services.core.donations import service as donations
from services.core.donations.errors import (
    CampaignNotFound,
    CampaignNotOpen,
    CertificationMissing,
    ChannelNotPayable,
    DonationIdReused,
    DonationNotFound,
    DonationNotPayable,
    DonationNotRefundable,
    GatewayOfAnother,
    GatewayRefused,
    GatewayUnavailable,
    GiftInKind,
    MunicipalFiguresUnfit,
    ReceivedInFuture,
    RefundExceedsDonation,
    ReturnPageForeign,
)
from services.core.identity.policies import Permission, Scope
from services.core.kit.idempotency import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    StillRunning,
)
from services.core.kit.money import Money
from services.core.kit.sheets import CellsNotEncodable, Encoding
from services.core.ledger.errors import FundUnknown
from services.core.programmes.errors import ProgrammeNotPublished, ProgrammeUnknown

router = APIRouter(prefix="/programmes/{programme_id}", tags=["donations"])

ONCE = (IdempotencyKeyMissing, IdempotencyKeyReused, StillRunning)

Year = Annotated[int, Query(ge=2000, le=2999, description="The calendar year of acceptance.")]


@router.post(
    "/donations",
    status_code=201,
    response_model=DonationOut,
    dependencies=[Depends(permit(Permission.DONATION_WRITE))],
    responses=problems(
        ProgrammeUnknown,
        CampaignNotFound,
        CampaignNotOpen,
        ProgrammeNotPublished,
        ChannelNotPayable,
        GiftInKind,
        FundUnknown,
        *ONCE,
    ),
)
def start_donation(programme_id: UUID, body: DonationIn, uow: Uow, once: OnceOnly) -> JSONResponse:
    """Start a gift. It is pending, and nothing of it is spendable, until its money has come."""

    if body.channel == "in_kind":
        raise GiftInKind(pointer="/channel")
    channel = body.channel

    def verb() -> DonationOut:
        donation = donations.start(
            uow,
            programme_id=programme_of(uow, programme_id).id,
            campaign_id=body.campaign_id,
            amount=Money(body.amount_minor),
            channel=channel,
            donor=body.donor.details(),
            anonymous=body.anonymous,
            fund_id=body.fund_id,
        )
        return DonationOut.of(donation)

    return once.answer(verb)


@router.get(
    "/donations/{donation_id}",
    dependencies=[Depends(permit(Permission.DONATION_READ, Scope.OWN))],
    responses=problems(ProgrammeUnknown, DonationNotFound),
)
def get_donation(programme_id: UUID, donation_id: UUID, uow: Uow) -> DonationOut:
    """Tell the state of a gift and where its yen are; a donor's, of their own."""
    programme = programme_of(uow, programme_id)
    found = donations.get(uow, programme_id=programme.id, donation_id=donation_id)
    if own_donor(uow, Permission.DONATION_READ) not in {None, found.donor_id}:
        raise DonationNotFound(donation_id=donation_id)
    return DonationOut.of(found)


@router.put(
    "/donations/{donation_id}/checkout",
    responses=problems(
        ProgrammeUnknown,
        DonationNotFound,
        DonationNotPayable,
        ChannelNotPayable,
        ReturnPageForeign,
        GatewayOfAnother,
        GatewayUnavailable,
        GatewayRefused,
    ),
)
def open_checkout(
    programme_id: UUID,
    donation_id: UUID,
    body: CheckoutIn,
    request: Request,
    runtime: CurrentRuntime,
    apart: Annotated[Apart, Depends(permit_apart(Permission.DONATION_WRITE))],
) -> CheckoutOut:
    """Open the gateway's page for a gift by card or konbini; asking again gives the same page."""
    success_url = own_page(runtime, body.success_url, field="success_url")
    cancel_url = own_page(runtime, body.cancel_url, field="cancel_url")
    with apart.unit_of_work() as uow:
        asked = donations.checkout_request(
            uow,
            programme_id=programme_of(uow, programme_id).id,
            donation_id=donation_id,
            success_url=success_url,
            cancel_url=cancel_url,
            language=language_of(request),
        )
    # Between two transactions: the gateway may take its time, and may be asked again.
    checkout = runtime.gateway.open_checkout(asked)
    with apart.unit_of_work() as uow:
        donations.note_checkout(
            uow, programme_id=programme_id, donation_id=donation_id, checkout=checkout
        )
    return CheckoutOut.of(checkout)


@router.post(
    "/donations/{donation_id}/refunds",
    status_code=201,
    response_model=RefundOut,
    dependencies=[Depends(permit(Permission.DONATION_REFUND))],
    responses=problems(
        ProgrammeUnknown,
        DonationNotFound,
        DonationNotRefundable,
        RefundExceedsDonation,
        *ONCE,
    ),
)
def refund_donation(
    programme_id: UUID, donation_id: UUID, body: RefundIn, uow: Uow, once: OnceOnly
) -> JSONResponse:
    """Give a gift back, wholly or in part; what a child was promised, the child keeps."""

    def verb() -> RefundOut:
        refund = donations.refund(
            uow,
            programme_id=programme_of(uow, programme_id).id,
            donation_id=donation_id,
            amount=body.amount(),
            reason=body.reason,
        )
        return RefundOut.of(refund)

    return once.answer(verb)


@router.post(
    "/grants",
    status_code=201,
    response_model=DonationOut,
    dependencies=[Depends(permit(Permission.DONATION_WRITE))],
    responses=problems(
        ProgrammeUnknown,
        ProgrammeNotPublished,
        FundUnknown,
        DonationIdReused,
        ReceivedInFuture,
        ChannelNotPayable,
        MunicipalFiguresUnfit,
        *ONCE,
    ),
)
def receive_grant(programme_id: UUID, body: GrantIn, uow: Uow, once: OnceOnly) -> JSONResponse:
    """Book money that the municipality has paid into a fund."""

    def verb() -> DonationOut:
        grant = donations.receive_grant(
            uow,
            programme_id=programme_of(uow, programme_id).id,
            fund_id=body.fund_id,
            amount=Money(body.amount_minor),
            received_at=body.received_at,
            external_ref=body.external_ref,
            channel=body.channel,
            source=body.source.source() if body.source else None,
        )
        return DonationOut.of(grant)

    return once.answer(verb)


@router.post(
    "/receipts",
    status_code=201,
    response_model=IssuedOut,
    dependencies=[Depends(permit(Permission.RECEIPT_WRITE))],
    responses=problems(ProgrammeUnknown, CertificationMissing, *ONCE),
)
def issue_receipts(programme_id: UUID, year: Year, uow: Uow, once: OnceOnly) -> JSONResponse:
    """Issue the receipts that are due for gifts accepted in a calendar year."""

    def verb() -> IssuedOut:
        programme = programme_of(uow, programme_id)
        return IssuedOut.of(donations.issue_receipts(uow, programme_id=programme.id, year=year))

    return once.answer(verb)


@router.get(
    "/receipts",
    dependencies=[Depends(permit(Permission.RECEIPT_READ, Scope.OWN))],
    responses=problems(ProgrammeUnknown),
)
def list_receipts(programme_id: UUID, year: Year, uow: Uow, paging: Paging) -> list[ReceiptOut]:
    """
    List a year's receipts with names and addresses; that it was read is written down.

    A donor sees their own.
    """
    programme = programme_of(uow, programme_id)
    lines = donations.receipts_of_year(
        uow,
        programme_id=programme.id,
        year=year,
        donor_id=own_donor(uow, Permission.RECEIPT_READ),
    )
    return [ReceiptOut.of(line) for line in paging.of(lines)]


@router.get(
    "/receipts.csv",
    response_class=Response,
    dependencies=[Depends(permit(Permission.RECEIPT_EXPORT))],
    responses={
        **problems(ProgrammeUnknown, CellsNotEncodable),
        200: {"content": {"text/csv": {"example": "受領証番号,受領年月日,氏名・名称\r\n"}}},
    },
)
def export_receipts(
    programme_id: UUID,
    year: Year,
    request: Request,
    uow: Uow,
    encoding: Annotated[Encoding, Query()] = Encoding.UTF_8,
) -> Response:
    """Download a year's receipts as CSV, in UTF-8 with a BOM or in CP932."""
    data = donations.export_receipts(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        year=year,
        language=language_of(request),
        encoding=encoding,
    )
    charset = "windows-31j" if encoding is Encoding.CP932 else "utf-8"
    headers = {"Content-Disposition": f'attachment; filename="receipts-{year}.csv"'}
    return Response(data, media_type=f"text/csv; charset={charset}", headers=headers)
