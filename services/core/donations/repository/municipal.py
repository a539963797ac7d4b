"""What municipalities told of the gifts that they pass on."""

from uuid import UUID

from services.core.donations.models import MunicipalIncome
from services.core.kit.unit_of_work import UnitOfWork


class MunicipalIncomeRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, income: MunicipalIncome) -> None:
        self._session.add(income)
        self._session.flush()

    def find(self, programme_id: UUID, donation_id: UUID) -> MunicipalIncome | None:
        return self._session.get(MunicipalIncome, (programme_id, donation_id))
