"""Apply, assess, decide: one application at a time, or all that wait."""

from collections.abc import Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.households import policies
from services.core.households.errors import (
    AlreadyApplied,
    ApplicationNotFound,
    ApplicationWithdrawn,
    ChildNotFound,
    NotDecidedYet,
)
from services.core.households.events import ApplicationDecided
from services.core.households.models import Application, Child, Household
from services.core.households.repository import ApplicationRepository, FamilyRepository
from services.core.households.service import duplicates
from services.core.households.service.consents import consented, require_consent
from services.core.households.service.families import prepare
from services.core.households.types import (
    ApplicationId,
    Assessment,
    ChildId,
    ConsentPurpose,
    Decision,
    Explanation,
    Facts,
    GradeOverride,
)
from services.core.kit.crypto import Vault
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.programmes.models import CriteriaVersion
from services.core.programmes.types import Benefit

# So many applications are opened, decided and written before the next are read.
DECIDED_AT_ONCE = 2_000


def apply(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    child_id: ChildId,
    grade: GradeOverride | None = None,
) -> Application:
    """
    Apply for a child; the same application again is the one that is there.

    :param grade: where the birth date does not tell the grade; its reason is kept sealed (C4).
    :raises ChildNotFound: the organisation knows no such child, or has forgotten it.
    :raises ConsentMissing: the family has not allowed that the child's data is processed.
    :raises AlreadyApplied: the child has an application here, with another grade.
    """
    programme = programmes.enter(uow, programme_id)
    families = FamilyRepository(uow)
    families.take_turn()
    child = families.child(child_id)
    if child.forgotten_at is not None:
        raise ChildNotFound(child_id=child_id)
    require_consent(uow, child_id=child_id, purpose=ConsentPurpose.PROCESSING)
    (application,), are_new = submit(
        uow,
        programme_id=programme_id,
        fiscal_year=programme.terms.fiscal_year,
        children=[(child, grade)],
    )
    if are_new:
        audit.record(
            uow,
            action="application.submit",
            object_type="application",
            object_id=application.id,
            facts={"programme_id": programme_id, "child_id": child_id},
        )
        duplicates.report(uow, programme_id=programme_id, child=child)
    elif grade is not None and application.grade_no != grade.grade_no:
        raise AlreadyApplied(application_id=application.id, pointer="/grade_no")
    return application


def submit(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    fiscal_year: int,
    children: Sequence[tuple[Child, GradeOverride | None]],
) -> tuple[list[Application], int]:
    """The children's applications, in their order, and how many of them are new."""
    repository = ApplicationRepository(uow, programme_id)
    known = repository.of_children(child.id for child, _ in children)
    new = []
    for child, grade in children:
        if child.id in known:
            continue
        by_birth_date = policies.grade_of(child.born_on(uow.vault), fiscal_year)
        application = Application.submit(
            programme_id, child, grade_no=grade.grade_no if grade else by_birth_date, at=uow.now
        )
        if grade is not None:
            application.override_grade(uow.vault, grade.reason)
        known[child.id] = application
        new.append(application)
    repository.add(new)
    return [known[child.id] for child, _ in children], len(new)


def assess(uow: UnitOfWork, *, programme_id: UUID, application_id: ApplicationId) -> Assessment:
    """
    What the latest criteria answer to an application now, without deciding it.

    :raises ApplicationNotFound: the programme has no such application, or its child is forgotten.
    :raises CriteriaUnknown: the programme has no criteria yet.
    """
    programmes.enter(uow, programme_id)
    criteria = programmes.criteria(uow, programme_id=programme_id)
    application, child, household = _one(uow, programme_id, application_id)
    return _assess(criteria, _facts(uow.vault, application, child, household))


def decide(uow: UnitOfWork, *, programme_id: UUID, application_id: ApplicationId) -> Application:
    """
    Decide an application by the latest criteria; one that is decided stays as it is.

    :raises ApplicationNotFound: the programme has no such application, or its child is forgotten.
    :raises ApplicationWithdrawn: it was withdrawn.
    :raises ConsentMissing: the family does not allow any more that it is processed.
    :raises CriteriaUnknown: the programme has no criteria yet.
    """
    programmes.enter(uow, programme_id)
    criteria = programmes.criteria(uow, programme_id=programme_id)
    application, child, household = _one(uow, programme_id, application_id)
    if application.decision is Decision.WITHDRAWN:
        raise ApplicationWithdrawn(application_id=application_id)
    if application.decision is Decision.PENDING:
        require_consent(uow, child_id=ChildId(child.id), purpose=ConsentPurpose.PROCESSING)
        _decide(uow, criteria, [(application, child, household)])
        audit.record(
            uow,
            action="application.decide",
            object_type="application",
            object_id=application.id,
            facts={"decision": application.decision, "criteria_version": criteria.version},
        )
    return application


