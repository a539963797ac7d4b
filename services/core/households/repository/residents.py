"""Children who live in one municipality, and the agreement on which it may see them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert

from services.core.households.models import Application, Child, DataAgreement, Household
from services.core.households.repository.matching import same_child, same_household
from services.core.households.types import Decision
from services.core.kit.unit_of_work import UnitOfWork

_SAID = ("reference", "agreed_on", "ends_on", "recorded_at", "recorded_by")


class ResidentRepository:
    """Of one programme and one municipality."""

    def __init__(self, uow: UnitOfWork, programme_id: UUID, municipality_code: str) -> None:
        self._session = uow.session
        self._programme_id = programme_id
        self._municipality_code = municipality_code

    def agreement(self) -> DataAgreement | None:
        return self._session.get(
            DataAgreement, (self._programme_id, self._municipality_code), populate_existing=True
        )

    def keep(self, row: dict[str, object]) -> None:
        """Write the agreement down, in the place of what was agreed before."""
        statement = insert(DataAgreement).values(
            programme_id=self._programme_id, municipality_code=self._municipality_code, **row
        )
        self._session.execute(
            statement.on_conflict_do_update(
                index_elements=["programme_id", "municipality_code"],
                set_={name: statement.excluded[name] for name in _SAID},
            )
        )

    def page(self, *, after: UUID | None, limit: int) -> Sequence[tuple[Application, Child]]:
        """Applications that stand, with their children, by id; forgotten children are left out."""
        query = self._standing().order_by(Application.id).limit(limit)
        if after is not None:
            query = query.where(Application.id > after)
        return [(row[0], row[1]) for row in self._session.execute(query)]

    def find(self, child_id: UUID) -> tuple[Application, Child] | None:
        row = self._session.execute(
            self._standing().where(Application.child_id == child_id)
        ).one_or_none()
        return None if row is None else (row[0], row[1])

    def _standing(self) -> Select[Application, Child]:
        return (
            select(Application, Child)
            .join(Child, same_child(Application, Child))
            .join(Household, same_household(Child, Household))
            .where(
                Application.programme_id == self._programme_id,
                Application.decision != Decision.WITHDRAWN,
                Household.municipality_code == self._municipality_code,
                Child.forgotten_at.is_(None),
            )
        )
