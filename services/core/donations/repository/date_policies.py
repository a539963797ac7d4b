"""By which day an organisation's gifts are accepted, year by year."""

from uuid import UUID

from sqlalchemy import func, select

from services.core.donations.models import ReceiptDatePolicy
from services.core.donations.types import DatePolicy
from services.core.kit.unit_of_work import UnitOfWork


class DatePolicyRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def in_force(self, organisation_id: UUID, year: int) -> DatePolicy:
        """
        The policy for gifts paid in a calendar year, which nobody changes until this transaction
        ends. The year before's goes on; where none was ever chosen, the day of payment counts.
        """
        self._session.execute(select(func.pg_advisory_xact_lock_shared(_key(organisation_id))))
        chosen = self.chosen(organisation_id, year)
        return chosen.policy if chosen else DatePolicy.B

    def lock(self, organisation_id: UUID) -> None:
        """Make all that date gifts by the organisation's policies wait, and wait for them."""
        self._session.execute(select(func.pg_advisory_xact_lock(_key(organisation_id))))

    def chosen(self, organisation_id: UUID, year: int) -> ReceiptDatePolicy | None:
        """What was chosen for the year, or for the last year before that has a choice."""
        query = (
            select(ReceiptDatePolicy)
            .where(
                ReceiptDatePolicy.organisation_id == organisation_id,
                ReceiptDatePolicy.year <= year,
            )
            .order_by(ReceiptDatePolicy.year.desc())
            .limit(1)
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).one_or_none()


def _key(organisation_id: UUID) -> object:
    return func.hashtextextended(f"receipt_date_policies:{organisation_id}", 0)