def decide_all(uow: UnitOfWork, *, programme_id: UUID) -> dict[Decision, int]:
    """
    Decide every application that waits, and report duplicates; how many were decided how.

    Where the consent to processing was taken back, the application goes on waiting.

    :raises CriteriaUnknown: the programme has no criteria yet.
    """
    programmes.enter(uow, programme_id)
    criteria = programmes.criteria(uow, programme_id=programme_id)
    duplicates.report(uow, programme_id=programme_id)
    repository = ApplicationRepository(uow, programme_id)
    waiting = repository.pending_ids()
    counts = dict.fromkeys((Decision.ELIGIBLE, Decision.INELIGIBLE), 0)
    for start in range(0, len(waiting), DECIDED_AT_ONCE):
        subjects = repository.with_family(waiting[start : start + DECIDED_AT_ONCE])
        # Between the two reads another unit of work may have decided some.
        allowed = consented(
            uow,
            child_ids=[child.id for _, child, _ in subjects],
            purpose=ConsentPurpose.PROCESSING,
        )
        subjects = [
            found
            for found in subjects
            if found[0].decision is Decision.PENDING and found[1].id in allowed
        ]
        _decide(uow, criteria, subjects)
        for application, _, _ in subjects:
            counts[application.decision] += 1
    audit.record(
        uow,
        action="application.decide_all",
        object_type="programme",
        object_id=programme_id,
        facts={"criteria_version": criteria.version, **{d.value: n for d, n in counts.items()}},
    )
    return counts


def withdraw(uow: UnitOfWork, *, programme_id: UUID, application_id: ApplicationId) -> Application:
    """
    Take an application back, decided or not.

    :raises ApplicationNotFound: the programme has no such application.
    """
    programmes.enter(uow, programme_id)
    application = ApplicationRepository(uow, programme_id).get(application_id)
    if application.decision is not Decision.WITHDRAWN:
        application.withdraw()
        audit.record(
            uow,
            action="application.withdraw",
            object_type="application",
            object_id=application.id,
            facts={"programme_id": programme_id},
        )
    return application


def explain(uow: UnitOfWork, *, programme_id: UUID, application_id: ApplicationId) -> Explanation:
    """
    Open a decision again: the rules as they were then, each answer, and what they looked at (A5).

    :raises ApplicationNotFound: the programme has no such application.
    :raises NotDecidedYet: there is no decision to open.
    """
    programmes.enter(uow, programme_id)
    application = ApplicationRepository(uow, programme_id).get(application_id)
    if application.decided_at is None or application.criteria_version is None:
        raise NotDecidedYet(application_id=application_id)
    rules = programmes.criteria(
        uow, programme_id=programme_id, version=application.criteria_version
    )
    audit.record(
        uow,
        action="application.explain",
        object_type="application",
        object_id=application.id,
        facts={"criteria_version": rules.version},
    )
    snapshot = application.snapshot(uow.vault)
    return Explanation(
        decision=application.decision,
        decided_at=application.decided_at,
        criteria_version=rules.version,
        criteria_text_ja=rules.text_ja,
        criteria_text_en=rules.text_en,
        reasons=policies.reasons_of(rules.criteria, application.reasons or ()),
        facts=None if snapshot is None else policies.facts_of(snapshot),
    )


def _one(
    uow: UnitOfWork, programme_id: UUID, application_id: UUID
) -> tuple[Application, Child, Household]:
    found = ApplicationRepository(uow, programme_id).with_family([application_id])
    if not found:
        raise ApplicationNotFound(application_id=application_id)
    return found[0]


def _decide(
    uow: UnitOfWork,
    criteria: CriteriaVersion,
    subjects: Sequence[tuple[Application, Child, Household]],
) -> None:
    rules = criteria.criteria
    prepare(uow.vault, {row.id for _, child, household in subjects for row in (child, household)})
    for application, child, household in subjects:
        facts = _facts(uow.vault, application, child, household)
        application.decide(
            uow.vault,
            policies.assess(rules, criteria.version, facts),
            snapshot=policies.snapshot_of(facts),
            at=uow.now,
        )
    uow.emit_all(
        ApplicationDecided(
            organisation_id=application.organisation_id,
            programme_id=application.programme_id,
            application_id=application.id,
            decision=application.decision,
        )
        for application, _, _ in subjects
    )


def _assess(criteria: CriteriaVersion, facts: Facts) -> Assessment:
    return policies.assess(criteria.criteria, criteria.version, facts)


def _facts(vault: Vault, application: Application, child: Child, household: Household) -> Facts:
    """What the criteria may look at, as it stands now."""
    income, members = household.read(vault, "income"), household.read(vault, "members")
    benefits = (household.read(vault, "benefits") or "").split()
    return Facts(
        grade_no=application.grade_no,
        birth_date=child.born_on(vault),
        municipality_code=household.municipality_code,
        benefits=frozenset(Benefit(code) for code in benefits),
        income_yen=None if income is None else int(income),
        members=None if members is None else int(members),
    )
