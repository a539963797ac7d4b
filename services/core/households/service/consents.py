"""Consents: given for one purpose each, timestamped, and taken back at any time (C2)."""

from collections.abc import Iterable
from uuid import UUID

from services.core.audit import service as audit
from services.core.households.errors import ChildNotFound, ConsentMissing
from services.core.households.events import ConsentWithdrawn
from services.core.households.models import Child, Consent
from services.core.households.policies import consents_needed_from
from services.core.households.repository import FamilyRepository
from services.core.households.service.families import prepare
from services.core.households.types import ChildId, ConsentGiver, ConsentPurpose
from services.core.kit.ids import uuid7
from services.core.kit.periods import local_date
from services.core.kit.unit_of_work import UnitOfWork


def give_consent(
    uow: UnitOfWork, *, child_id: ChildId, purpose: ConsentPurpose, given_by: ConsentGiver
) -> Consent:
    """
    Record that the guardian, or the child itself, allows one purpose from now on.

    :raises ChildNotFound: the organisation knows no such child, or has forgotten it.
    """
    repository = FamilyRepository(uow)
    child = _child(repository, child_id)
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
    child = _child(repository, child_id)
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


def require_consent(uow: UnitOfWork, *, child_id: ChildId, purpose: ConsentPurpose) -> None:
    """
    Stand before whatever shares a child's data.

    :raises ConsentMissing: the guardian, or the child from 16 on, does not allow it.
    """
    if child_id not in consented(uow, child_ids=[child_id], purpose=purpose):
        raise ConsentMissing(child_id=child_id, purpose=purpose)


def _child(repository: FamilyRepository, child_id: ChildId) -> Child:
    child = repository.child(child_id)
    if child.forgotten_at is not None:
        raise ChildNotFound(child_id=child_id)
    return child


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
