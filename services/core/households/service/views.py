"""What others may know of families: candidates, counts, and as much of a name as is allowed."""

from collections.abc import Iterable
from uuid import UUID

from services.core.audit import service as audit
from services.core.households.models import Child
from services.core.households.policies import band_of, initial
from services.core.households.repository import ApplicationRepository, FamilyRepository
from services.core.households.service.consents import consented
from services.core.households.service.families import prepare
from services.core.households.types import (
    ApplicationEntry,
    ApplicationId,
    Candidate,
    CardName,
    ChildId,
    ConsentPurpose,
    Decision,
    HouseholdId,
)
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes


def eligible_candidates(uow: UnitOfWork, *, programme_id: UUID) -> list[Candidate]:
    """
    The eligible applications, by id. One that may be a second of the same child (C5) is not
    among them until a person has said that it is not; nor is one whose family does not allow any
    more that it is processed (C2).
    """
    programmes.enter(uow, programme_id)
    rows = ApplicationRepository(uow, programme_id).candidates()
    allowed = consented(
        uow, child_ids={row.child_id for row in rows}, purpose=ConsentPurpose.PROCESSING
    )
    return [
        Candidate(
            application_id=ApplicationId(row.id),
            child_id=ChildId(row.child_id),
            household_id=HouseholdId(row.household_id),
            grade_no=row.grade_no,
            priority=row.priority or 0,
            score=row.score or 0,
        )
        for row in rows
        if row.child_id in allowed
    ]


def children_of(uow: UnitOfWork, *, household_id: UUID) -> list[ChildId]:
    """The household's children, by id; who was forgotten is left out."""
    return sorted(ChildId(child.id) for child in FamilyRepository(uow).children_of([household_id]))


def counts_by_decision(uow: UnitOfWork, *, programme_id: UUID) -> dict[Decision, int]:
    """How many applications stand where; every decision is there, be it with zero."""
    programmes.enter(uow, programme_id)
    return ApplicationRepository(uow, programme_id).counts()


def initials(uow: UnitOfWork, *, child_ids: Iterable[UUID]) -> dict[ChildId, str]:
    """The first kana of each family name (D11); children who were forgotten are left out."""
    return {
        ChildId(child.id): initial(child.read(uow.vault, "kana") or "")
        for child in _opened(uow, child_ids)
    }


def card_names(
    uow: UnitOfWork, *, programme_id: UUID, child_ids: Iterable[UUID]
) -> dict[ChildId, CardName]:
    """
    What a card or a statement may show of each child that has applied: initial and grade.

    Neither name nor school nor the reason of eligibility (D1, D11); forgotten children are left
    out. The look is audited child by child.
    """
    programmes.enter(uow, programme_id)
    wanted = list(child_ids)
    applications = ApplicationRepository(uow, programme_id).of_children(wanted)
    audit.record_reads(
        uow, action="child.read_initial", object_type="child", object_ids=applications
    )
    return {
        child_id: CardName(
            initial=letter,
            grade_no=applications[child_id].grade_no,
            band=band_of(applications[child_id].grade_no),
        )
        for child_id, letter in initials(uow, child_ids=applications).items()
    }


def applications(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    after: ApplicationId | None = None,
    limit: int = 50,
    decision: Decision | None = None,
    with_names: bool = False,
) -> list[ApplicationEntry]:
    """
    A page of the programme's applications, by id; `after` is the last id of the page before.

    :param with_names: names too, whose reading is audited child by child.
    """
    programmes.enter(uow, programme_id)
    rows = ApplicationRepository(uow, programme_id).page(
        after=after, limit=limit, decision=decision
    )
    children = _opened(uow, [row.child_id for row in rows]) if with_names else []
    named = {child.id: child for child in children}
    if with_names:
        audit.record_reads(uow, action="child.list", object_type="child", object_ids=named)

    def told(child_id: UUID, column: str) -> str | None:
        child = named.get(child_id)
        return None if child is None else child.read(uow.vault, column)

    return [
        ApplicationEntry(
            id=ApplicationId(row.id),
            child_id=ChildId(row.child_id),
            grade_no=row.grade_no,
            decision=row.decision,
            priority=row.priority,
            score=row.score,
            submitted_at=row.submitted_at,
            decided_at=row.decided_at,
            child_name=told(row.child_id, "name"),
            child_kana=told(row.child_id, "kana"),
        )
        for row in rows
    ]


def _opened(uow: UnitOfWork, child_ids: Iterable[UUID]) -> list[Child]:
    children = FamilyRepository(uow).children(child_ids)
    prepare(uow.vault, (child.id for child in children))
    return list(children)
