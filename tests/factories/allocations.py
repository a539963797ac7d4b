"""Funds with money in them, rounds at every stage, awards: say only what the test is about."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.core.allocations import service as allocations
from services.core.allocations.models import Award, AwardLot, DrawResultRow, Round
from services.core.donations import service as donations
from services.core.donations.models import Donation
from services.core.households.models import Application
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.models import Fund
from services.core.programmes.models import Programme
from tests.factories.households import make_eligible, make_household, new_child

# What the Shibuya example offers a child in the third grade of lower secondary.
AMOUNT = 200_000


def make_fund(uow: UnitOfWork, programme: Programme, *gifts: int, **overrides: Any) -> Fund:
    """A fund with a settled gift of each of these amounts, the oldest first."""
    told = {"code": f"F{uuid7()}", "name_ja": "基金", "name_en": "Fund", "restricted": False}
    uow.enter(programme.organisation_id)
    fund = ledger.open_fund(uow, programme_id=programme.id, **{**told, **overrides})
    for gift in gifts:
        make_gift(uow, programme, fund, gift)
    return fund


def make_gift(uow: UnitOfWork, programme: Programme, fund: Fund, yen: int) -> Donation:
    """A grant of the municipality: no overhead is taken of it, so all can be promised."""
    return donations.receive_grant(
        uow, programme_id=programme.id, fund_id=fund.id, amount=Money(yen)
    )


def make_candidate(uow: UnitOfWork, programme: Programme, **overrides: Any) -> Application:
    """An eligible application of a child of a family of its own, like no other child."""
    kana = f"{_letters(uuid7().int % 10**9)} ミホン"
    _, (child_id,) = make_household(uow, programme, new_child(kana=kana, **overrides))
    return make_eligible(uow, programme, child_id=child_id)


def _letters(number: int) -> str:
    """Digits as kana, so that no two children are taken for one."""
    return "".join("アイウエオカキクケコ"[int(digit)] for digit in str(number))


def make_round(uow: UnitOfWork, programme: Programme, *funds: Fund, **overrides: Any) -> Round:
    """A round that is open for the next ten days."""
    told = {"opens_at": uow.now, "closes_at": uow.now + timedelta(days=10)}
    return allocations.open_round(
        uow,
        programme_id=programme.id,
        fund_ids=[fund.id for fund in funds],
        **{**told, **overrides},
    )


def make_drawn(uow: UnitOfWork, programme: Programme, *funds: Fund, **overrides: Any) -> Round:
    """A round over all decided applications, drawn by the one who opened it."""
    round_ = make_round(uow, programme, *funds, **overrides)
    uow.now = round_.closes_at
    allocations.close_round(uow, programme_id=programme.id, round_id=round_.id)
    return allocations.draw_round(uow, programme_id=programme.id, round_id=round_.id)


def award(uow_as: Callable[..., UnitOfWork], round_: Round, *, by: str = "approver") -> Round:
    """The round's awards, approved by another person at the round's own time."""
    uow = uow_as(by)
    uow.now = round_.drawn_at or uow.now
    return allocations.award_round(uow, programme_id=round_.programme_id, round_id=round_.id)


def drawn_order(uow: UnitOfWork, round_: Round) -> list[UUID]:
    """The applications of a drawn round, in the order drawn."""
    query = (
        select(DrawResultRow.application_id)
        .where(
            DrawResultRow.programme_id == round_.programme_id,
            DrawResultRow.round_id == round_.id,
        )
        .order_by(DrawResultRow.rank)
    )
    return [*uow.session.scalars(query)]


def lots_of(uow: UnitOfWork, award: Award) -> list[int]:
    """What an award still holds of each of its gifts, the first to be spent first."""
    query = (
        select(AwardLot.amount_minor - AwardLot.returned_minor)
        .where(AwardLot.programme_id == award.programme_id, AwardLot.award_id == award.id)
        .order_by(AwardLot.ordinal)
    )
    return [*uow.session.scalars(query)]
