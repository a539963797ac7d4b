"""What others ask of rounds and awards: results, vouchers to issue, a year's figures."""

from collections.abc import Collection, Sequence
from uuid import UUID

from services.core.allocations.errors import AwardNotFound
from services.core.allocations.models import OPEN, Award, Round, RoundApplicant
from services.core.allocations.repository import AwardRepository, RoundRepository
from services.core.allocations.service.rounds import get_round
from services.core.allocations.types import (
    AwardId,
    AwardToIssue,
    Outcome,
    Result,
    RoundStatus,
    Summary,
    WaitingStatus,
)
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes


def get_award(uow: UnitOfWork, *, programme_id: UUID, award_id: UUID) -> Award:
    """:raises AwardNotFound: the programme has no such award."""
    programmes.enter(uow, programme_id)
    award = AwardRepository(uow).find(programme_id, award_id)
    if award is None:
        raise AwardNotFound(award_id=award_id)
    return award


def awaiting_approval(uow: UnitOfWork, *, organisation_id: UUID) -> Sequence[Round]:
    """Drawn rounds whose awards wait for a second person, those drawn first first."""
    return RoundRepository(uow).drawn_rounds(organisation_id)


def awards(uow: UnitOfWork, *, programme_id: UUID, round_id: UUID) -> Sequence[Award]:
    """All awards of a round, whatever became of them, the oldest first."""
    programmes.enter(uow, programme_id)
    return AwardRepository(uow).of_round(programme_id, round_id)


def results(uow: UnitOfWork, *, programme_id: UUID, round_id: UUID) -> list[Result]:
    """
    One result for each applicant of an awarded round, eligible or not (C9), as it stands now.

    :raises RoundNotReady: the round was not awarded yet.
    """
    get_round(uow, programme_id=programme_id, round_id=round_id).must_be(RoundStatus.AWARDED)
    rounds = RoundRepository(uow)
    made = {
        award.application_id: award
        for award in AwardRepository(uow).of_round(programme_id, round_id)
    }
    entries = rounds.waiting(programme_id, round_id)
    ranks = {row[1].application_id: row[0] for row in rounds.drawn(programme_id, round_id)}
    still = sorted(r for r, entry in entries.items() if entry.status is WaitingStatus.WAITING)
    places = {rank: place for place, rank in enumerate(still, start=1)}
    found = []
    for applicant in rounds.applicants(programme_id, round_id):
        rank = ranks.get(applicant.application_id)
        award = made.get(applicant.application_id)
        found.append(_result(applicant, award, None if rank is None else places.get(rank)))
    return found


def awards_to_issue(
    uow: UnitOfWork, *, programme_id: UUID, limit: int | None = None
) -> list[AwardToIssue]:
    """
    The accepted awards for which no voucher was issued, the oldest first.

    They are locked until the unit of work ends, so that none is given up meanwhile; say by
    `mark_issued` which ones have got their voucher.
    """
    return [
        AwardToIssue(
            id=AwardId(award.id),
            voucher_id=award.voucher_id,
            child_id=award.child_id,
            grade_no=award.grade_no,
            amount=Money(award.amount_minor),
            fund_id=award.fund_id,
        )
        for award in AwardRepository(uow).to_issue(programme_id, limit)
    ]


def mark_issued(uow: UnitOfWork, *, programme_id: UUID, award_ids: Collection[UUID]) -> None:
    """Vouchers were issued for these awards: from now on the voucher is revoked, not the award."""
    AwardRepository(uow).mark_issued(programme_id, award_ids, uow.now)


def summary(uow: UnitOfWork, *, programme_id: UUID) -> Summary:
    """The year so far: all that was promised, in how many awards, to how many applicants."""
    count, minor = AwardRepository(uow).totals(programme_id)
    applicants = RoundRepository(uow).applicants_count(programme_id)
    return Summary(awarded=Money(minor), awards=count, applicants=applicants)


def _result(applicant: RoundApplicant, award: Award | None, waiting_rank: int | None) -> Result:
    outcome = Outcome.GIVEN_UP
    if not applicant.eligible:
        outcome = Outcome.NOT_ELIGIBLE
    elif award is not None and award.status in OPEN:
        outcome = Outcome.AWARDED
    elif award is None and waiting_rank is not None:
        outcome = Outcome.WAITING
    told = award if outcome is Outcome.AWARDED else None
    return Result(
        application_id=applicant.application_id,
        child_id=applicant.child_id,
        outcome=outcome,
        award_id=AwardId(told.id) if told else None,
        amount=told.amount if told else None,
        reply_by=told.reply_by if told else None,
        waiting_rank=waiting_rank if outcome is Outcome.WAITING else None,
    )
