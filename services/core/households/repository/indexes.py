"""Statements on blind indexes: who may be meant, and who bears an index of an older key."""

from collections.abc import Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from services.core.households.models import Child, Guardian, Household
from services.core.households.repository.matching import among
from services.core.kit.crypto import Vault
from services.core.kit.keys import bears_older_key
from services.core.kit.unit_of_work import UnitOfWork

Person = TypeVar("Person", Child, Guardian, Household)

CHILD_COLUMNS = {
    "children.kana": Child.kana_index,
    "children.family_kana": Child.family_kana_index,
}
GUARDIAN_COLUMNS = {
    "guardians.kana": Guardian.kana_index,
    "guardians.family_kana": Guardian.family_kana_index,
    "guardians.email": Guardian.email_index,
    "guardians.phone": Guardian.phone_index,
}


class IndexRepository:
    """The blind indexes of one organisation's families."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session
        self._organisation_id = uow.organisation_id

    def children_with(self, indexes: Mapping[str, Sequence[bytes]]) -> Sequence[Child]:
        """Candidates: who bears one of these, by place ("children.kana")."""
        wanted = [among(CHILD_COLUMNS[place], values) for place, values in indexes.items()]
        query = select(Child).where(Child.organisation_id == self._organisation_id, or_(*wanted))
        return self._session.scalars(query.order_by(Child.id)).all()

    def guardians_with(self, indexes: Mapping[str, Sequence[bytes]]) -> Sequence[Guardian]:
        """Candidates: who bears one of these, by place ("guardians.phone")."""
        wanted = [among(GUARDIAN_COLUMNS[place], values) for place, values in indexes.items()]
        query = select(Guardian).where(
            Guardian.organisation_id == self._organisation_id, or_(*wanted)
        )
        return self._session.scalars(query.order_by(Guardian.id)).all()

    def stale_households(self, vault: Vault, *, limit: int, wait: bool) -> Sequence[Household]:
        stale = bears_older_key(Household.match_index, vault.indexes("households.match")[0])
        return self._stale(Household, stale, limit, wait)

    def stale_children(self, vault: Vault, *, limit: int, wait: bool) -> Sequence[Child]:
        stale = bears_older_key(Child.kana_index, vault.indexes("children.kana")[0])
        return self._stale(Child, stale, limit, wait)

    def stale_guardians(self, vault: Vault, *, limit: int, wait: bool) -> Sequence[Guardian]:
        """With those whose phone number has no index yet."""
        stale = bears_older_key(Guardian.kana_index, vault.indexes("guardians.kana")[0])
        unindexed = Guardian.phone_sealed.is_not(None) & Guardian.phone_index.is_(None)
        return self._stale(Guardian, stale | unindexed, limit, wait)

    def _stale(
        self, table: type[Person], stale: ColumnElement[bool], limit: int, wait: bool
    ) -> Sequence[Person]:
        """
        Locked.

        :param wait: for whom another holds; else they are left for the next time.
        """
        query = (
            select(table)
            .where(
                table.organisation_id == self._organisation_id,
                table.forgotten_at.is_(None),
                stale,
            )
            .order_by(table.id)
            .limit(limit)
            .with_for_update(skip_locked=not wait)
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).all()

    def postcode_holders(self, children: Sequence[Child]) -> dict[UUID, Household]:
        """The households of these children, by id."""
        query = select(Household).where(
            Household.organisation_id == self._organisation_id,
            among(Household.id, {child.household_id for child in children}),
        )
        return {row.id: row for row in self._session.scalars(query)}
