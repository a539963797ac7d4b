"""Consents: given for one purpose each, timestamped, and taken back at any time (C2)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from services.core.audit import service as audit
from services.core.households.errors import ChildNotFound, ConsentMissing
from services.core.households.events import ConsentWithdrawn
from services.core.households.models import Child, Consent
from services.core.households.policies import consents_needed_from
from services.core.households.repository import FamilyRepository
from services.core.households.service.families import prepare
from services.core.households.types import ChildId, ConsentGiver, ConsentPurpose
from services.core.households.wording import purpose_words
from services.core.kit.ids import uuid7
from services.core.kit.periods import TOKYO, local_date
from services.core.kit.sheets import Encoding, write_csv
from services.core.kit.texts import text
from services.core.kit.unit_of_work import UnitOfWork


def give_consent(
    uow: UnitOfWork, *, child_id: ChildId, purpose: ConsentPurpose, given_by: ConsentGiver
) -> Consent:
    """
    Record that the guardian, or the child itself, allows one purpose from now on.

    :raises ChildNotFound: the organisation knows no such child, or has forgotten it.
    """
    repository = FamilyRepository(uow)
    child = _child(uow, repository, child_id)
    for known in repository.consents_in_force([child.id], purpose):
        if known.given_by is given_by:
            return known
    consent = Consent(
        organisation_id=child.organisation_id,
        id=uuid7(),
        child_id=child.id,
        purpose=purpose,
        given_by=given_by,
        given_at=uow.now,
    )
    repository.add([consent])
    _record(uow, "consent.give", child.id, purpose, given_by)
    return consent


def withdraw_consent(
    uow: UnitOfWork, *, child_id: ChildId, purpose: ConsentPurpose, given_by: ConsentGiver
) -> None:
    """
    Record that a consent is taken back; what was done under it stays lawful.

    :raises ChildNotFound: the organisation knows no such child, or has forgotten it.
    """
    repository = FamilyRepository(uow)
    child = _child(uow, repository, child_id)
    for consent in repository.consents_in_force([child.id], purpose):
        if consent.given_by is given_by:
            consent.withdrawn_at = uow.now
            uow.emit(
                ConsentWithdrawn(
                    organisation_id=child.organisation_id, child_id=child.id, purpose=purpose
                )
            )
            _record(uow, "consent.withdraw", child.id, purpose, given_by)


def consented(
    uow: UnitOfWork, *, child_ids: Iterable[UUID], purpose: ConsentPurpose
) -> frozenset[ChildId]:
    """Those of the children for whom the purpose is allowed today, by all whom it takes."""
    repository = FamilyRepository(uow)
    children = repository.children(child_ids)
    given: dict[UUID, set[ConsentGiver]] = {}
    for consent in repository.consents_in_force([child.id for child in children], purpose):
        given.setdefault(consent.child_id, set()).add(consent.given_by)
    prepare(uow.vault, given)
    today = local_date(uow.now)
    return frozenset(
        ChildId(child.id)
        for child in children
        if child.id in given
        and given[child.id] >= consents_needed_from(child.born_on(uow.vault), today)
    )


def shareable(
    uow: UnitOfWork, *, child_ids: Iterable[UUID], purpose: ConsentPurpose
) -> frozenset[ChildId]:
    """
    Those of the children whose data may leave this house for the purpose: who must not be
    processed at all is not shared either.
    """
    asked = list(child_ids)
    allowed = consented(uow, child_ids=asked, purpose=purpose)
    return allowed & consented(uow, child_ids=allowed, purpose=ConsentPurpose.PROCESSING)


def require_shareable(
    uow: UnitOfWork, *, child_ids: Iterable[UUID], purpose: ConsentPurpose
) -> None:
    """
    Stand before whatever hands children's data on.

    :raises ConsentMissing: for one of them at least it is not allowed; `children` says how many.
    """
    asked = set(child_ids)
    missing = asked - shareable(uow, child_ids=asked, purpose=purpose)
    if missing:
        raise ConsentMissing(child_id=min(missing), children=len(missing), purpose=purpose)


def consent_history(uow: UnitOfWork, *, child_id: ChildId) -> Sequence[Consent]:
    """
    Every consent of a child from when it was given until it was taken back, earliest first. Of a
    forgotten child too: it is the ground on which its data was once held.

    :raises ChildNotFound: the organisation knows no such child, or it is another family's.
    """
    repository = FamilyRepository(uow)
    child = repository.child(child_id)
    _must_be_own(uow, child)
    return repository.consents_of(child.id)


def consent_history_csv(
    uow: UnitOfWork, *, child_id: ChildId, encoding: Encoding = Encoding.UTF_8, language: str = "ja"
) -> bytes:
    """`consent_history` as a file in the reader's words. Raises as that does."""
    history = consent_history(uow, child_id=child_id)
    columns = ("purpose", "given-by", "given-at", "withdrawn-at")
    headings = [text(f"consent-column-{column}", language) for column in columns]
    rows = [
        (
            purpose_words(consent.purpose, language),
            text(f"consent-given-by-{consent.given_by.value}", language),
            _moment(consent.given_at),
            _moment(consent.withdrawn_at),
        )
        for consent in history
    ]
    audit.record(
        uow,
        action="consent.export",
        object_type="child",
        object_id=child_id,
        facts={"consents": len(rows)},
    )
    return write_csv([headings, *rows], encoding)


def require_consent(uow: UnitOfWork, *, child_id: ChildId, purpose: ConsentPurpose) -> None:
    """
    Stand before whatever shares a child's data.

    :raises ConsentMissing: the guardian, or the child from 16 on, does not allow it.
    """
    if child_id not in consented(uow, child_ids=[child_id], purpose=purpose):
        raise ConsentMissing(child_id=child_id, purpose=purpose)


def _child(uow: UnitOfWork, repository: FamilyRepository, child_id: ChildId) -> Child:
    child = repository.child(child_id)
    _must_be_own(uow, child)
    if child.forgotten_at is not None:
        raise ChildNotFound(child_id=child_id)
    return child


def _must_be_own(uow: UnitOfWork, child: Child) -> None:
    if uow.actor.household_id not in {None, child.household_id}:
        raise ChildNotFound(child_id=child.id)


def _moment(at: datetime | None) -> str:
    """As people here read a clock, to the minute."""
    return "" if at is None else at.astimezone(TOKYO).strftime("%Y-%m-%d %H:%M")


def _record(
    uow: UnitOfWork, action: str, child_id: UUID, purpose: ConsentPurpose, given_by: ConsentGiver
) -> None:
    audit.record(
        uow,
        action=action,
        object_type="child",
        object_id=child_id,
        facts={"purpose": purpose, "given_by": given_by},
    )
