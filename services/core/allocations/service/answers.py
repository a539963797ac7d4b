"""What families answer: an award is accepted, or given up, and then the next one is offered it."""

from collections import Counter
from collections.abc import Collection
from uuid import UUID

from services.core.allocations.errors import AwardNotFound, NotOnWaitingList, RoundNotReady
from services.core.allocations.events import AwardAccepted, AwardGivenUp, AwardOffered
from services.core.allocations.models import Award, Round
from services.core.allocations.repository import AwardRepository, RoundRepository
from services.core.allocations.service.promise import plan_for, promise, ranked
from services.core.allocations.service.returns import return_unspent
from services.core.allocations.service.rounds import get_round, lock, require_second_person
from services.core.allocations.service.tenancy import enter_alone
from services.core.allocations.types import AwardId, AwardStatus, RoundStatus, WaitingStatus
from services.core.audit import service as audit
from services.core.kit.money import total
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger.types import TransferCode
from services.core.programmes import service as programmes


def accept(uow: UnitOfWork, *, programme_id: UUID, award_ids: Collection[UUID]) -> None:
    """
    Accept awards for the families; accepting again changes nothing.

    :raises AwardNotFound: an award is unknown.
    :raises AwardNotOpen: an award was given up.
    :raises ReplyTooLate: the time to answer is over.
    """
    programmes.enter(uow, programme_id)
    awards = _locked(uow, programme_id, award_ids)
    accepted = [award for award in awards if award.accept(at=uow.now)]
    uow.emit_all(AwardAccepted(programme_id=programme_id, award_id=award.id) for award in accepted)
    _record(uow, "award.accept", accepted)


def decline(uow: UnitOfWork, *, programme_id: UUID, award_id: UUID) -> AwardId | None:
    """
    Give an award up for a family that does not want it; the next one waiting is offered a place.

    Returns the award that was offered instead, None where nobody waits whom the funds can pay.

    :raises AwardNotFound: there is no such award.
    :raises AwardNotOpen: it was given up before.
    :raises AwardAlreadyIssued: there is a voucher, which must be revoked instead.
    """
    return _replace(uow, programme_id, [award_id], AwardStatus.DECLINED)


def withdraw(uow: UnitOfWork, *, programme_id: UUID, award_id: UUID) -> AwardId | None:
    """Take an award back that has no voucher yet, as `decline` does, in the programme's name."""
    return _replace(uow, programme_id, [award_id], AwardStatus.WITHDRAWN)


def lapse_due(uow: UnitOfWork, *, programme_id: UUID, limit: int = 500) -> int:
    """
    Withdraw the offers that nobody answered in time, at most `limit`, and offer their places to
    those who wait. Returns how many lapsed.
    """
    enter_alone(uow, programme_id)
    overdue = AwardRepository(uow).reply_overdue(programme_id, uow.now, limit)
    if overdue:
        _replace(uow, programme_id, overdue, AwardStatus.WITHDRAWN)
    return len(overdue)


def offer_waiting(
    uow: UnitOfWork, *, programme_id: UUID, round_id: UUID, places: int
) -> list[AwardId]:
    """
    Offer up to `places` further places in the order drawn, when money has come (追加採択).

    Like the awards themselves, this is approved by a second person.

    :raises RoundNotReady: the round was not awarded yet.
    :raises SecondPersonRequired: the approver opened or drew the round.
    """
    enter_alone(uow, programme_id)
    round_ = lock(uow, programme_id, round_id)
    require_second_person(uow, round_)
    return _offer(uow, round_, places=places, approved_by=uow.actor.id)


