"""Forget a child: destroy its key, leave a tombstone, keep the pseudonymous books whole."""

from collections.abc import Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.households.events import ChildForgotten
from services.core.households.models import Guardian, Household
from services.core.households.repository import FamilyRepository
from services.core.households.service.evidence_files import destroy_evidence
from services.core.households.types import ChildId
from services.core.identity import service as identity
from services.core.kit.unit_of_work import UnitOfWork


def forget(uow: UnitOfWork, child_id: ChildId) -> None:
    """
    Erase a child for good; a child that was forgotten stays so.

    Its key is destroyed, so that backups cannot be read either; sealed fields and blind indexes
    go, the row stays with its dates. With a household's last child go guardians and household.

    :raises ChildNotFound: the organisation knows no such child.
    """
    repository = FamilyRepository(uow)
    child = repository.child(child_id)
    if child.forgotten_at is not None:
        return
    destroy_evidence(uow, child_id=child.id)
    child.forget(uow.now)
    uow.vault.forget(child.id)
    for application in repository.applications_of(child.id):
        application.forget()
    if not repository.children_of([child.household_id]):
        household = repository.households([child.household_id])[child.household_id]
        _forget_household(uow, household, repository.guardians_of([household.id]))
    uow.emit(ChildForgotten(organisation_id=child.organisation_id, child_id=child.id))
    audit.record(uow, action="child.forget", object_type="child", object_id=child.id)


def forget_guardian(uow: UnitOfWork, *, guardian_id: UUID) -> None:
    """
    Erase a grown-up of a family for good; household and children stay.

    Whether somebody else answers for the children, the caller has asked.

    :raises GuardianNotFound: the organisation knows no such guardian.
    """
    guardian = FamilyRepository(uow).guardian(guardian_id)
    if guardian.forgotten_at is not None:
        return
    identity.shut_out(uow, principal_id=guardian.id)
    guardian.forget(uow.now)
    uow.vault.forget(guardian.id)
    audit.record(uow, action="guardian.forget", object_type="guardian", object_id=guardian.id)


def forget_household(uow: UnitOfWork, *, household_id: UUID) -> None:
    """
    Erase a whole family for good: each child that is left, then guardians and household.

    :raises HouseholdNotFound: the organisation knows no such household.
    """
    repository = FamilyRepository(uow)
    household = repository.household(household_id)
    for child in repository.children_of([household_id]):
        forget(uow, ChildId(child.id))
    if household.forgotten_at is None:  # it had no child left to go along with
        _forget_household(uow, household, repository.guardians_of([household_id]))
    audit.record(uow, action="household.forget", object_type="household", object_id=household_id)


def _forget_household(uow: UnitOfWork, household: Household, guardians: Sequence[Guardian]) -> None:
    household.forget(uow.now)
    for guardian in guardians:
        identity.shut_out(uow, principal_id=guardian.id)
        guardian.forget(uow.now)
    for person in (household.id, *(guardian.id for guardian in guardians)):
        uow.vault.forget(person)
