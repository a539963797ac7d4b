"""A round's life: announced with a commitment, closed with a hash, drawn by the revealed seed."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.core.allocations.draw import SEED_BYTES, DrawCandidate, candidates_hash, draw
from services.core.allocations.errors import (
    ApplicationsUndecided,
    CandidatesChanged,
    DuplicatesUnresolved,
    RoundIdReused,
    RoundNotFound,
    RoundNotReady,
    RoundStillOpen,
    RoundTermsInvalid,
)
from services.core.allocations.events import RoundClosed, RoundDrawn, RoundOpened
from services.core.allocations.models import Round
from services.core.allocations.repository import RoundRepository
from services.core.allocations.service.tenancy import enter_alone
from services.core.allocations.types import RoundId, RoundStatus
from services.core.audit import service as audit
from services.core.households import service as households
from services.core.households.types import ApplicationEntry, Candidate, Decision
from services.core.identity import service as identity
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.programmes import service as programmes
from services.core.programmes.errors import ProgrammeNotPublished
from services.core.programmes.types import ProgrammeStatus

# What families need to read a letter, decide and answer.
REPLY_DAYS = 14

# Applications read at a time when a round closes.
PAGE = 1_000


def open_round(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    fund_ids: Sequence[UUID],
    opens_at: datetime,
    closes_at: datetime,
    places: int | None = None,
    budget: Money | None = None,
    reply_days: int = REPLY_DAYS,
    id: RoundId | None = None,
    seed: bytes | None = None,
) -> Round:
    """
    Announce a round, and commit to the seed of its draw. The same id again in the same terms is
    the same round.

    :param fund_ids: the funds that pay, in the order in which they are used.
    :param places: how many are promised a place; left out, as many as the funds can pay.
    :param reply_days: how many days a family has to answer an offer.
    :param seed: 32 bytes; left out, as it should be but for a demonstration, they are random and
        nobody has seen them.
    :raises ProgrammeNotPublished: its terms are no promise yet, or no longer.
    :raises RoundTermsInvalid: the intake ends before it begins or has ended, no fund is named or
        one twice, or a number is not positive.
    :raises RoundIdReused: `id` stands for a round in other terms.
    :raises FundUnknown: the programme has no such fund.
    """
    programme = programmes.enter(uow, programme_id)
    round_ = Round(
        programme_id=programme_id,
        id=id or RoundId(uuid7()),
        organisation_id=programme.organisation_id,
        status=RoundStatus.ANNOUNCED,
        opens_at=opens_at,
        closes_at=closes_at,
        places=places,
        budget_minor=None if budget is None else budget.minor,
        reply_days=reply_days,
        created_by=uow.actor.id,
    )
    repository = RoundRepository(uow)
    if earlier := repository.find(programme_id, round_.id):
        same_funds = [*fund_ids] == [*repository.fund_ids(programme_id, round_.id)]
        if not (same_funds and earlier.terms == round_.terms):
            raise RoundIdReused(round_id=earlier.id)
        return earlier
    if programme.status is not ProgrammeStatus.PUBLISHED:
        raise ProgrammeNotPublished(programme_id=programme_id, status=programme.status)
    _must_make_sense(round_, fund_ids, uow.now)
    seed = secrets.token_bytes(SEED_BYTES) if seed is None else seed
    if len(seed) != SEED_BYTES:
        raise RoundTermsInvalid(pointer="/seed", field="seed")
    round_.commit_to(seed, uow.vault)
    for fund_id in fund_ids:
        ledger.get_fund(uow, programme_id=programme_id, fund_id=fund_id)
    repository.add(round_, fund_ids)
    uow.emit(RoundOpened(programme_id=programme_id, round_id=round_.id))
    _record(uow, "round.open", round_, commitment=round_.seed_commitment.hex())
    return round_


def close_round(uow: UnitOfWork, *, programme_id: UUID, round_id: UUID) -> Round:
    """
    End the intake: freeze who takes part, and publish the hash that the draw depends on.

    In the round stand all applications that no earlier round has dealt with.

    :raises RoundStillOpen: the announced end of the intake has not come.
    :raises RoundNotReady: it was closed before.
    :raises ApplicationsUndecided: an application has no decision yet.
    :raises DuplicatesUnresolved: a child may have applied twice (C5).
    """
    # Two rounds of one programme that close at once must not both take an application in.
    enter_alone(uow, programme_id)
    round_ = lock(uow, programme_id, round_id)
    round_.must_be(RoundStatus.ANNOUNCED)
    if uow.now < round_.closes_at:
        raise RoundStillOpen(round_id=round_id, closes_at=round_.closes_at)
    _must_be_decided(uow, round_)
    applicants = _applicants(uow, round_)
    RoundRepository(uow).add_applicants(applicants)
    eligible = [
        DrawCandidate.of(str(row["application_id"]), row["priority"], row["score"])
        for row in applicants
        if row["eligible"]
    ]
    round_.close(candidates_hash(eligible), at=uow.now)
    uow.emit(RoundClosed(programme_id=programme_id, round_id=round_id))
    _record(uow, "round.close", round_, applicants=len(applicants), candidates=len(eligible))
    return round_


def draw_round(uow: UnitOfWork, *, programme_id: UUID, round_id: UUID) -> Round:
    """
    Reveal the seed and keep the order that follows from it.

    :raises RoundNotReady: the round is still open, or drawn already.
    :raises CandidatesChanged: the frozen candidates were tampered with.
    """
    programmes.enter(uow, programme_id)
    round_ = lock(uow, programme_id, round_id)
    seed = round_.reveal(uow.vault, by=uow.actor.id, at=uow.now)
    drawn = draw(candidates(uow, programme_id=programme_id, round_id=round_id), seed)
    if drawn.candidates_hash != (round_.candidates_hash or b"").hex():
        raise CandidatesChanged(round_id=round_id)
    results = [
        {
            "programme_id": programme_id,
            "round_id": round_id,
            "rank": each.rank,
            "application_id": UUID(each.candidate.id),
            "ticket": bytes.fromhex(each.ticket),
        }
        for each in drawn.order
    ]
    RoundRepository(uow).add_results(results)
    uow.emit(RoundDrawn(programme_id=programme_id, round_id=round_id))
    _record(uow, "round.draw", round_, candidates=len(results), seed=seed.hex())
    return round_


def get_round(uow: UnitOfWork, *, programme_id: UUID, round_id: UUID) -> Round:
    """:raises RoundNotFound: the programme has no such round."""
    programmes.enter(uow, programme_id)
    round_ = RoundRepository(uow).find(programme_id, round_id)
    if round_ is None:
        raise RoundNotFound(round_id=round_id)
    return round_


def rounds(uow: UnitOfWork, *, programme_id: UUID) -> Sequence[Round]:
    """All rounds of the programme, the earliest first."""
    programmes.enter(uow, programme_id)
    return RoundRepository(uow).of_programme(programme_id)


def candidates(uow: UnitOfWork, *, programme_id: UUID, round_id: UUID) -> list[DrawCandidate]:
    """What the draw of a closed round is made from; their ids are the applications'."""
    return [
        DrawCandidate.of(str(each.application_id), each.priority, each.score)
        for each in RoundRepository(uow).applicants(programme_id, round_id)
        if each.priority is not None and each.score is not None
    ]


