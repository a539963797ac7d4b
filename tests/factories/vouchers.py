"""Accepted awards and issued vouchers, by the verbs themselves: from a gift to a card."""

from itertools import product
from uuid import UUID

from services.core.allocations import service as allocations
from services.core.kit.actor import operator
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes.models import Programme
from services.core.vouchers import service as vouchers
from services.core.vouchers.models import Voucher
from tests.factories.allocations import AMOUNT, make_drawn, make_fund
from tests.factories.households import make_eligible, new_child
from tests.factories.programmes import make_programme

_GIVEN_NAMES = ("".join(syllables) for syllables in product("アイウエオカキクケコ", repeat=5))


def make_accepted(uow: UnitOfWork, programme: Programme, children: int = 1) -> list[UUID]:
    """Voucher ids of accepted awards, each of `AMOUNT` yen, behind a gift that just suffices."""
    for _ in range(children):
        make_eligible(uow, programme, children=(new_child(kana=f"ミホン {next(_GIVEN_NAMES)}"),))
    fund = make_fund(uow, programme, AMOUNT * children)
    drawn = make_drawn(uow, programme, fund, places=children)
    approver = UnitOfWork(
        uow.session,
        now=uow.now,
        actor=operator("approver"),
        ring=uow.ring,
        organisation_id=programme.organisation_id,
    )
    allocations.award_round(approver, programme_id=programme.id, round_id=drawn.id)
    made = allocations.awards(uow, programme_id=programme.id, round_id=drawn.id)
    allocations.accept(uow, programme_id=programme.id, award_ids=[award.id for award in made])
    return [award.voucher_id for award in made]


def make_vouchers(uow: UnitOfWork, programme: Programme, children: int = 1) -> list[Voucher]:
    """Issued vouchers of `AMOUNT` yen each, with their paper cards."""
    ids = make_accepted(uow, programme, children)
    vouchers.issue_due(uow, programme_id=programme.id)
    return [vouchers.get(uow, programme_id=programme.id, voucher_id=id) for id in ids]


def make_voucher(uow: UnitOfWork, programme: Programme | None = None) -> Voucher:
    """An issued voucher of `AMOUNT` yen, in a programme of its own where none is given."""
    (voucher,) = make_vouchers(uow, programme or make_programme(uow))
    return voucher
