"""Receipts, the gifts that are due one, and the books in which serial numbers are counted."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from services.core.donations.models import (
    Campaign,
    Donation,
    Donor,
    Receipt,
    ReceiptBook,
    ReceiptCancellation,
    ReceiptLine,
    ReceiptReissue,
)
from services.core.donations.repository.donors import rows_of_account
from services.core.donations.types import Channel, DonationStatus, ReceiptKind
from services.core.kit.db import Base
from services.core.kit.unit_of_work import UnitOfWork

_WITHOUT_DONOR = [one for one in Channel if one.without_donor]
_IN_ORDER = (Donation.accepted_on, Donation.settled_at, Donation.id)
_KEPT = Donation.__table__.c.amount_minor - Donation.refunded_minor - Donation.disputed_minor
_ON_LINE = ReceiptLine.__table__.c.amount_minor

_OF_LINE = (ReceiptLine.organisation_id == Receipt.organisation_id) & (
    ReceiptLine.receipt_id == Receipt.id
)
_GIFT_OF_LINE = (Donation.programme_id == ReceiptLine.programme_id) & (
    Donation.id == ReceiptLine.donation_id
)
_DONOR_OF_GIFT = (Donor.organisation_id == Donation.organisation_id) & (
    Donor.id == Donation.donor_id
)

Gift = tuple[Donation, Donor]


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

    def due(
        self,
        organisation_id: UUID,
        year: int,
        *,
        programme_id: UUID | None = None,
        donor_ids: Collection[UUID] | None = None,
        after: Donation | None = None,
        limit: int | None = None,
    ) -> Sequence[Gift]:
        """Gifts of donors accepted in a calendar year that stand on no receipt, in their order."""
        query = (
            self._due(organisation_id, year).order_by(*_IN_ORDER).with_only_columns(Donation, Donor)
        )
        if programme_id is not None:
            query = query.where(Donation.programme_id == programme_id)
        if donor_ids is not None:
            query = query.where(Donation.donor_id.in_(donor_ids))
        if after is not None:
            last = (after.accepted_on, after.settled_at, after.id)
            query = query.where(tuple_(*_IN_ORDER) > tuple_(*last))
        found = self._session.execute(query.limit(limit))
        return [(donation, donor) for donation, donor in found]

    def count_due(self, organisation_id: UUID, year: int) -> int:
        query = self._due(organisation_id, year).with_only_columns(func.count())
        return int(self._session.scalars(query).one())

    def donors_due(
        self, organisation_id: UUID, year: int, *, after: UUID | None, limit: int
    ) -> Sequence[UUID]:
        """Who has gifts that are due, by their ids."""
        query = (
            self._due(organisation_id, year)
            .with_only_columns(Donor.id)
            .distinct()
            .order_by(Donor.id)
            .limit(limit)
        )
        if after is not None:
            query = query.where(Donor.id > after)
        return self._session.scalars(query).all()

    def gift(self, programme_id: UUID, donation_id: UUID) -> tuple[Donation, Donor | None] | None:
        query = (
            select(Donation, Donor)
            .join(Donor, _DONOR_OF_GIFT, isouter=True)
            .where(Donation.programme_id == programme_id, Donation.id == donation_id)
            .execution_options(populate_existing=True)
        )
        found = self._session.execute(query).one_or_none()
        return None if found is None else (found[0], found[1])

    def add_all(self, rows: Iterable[Base]) -> None:
        self._session.add_all(rows)
        self._session.flush()

    def find(self, organisation_id: UUID, receipt_id: UUID) -> Receipt | None:
        return self._session.get(Receipt, (organisation_id, receipt_id))

    def find_many(self, organisation_id: UUID, ids: Collection[UUID]) -> dict[UUID, Receipt]:
        query = select(Receipt).where(
            Receipt.organisation_id == organisation_id, Receipt.id.in_(ids)
        )
        return {one.id: one for one in self._session.scalars(query)}

    def replaced_by(self, organisation_id: UUID, ids: Collection[UUID]) -> dict[UUID, Receipt]:
        """Those that name one of these, by which they name."""
        query = select(Receipt).where(
            Receipt.organisation_id == organisation_id, Receipt.replaces_id.in_(ids)
        )
        return {one.replaces_id: one for one in self._session.scalars(query) if one.replaces_id}

    def standing_on(self, programme_id: UUID, donation_id: UUID) -> Receipt | None:
        query = (
            select(Receipt)
            .join(ReceiptLine, _OF_LINE)
            .where(
                ReceiptLine.programme_id == programme_id,
                ReceiptLine.donation_id == donation_id,
                ReceiptLine.standing,
            )
        )
        return self._session.scalars(query).one_or_none()

    def lines_of(
        self, organisation_id: UUID, ids: Collection[UUID]
    ) -> dict[UUID, list[tuple[ReceiptLine, Donation, Campaign | None]]]:
        """The gifts on each, in the order of their days."""
        query = (
            select(ReceiptLine, Donation, Campaign)
            .join(Donation, _GIFT_OF_LINE)
            .join(
                Campaign,
                (Campaign.programme_id == Donation.programme_id)
                & (Campaign.id == Donation.campaign_id),
                isouter=True,
            )
            .where(ReceiptLine.organisation_id == organisation_id, ReceiptLine.receipt_id.in_(ids))
            .order_by(ReceiptLine.accepted_on, Donation.settled_at, Donation.id)
        )
        found: dict[UUID, list[Any]] = defaultdict(list)
        for line, donation, campaign in self._session.execute(query):
            found[line.receipt_id].append((line, donation, campaign))
        return found

    def cancellations(
        self, organisation_id: UUID, ids: Collection[UUID]
    ) -> dict[UUID, ReceiptCancellation]:
        query = select(ReceiptCancellation).where(
            ReceiptCancellation.organisation_id == organisation_id,
            ReceiptCancellation.receipt_id.in_(ids),
        )
        return {one.receipt_id: one for one in self._session.scalars(query)}

    def reissues(self, organisation_id: UUID, ids: Collection[UUID]) -> dict[UUID, ReceiptReissue]:
        """The last of each that has any."""
        query = (
            select(ReceiptReissue)
            .where(
                ReceiptReissue.organisation_id == organisation_id,
                ReceiptReissue.receipt_id.in_(ids),
            )
            .order_by(ReceiptReissue.ordinal)
        )
        return {one.receipt_id: one for one in self._session.scalars(query)}

    def take_off(self, organisation_id: UUID, ids: Collection[UUID]) -> None:
        """The gifts on these stand on them no more."""
        self._session.execute(
            update(ReceiptLine)
            .where(ReceiptLine.organisation_id == organisation_id, ReceiptLine.receipt_id.in_(ids))
            .values(standing=False)
        )

    def outdated(self, organisation_id: UUID, *, limit: int) -> Sequence[Receipt]:
        """Receipts that say another amount or day of a gift than is true by now; oldest first."""
        differs = (
            exists()
            .where(_OF_LINE, _GIFT_OF_LINE, ReceiptLine.standing)
            .where(
                (_ON_LINE != _KEPT) | Donation.accepted_on.is_distinct_from(ReceiptLine.accepted_on)
            )
        )
        query = (
            select(Receipt)
            .where(Receipt.organisation_id == organisation_id, differs)
            .order_by(Receipt.year, Receipt.serial)
            .limit(limit)
        )
        return self._session.scalars(query).all()

    def of_year(
        self,
        organisation_id: UUID,
        year: int | None,
        *,
        programme_id: UUID | None = None,
        donor_id: UUID | None = None,
        account_of: UUID | None = None,
        kind: ReceiptKind | None = None,
    ) -> Sequence[tuple[Receipt, Donor]]:
        """
        Receipts of a calendar year by number, with whom they are for.

        :param programme_id: only those on which a gift to it stands, or has stood.
        :param account_of: all that whoever signs in as this donor sees.
        """
        query = (
            select(Receipt, Donor)
            .join(
                Donor,
                (Donor.organisation_id == Receipt.organisation_id) & (Donor.id == Receipt.donor_id),
            )
            .where(Receipt.organisation_id == organisation_id)
            .order_by(Receipt.year, Receipt.serial)
        )
        if programme_id is not None:
            query = query.where(exists().where(_OF_LINE, ReceiptLine.programme_id == programme_id))
        conditions: list[ColumnElement[bool]] = []
        if year is not None:
            conditions.append(Receipt.year == year)
        if donor_id is not None:
            conditions.append(Receipt.donor_id == donor_id)
        if account_of is not None:
            own = rows_of_account(organisation_id, account_of)
            conditions.append(Receipt.donor_id.in_(own))
        if kind is not None:
            conditions.append(Receipt.kind == kind)
        found = self._session.execute(query.where(*conditions))
        return [(receipt, donor) for receipt, donor in found]

    def _due(self, organisation_id: UUID, year: int) -> Select[Donation, Donor]:
        has_one = exists().where(_GIFT_OF_LINE, ReceiptLine.standing)
        return (
            select(Donation, Donor)
            .select_from(Donation)
            .join(Donor, _DONOR_OF_GIFT)
            .where(
                Donation.organisation_id == organisation_id,
                Donation.accepted_on >= date(year, 1, 1),
                Donation.accepted_on < date(year + 1, 1, 1),
                Donation.status == DonationStatus.SETTLED,
                _KEPT > 0,
                Donation.channel.not_in(_WITHOUT_DONOR),
                ~has_one,
            )
        )