def published_candidates(
    uow: UnitOfWork, *, programme_id: UUID, round_id: UUID
) -> list[DrawCandidate]:
    """
    The candidates as anybody may see them, so that the draw can be checked.

    :raises RoundNotFound: the programme has no such round.
    :raises RoundNotReady: it is not drawn yet.
    """
    round_ = get_round(uow, programme_id=programme_id, round_id=round_id)
    if round_.drawn_at is None:
        raise RoundNotReady(round_id=round_id, status=round_.status, needed=RoundStatus.DRAWN)
    return candidates(uow, programme_id=programme_id, round_id=round_id)


def lock(uow: UnitOfWork, programme_id: UUID, round_id: UUID) -> Round:
    """The round, which nobody else changes until this unit of work ends."""
    round_ = RoundRepository(uow).lock(programme_id, round_id)
    if round_ is None:
        raise RoundNotFound(round_id=round_id)
    return round_


def _record(uow: UnitOfWork, action: str, round_: Round, **facts: object) -> None:
    audit.record(uow, action=action, object_type="round", object_id=round_.id, facts=facts)


def must_be_told_apart(uow: UnitOfWork, round_: Round) -> None:
    """:raises DuplicatesUnresolved: applications may be one child's, and nobody has said (C5)."""
    open_reports = households.duplicates_of(uow, programme_id=round_.programme_id)
    if open_reports:
        raise DuplicatesUnresolved(round_id=round_.id, count=len(open_reports))


