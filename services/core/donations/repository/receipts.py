"""Receipts and the books in which their serial numbers are counted."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert

from services.core.donations.models import Campaign, Donation, Donor, Receipt, ReceiptBook
from services.core.donations.types import Channel, DonationStatus
from services.core.kit.unit_of_work import UnitOfWork


class ReceiptRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def lock_book(self, organisation_id: UUID, year: int) -> ReceiptBook:
        """Open the year's book if it is not open, and hold it: numbers are given out one by one."""
        self._session.execute(
            insert(ReceiptBook)
            .values(organisation_id=organisation_id, year=year)
            .on_conflict_do_nothing()
        )
        query = (
            select(ReceiptBook)
            .where(ReceiptBook.organisation_id == organisation_id, ReceiptBook.year == year)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).one()

    def without_receipt(
        self, programme_id: UUID, settled_from: datetime, settled_until: datetime
    ) -> Sequence[tuple[Donation, Donor]]:
        """Gifts of named donors that settled in the span and have none, oldest first."""
        has_one = exists().where(
            Receipt.programme_id == Donation.programme_id, Receipt.donation_id == Donation.id
        )
        query = (
            select(Donation, Donor)
            .join(
                Donor,
                (Donor.organisation_id == Donation.organisation_id)
                & (Donor.id == Donation.donor_id),
            )
            .where(
                Donation.programme_id == programme_id,
                Donation.settled_at >= settled_from,
                Donation.settled_at < settled_until,
                Donation.status == DonationStatus.SETTLED,
                Donation.channel.not_in([one for one in Channel if one.without_donor]),
                ~has_one,
            )
            .order_by(Donation.settled_at, Donation.id)
        )
        return [(donation, donor) for donation, donor in self._session.execute(query)]

    def add_all(self, receipts: Sequence[Receipt]) -> None:
        self._session.add_all(receipts)
        self._session.flush()

    def of_year(
        self, programme_id: UUID, year: int, donor_id: UUID | None = None
    ) -> Sequence[tuple[Receipt, Donor, Campaign | None]]:
        """The programme's receipts of a calendar year by number, with whom and what for."""
        query = (
            select(Receipt, Donor, Campaign)
            .join(
                Donor,
                (Donor.organisation_id == Receipt.organisation_id) & (Donor.id == Receipt.donor_id),
            )
            .join(
                Donation,
                (Donation.programme_id == Receipt.programme_id)
                & (Donation.id == Receipt.donation_id),
            )
            .join(
                Campaign,
                (Campaign.programme_id == Donation.programme_id)
                & (Campaign.id == Donation.campaign_id),
                isouter=True,
            )
            .where(Receipt.programme_id == programme_id, Receipt.year == year)
            .order_by(Receipt.serial)
        )
        if donor_id is not None:
            query = query.where(Receipt.donor_id == donor_id)
        return [(receipt, donor, of) for receipt, donor, of in self._session.execute(query)]
