"""Gifts by the day of their acceptance, officers, and who are one household."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select, tuple_

from services.core.donations.models import Donation, Donor, DonorLink, Officer
from services.core.donations.types import Channel
from services.core.kit.unit_of_work import UnitOfWork

BATCH = 2_000


class DonorListRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def accepted(
        self,
        organisation_id: UUID,
        first: date,
        last: date,
        *,
        after: UUID | None = None,
        limit: int | None = None,
    ) -> Sequence[tuple[Donation, Donor | None]]:
        """
        Donors' gifts to all programmes that were accepted from `first` to `last`, both included,
        by day; what was given back or taken back wholly is not among them.
        """
        gone = Donation.refunded_minor + Donation.disputed_minor
        query = (
            select(Donation, Donor)
            .join(
                Donor,
                (Donor.organisation_id == Donation.organisation_id)
                & (Donor.id == Donation.donor_id),
                isouter=True,
            )
            .where(
                Donation.organisation_id == organisation_id,
                Donation.accepted_on.between(first, last),
                Donation.channel.not_in([one for one in Channel if one.without_donor]),
                Donation.__table__.c.amount_minor > gone,
            )
            .order_by(Donation.accepted_on, Donation.id)
            .limit(limit)
        )
        if after is not None:
            seen = select(Donation.accepted_on).where(
                Donation.organisation_id == organisation_id, Donation.id == after
            )
            place = tuple_(Donation.accepted_on, Donation.id)
            query = query.where(place > tuple_(seen.scalar_subquery(), after))
        return [(donation, donor) for donation, donor in self._session.execute(query)]

    def add(self, row: Officer | DonorLink) -> None:
        self._session.add(row)
        self._session.flush()

    def officers(self, organisation_id: UUID) -> Sequence[Officer]:
        """All terms, the earliest first."""
        query = (
            select(Officer)
            .where(Officer.organisation_id == organisation_id)
            .order_by(Officer.from_on, Officer.id)
        )
        return self._session.scalars(query).all()

    def lock_officer(self, organisation_id: UUID, officer_id: UUID) -> Officer | None:
        return self._session.get(Officer, (organisation_id, officer_id), with_for_update=True)

    def links(self, organisation_id: UUID) -> Sequence[DonorLink]:
        """Those that stand, by id."""
        query = (
            select(DonorLink)
            .where(DonorLink.organisation_id == organisation_id, DonorLink.undone_at.is_(None))
            .order_by(DonorLink.id)
        )
        return self._session.scalars(query).all()

    def find_link(self, organisation_id: UUID, donor_id: UUID, other_id: UUID) -> DonorLink | None:
        """The one that stands between two donors, named in either order."""
        one, other = sorted((donor_id, other_id))
        query = select(DonorLink).where(
            DonorLink.organisation_id == organisation_id,
            DonorLink.donor_id == one,
            DonorLink.other_id == other,
            DonorLink.undone_at.is_(None),
        )
        return self._session.scalars(query).one_or_none()

    def lock_link(self, organisation_id: UUID, link_id: UUID) -> DonorLink | None:
        return self._session.get(DonorLink, (organisation_id, link_id), with_for_update=True)

    def donors(self, organisation_id: UUID, ids: Iterable[UUID]) -> dict[UUID, Donor]:
        wanted = list(ids)
        found: dict[UUID, Donor] = {}
        for start in range(0, len(wanted), BATCH):
            query = select(Donor).where(
                Donor.organisation_id == organisation_id,
                Donor.id.in_(wanted[start : start + BATCH]),
            )
            found.update({donor.id: donor for donor in self._session.scalars(query)})
        return found
