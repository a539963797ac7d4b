"""The same child twice in one year is reported before it is awarded twice (C5)."""

from itertools import combinations
from uuid import UUID

from services.core.audit import service as audit
from services.core.households.errors import DuplicateAlreadyResolved
from services.core.households.models import Application, Child, DuplicateReport
from services.core.households.policies import duplicate_key
from services.core.households.repository import (
    ApplicationRepository,
    DuplicateRepository,
    FamilyRepository,
)
from services.core.households.service.families import PEOPLE_AT_ONCE, prepare
from services.core.households.service.indexes import index_children_anew
from services.core.households.service.tenancy import programmes_of_the_year
from services.core.households.types import (
    ApplicationId,
    ChildId,
    Duplicate,
    DuplicateReportId,
    Resolution,
)
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes


def report(uow: UnitOfWork, *, programme_id: UUID, child: Child | None = None) -> int:
    """
    Report applications whose child has an earlier one in a programme of the same fiscal year.

    The same child is the same row, or the same reading, birth date and postcode (C5). Until a
    person has resolved the report, the later application is no candidate. Returns how many
    reports are new.

    :param child: look at the applications of this one only.
    """
    programme = programmes.enter(uow, programme_id)
    FamilyRepository(uow).take_turn()
    repository = DuplicateRepository(uow, programme_id)
    groups = [
        alike
        for alike in repository.alike(
            programmes_of_the_year(uow, programme), duplicate_indexes=_indexes(uow, child)
        )
        if len(alike) > 1
    ]
    if not groups:
        return 0
    keys = _keys(uow, {application.child_id for alike in groups for application in alike})
    reported = repository.reported()
    found = [
        _report(uow, later, earlier)
        for alike in groups
        for earlier, later in combinations(alike, 2)
        if later.programme_id == programme_id
        and keys.get(later.child_id, 0) == keys.get(earlier.child_id, 1)
        and (later.id, earlier.id) not in reported
    ]
    repository.add(found)
    if found:
        audit.record(
            uow,
            action="duplicate.report",
            object_type="programme",
            object_id=programme_id,
            facts={"reports": len(found)},
        )
    return len(found)


def of_programme(
    uow: UnitOfWork, *, programme_id: UUID, resolution: Resolution | None = Resolution.OPEN
) -> list[Duplicate]:
    """The reports of a programme, oldest first; by default those that wait for somebody."""
    programmes.enter(uow, programme_id)
    rows = DuplicateRepository(uow, programme_id).all(resolution=resolution)
    return [_view(found, own, other) for found, own, other in rows]


def resolve(
    uow: UnitOfWork, *, programme_id: UUID, report_id: DuplicateReportId, resolution: Resolution
) -> None:
    """
    Say whether the two are one child. If so, the later application is withdrawn.

    :param resolution: `SAME_CHILD` or `DIFFERENT_CHILDREN`.
    :raises DuplicateReportNotFound: the programme has no such report.
    :raises DuplicateAlreadyResolved: it was answered before, and otherwise.
    """
    programmes.enter(uow, programme_id)
    found = DuplicateRepository(uow, programme_id).get(report_id)
    if found.resolution is resolution:
        return
    if found.resolution is not Resolution.OPEN:
        raise DuplicateAlreadyResolved(report_id=report_id, resolution=found.resolution)
    found.resolve(resolution, by=uow.actor.id, at=uow.now)
    if resolution is Resolution.SAME_CHILD:
        ApplicationRepository(uow, programme_id).get(found.application_id).withdraw()
    audit.record(
        uow,
        action="duplicate.resolve",
        object_type="application",
        object_id=found.application_id,
        facts={"report_id": report_id, "resolution": resolution},
    )


def _report(uow: UnitOfWork, later: Application, earlier: Application) -> DuplicateReport:
    return DuplicateReport(
        programme_id=later.programme_id,
        id=uuid7(),
        application_id=later.id,
        other_programme_id=earlier.programme_id,
        other_application_id=earlier.id,
        found_at=uow.now,
        resolution=Resolution.OPEN,
    )


def _indexes(uow: UnitOfWork, child: Child | None) -> list[bytes] | None:
    """Under what another record of the child may be kept; None for all children at once."""
    if child is not None:
        return uow.vault.lookups("children.duplicate", _keys(uow, {child.id})[child.id])
    # Indexes of two keys do not meet: while there are both, bring all children to the newer.
    while len(uow.vault.indexes("children.duplicate")) > 1:
        if not index_children_anew(uow, limit=PEOPLE_AT_ONCE, wait=True):
            break
    return None


def _keys(uow: UnitOfWork, child_ids: set[UUID]) -> dict[UUID, str]:
    """What makes each child the same as another, opened: the blind index is a hint only."""
    repository, vault = FamilyRepository(uow), uow.vault
    children = repository.children(child_ids)
    households = repository.households({child.household_id for child in children})
    people = prepare(vault, [*(child.id for child in children), *households])

    def key(child: Child) -> str:
        postcode = households[child.household_id].read(vault, "postcode") or ""
        return duplicate_key(child.read(vault, "kana") or "", child.born_on(vault), postcode)

    return {
        child.id: key(child)
        for child in children
        if child.id in people and child.household_id in people
    }


def _view(found: DuplicateReport, own: Application, other: Application) -> Duplicate:
    return Duplicate(
        id=DuplicateReportId(found.id),
        programme_id=found.programme_id,
        application_id=ApplicationId(found.application_id),
        child_id=ChildId(own.child_id),
        other_programme_id=found.other_programme_id,
        other_application_id=ApplicationId(found.other_application_id),
        other_child_id=ChildId(other.child_id),
        found_at=found.found_at,
        resolution=found.resolution,
    )
