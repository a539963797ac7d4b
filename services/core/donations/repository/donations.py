"""Donations. Rows are locked in the order (settled_at, id), then the ledger's."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, distinct, func, select, text, tuple_, update
from sqlalchemy.orm.attributes import set_committed_value

from services.core.donations.models import Donation
from services.core.donations.types import Channel, DonationId, DonationStatus
from services.core.kit.bulk import insert_new
from services.core.kit.unit_of_work import UnitOfWork

BATCH = 1_000

# A composite's column, which the class shows as one `Money` only.
_AMOUNT = Donation.__table__.c.amount_minor

_TAKEN = (
    Donation.overhead_minor
    + Donation.refunded_minor
    + Donation.disputed_minor
    + Donation.allocated_minor
)
_WHOLE = _AMOUNT + Donation.shortfall_minor
# What is about to be given back is not to be promised meanwhile.
FREE: ColumnElement[int] = func.greatest(_WHOLE - _TAKEN - Donation.refunding_minor, 0)
_BOUND = _TAKEN + Donation.refunding_minor
_HAS_FREE = (_WHOLE > _BOUND) & Donation.settled_at.is_not(None) & ~Donation.held
_IN_ORDER = (Donation.settled_at, Donation.id)

_ADD_ALLOCATED = text(
    """
    UPDATE donations
       SET allocated_minor = donations.allocated_minor + part.minor
      FROM unnest(cast(:ids AS uuid[]), cast(:minors AS bigint[])) AS part (id, minor)
     WHERE donations.programme_id = :programme_id AND donations.id = part.id
    """
)


@dataclass(frozen=True, slots=True)
class DonationSums:
    gifts_settled: int
    municipal: int
    assigned: int
    refunded: int
    disputed: int
    shortfall: int
    overhead: int
    donors: int
    gifts: int


class DonationRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add_new(self, rows: Sequence[dict[str, Any]]) -> set[UUID]:
        """Insert those whose id is not taken yet; returns the ids that were inserted."""
        return set(insert_new(self._session, Donation, rows, known_by=("programme_id", "id")))

    def find(self, programme_id: UUID, donation_id: UUID) -> Donation | None:
        return self._session.get(Donation, (programme_id, donation_id))

    def find_by_ref(self, programme_id: UUID, external_ref: str) -> Donation | None:
        query = select(Donation).where(
            Donation.programme_id == programme_id, Donation.external_ref == external_ref
        )
        return self._session.scalars(query).one_or_none()

    def lock(self, programme_id: UUID, donation_id: UUID) -> Donation | None:
        return self._session.get(
            Donation, (programme_id, donation_id), with_for_update=True, populate_existing=True
        )

    def lock_many(self, programme_id: UUID, ids: Iterable[UUID]) -> dict[DonationId, Donation]:
        """Lock these, in the common order."""
        query = (
            select(Donation)
            .where(Donation.programme_id == programme_id, Donation.id.in_(list(ids)))
            .order_by(*_IN_ORDER)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return {DonationId(one.id): one for one in self._session.scalars(query)}

    def lock_free(self, programme_id: UUID, fund_id: UUID) -> Iterator[Donation]:
        """
        Lock the fund's donations that have something free, oldest first, no more than are taken.
        """
        last: Donation | None = None
        while True:
            query = (
                select(Donation)
                .where(
                    Donation.programme_id == programme_id, Donation.fund_id == fund_id, _HAS_FREE
                )
                .order_by(*_IN_ORDER)
                .limit(BATCH)
                .with_for_update()
                .execution_options(populate_existing=True)
            )
            if last is not None:
                query = query.where(_after(last))
            batch = self._session.scalars(query).all()
            yield from batch
            if len(batch) < BATCH:
                return
            last = batch[-1]

    def add_allocated(self, parts: Sequence[tuple[Donation, int]]) -> None:
        """Promise so much more of each of these locked gifts, all in one statement."""
        if not parts:
            return
        self._session.flush()
        self._session.execute(
            _ADD_ALLOCATED,
            {
                "programme_id": parts[0][0].programme_id,
                "ids": [donation.id for donation, _ in parts],
                "minors": [minor for _, minor in parts],
            },
        )
        for donation, minor in parts:
            set_committed_value(donation, "allocated_minor", donation.allocated_minor + minor)

    def free_minor(self, programme_id: UUID, fund_id: UUID) -> int:
        query = select(func.coalesce(func.sum(FREE), 0)).where(
            Donation.programme_id == programme_id,
            Donation.fund_id == fund_id,
            Donation.settled_at.is_not(None),
            ~Donation.held,
        )
        return int(self._session.scalars(query).one())

    def existing(self, programme_id: UUID, ids: Iterable[UUID]) -> dict[DonationId, Donation]:
        wanted = list(ids)
        found: dict[DonationId, Donation] = {}
        for start in range(0, len(wanted), BATCH):
            query = select(Donation).where(
                Donation.programme_id == programme_id,
                Donation.id.in_(wanted[start : start + BATCH]),
            )
            found.update({DonationId(one.id): one for one in self._session.scalars(query)})
        return found

    def open_pledges(self, programme_id: UUID) -> Sequence[Donation]:
        """Bank transfers that were announced and have not come."""
        query = select(Donation).where(
            Donation.programme_id == programme_id,
            Donation.channel == Channel.BANK_TRANSFER,
            Donation.status == DonationStatus.PENDING,
        )
        return self._session.scalars(query).all()

    def sums(self, programme_id: UUID) -> DonationSums:
        municipal = Donation.channel.in_([one for one in Channel if one.municipal])
        assigned = Donation.channel == Channel.ASSIGNED
        given = ~municipal & ~assigned

        def summed(column: Any, *where: ColumnElement[bool]) -> Any:
            return func.coalesce(func.sum(column).filter(*where), 0)

        row = self._session.execute(
            select(
                summed(_AMOUNT, given),
                summed(_AMOUNT, municipal),
                summed(_AMOUNT, assigned),
                summed(Donation.refunded_minor, Donation.id.is_not(None)),
                summed(Donation.disputed_minor, Donation.id.is_not(None)),
                summed(Donation.shortfall_minor, Donation.id.is_not(None)),
                summed(Donation.overhead_minor, Donation.id.is_not(None)),
                func.count(distinct(Donation.donor_id)),
                func.count().filter(given),
            ).where(Donation.programme_id == programme_id, Donation.settled_at.is_not(None))
        ).one()
        return DonationSums(*(int(figure) for figure in row))

    def lacking(self, programme_id: UUID, *, after: UUID | None, limit: int) -> Sequence[Donation]:
        """By id: those of which money left that was promised already."""
        query = select(Donation).where(
            Donation.programme_id == programme_id, Donation.shortfall_minor > 0
        )
        if after is not None:
            query = query.where(Donation.id > after)
        return self._session.scalars(query.order_by(Donation.id).limit(limit)).all()

    def forget_messages(self, organisation_id: UUID, donor_id: UUID) -> None:
        """What one donor wrote beside their gifts."""
        self._session.execute(
            update(Donation)
            .where(Donation.organisation_id == organisation_id, Donation.donor_id == donor_id)
            .values(message_sealed=None)
        )

    def flush(self) -> None:
        """Write what has changed on rows before the ledger speaks."""
        self._session.flush()


def _after(last: Donation) -> ColumnElement[bool]:
    return tuple_(*_IN_ORDER) > tuple_(last.settled_at, last.id)
