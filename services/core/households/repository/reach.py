"""Every statement by which the grown-ups of families are reached, and known by how."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from services.core.households.models import Guardian, Household
from services.core.kit.unit_of_work import UnitOfWork


class ReachRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session
        self._organisation_id = uow.organisation_id

    def guardian(self, guardian_id: UUID) -> Guardian | None:
        """One who is not forgotten."""
        found = self._session.get(Guardian, (self._organisation_id, guardian_id))
        return None if found is None or found.forgotten_at is not None else found

    def guardians_by_email(self, indexes: Collection[bytes]) -> Sequence[Guardian]:
        """Those whose address may be the one looked for: the caller opens and compares."""
        query = select(Guardian).where(
            Guardian.organisation_id == self._organisation_id,
            Guardian.email_index.in_(indexes),
            Guardian.forgotten_at.is_(None),
        )
        return self._session.scalars(query).all()

    def families(
        self, household_ids: Collection[UUID]
    ) -> Sequence[tuple[Household, Sequence[Guardian]]]:
        """The households that are not forgotten, with their grown-ups."""
        households = self._session.scalars(
            select(Household)
            .where(
                Household.organisation_id == self._organisation_id,
                Household.id.in_(household_ids),
                Household.forgotten_at.is_(None),
            )
            .order_by(Household.id)
        ).all()
        guardians = self._session.scalars(
            select(Guardian)
            .where(
                Guardian.organisation_id == self._organisation_id,
                Guardian.household_id.in_(household_ids),
                Guardian.forgotten_at.is_(None),
            )
            .order_by(Guardian.id)
        ).all()
        return [
            (household, [one for one in guardians if one.household_id == household.id])
            for household in households
        ]
