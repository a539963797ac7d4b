"""Erase a person: look first at what would go, then do exactly that, and keep the report."""

from uuid import UUID

from services.core.audit import service as audit
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork
from services.core.privacy.errors import ErasureNotFound, ErasurePlanChanged
from services.core.privacy.events import PersonErased
from services.core.privacy.models import Erasure
from services.core.privacy.repository import ErasureRepository, PeopleRepository
from services.core.privacy.service.plan import carry_out, must_be_erasable
from services.core.privacy.types import (
    ErasureId,
    ErasurePlan,
    ErasureReport,
    Gone,
    Kept,
    KeptPart,
    LegalGround,
    Order,
    Subject,
    SubjectKind,
)

_BY_REQUEST = Order()


def erase_child(
    uow: UnitOfWork, *, child_id: UUID, order: Order = _BY_REQUEST, confirm: str | None = None
) -> ErasureReport:
    """
    Erase a child for good. With a household's last child go guardians and household.

    Live vouchers are revoked and their money goes back to its fund, awards and places end,
    evidence is destroyed, keys and blind indexes go, copies are swept. Books keep their ids.
    A child that was erased stays so: the same report comes again.

    :param confirm: the digest of the plan that was looked at (`preview`); None: whatever it is.
    :raises ChildNotFound: the organisation knows no such child.
    :raises PersonHeld: a legal hold keeps it, or its household.
    :raises ErasurePlanChanged: by now something else would go than was confirmed.
    """
    return erase(uow, subject=Subject(SubjectKind.CHILD, child_id), order=order, confirm=confirm)


def erase_guardian(
    uow: UnitOfWork, *, guardian_id: UUID, order: Order = _BY_REQUEST, confirm: str | None = None
) -> ErasureReport:
    """
    Erase a grown-up of a family; the others stay.

    :raises GuardianNotFound: the organisation knows no such guardian.
    :raises GuardianStillAnswers: children are left, and nobody else answers for them.
    :raises PersonHeld, ErasurePlanChanged: as for a child.
    """
    subject = Subject(SubjectKind.GUARDIAN, guardian_id)
    return erase(uow, subject=subject, order=order, confirm=confirm)


def erase_household(
    uow: UnitOfWork, *, household_id: UUID, order: Order = _BY_REQUEST, confirm: str | None = None
) -> ErasureReport:
    """
    Erase a whole family: each of its children, then guardians and household.

    :raises HouseholdNotFound: the organisation knows no such household.
    :raises PersonHeld, ErasurePlanChanged: as for a child; one held child keeps the family.
    """
    subject = Subject(SubjectKind.HOUSEHOLD, household_id)
    return erase(uow, subject=subject, order=order, confirm=confirm)


def erase_donor(
    uow: UnitOfWork, *, donor_id: UUID, order: Order = _BY_REQUEST, confirm: str | None = None
) -> ErasureReport:
    """
    Erase a donor; gifts and receipts stay under their numbers.

    :raises DonorNotFound: the organisation knows no such donor.
    :raises DonorKeptByLaw: the list of donors or the copies of receipts must be kept; the error
        tells from which day on it is possible.
    :raises PersonHeld, ErasurePlanChanged: as for a child.
    """
    return erase(uow, subject=Subject(SubjectKind.DONOR, donor_id), order=order, confirm=confirm)


def preview(uow: UnitOfWork, *, subject: Subject) -> ErasurePlan:
    """
    What an erasure would take and what would stay, found out by doing it and undoing it.

    Somebody who was erased already has nothing left to go.

    :raises NotFound, PersonHeld, DonorKeptByLaw, GuardianStillAnswers: the erasure itself would
        be refused so.
    """
    must_be_erasable(uow, subject)
    with ErasureRepository(uow).rehearsal():
        return carry_out(uow, subject)


def erase(
    uow: UnitOfWork,
    *,
    subject: Subject,
    order: Order = _BY_REQUEST,
    confirm: str | None = None,
    id: ErasureId | None = None,
) -> ErasureReport:
    """Erase somebody of whatever kind; see `erase_child` and its sisters."""
    repository = ErasureRepository(uow)
    repository.take_turn(subject)
    earlier = repository.of(subject)
    if earlier is not None:
        return report_of(earlier)
    if confirm is not None and preview(uow, subject=subject).digest != confirm:
        raise ErasurePlanChanged(subject_id=subject.id)
    must_be_erasable(uow, subject)
    plan = carry_out(uow, subject)
    row = _row(uow, plan, order, id)
    repository.add(row)
    uow.emit(
        PersonErased(organisation_id=row.organisation_id, subject_id=subject.id, kind=subject.kind)
    )
    audit.record(
        uow,
        action="person.erase",
        object_type=subject.kind,
        object_id=subject.id,
        facts={
            "erasure_id": row.id,
            "ground": order.ground,
            "asked_by": order.asked_by,
            "gone": dict(row.gone),
        },
    )
    return report_of(row)


def erase_again(uow: UnitOfWork, *, subject: Subject, order: Order, id: ErasureId) -> bool:
    """
    Erase somebody whom a restored backup has brought back; False where they are still gone.

    Neither holds nor the duty to keep stand in the way: they did not when it was done.
    """
    row = PeopleRepository(uow).row(subject)
    earlier = ErasureRepository(uow).of(subject)
    if row is None or (row.forgotten_at is not None and earlier is not None):
        return False
    plan = carry_out(uow, subject)
    if earlier is None:
        ErasureRepository(uow).add(_row(uow, plan, order, id))
    audit.record(
        uow,
        action="person.erase_again",
        object_type=subject.kind,
        object_id=subject.id,
        facts={"erasure_id": id},
    )
    return True


def get(uow: UnitOfWork, *, erasure_id: UUID) -> ErasureReport:
    """:raises ErasureNotFound: the organisation has no such erasure."""
    row = ErasureRepository(uow).find(erasure_id)
    if row is None:
        raise ErasureNotFound(erasure_id=erasure_id)
    return report_of(row)


def erasures(uow: UnitOfWork) -> list[ErasureReport]:
    """The reports of all erasures, the latest first."""
    return [report_of(row) for row in ErasureRepository(uow).all()]


def report_of(row: Erasure) -> ErasureReport:
    return ErasureReport(
        id=ErasureId(row.id),
        subject=Subject(row.subject_kind, row.subject_id),
        people=tuple(Subject(SubjectKind(kind), UUID(id)) for kind, id in row.people),
        gone={Gone(name): count for name, count in row.gone.items()},
        kept=tuple(
            KeptPart(Kept(what), count, LegalGround(ground)) for what, count, ground in row.kept
        ),
        ground=row.ground,
        asked_by=row.asked_by,
        erased_at=row.erased_at,
        erased_by=row.erased_by,
    )


def _row(uow: UnitOfWork, plan: ErasurePlan, order: Order, id: ErasureId | None) -> Erasure:
    return Erasure(
        organisation_id=uow.organisation_id,
        id=id or uuid7(),
        subject_kind=plan.subject.kind,
        subject_id=plan.subject.id,
        people=[[one.kind.value, str(one.id)] for one in plan.people],
        gone={name.value: count for name, count in plan.gone.items()},
        kept=[[part.what.value, part.count, part.ground.value] for part in plan.kept],
        ground=order.ground,
        asked_by=order.asked_by,
        erased_at=uow.now,
        erased_by=uow.actor.id,
    )
