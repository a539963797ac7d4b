"""What stands where. Nothing here moves money: that is done by what happens to it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from services.api.deps import Uow, permit, programme_of
from services.api.paging import Paging
from services.api.problems import problems
from services.api.schemas.fields import Instant
from services.api.schemas.ledger import BalanceOut, FundOut, MoneyOut
from services.core.identity.policies import Permission
from services.core.ledger import service as ledger
from services.core.ledger.errors import AccountUnknown
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
        FundOut(
            id=fund.id,
            code=fund.code,
            name_ja=fund.name_ja,
            name_en=fund.name_en,
            restricted=fund.restricted,
            balance=MoneyOut.model_validate(
                ledger.balance(
                    uow,
                    programme_id=programme.id,
                    account=account_id(programme.id, AccountCode.FUND, fund.id),
                    at=at,
                )
            ),
        )
        for fund in paging.of(ledger.funds(uow, programme_id=programme.id))
    ]


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
