"""Closing months, statements, objections, and how a programme settles."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.api.deps import Uow, permit, programme_of
from services.api.headers import PlainPage
from services.api.paging import Paging
from services.api.problems import language_of, problems
from services.api.schemas.fields import MonthText
from services.api.schemas.settlements import (
    ClosedMonthOut,
    ObjectionIn,
    ObjectionOut,
    PayerIn,
    ResolutionIn,
    SettlementTermsIn,
    SettlementTermsOut,
    StatementDetailOut,
    StatementLineOut,
    StatementOut,
    TaxRateIn,
    TaxRateOut,
)
from services.core.identity.errors import SecondPersonRequired
from services.core.identity.policies import Permission, Scope
from services.core.kit.periods import Month
from services.core.programmes.errors import ProgrammeUnknown
from services.core.providers.errors import ProviderNotFound
from services.core.settlements import service as settlements
from services.core.settlements.errors import (
    AccountUnreadable,
    BankNameEmpty,
    BankNameTooLong,
    CharacterUnsupported,
    ConsignorCodeUnreadable,
    LaterMonthClosed,
    MonthNotOver,
    ObjectionIdReused,
    ObjectionOpen,
    ObjectionResolvedBefore,
    ObjectionTooLate,
    ObjectionUnknown,
    StatementLineUnknown,
    StatementUnknown,
)
from services.core.settlements.types import ObjectionId
from services.core.settlements.zengin.accounts import BankAccount

router = APIRouter(prefix="/programmes/{programme_id}", tags=["settlements"])

READ = [Depends(permit(Permission.STATEMENT_READ, Scope.OWN_PROVIDER))]
ANSWER = [Depends(permit(Permission.STATEMENT_ANSWER))]
WRITE = [Depends(permit(Permission.SETTLEMENT_WRITE))]

PDF = "application/pdf"
PDF_RESPONSE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The notice of payment.", "content": {PDF: {}}}
}
PAGE_RESPONSE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The notice of payment as a page."}
}


@router.patch("/settlement-terms", dependencies=WRITE, responses=problems(ProgrammeUnknown))
def set_settlement_terms(
    programme_id: UUID, body: SettlementTermsIn, uow: Uow
) -> SettlementTermsOut:
    """Say how the programme settles: days to object, tax, fees, form of the bank file."""
    programme_of(uow, programme_id)
    terms = settlements.set_terms(uow, programme_id=programme_id, **dict(body))
    return SettlementTermsOut.model_validate(terms)


@router.put(
    "/settlement-terms/payer",
    dependencies=WRITE,
    responses=problems(
        ProgrammeUnknown,
        ConsignorCodeUnreadable,
        CharacterUnsupported,
        BankNameEmpty,
        BankNameTooLong,
        AccountUnreadable,
    ),
)
def set_payer(programme_id: UUID, body: PayerIn, uow: Uow) -> SettlementTermsOut:
    """Say who pays the providers, and from which account."""
    programme_of(uow, programme_id)
    terms = settlements.set_payer(
        uow,
        programme_id=programme_id,
        consignor_code=body.consignor_code,
        consignor_name=body.consignor_name,
        account=BankAccount.parse(body.account),
    )
    return SettlementTermsOut.model_validate(terms)


@router.put(
    "/providers/{provider_id}/tax-rate",
    dependencies=WRITE,
    responses=problems(ProgrammeUnknown, ProviderNotFound),
)
def set_tax_rate(programme_id: UUID, provider_id: UUID, body: TaxRateIn, uow: Uow) -> TaxRateOut:
    """Set the consumption tax rate that a provider charges, for its statements from now on."""
    programme_of(uow, programme_id)
    settlements.set_tax_rate(
        uow, programme_id=programme_id, provider_id=provider_id, tax_rate_bps=body.tax_rate_bps
    )
    return TaxRateOut(provider_id=provider_id, tax_rate_bps=body.tax_rate_bps)


@router.put(
    "/months/{month}/close",
    dependencies=WRITE,
    responses=problems(ProgrammeUnknown, MonthNotOver, LaterMonthClosed),
)
def close_month(programme_id: UUID, month: MonthText, uow: Uow) -> ClosedMonthOut:
    """Close a month: confirmed uses are frozen into one statement for each provider."""
    programme_of(uow, programme_id)
    closed = settlements.close_month(uow, programme_id=programme_id, month=Month.parse(month))
    return ClosedMonthOut.model_validate(closed)


@router.get("/statements", dependencies=READ, responses=problems(ProgrammeUnknown))
def list_statements(
    programme_id: UUID,
    uow: Uow,
    paging: Paging,
    month: MonthText | None = None,
    provider_id: UUID | None = None,
) -> list[StatementOut]:
    """List statements in the order of their ids; a provider sees its own only."""
    programme_of(uow, programme_id)
    found = settlements.page(
        uow,
        programme_id=programme_id,
        month=None if month is None else Month.parse(month),
        provider_id=provider_id,
        after=paging.after,
        limit=paging.and_one_more,
    )
    return [StatementOut.model_validate(statement) for statement in paging.cut(found)]


@router.get(
    "/statements/{statement_id}",
    dependencies=READ,
    responses=problems(ProgrammeUnknown, StatementUnknown),
)
def get_statement(programme_id: UUID, statement_id: UUID, uow: Uow) -> StatementDetailOut:
    """Tell a statement with its lines and objections."""
    programme_of(uow, programme_id)
    keys = {"programme_id": programme_id, "statement_id": statement_id}
    statement = settlements.get_statement(uow, **keys)
    return StatementDetailOut(
        **StatementOut.model_validate(statement).model_dump(),
        items=[StatementLineOut.model_validate(line) for line in settlements.lines_of(uow, **keys)],
        objections=[
            ObjectionOut.model_validate(one) for one in settlements.objections_of(uow, **keys)
        ],
    )


@router.get(
    "/statements/{statement_id}/document",
    dependencies=READ,
    response_class=HTMLResponse,
    responses={**problems(ProgrammeUnknown, StatementUnknown), **PAGE_RESPONSE},
)
def get_statement_document(
    programme_id: UUID, statement_id: UUID, request: Request, uow: Uow
) -> HTMLResponse:
    """The notice of payment (支払通知書) as a page to read or print, by `Accept-Language`."""
    programme_of(uow, programme_id)
    document = settlements.statement_document(
        uow, programme_id=programme_id, statement_id=statement_id
    )
    language = language_of(request)
    return PlainPage(
        document.html(language),
        headers={"Content-Language": language, "Vary": "Accept-Language"},
    )


@router.get(
    "/statements/{statement_id}/document.pdf",
    dependencies=READ,
    response_class=Response,
    responses={**problems(ProgrammeUnknown, StatementUnknown), **PDF_RESPONSE},
)
def print_statement_document(
    programme_id: UUID, statement_id: UUID, request: Request, uow: Uow
) -> Response:
    """The notice of payment on A4, by `Accept-Language`."""
    programme_of(uow, programme_id)
    document = settlements.statement_document(
        uow, programme_id=programme_id, statement_id=statement_id
    )
    language = language_of(request)
    return Response(
        document.pdf(language),
        media_type=PDF,
        headers={"Content-Language": language, "Vary": "Accept-Language"},
    )


@router.post(
    "/statements/{statement_id}/confirm",
    dependencies=ANSWER,
    responses=problems(ProgrammeUnknown, StatementUnknown, ObjectionOpen),
)
def confirm_statement(programme_id: UUID, statement_id: UUID, uow: Uow) -> StatementOut:
    """Agree with a statement before the time for objecting ends. Again changes nothing."""
    programme_of(uow, programme_id)
    statement = settlements.confirm(uow, programme_id=programme_id, statement_id=statement_id)
    return StatementOut.model_validate(statement)


@router.put(
    "/statements/{statement_id}/objections/{objection_id}",
    status_code=201,
    dependencies=ANSWER,
    responses=problems(
        ProgrammeUnknown,
        StatementUnknown,
        StatementLineUnknown,
        ObjectionTooLate,
        ObjectionIdReused,
    ),
)
def object_to_statement(
    programme_id: UUID, statement_id: UUID, objection_id: UUID, body: ObjectionIn, uow: Uow
) -> ObjectionOut:
    """Object to a line, or to the statement as a whole: it is not paid until that is resolved."""
    programme_of(uow, programme_id)
    objection = settlements.object_to(
        uow,
        id=ObjectionId(objection_id),
        programme_id=programme_id,
        statement_id=statement_id,
        reason=body.reason,
        line_id=body.line_id,
    )
    return ObjectionOut.model_validate(objection)


@router.post(
    "/objections/{objection_id}/resolution",
    dependencies=WRITE,
    responses=problems(
        ProgrammeUnknown,
        ObjectionUnknown,
        StatementUnknown,
        SecondPersonRequired,
        ObjectionResolvedBefore,
    ),
)
def resolve_objection(
    programme_id: UUID, objection_id: UUID, body: ResolutionIn, uow: Uow
) -> ObjectionOut:
    """Decide an objection. Again with the same outcome changes nothing."""
    programme_of(uow, programme_id)
    objection = settlements.resolve_objection(
        uow, programme_id=programme_id, objection_id=objection_id, outcome=body.outcome
    )
    return ObjectionOut.model_validate(objection)
