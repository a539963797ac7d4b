"""Gifts that anybody began by an open door, before anything of them has come."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select

from services.core.donations.models import DepositDecision, Donation
from services.core.donations.types import Channel, DonationStatus
from services.core.kit.actor import ANYBODY
from services.core.kit.unit_of_work import UnitOfWork

# Nobody who is known has said it.
BEGUN_BY_ANYBODY = Donation.recorded_by.is_not_distinct_from(ANYBODY.id)


class PledgeRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def lock_unpaid(
        self, programme_id: UUID, before: datetime, *, limit: int
    ) -> Sequence[Donation]:
        """
        Bank transfers that anybody announced before an instant and nothing came of, locked.

        Of whose deposits a person has decided something, that person sees to. Whom another holds
        are left for the next time.
        """
        decided_on = exists().where(
            DepositDecision.programme_id == Donation.programme_id,
            DepositDecision.donation_id == Donation.id,
        )
        query = (
            select(Donation)
            .where(
                Donation.programme_id == programme_id,
                Donation.channel == Channel.BANK_TRANSFER,
                Donation.status == DonationStatus.PENDING,
                BEGUN_BY_ANYBODY,
                Donation.started_at < before,
                ~decided_on,
            )
            .order_by(Donation.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).all()
