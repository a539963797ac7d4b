"""How programmes settle, and the row on which their verbs queue."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.core.kit.unit_of_work import UnitOfWork
from services.core.settlements.models import ProviderTaxRate, SettlementTerms


class TermsRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def lock(self, programme_id: UUID) -> SettlementTerms:
        """
        The programme's terms, as they stay until this transaction ends; defaults at first.

        A row must stand before anybody can wait for it.
        """
        self._session.execute(
            insert(SettlementTerms).values(programme_id=programme_id).on_conflict_do_nothing()
        )
        query = (
            select(SettlementTerms)
            .where(SettlementTerms.programme_id == programme_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).one()

    def find(self, programme_id: UUID) -> SettlementTerms | None:
        return self._session.get(SettlementTerms, programme_id)

    def tax_rates(self, programme_id: UUID) -> Mapping[UUID, int]:
        """The rates of those providers that have one of their own."""
        query = select(ProviderTaxRate.provider_id, ProviderTaxRate.tax_rate_bps).where(
            ProviderTaxRate.programme_id == programme_id
        )
        return {row.provider_id: row.tax_rate_bps for row in self._session.execute(query)}

    def set_tax_rate(self, programme_id: UUID, provider_id: UUID, rate_bps: int) -> None:
        statement = insert(ProviderTaxRate).values(
            programme_id=programme_id, provider_id=provider_id, tax_rate_bps=rate_bps
        )
        self._session.execute(
            statement.on_conflict_do_update(
                index_elements=["programme_id", "provider_id"],
                set_={"tax_rate_bps": rate_bps},
            )
        )
