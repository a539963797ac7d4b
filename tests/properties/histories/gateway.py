"""What a payment gateway knows of the gifts of one history, and what it would answer."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from services.core.donations.models import Donation
from services.core.donations.ports import (
    GatewayDispute,
    GatewayEntry,
    GatewayPayment,
    GatewayPayout,
    GatewayRefund,
    PaymentState,
)
from services.core.donations.types import (
    DisputeState,
    DonationId,
    EntryKind,
    PayoutStatus,
    RefundId,
)
from services.core.kit.ids import derived_id
from services.core.kit.money import Money, total

FEE_BPS = 360
DISPUTE_FEE = Money(1_300)
NOTHING = Money(0)


@dataclass
class Payment:
    """
    One gift's payment, in the state that it is in now.

    :ivar refunded: what was refunded of it and did not come back; `disputed` likewise. The
        donor's bank may take what was refunded before: then only what we still had is the gift's.
    """

    gift: Donation
    id: str
    state: PaymentState = PaymentState.OPEN
    charge: GatewayEntry | None = None
    refunds: list[GatewayRefund] = field(default_factory=list)
    disputes: list[GatewayDispute] = field(default_factory=list)
    refunded: Money = NOTHING
    disputed: Money = NOTHING

    @property
    def kept(self) -> Money:
        return self.gift.amount - self.refunded - self.disputed

    @property
    def refundable(self) -> Money:
        """What the gateway would still refund: nothing that is disputed, nor twice the same."""
        if self.charge is None or self.disputes:
            return NOTHING
        under_way = (one.amount for one in self.refunds if one.state is not PaymentState.FAILED)
        return self.gift.amount - total(under_way)

    def asked(self) -> list[GatewayRefund]:
        return [one for one in self.refunds if one.state is PaymentState.OPEN]

    def sent(self) -> list[GatewayRefund]:
        return [one for one in self.refunds if one.entry is not None and one.failure is None]

    @property
    def told(self) -> GatewayPayment:
        return GatewayPayment(
            id=self.id,
            organisation_id=self.gift.organisation_id,
            programme_id=self.gift.programme_id,
            donation_id=DonationId(self.gift.id),
            amount=self.gift.amount,
            state=self.state,
            charge=self.charge,
            refunds=tuple(self.refunds),
            disputes=tuple(self.disputes),
        )


class Gateway:
    """Payments in the order of their gifts, payouts, and what no payout has taken yet."""

    def __init__(self, programme_id: UUID) -> None:
        self._programme_id = programme_id
        self._number = 0
        self._waiting: list[GatewayEntry] = []
        self.payments: dict[UUID, Payment] = {}
        self.payouts: list[GatewayPayout] = []

    def expect(self, gift: Donation) -> None:
        if gift.id not in self.payments:
            self.payments[gift.id] = Payment(gift, self._id("pi"))

    def pay(self, payment: Payment, at: datetime) -> None:
        amount = payment.gift.amount
        payment.state = PaymentState.PAID
        payment.charge = self._move(EntryKind.CHARGE, amount, at, fee=amount.share(FEE_BPS))

    def refund(self, payment: Payment, amount: Money, *, ours: UUID | None) -> GatewayRefund:
        asked = GatewayRefund(
            id=self._id("re"),
            refund_id=None if ours is None else RefundId(ours),
            amount=amount,
            state=PaymentState.OPEN,
            entry=None,
        )
        payment.refunds.append(asked)
        return asked

    def send(self, payment: Payment, refund: GatewayRefund, at: datetime) -> None:
        entry = self._move(EntryKind.REFUND, -refund.amount, at)
        _change(payment.refunds, refund, replace(refund, entry=entry, state=PaymentState.PAID))
        payment.refunded += refund.amount

    def fail(self, payment: Payment, refund: GatewayRefund, at: datetime) -> None:
        """It never leaves, or it comes back."""
        back = None
        if refund.entry is not None:
            back = self._move(EntryKind.REFUND_FAILURE, refund.amount, at)
            payment.refunded -= refund.amount
        failed = replace(refund, failure=back, state=PaymentState.FAILED)
        _change(payment.refunds, refund, failed)

    def take_back(self, payment: Payment, at: datetime, state: DisputeState) -> None:
        """The donor's bank takes the whole payment, with a fee; it may be decided at once."""
        amount = payment.gift.amount
        entry = self._move(EntryKind.DISPUTE, -amount, at, fee=DISPUTE_FEE)
        payment.disputed += payment.kept
        payment.disputes.append(
            GatewayDispute(
                id=self._id("dp"),
                amount=amount,
                state=state,
                reason="fraudulent",
                entries=(entry,),
                respond_by=None,
            )
        )

    def decide(self, payment: Payment, at: datetime, state: DisputeState) -> None:
        """The dispute is over: lost, or won, and then the money is there again."""
        [dispute] = payment.disputes
        entries = tuple(dispute.entries)
        if state is DisputeState.WON:
            back = self._move(EntryKind.DISPUTE_REVERSAL, dispute.amount, at, fee=-DISPUTE_FEE)
            entries += (back,)
            payment.disputed = NOTHING
        _change(payment.disputes, dispute, replace(dispute, state=state, entries=entries))

    def pay_out(self, at: datetime) -> GatewayPayout | None:
        """All that moved since the last payout, as one; None where nothing did."""
        entries, self._waiting = self._waiting, []
        if not entries:
            return None
        amount = total(entry.amount - entry.fee for entry in entries)
        own = self._entry(EntryKind.PAYOUT, -amount, at)
        self.payouts.append(
            GatewayPayout(
                id=own.source_id,
                amount=amount,
                occurred_at=at,
                entries=(*entries, own),
                complete=True,
                status=PayoutStatus.PAID,
            )
        )
        return self.payouts[-1]

    def refuse(self, payout: GatewayPayout, at: datetime) -> GatewayPayout:
        """The bank sends a payout back, though it had been told of as paid."""
        back = self._move(EntryKind.PAYOUT_FAILURE, payout.amount, at, source=payout.id)
        failed = replace(payout, status=PayoutStatus.FAILED, failure=back)
        _change(self.payouts, payout, failed)
        return failed

    def _move(
        self,
        kind: EntryKind,
        amount: Money,
        at: datetime,
        *,
        fee: Money = NOTHING,
        source: str | None = None,
    ) -> GatewayEntry:
        entry = self._entry(kind, amount, at, fee=fee, source=source)
        self._waiting.append(entry)
        return entry

    def _entry(
        self,
        kind: EntryKind,
        amount: Money,
        at: datetime,
        *,
        fee: Money = NOTHING,
        source: str | None = None,
    ) -> GatewayEntry:
        return GatewayEntry(
            id=self._id("txn"),
            kind=kind,
            source_id=source or self._id(kind.value[:2]),
            amount=amount,
            fee=fee,
            occurred_at=at,
        )

    def _id(self, prefix: str) -> str:
        self._number += 1
        return f"{prefix}_{derived_id('gateway', self._programme_id, self._number).hex}"


def _change(things: list, old: object, new: object) -> None:
    things[next(place for place, one in enumerate(things) if one is old)] = new
