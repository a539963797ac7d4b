"""Funds, and what stands where. Nothing here moves money: that is done by what happens to it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from services.api.deps import Uow, permit, programme_of
from services.api.paging import Paging
from services.api.problems import problems
from services.api.schemas.fields import Instant
from services.api.schemas.ledger import BalanceOut, FundIn, FundOut, MoneyOut
from services.core.identity.policies import Permission
from services.core.ledger import service as ledger
from services.core.ledger.errors import AccountUnknown, FundCodeTaken, FundIdReused
from services.core.ledger.models import Fund
from services.core.ledger.types import AccountCode, account_id
from services.core.programmes.errors import ProgrammeUnknown

router = APIRouter(
    prefix="/programmes/{programme_id}/ledger",
    tags=["ledger"],
    dependencies=[Depends(permit(Permission.LEDGER_READ))],
)

At = Annotated[Instant | None, Query(description="As of this business time; now if left out.")]


@router.get("/funds", responses=problems(ProgrammeUnknown))
def list_funds(programme_id: UUID, uow: Uow, paging: Paging, at: At = None) -> list[FundOut]:
    """List the programme's funds with what they hold."""
    programme = programme_of(uow, programme_id)
    return [
        _told(uow, fund, at) for fund in paging.of(ledger.funds(uow, programme_id=programme.id))
    ]


@router.put(
    "/funds/{fund_id}",
    status_code=201,
    dependencies=[Depends(permit(Permission.FUND_WRITE))],
    responses=problems(ProgrammeUnknown, FundCodeTaken, FundIdReused),
)
def open_fund(programme_id: UUID, fund_id: UUID, body: FundIn, uow: Uow) -> FundOut:
    """Open a fund under an id of the client's choice; campaigns and grants need one."""
    programme = programme_of(uow, programme_id)
    fund = ledger.open_fund(uow, programme_id=programme.id, id=fund_id, **body.model_dump())
    return _told(uow, fund, None)


def _told(uow: Uow, fund: Fund, at: datetime | None) -> FundOut:
    account = account_id(fund.programme_id, AccountCode.FUND, fund.id)
    held = ledger.balance(uow, programme_id=fund.programme_id, account=account, at=at)
    return FundOut(
        id=fund.id,
        code=fund.code,
        name_ja=fund.name_ja,
        name_en=fund.name_en,
        restricted=fund.restricted,
        balance=MoneyOut.model_validate(held),
    )


@router.get(
    "/accounts/{code}/{owner_id}/balance", responses=problems(ProgrammeUnknown, AccountUnknown)
)
def get_balance(
    programme_id: UUID, code: AccountCode, owner_id: UUID, uow: Uow, at: At = None
) -> BalanceOut:
    """Tell what stands in one account, on its normal side."""
    programme = programme_of(uow, programme_id)
    account = account_id(programme.id, code, owner_id)
    balance = ledger.balance(uow, programme_id=programme.id, account=account, at=at)
    return BalanceOut(
        account_id=account,
        code=code,
        owner_id=owner_id,
        balance=MoneyOut.model_validate(balance),
        at=at or uow.now,
    )
