"""
Carry an erasure out, and tell what it took: the preview runs this too, and undoes it.

The order: what moves money (vouchers, then awards, as docs/locking.md has it), then what lies
outside (evidence), then the keys, then the copies that the kit has kept.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from uuid import UUID

from services.core.allocations import service as allocations
from services.core.donations import service as donations
from services.core.donations.errors import DonorNotFound
from services.core.households import service as households
from services.core.households.errors import (
    ChildNotFound,
    GuardianNotFound,
    HouseholdNotFound,
)
from services.core.households.models import Child, Guardian
from services.core.households.types import ChildId
from services.core.kit.errors import NotFound
from services.core.kit.periods import local_date, start_of
from services.core.kit.unit_of_work import UnitOfWork
from services.core.privacy import policies
from services.core.privacy.errors import (
    DonorKeptByLaw,
    GuardianStillAnswers,
    PersonHeld,
)
from services.core.privacy.repository import ErasureRepository, PeopleRepository, SweepRepository
from services.core.privacy.schedule import DONOR_LIST_YEARS, RECEIPT_YEARS
from services.core.privacy.types import (
    ErasurePlan,
    Gone,
    Kept,
    KeptPart,
    LegalGround,
    Subject,
    SubjectKind,
)
from services.core.redemptions import service as redemptions
from services.core.vouchers import service as vouchers


def donor_erasable_from(uow: UnitOfWork, *, donor_id: UUID) -> date | None:
    """
    The first day on which the law lets a donor be erased; None where nothing has to be kept.

    The donor list, and who sat on the board, are kept for five years, copies of receipts for
    seven, all from the end of the fiscal year.
    """
    people = PeopleRepository(uow)
    days = []
    settled_at = people.last_settled_at(donor_id)
    if settled_at is not None:
        days.append(policies.last_day_of_keeping(local_date(settled_at), DONOR_LIST_YEARS))
    in_office_on = people.last_day_in_office(donor_id, local_date(uow.now))
    if in_office_on is not None:
        days.append(policies.last_day_of_keeping(in_office_on, DONOR_LIST_YEARS))
    receipt_on = people.last_receipt_on(donor_id)
    if receipt_on is not None:
        days.append(policies.last_day_of_keeping(receipt_on, RECEIPT_YEARS))
    return max(days) + timedelta(days=1) if days else None


def must_be_erasable(uow: UnitOfWork, subject: Subject) -> None:
    """Stand before an erasure; see `erase` for what it raises."""
    people = PeopleRepository(uow)
    row = people.row(subject)
    if row is None:
        raise unknown(subject)
    concerned = [subject]
    if isinstance(row, Child | Guardian):
        concerned.append(Subject(SubjectKind.HOUSEHOLD, row.household_id))
    children, guardians = people.family(concerned[-1].id)
    if subject.kind is SubjectKind.HOUSEHOLD:
        concerned += [Subject(SubjectKind.CHILD, child) for child in children]
    until = ErasureRepository(uow).held_until(concerned, uow.now)
    if until is not None:
        raise PersonHeld(subject_id=subject.id, until=until.date())
    if subject.kind is SubjectKind.GUARDIAN and children and guardians == [subject.id]:
        raise GuardianStillAnswers(guardian_id=subject.id, children=len(children))
    if subject.kind is SubjectKind.DONOR:
        free_from = donor_erasable_from(uow, donor_id=subject.id)
        if free_from is not None and uow.now < start_of(free_from):
            raise DonorKeptByLaw(donor_id=subject.id, erasable_from=free_from)


def unknown(subject: Subject) -> NotFound:
    """The error that says that the organisation knows no such person."""
    return {
        SubjectKind.CHILD: ChildNotFound(child_id=subject.id),
        SubjectKind.GUARDIAN: GuardianNotFound(guardian_id=subject.id),
        SubjectKind.HOUSEHOLD: HouseholdNotFound(household_id=subject.id),
        SubjectKind.DONOR: DonorNotFound(donor_id=subject.id),
    }[subject.kind]


def carry_out(uow: UnitOfWork, subject: Subject) -> ErasurePlan:
    """Take all that goes, and tell what it was and what stays."""
    people = _people(uow, subject)
    gone: Counter[Gone] = Counter()
    kept: list[KeptPart] = []
    repository = PeopleRepository(uow)
    for person in people:
        fields, indexes = repository.filled(person)
        gone.update({Gone.SEALED_FIELDS: fields, Gone.BLIND_INDEXES: indexes})
    gone[Gone.PEOPLE] = len(people)
    kept += repository.kept_of_all(subject)
    for person in people:
        if person.kind is SubjectKind.CHILD:
            gone.update(_end_child(uow, person.id))
            kept += repository.kept_of_child(person.id)
    if subject.kind is SubjectKind.DONOR:
        gone.update(_end_donor(uow, subject.id))
        kept += repository.kept_of_donor(subject.id)
    _FORGET[subject.kind](uow, subject.id)
    gone.update(_sweep(uow, people))
    found = tuple(people)
    parts = _added_up(kept)
    counts = {name: count for name, count in sorted(gone.items()) if count}
    return ErasurePlan(
        subject=subject,
        people=found,
        gone=counts,
        kept=parts,
        digest=policies.plan_digest(subject, found, counts, parts),
    )


def _people(uow: UnitOfWork, subject: Subject) -> list[Subject]:
    """Whose key goes: with the last child the guardians and the household, too."""
    people = PeopleRepository(uow)
    row = people.row(subject)
    if row is None or row.forgotten_at is not None:
        return []
    household_id = row.household_id if isinstance(row, Child) else subject.id
    children, guardians = people.family(household_id)
    whole = subject.kind is SubjectKind.HOUSEHOLD or (
        subject.kind is SubjectKind.CHILD and list(children) == [subject.id]
    )
    if not whole:
        return [subject]
    return [
        *(Subject(SubjectKind.CHILD, child) for child in children),
        *(Subject(SubjectKind.GUARDIAN, guardian) for guardian in guardians),
        Subject(SubjectKind.HOUSEHOLD, household_id),
    ]


def _end_child(uow: UnitOfWork, child_id: UUID) -> Counter[Gone]:
    people, gone = PeopleRepository(uow), Counter[Gone]()
    for programme_id, voucher_id in people.live_vouchers(child_id):
        left = vouchers.available(uow, programme_id=programme_id, voucher_id=voucher_id)
        vouchers.revoke(uow, programme_id=programme_id, voucher_id=voucher_id)
        gone.update({Gone.LIVE_VOUCHERS: 1, Gone.RETURNED_YEN: left.minor})
    uow.session.flush()
    gone[Gone.CARDS] = SweepRepository(uow).blank_cards([id for _, id in people.vouchers(child_id)])
    for programme_id, award_id in people.open_awards(child_id):
        allocations.withdraw(uow, programme_id=programme_id, award_id=award_id)
        gone[Gone.OPEN_AWARDS] += 1
    for programme_id, round_id, application_id in people.waiting(child_id):
        allocations.leave_waiting_list(
            uow, programme_id=programme_id, round_id=round_id, application_id=application_id
        )
        gone[Gone.WAITING_PLACES] += 1
    today = local_date(uow.now)
    for programme_id, enrolment_id in people.places(child_id, today):
        redemptions.leave(uow, programme_id=programme_id, enrolment_id=enrolment_id, left_on=today)
        gone[Gone.CLASSROOM_PLACES] += 1
    gone[Gone.EVIDENCE] = len(households.destroy_evidence(uow, child_id=child_id))
    facts, pending = people.application_facts(child_id)
    gone.update({Gone.APPLICATION_FACTS: facts, Gone.PENDING_APPLICATIONS: pending})
    return gone


def _end_donor(uow: UnitOfWork, donor_id: UUID) -> Counter[Gone]:
    people, sweep = PeopleRepository(uow), SweepRepository(uow)
    payers = people.payers(donor_id)
    objects = [
        outside
        for gift in people.gifts(donor_id)
        for outside in (gift.checkout_id, gift.payment_id)
        if outside is not None
    ]
    for deposit in payers:
        uow.vault.forget(deposit.id)
    return Counter(
        {
            Gone.BANK_PAYERS: sweep.blank_payers([deposit.id for deposit in payers]),
            Gone.INBOX_PAYLOADS: sweep.inbox(objects) if objects else 0,
        }
    )


def _sweep(uow: UnitOfWork, people: Sequence[Subject]) -> Counter[Gone]:
    if not people:
        return Counter()
    ids = [person.id for person in people]
    sweep = SweepRepository(uow)
    uow.session.flush()
    return Counter(
        {
            Gone.ANSWERS: sweep.answers(ids),
            Gone.OUTBOX_PAYLOADS: sweep.outbox(ids),
            Gone.SIGN_IN: sweep.sign_in(ids),
        }
    )


def _added_up(parts: Sequence[KeptPart]) -> tuple[KeptPart, ...]:
    sums: Counter[tuple[Kept, LegalGround]] = Counter()
    for part in parts:
        sums[part.what, part.ground] += part.count
    return tuple(KeptPart(what, count, ground) for (what, ground), count in sums.items() if count)


def _forget_child(uow: UnitOfWork, id: UUID) -> None:
    households.forget(uow, ChildId(id))


_FORGET: dict[SubjectKind, Callable[[UnitOfWork, UUID], None]] = {
    SubjectKind.CHILD: _forget_child,
    SubjectKind.GUARDIAN: lambda uow, who: households.forget_guardian(uow, guardian_id=who),
    SubjectKind.HOUSEHOLD: lambda uow, who: households.forget_household(uow, household_id=who),
    SubjectKind.DONOR: lambda uow, who: donations.forget_donor(uow, donor_id=who),
}