def leave_waiting_list(
    uow: UnitOfWork, *, programme_id: UUID, round_id: UUID, application_id: UUID
) -> None:
    """
    Take a family off the list that does not want to wait any longer.

    :raises RoundNotFound: the programme has no such round.
    :raises NotOnWaitingList: it does not wait in this round.
    """
    enter_alone(uow, programme_id)
    get_round(uow, programme_id=programme_id, round_id=round_id)
    entry = RoundRepository(uow).find_waiting(programme_id, round_id, application_id)
    if entry is None:
        raise NotOnWaitingList(application_id=application_id, round_id=round_id)
    entry.status = WaitingStatus.LEFT
    audit.record(
        uow,
        action="waiting_list.leave",
        object_type="application",
        object_id=application_id,
        facts={"round_id": round_id, "rank": entry.rank},
    )


def _replace(
    uow: UnitOfWork, programme_id: UUID, award_ids: Collection[UUID], status: AwardStatus
) -> AwardId | None:
    """Give awards up, return their money, and offer as many places; the first award offered."""
    enter_alone(uow, programme_id)
    awards = _locked(uow, programme_id, award_ids)
    for award in awards:
        award.give_up(status, at=uow.now)
    return_unspent(
        uow,
        programme_id=programme_id,
        by_voucher={award.voucher_id: award.amount_minor for award in awards},
        code=TransferCode.VOUCHER_REVOKED,
    )
    uow.emit_all(AwardGivenUp(programme_id=programme_id, award_id=award.id) for award in awards)
    action = "award.decline" if status is AwardStatus.DECLINED else "award.withdraw"
    _record(uow, action, awards)
    offered: list[AwardId] = []
    for round_id, places in Counter(award.round_id for award in awards).items():
        round_ = get_round(uow, programme_id=programme_id, round_id=round_id)
        if round_.approved_by is not None:
            # The order was approved with the round: whoever tells us of a "no" decides nothing.
            approver = round_.approved_by
            offered += _offer(uow, round_, places=places, approved_by=approver)
    return offered[0] if offered else None


def _offer(uow: UnitOfWork, round_: Round, *, places: int, approved_by: UUID) -> list[AwardId]:
    if round_.status is not RoundStatus.AWARDED:
        raise RoundNotReady(round_id=round_.id, status=round_.status, needed=RoundStatus.AWARDED)
    rounds = RoundRepository(uow)
    entries = rounds.waiting(round_.programme_id, round_.id)
    waiting = [
        each
        for each in ranked(uow, round_)
        if each.rank in entries and entries[each.rank].status is WaitingStatus.WAITING
    ]
    applicants = {each.applicant.application_id: each.applicant for each in waiting}
    planned = plan_for(uow, round_, waiting, places=places)
    offered = promise(uow, round_, planned.grants, applicants, approved_by=approved_by)
    by_rank = {
        each.rank: offered[each.applicant.application_id]
        for each in waiting
        if each.applicant.application_id in offered
    }
    rounds.mark_offered(round_.programme_id, round_.id, by_rank, uow.now)
    programme_id = round_.programme_id
    uow.emit_all(
        AwardOffered(programme_id=programme_id, award_id=award_id) for award_id in by_rank.values()
    )
    if by_rank:
        audit.record(
            uow,
            action="waiting_list.offer",
            object_type="round",
            object_id=round_.id,
            facts={"ranks": list(by_rank), "awards": [str(id) for id in by_rank.values()]},
        )
    return list(by_rank.values())


def _locked(uow: UnitOfWork, programme_id: UUID, award_ids: Collection[UUID]) -> list[Award]:
    awards = AwardRepository(uow).lock(programme_id, award_ids)
    for missing in set(award_ids) - {award.id for award in awards}:
        raise AwardNotFound(award_id=missing)
    return awards


def _record(uow: UnitOfWork, action: str, awards: Collection[Award]) -> None:
    """One entry for what was done to one award, or to many at once."""
    if not awards:
        return
    first = next(iter(awards))
    alone = len(awards) == 1
    audit.record(
        uow,
        action=action,
        object_type="award" if alone else "programme",
        object_id=first.id if alone else first.programme_id,
        facts={
            "awards": [str(award.id) for award in awards],
            "amount": total(award.amount for award in awards).minor,
        },
    )
