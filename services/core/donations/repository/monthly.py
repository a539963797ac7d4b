"""Monthly gifts and their terms."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from services.core.donations.models import MonthlyGift, MonthlyGiftTerms
from services.core.donations.repository.donors import rows_of_account
from services.core.donations.types import MonthlyGiftState
from services.core.kit.unit_of_work import UnitOfWork

_RUNNING = MonthlyGift.state.in_([one for one in MonthlyGiftState if one.is_running])


class MonthlyGiftRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add_new(self, row: dict[str, Any]) -> None:
        """Insert it if its id is not taken yet."""
        self._session.execute(insert(MonthlyGift).values(**row).on_conflict_do_nothing())

    def add_terms(self, rows: Sequence[dict[str, Any]]) -> None:
        """Insert those that are not there."""
        if rows:
            self._session.execute(insert(MonthlyGiftTerms).on_conflict_do_nothing(), list(rows))

    def find(self, organisation_id: UUID, id: UUID) -> MonthlyGift | None:
        return self._session.get(MonthlyGift, (organisation_id, id))

    def lock(self, organisation_id: UUID, id: UUID) -> MonthlyGift | None:
        return self._session.get(
            MonthlyGift, (organisation_id, id), with_for_update=True, populate_existing=True
        )

    def page(
        self,
        organisation_id: UUID,
        *,
        donor_id: UUID | None,
        state: MonthlyGiftState | None,
        after: UUID | None,
        limit: int,
    ) -> Sequence[MonthlyGift]:
        """The newest ids first, as far as they are derived from no key; else in a steady order."""
        query = select(MonthlyGift).where(MonthlyGift.organisation_id == organisation_id)
        if donor_id is not None:
            own = rows_of_account(organisation_id, donor_id)
            query = query.where(MonthlyGift.donor_id.in_(own))
        if state is not None:
            query = query.where(MonthlyGift.state == state)
        if after is not None:
            query = query.where(MonthlyGift.id < after)
        return self._session.scalars(query.order_by(MonthlyGift.id.desc()).limit(limit)).all()

    def running_of(self, organisation_id: UUID, donor_id: UUID) -> Sequence[MonthlyGift]:
        query = select(MonthlyGift).where(
            MonthlyGift.organisation_id == organisation_id,
            MonthlyGift.donor_id == donor_id,
            _RUNNING,
        )
        return self._session.scalars(query.order_by(MonthlyGift.id)).all()

    def customers_of(self, organisation_id: UUID, donor_id: UUID) -> Sequence[str]:
        query = select(MonthlyGift.customer_id).where(
            MonthlyGift.organisation_id == organisation_id,
            MonthlyGift.donor_id == donor_id,
            MonthlyGift.customer_id.is_not(None),
        )
        return sorted({str(one) for one in self._session.scalars(query)})

    def terms_at(
        self, organisation_id: UUID, id: UUID, at: datetime | None
    ) -> MonthlyGiftTerms | None:
        """
        Those in force at an instant; before all of them the first.

        :param at: None: the last ones, even if they are still to come.
        """
        query = select(MonthlyGiftTerms).where(
            MonthlyGiftTerms.organisation_id == organisation_id,
            MonthlyGiftTerms.monthly_gift_id == id,
        )
        terms = self._session.scalars(query.order_by(MonthlyGiftTerms.valid_from)).all()
        in_force = [one for one in terms if at is None or one.valid_from <= at]
        return next(reversed(in_force or terms[:1]), None)

    def last_terms(
        self, organisation_id: UUID, ids: Sequence[UUID]
    ) -> dict[UUID, MonthlyGiftTerms]:
        """Of each the last, even if it is still to come."""
        query = (
            select(MonthlyGiftTerms)
            .where(
                MonthlyGiftTerms.organisation_id == organisation_id,
                MonthlyGiftTerms.monthly_gift_id.in_(list(ids)),
            )
            .order_by(MonthlyGiftTerms.valid_from)
        )
        return {one.monthly_gift_id: one for one in self._session.scalars(query)}

    def lock_running_for(
        self, organisation_id: UUID, programme_id: UUID, campaign_id: UUID
    ) -> Sequence[tuple[MonthlyGift, MonthlyGiftTerms]]:
        """Those that run and whose last terms are for a campaign, locked, by id."""
        any_terms = aliased(MonthlyGiftTerms)
        last = (
            select(func.max(any_terms.valid_from))
            .where(
                any_terms.organisation_id == MonthlyGift.organisation_id,
                any_terms.monthly_gift_id == MonthlyGift.id,
            )
            .correlate(MonthlyGift)
            .scalar_subquery()
        )
        query = (
            select(MonthlyGift, MonthlyGiftTerms)
            .join(
                MonthlyGiftTerms,
                (MonthlyGiftTerms.organisation_id == MonthlyGift.organisation_id)
                & (MonthlyGiftTerms.monthly_gift_id == MonthlyGift.id)
                & (MonthlyGiftTerms.valid_from == last),
            )
            .where(
                MonthlyGift.organisation_id == organisation_id,
                MonthlyGiftTerms.programme_id == programme_id,
                MonthlyGiftTerms.campaign_id == campaign_id,
                _RUNNING,
            )
            .order_by(MonthlyGift.id)
            .with_for_update(of=MonthlyGift)
            .execution_options(populate_existing=True)
        )
        return [(gift, terms) for gift, terms in self._session.execute(query)]

    def cards_expiring(self, until: date, *, since: date) -> Sequence[MonthlyGift]:
        """Those that run on a card whose last day is near, in whichever organisation."""
        query = select(MonthlyGift).where(
            _RUNNING, MonthlyGift.card_expires_on.between(since, until)
        )
        order = (MonthlyGift.organisation_id, MonthlyGift.id)
        return self._session.scalars(query.order_by(*order)).all()

    def flush(self) -> None:
        self._session.flush()
