"""Thresholds, who is related to a provider, and gifts that wait for a second person."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.dialects.postgresql import insert

from services.core.donations.models import (
    Donation,
    GiftClearance,
    GiftHold,
    GiftThresholds,
    ProviderName,
)
from services.core.donations.types import DonationStatus, HoldReason, Verdict
from services.core.kit.unit_of_work import UnitOfWork

_FLAGS = [reason for reason in HoldReason if reason.flagged]


class ClearanceRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def thresholds(self, organisation_id: UUID) -> GiftThresholds | None:
        """Those in force; None where none were ever set."""
        found = self.thresholds_over_time(organisation_id)
        return found[0] if found else None

    def thresholds_over_time(self, organisation_id: UUID) -> Sequence[GiftThresholds]:
        """The latest first."""
        query = (
            select(GiftThresholds)
            .where(GiftThresholds.organisation_id == organisation_id)
            .order_by(GiftThresholds.set_at.desc(), GiftThresholds.id.desc())
        )
        return self._session.scalars(query).all()

    def add(self, row: GiftThresholds | GiftClearance) -> None:
        self._session.add(row)
        self._session.flush()

    def provider_names(self, organisation_id: UUID) -> set[str]:
        """Folded, as donors' names are compared with them."""
        query = select(ProviderName.folded).where(ProviderName.organisation_id == organisation_id)
        return set(self._session.scalars(query))

    def note_provider(self, organisation_id: UUID, provider_id: UUID, folded: str) -> None:
        row = {"organisation_id": organisation_id, "provider_id": provider_id, "folded": folded}
        statement = insert(ProviderName).values(**row)
        self._session.execute(
            statement.on_conflict_do_update(
                index_elements=["organisation_id", "provider_id"], set_={"folded": folded}
            )
        )

    def waiting(
        self,
        organisation_id: UUID,
        *,
        programme_id: UUID | None = None,
        after: UUID | None = None,
        limit: int | None = None,
    ) -> Sequence[Donation]:
        """Gifts that are flagged and neither cleared, refused nor given back, by id."""
        query = select(Donation).where(
            Donation.organisation_id == organisation_id,
            Donation.status == DonationStatus.SETTLED,
            Donation.held,
            exists().where(_of(GiftHold), _standing()),
            ~exists().where(_of(GiftClearance), GiftClearance.verdict == Verdict.REFUSED),
        )
        if programme_id is not None:
            query = query.where(Donation.programme_id == programme_id)
        if after is not None:
            query = query.where(Donation.id > after)
        return self._session.scalars(query.order_by(Donation.id).limit(limit)).all()

    def flags(
        self, programme_ids: Iterable[UUID], donation_ids: Iterable[UUID]
    ) -> Mapping[UUID, Sequence[GiftHold]]:
        """The standing flags of these gifts, in the order in which they were placed."""
        query = (
            select(GiftHold)
            .where(
                GiftHold.programme_id.in_(set(programme_ids)),
                GiftHold.donation_id.in_(list(donation_ids)),
                _standing(),
            )
            .order_by(GiftHold.placed_at, GiftHold.id)
        )
        found: dict[UUID, list[GiftHold]] = {}
        for hold in self._session.scalars(query):
            found.setdefault(hold.donation_id, []).append(hold)
        return found

    def decisions(self, programme_id: UUID, donation_id: UUID) -> Sequence[GiftClearance]:
        """What second persons said of a gift, the earliest first."""
        query = (
            select(GiftClearance)
            .where(
                GiftClearance.programme_id == programme_id,
                GiftClearance.donation_id == donation_id,
            )
            .order_by(GiftClearance.decided_at, GiftClearance.id)
        )
        return self._session.scalars(query).all()

    def unspent_of(self, organisation_id: UUID, donor_id: UUID) -> Sequence[Donation]:
        """A donor's gifts of which something may still be promised."""
        query = select(Donation).where(
            Donation.organisation_id == organisation_id,
            Donation.donor_id == donor_id,
            Donation.status == DonationStatus.SETTLED,
        )
        return [one for one in self._session.scalars(query) if one.parts.free.minor > 0]


def _of(table: type[GiftHold] | type[GiftClearance]) -> ColumnElement[bool]:
    return (table.programme_id == Donation.programme_id) & (table.donation_id == Donation.id)


def _standing() -> ColumnElement[bool]:
    return GiftHold.released_at.is_(None) & GiftHold.reason.in_(_FLAGS)
