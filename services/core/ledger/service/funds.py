"""Funds: money held apart for a purpose."""

from collections.abc import Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger.errors import FundCodeTaken, FundIdReused, FundUnknown
from services.core.ledger.models import Fund
from services.core.ledger.repository import FundRepository
from services.core.ledger.service.accounts import open_account
from services.core.ledger.types import AccountCode


def open_fund(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    code: str,
    name_ja: str,
    name_en: str,
    restricted: bool,
    grade_min: int | None = None,
    grade_max: int | None = None,
    id: UUID | None = None,
) -> Fund:
    """
    Open a fund with its two accounts: what it holds, and the shortfall it may suffer.

    The same id again with the same content is the same fund.

    :param grade_min: with `grade_max`, the grades that donors restricted it to, both included.
    :raises FundCodeTaken: another fund of the programme bears the code.
    :raises FundIdReused: the id stands for something else.
    """
    funds = FundRepository(uow)
    fund = Fund(
        programme_id=programme_id,
        id=id or uuid7(),
        code=code,
        name_ja=name_ja,
        name_en=name_en,
        restricted=restricted,
        grade_min=grade_min,
        grade_max=grade_max,
    )
    if earlier := funds.find(programme_id, fund.id):
        if earlier.content != fund.content:
            raise FundIdReused(fund_id=fund.id)
        return earlier
    if code in {other.code for other in funds.of_programme(programme_id)}:
        raise FundCodeTaken(pointer="/code", fund_code=code)
    funds.add(fund)
    for account in (AccountCode.FUND, AccountCode.SHORTFALL):
        open_account(uow, programme_id=programme_id, code=account, owner_id=fund.id)
    audit.record(
        uow, action="fund.open", object_type="fund", object_id=fund.id, facts={"code": code}
    )
    return fund


def get_fund(uow: UnitOfWork, *, programme_id: UUID, fund_id: UUID) -> Fund:
    """:raises FundUnknown: the programme has no such fund."""
    fund = FundRepository(uow).find(programme_id, fund_id)
    if fund is None:
        raise FundUnknown(fund_id=fund_id)
    return fund


def funds(uow: UnitOfWork, *, programme_id: UUID) -> Sequence[Fund]:
    """All funds of the programme, by code."""
    return FundRepository(uow).of_programme(programme_id)
