"""Approve a drawn round: its money is promised, the rest of the order waits."""

from uuid import UUID

from services.core.allocations.events import AwardsMade
from services.core.allocations.models import Round
from services.core.allocations.policies import Plan
from services.core.allocations.repository import RoundRepository
from services.core.allocations.service.promise import plan_for, promise, ranked
from services.core.allocations.service.rounds import (
    lock,
    must_be_told_apart,
    require_second_person,
)
from services.core.allocations.service.tenancy import enter_alone
from services.core.allocations.types import WaitingStatus
from services.core.audit import service as audit
from services.core.donations import service as donations
from services.core.donations.errors import FundsShort
from services.core.kit.money import Money, total
from services.core.kit.unit_of_work import UnitOfWork


def award_round(uow: UnitOfWork, *, programme_id: UUID, round_id: UUID) -> Round:
    """
    Approve the awards of a drawn round; promise and money are one transaction (K2).

    The first in the order are awarded, as many as there are places, or as the funds can pay where
    no number was announced (C7); the others are put on the waiting list.

    :raises RoundNotReady: the round is not drawn, or awarded already.
    :raises SecondPersonRequired: the approver opened or drew the round (I12, L16).
    :raises DuplicatesUnresolved: a child may have applied twice (C5).
    :raises FundsShort: the funds cannot pay the places announced, or nobody at all.
    :raises FundOverheadOverCap: running costs took more of a fund's gifts than was promised (A6).
    """
    enter_alone(uow, programme_id)
    round_ = lock(uow, programme_id, round_id)
    require_second_person(uow, round_)
    round_.approve(by=uow.actor.id, at=uow.now)
    must_be_told_apart(uow, round_)
    for fund_id in RoundRepository(uow).fund_ids(programme_id, round_id):
        donations.must_keep_overhead_promise(uow, programme_id=programme_id, fund_id=fund_id)
    order = ranked(uow, round_)
    applicants = {each.applicant.application_id: each.applicant for each in order}
    planned = plan_for(uow, round_, order, places=round_.places)
    _must_suffice(round_, planned)
    awarded = promise(uow, round_, planned.grants, applicants, approved_by=uow.actor.id)
    waiting = [each for each in order if each.applicant.application_id not in awarded]
    RoundRepository(uow).add_waiting(
        [
            {
                "programme_id": programme_id,
                "round_id": round_id,
                "rank": each.rank,
                "status": WaitingStatus.WAITING,
            }
            for each in waiting
        ]
    )
    uow.emit(AwardsMade(programme_id=programme_id, round_id=round_id, awards=len(awarded)))
    audit.record(
        uow,
        action="round.award",
        object_type="round",
        object_id=round_id,
        facts={
            "awards": len(awarded),
            "waiting": len(waiting),
            "amount": total(grant.wish.amount for grant in planned.grants).minor,
        },
    )
    return round_


def _must_suffice(round_: Round, planned: Plan) -> None:
    """A number of places is a promise made to the public; without one, any award will do."""
    promised = round_.places is not None or not planned.grants
    if promised and planned.missing > Money(0):
        raise FundsShort(round_id=round_.id, missing=planned.missing)
