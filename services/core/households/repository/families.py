"""Every statement on families and their consents."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import func, select

from services.core.households.errors import (
    ChildNotFound,
    GuardianNotFound,
    HouseholdNotFound,
)
from services.core.households.models import Application, Child, Consent, Guardian, Household
from services.core.households.repository.matching import among
from services.core.households.types import ConsentPurpose
from services.core.kit.bulk import add_many
from services.core.kit.db import Base
from services.core.kit.unit_of_work import UnitOfWork


class FamilyRepository:
    """Households, guardians, children and consents of the organisation entered."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session
        self._organisation_id = uow.organisation_id

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Do all that stands inside, and undo it: a dry run that runs the real thing."""
        savepoint = self._session.begin_nested()
        try:
            yield
        finally:
            savepoint.rollback()

    def take_turn(self) -> None:
        """
        Wait until nobody else registers or compares families of this organisation.

        Two who write the same new family at once have no row in common that could be locked; the
        second has to see what the first has committed.
        """
        key = func.hashtextextended(f"households|{self._organisation_id}", 0)
        self._session.execute(select(func.pg_advisory_xact_lock(key)))

    def add(self, rows: Iterable[Base]) -> None:
        """Write rows of one table; a table is written before those that refer to it."""
        add_many(self._session, rows)

    def households_by_match(self, indexes: Iterable[bytes]) -> Sequence[Household]:
        query = select(Household).where(
            Household.organisation_id == self._organisation_id,
            among(Household.match_index, indexes),
        )
        return self._session.scalars(query).all()

    def households(self, ids: Iterable[UUID]) -> dict[UUID, Household]:
        query = select(Household).where(
            Household.organisation_id == self._organisation_id, among(Household.id, ids)
        )
        return {row.id: row for row in self._session.scalars(query)}

    def guardians_of(self, household_ids: Iterable[UUID]) -> Sequence[Guardian]:
        query = select(Guardian).where(
            Guardian.organisation_id == self._organisation_id,
            among(Guardian.household_id, household_ids),
            Guardian.forgotten_at.is_(None),
        )
        return self._session.scalars(query).all()

    def children_of(self, household_ids: Iterable[UUID]) -> Sequence[Child]:
        query = select(Child).where(
            Child.organisation_id == self._organisation_id,
            among(Child.household_id, household_ids),
            Child.forgotten_at.is_(None),
        )
        return self._session.scalars(query).all()

    def child(self, child_id: UUID) -> Child:
        """
        The child, locked; forgotten or not.

        :raises ChildNotFound: the organisation knows no such child.
        """
        key = (self._organisation_id, child_id)
        found = self._session.get(Child, key, with_for_update=True)
        if found is None:
            raise ChildNotFound(child_id=child_id)
        return found

    def guardian(self, guardian_id: UUID) -> Guardian:
        """
        The guardian, locked; forgotten or not.

        :raises GuardianNotFound: the organisation knows no such guardian.
        """
        key = (self._organisation_id, guardian_id)
        found = self._session.get(Guardian, key, with_for_update=True)
        if found is None:
            raise GuardianNotFound(guardian_id=guardian_id)
        return found

    def household(self, household_id: UUID) -> Household:
        """
        The household, locked; forgotten or not.

        :raises HouseholdNotFound: the organisation knows no such household.
        """
        key = (self._organisation_id, household_id)
        found = self._session.get(Household, key, with_for_update=True)
        if found is None:
            raise HouseholdNotFound(household_id=household_id)
        return found

    def children(self, ids: Iterable[UUID]) -> Sequence[Child]:
        """Those of the children who are not forgotten."""
        query = select(Child).where(
            Child.organisation_id == self._organisation_id,
            among(Child.id, ids),
            Child.forgotten_at.is_(None),
        )
        return self._session.scalars(query).all()

    def applications_of(self, child_id: UUID) -> Sequence[Application]:
        """A child's applications of every year, locked."""
        query = (
            select(Application)
            .where(
                Application.organisation_id == self._organisation_id,
                Application.child_id == child_id,
            )
            .order_by(Application.programme_id)
            .with_for_update()
        )
        return self._session.scalars(query).all()

    def consents_of(self, child_id: UUID) -> Sequence[Consent]:
        """All of a child's, in force or taken back."""
        query = (
            select(Consent)
            .where(Consent.organisation_id == self._organisation_id, Consent.child_id == child_id)
            .order_by(Consent.given_at, Consent.purpose, Consent.given_by)
        )
        return self._session.scalars(query).all()

    def consents_in_force(
        self, child_ids: Iterable[UUID], purpose: ConsentPurpose | None = None
    ) -> Sequence[Consent]:
        query = select(Consent).where(
            Consent.organisation_id == self._organisation_id,
            among(Consent.child_id, child_ids),
            Consent.withdrawn_at.is_(None),
        )
        if purpose is not None:
            query = query.where(Consent.purpose == purpose)
        return self._session.scalars(query).all()
