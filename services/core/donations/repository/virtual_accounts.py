"""Account numbers of donors at the gateway, the cash there, and decisions about it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.dialects.postgresql import insert

from services.core.donations.models import CashDecision, Donation, Refund, VirtualAccount
from services.core.donations.types import Channel, DonationStatus
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork

_OPEN: ColumnElement[bool] = (
    CashDecision.done_at.is_(None)
    & CashDecision.withdrawn_at.is_(None)
    & CashDecision.refusal.is_(None)
)


class VirtualAccountRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add_new(self, row: dict[str, Any]) -> None:
        """Insert it if the donor has none yet."""
        self._session.execute(insert(VirtualAccount).values(**row).on_conflict_do_nothing())

    def find(self, organisation_id: UUID, donor_id: UUID) -> VirtualAccount | None:
        return self._session.get(VirtualAccount, (organisation_id, donor_id))

    def lock(self, organisation_id: UUID, donor_id: UUID) -> VirtualAccount | None:
        return self._session.get(
            VirtualAccount,
            (organisation_id, donor_id),
            with_for_update=True,
            populate_existing=True,
        )

    def waiting(
        self, organisation_id: UUID, *, after: UUID | None, limit: int
    ) -> Sequence[VirtualAccount]:
        """Those with cash that nobody has decided about, by donor."""
        decided = exists().where(
            CashDecision.organisation_id == VirtualAccount.organisation_id,
            CashDecision.donor_id == VirtualAccount.donor_id,
            _OPEN,
        )
        query = select(VirtualAccount).where(
            VirtualAccount.organisation_id == organisation_id,
            VirtualAccount.cash_minor > 0,
            ~decided,
        )
        if after is not None:
            query = query.where(VirtualAccount.donor_id > after)
        return self._session.scalars(query.order_by(VirtualAccount.donor_id).limit(limit)).all()

    def gifts_waiting(self, organisation_id: UUID, donor_id: UUID) -> Sequence[Donation]:
        """The donor's gifts that wait for a transfer, oldest first."""
        query = (
            select(Donation)
            .where(
                Donation.organisation_id == organisation_id,
                Donation.donor_id == donor_id,
                Donation.channel == Channel.VIRTUAL_ACCOUNT,
                Donation.status == DonationStatus.PENDING,
                Donation.payment_id.is_not(None),
            )
            .order_by(Donation.started_at, Donation.id)
        )
        return self._session.scalars(query).all()

    def refunded_since(self, organisation_id: UUID, donor_id: UUID, at: datetime) -> set[Money]:
        """What the gateway was asked since to give back of the donor's gifts by transfer."""
        query = (
            select(Refund)
            .join(
                Donation,
                (Donation.programme_id == Refund.programme_id)
                & (Donation.id == Refund.donation_id),
            )
            .where(
                Donation.organisation_id == organisation_id,
                Donation.donor_id == donor_id,
                Donation.channel == Channel.VIRTUAL_ACCOUNT,
                ~Refund.by_hand,
                Refund.asked_at >= at,
            )
        )
        return {one.amount for one in self._session.scalars(query)}

    def flush(self) -> None:
        self._session.flush()


class CashDecisionRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, decision: CashDecision) -> None:
        self._session.add(decision)
        self._session.flush()

    def find(self, organisation_id: UUID, id: UUID) -> CashDecision | None:
        return self._session.get(CashDecision, (organisation_id, id))

    def lock(self, organisation_id: UUID, id: UUID) -> CashDecision | None:
        return self._session.get(
            CashDecision, (organisation_id, id), with_for_update=True, populate_existing=True
        )

    def open_of(self, organisation_id: UUID, donor_id: UUID) -> CashDecision | None:
        query = select(CashDecision).where(
            CashDecision.organisation_id == organisation_id,
            CashDecision.donor_id == donor_id,
            _OPEN,
        )
        return self._session.scalars(query).one_or_none()

    def page(
        self, organisation_id: UUID, *, donor_id: UUID | None, after: UUID | None, limit: int
    ) -> Sequence[CashDecision]:
        """By id, the newest first as far as clients keep to UUIDv7."""
        query = select(CashDecision).where(CashDecision.organisation_id == organisation_id)
        if donor_id is not None:
            query = query.where(CashDecision.donor_id == donor_id)
        if after is not None:
            query = query.where(CashDecision.id < after)
        return self._session.scalars(query.order_by(CashDecision.id.desc()).limit(limit)).all()

    def due(self, at: datetime, limit: int) -> Sequence[CashDecision]:
        """Open ones that may not be withdrawn any more, in whichever organisation."""
        query = (
            select(CashDecision)
            .where(_OPEN, CashDecision.due_at <= at)
            .order_by(CashDecision.due_at, CashDecision.id)
            .limit(limit)
        )
        return self._session.scalars(query).all()

    def flush(self) -> None:
        self._session.flush()