def require_second_person(uow: UnitOfWork, round_: Round) -> None:
    """:raises SecondPersonRequired: the actor opened or drew the round (I12, L16)."""
    for earlier in (round_.created_by, round_.drawn_by):
        if earlier is not None:
            identity.require_second_person(uow, created_by=earlier)


def _applicants(uow: UnitOfWork, round_: Round) -> list[dict[str, Any]]:
    """The rows of all who get a result from this round."""
    programme_id = round_.programme_id
    terms = programmes.get(uow, programme_id).terms
    entered_on = terms.local_date(uow.now)
    candidates = {
        candidate.application_id: candidate
        for candidate in households.eligible_candidates(uow, programme_id=programme_id)
    }
    before = RoundRepository(uow).stood_before(programme_id)
    rows = []
    for entry in _applications(uow, programme_id):
        candidate = candidates.get(entry.id)
        gone = entry.decision is Decision.ELIGIBLE and candidate is None  # the child was forgotten
        if gone or entry.decision is Decision.WITHDRAWN:
            continue
        # A grade that the terms offer nothing has nothing to be drawn for.
        if candidate and not terms.amount_for(candidate.grade_no, entered_on):
            candidate = None
        # Everybody is told once; only who was refused before and is eligible now is drawn yet.
        told = entry.id in before and (candidate is None or before[entry.id])
        if not told:
            rows.append(_applicant(round_, entry, candidate))
    return rows


def _applications(uow: UnitOfWork, programme_id: UUID) -> Iterator[ApplicationEntry]:
    """All applications of the programme, by id."""
    page = households.list_applications(uow, programme_id=programme_id, limit=PAGE)
    while page:
        yield from page
        page = households.list_applications(
            uow, programme_id=programme_id, after=page[-1].id, limit=PAGE
        )


def _must_be_decided(uow: UnitOfWork, round_: Round) -> None:
    undecided = households.counts_by_decision(uow, programme_id=round_.programme_id)[
        Decision.PENDING
    ]
    if undecided:
        raise ApplicationsUndecided(round_id=round_.id, count=undecided)
    must_be_told_apart(uow, round_)


def _applicant(
    round_: Round, entry: ApplicationEntry, candidate: Candidate | None
) -> dict[str, Any]:
    return {
        "programme_id": round_.programme_id,
        "round_id": round_.id,
        "application_id": entry.id,
        "organisation_id": round_.organisation_id,
        "child_id": entry.child_id,
        "household_id": candidate.household_id if candidate else None,
        "grade_no": candidate.grade_no if candidate else entry.grade_no,
        "eligible": candidate is not None,
        "priority": candidate.priority if candidate else None,
        "score": candidate.score if candidate else None,
    }


def _must_make_sense(round_: Round, fund_ids: Sequence[UUID], now: datetime) -> None:
    places, budget = round_.places, round_.budget_minor
    faults = {
        "/fund_ids": not fund_ids or len(set(fund_ids)) < len(fund_ids),
        "/closes_at": not round_.opens_at < round_.closes_at or round_.closes_at <= now,
        "/places": places is not None and places < 1,
        "/budget": budget is not None and budget < 1,
        "/reply_days": round_.reply_days < 1,
    }
    for pointer, wrong in faults.items():
        if wrong:
            raise RoundTermsInvalid(pointer=pointer, field=pointer.strip("/"))
