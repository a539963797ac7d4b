"""By which doors money comes, and how it goes back."""

from uuid import UUID

from services.core.donations import service as donations
from services.core.donations.models import Donation, Refund
from services.core.donations.ports import PaymentState
from services.core.donations.service import NewDeposit
from services.core.donations.types import (
    Channel,
    DisputeState,
    HoldReason,
    ManualTransferId,
    ManualTransferReason,
    PayoutStatus,
    ReturnedBy,
)
from services.core.kit.money import Money
from services.core.kit.periods import local_date
from services.core.kit.unit_of_work import UnitOfWork
from tests.factories.providers import second_person
from tests.properties.histories.command import Command, Life, Step
from tests.properties.histories.gateway import NOTHING, Payment

AT_ONCE = (Channel.CASH, Channel.BANK_TRANSFER, Channel.CROWDFUNDING)
LATER = (Channel.CARD, Channel.KONBINI, Channel.VIRTUAL_ACCOUNT)
HOLDS = tuple(HoldReason)


class Giving(Life):
    def give(self, step: Step) -> Command:
        """A gift whose money is there."""
        id, channel = self.id("gift"), AT_ONCE[step.which % len(AT_ONCE)]

        def run(uow: UnitOfWork) -> None:
            self._start(uow, step, id, channel)
            donations.settle(uow, programme_id=self.programme_id, donation_id=id)
            self.came[id] = step.yen

        return run

    def promise(self, step: Step) -> Command:
        """A gift by card, at the konbini or to an account of the gateway's: not paid yet."""
        id, channel = self.id("gift"), LATER[step.which % len(LATER)]
        return lambda uow: self.gateway.expect(self._start(uow, step, id, channel))

    def pay(self, step: Step) -> Command | None:
        """One that was promised is paid, be it after it was given up."""
        payment = self._payment(step, lambda one: one.charge is None)
        if payment is None:
            return None
        self.gateway.pay(payment, self.now)
        self.came[payment.gift.id] = payment.gift.amount.minor
        return self._hear_of(payment)

    def give_up(self, step: Step) -> Command | None:
        payment = self._payment(step, lambda one: one.charge is None)
        if payment is None:
            return None
        payment.state = PaymentState.FAILED
        return self._hear_of(payment)

    def hear_again(self, step: Step) -> Command | None:
        """Old news of the gateway's."""
        payment = self._payment(step, lambda _: True)
        return payment and self._hear_of(payment)

    def grant(self, step: Step) -> Command:
        id = self.id("grant")

        def run(uow: UnitOfWork) -> None:
            donations.receive_grant(
                uow,
                programme_id=self.programme_id,
                fund_id=self._fund(step),
                amount=Money(step.yen),
                id=id,
            )
            self.came[id] = step.yen

        return run

    def deposit(self, step: Step) -> Command:
        """Money on the bank account, and nobody knows whose."""
        new = NewDeposit(
            id=self.id("deposit"),
            received_on=local_date(self.now),
            amount=Money(step.yen),
            payer="ミホン タロウ",
            reference=None,
        )
        self.deposits[new.id] = step.yen
        return lambda uow: donations.receive_deposits(
            uow, programme_id=self.programme_id, deposits=[new]
        )

    def match(self, step: Step) -> Command | None:
        """It was a gift after all, of which nobody had told."""
        deposit_id = self.one_of(list(self.deposits), step.which)
        if deposit_id is None:
            return None

        def run(uow: UnitOfWork) -> None:
            gift = donations.match_deposit(
                uow,
                programme_id=self.programme_id,
                deposit_id=deposit_id,
                campaign_id=self.stage.campaign_id,
            )
            self.matched[deposit_id] = gift.id
            self.came[gift.id] = self.deposits.pop(deposit_id)

        return run

    def unmatch(self, step: Step) -> Command | None:
        """It was none."""
        deposit_id = self.one_of(list(self.matched), step.which)
        if deposit_id is None:
            return None

        def run(uow: UnitOfWork) -> None:
            donations.undo_deposit(uow, programme_id=self.programme_id, deposit_id=deposit_id)
            gift_id = self.matched.pop(deposit_id)
            self.deposits[deposit_id] = self.came.pop(gift_id)
            self.gone.pop(gift_id, None)

        return run

    def return_deposit(self, step: Step) -> Command | None:
        """It goes back to whoever sent it."""
        deposit_id = self.one_of(list(self.deposits), step.which)
        if deposit_id is None:
            return None
        id = self.id("returned")
        return lambda uow: donations.return_deposit(
            uow,
            programme_id=self.programme_id,
            deposit_id=deposit_id,
            returned_on=local_date(self.now),
            returned_by=ReturnedBy.BANK_TRANSFER,
            amount=None if step.yen % 2 else Money(1 + step.yen // 2),
            id=id,
        )

    def assign(self, step: Step) -> Command:
        """Two people give to a fund what providers bear themselves, and waits in suspense."""
        id = ManualTransferId(self.id("assignment"))

        def run(uow: UnitOfWork) -> None:
            donations.propose_assignment(
                uow,
                id=id,
                programme_id=self.programme_id,
                amount=Money(step.yen),
                to_fund_id=self._fund(step),
                reason=ManualTransferReason.PROVIDER_CONTRIBUTION,
            )
            self._approve(uow, id)
            self.came[id] = step.yen

        return run

    def redesignate(self, step: Step) -> Command | None:
        """Two people give a gift another purpose, its donor agreeing."""
        gift_id = self.one_of(list(self.came), step.which)
        if gift_id is None:
            return None
        id = ManualTransferId(self.id("redesignation"))

        def run(uow: UnitOfWork) -> None:
            donations.propose_redesignation(
                uow,
                id=id,
                programme_id=self.programme_id,
                donation_id=gift_id,
                to_fund_id=self._fund(step),
                reason=ManualTransferReason.DONOR_AGREED,
            )
            self._approve(uow, id)

        return run

    def hold(self, step: Step) -> Command | None:
        return self._holding(donations.place_hold, step)

    def release(self, step: Step) -> Command | None:
        return self._holding(donations.release_hold, step)

    def refund(self, step: Step) -> Command | None:
        """We decide to give back, in part where the yen are even; it has not left yet."""
        gift_id = self.one_of(list(self.came), step.which)
        if gift_id is None:
            return None
        id = self.id("refund")

        def run(uow: UnitOfWork) -> None:
            asked = donations.refund(
                uow,
                programme_id=self.programme_id,
                donation_id=gift_id,
                amount=None if step.yen % 2 else Money(step.yen),
                id=id,
            )
            if asked.by_hand:
                self.tasks[id] = gift_id
            elif all(known.refund_id != id for known in self.gateway.payments[gift_id].refunds):
                self._ask_gateway(uow, self.gateway.payments[gift_id], asked)

        return run

    def confirm(self, step: Step) -> Command | None:
        """Somebody has sent a refund by hand."""
        id = self.one_of(list(self.tasks), step.which)
        if id is None:
            return None
        sent_on = local_date(self.now)

        def run(uow: UnitOfWork) -> None:
            sent = donations.confirm_refund(
                uow, programme_id=self.programme_id, refund_id=id, sent_on=sent_on
            )
            if id in self.tasks:
                self.sent[id] = self.tasks.pop(id)
                self._moved(self.sent[id], sent.amount.minor)

        return run

    def come_back(self, step: Step) -> Command | None:
        """The bank returns what was sent by hand."""
        id = self.one_of(list(self.sent), step.which)
        if id is None:
            return None
        returned_on = local_date(self.now)

        def run(uow: UnitOfWork) -> None:
            back = donations.note_refund_returned(
                uow, programme_id=self.programme_id, refund_id=id, returned_on=returned_on
            )
            if id in self.sent:
                self._moved(self.sent.pop(id), -back.amount.minor)

        return run

    def cancel(self, step: Step) -> Command | None:
        """It is not sent after all."""
        id = self.one_of(list(self.tasks), step.which)
        if id is None:
            return None

        def run(uow: UnitOfWork) -> None:
            donations.cancel_refund(uow, programme_id=self.programme_id, refund_id=id)
            self.tasks.pop(id, None)

        return run

    def refund_there(self, step: Step) -> Command | None:
        """Somebody gives back at the gateway's own desk."""
        payment = self._payment(step, lambda one: one.refundable >= Money(step.yen))
        if payment is None:
            return None
        asked = self.gateway.refund(payment, Money(step.yen), ours=None)
        self.gateway.send(payment, asked, self.now)
        return self._hear_of(payment)

    def send_back(self, step: Step) -> Command | None:
        """The gateway moves a refund that it was asked for."""
        payment = self._payment(step, lambda one: one.asked())
        if payment is None:
            return None
        self.gateway.send(payment, payment.asked()[0], self.now)
        return self._hear_of(payment)

    def refund_fails(self, step: Step) -> Command | None:
        """A refund cannot be delivered: it does not leave, or comes back after all."""
        payment = self._payment(step, lambda one: one.asked() or one.sent())
        if payment is None:
            return None
        self.gateway.fail(payment, (payment.sent() or payment.asked())[0], self.now)
        return self._hear_of(payment)

    def dispute(self, step: Step) -> Command | None:
        """The donor's bank takes a payment back; now and then it is lost from the start."""
        payment = self._payment(step, lambda one: one.charge and not one.disputes)
        if payment is None:
            return None
        state = DisputeState.OPEN if step.yen % 4 else DisputeState.LOST
        self.gateway.take_back(payment, self.now, state)
        for refund in payment.asked():  # of what is gone nothing can be sent
            self.gateway.fail(payment, refund, self.now)
        return self._hear_of(payment)

    def decide(self, step: Step) -> Command | None:
        """A dispute ends; a lost one may still be won on appeal."""
        payment = self._payment(
            step, lambda one: one.disputes and one.disputes[0].state is not DisputeState.WON
        )
        if payment is None:
            return None
        state = DisputeState.WON if step.yen % 2 else DisputeState.LOST
        self.gateway.decide(payment, self.now, state)
        return self._hear_of(payment)

    def pay_out(self, step: Step) -> Command | None:
        payout = self.gateway.pay_out(self.now)
        return payout and (lambda uow: donations.record_gateway_payout(uow, payout))

    def payout_fails(self, step: Step) -> Command | None:
        """The bank refuses a payout that was believed to have arrived."""
        paid = [one for one in self.gateway.payouts if one.status is PayoutStatus.PAID]
        payout = self.one_of(paid, step.which)
        if payout is None:
            return None
        failed = self.gateway.refuse(payout, self.now)
        return lambda uow: donations.record_gateway_payout(uow, failed)

    def went(self) -> dict[UUID, int]:
        """What has gone back of each gift, by the history's own account."""
        there = {
            id: (payment.refunded + payment.disputed).minor
            for id, payment in self.gateway.payments.items()
        }
        return {id: minor for id in self.came if (minor := self.gone.get(id, 0) + there.get(id, 0))}

    def _start(self, uow: UnitOfWork, step: Step, id: UUID, channel: Channel) -> Donation:
        return donations.start(
            uow,
            programme_id=self.programme_id,
            campaign_id=self.stage.campaign_id,
            amount=Money(step.yen),
            channel=channel,
            fund_id=self._fund(step),
            id=id,
            # Some add what the gateway takes.
            fee_cover=Money(step.yen * step.days // 100) if channel in LATER else NOTHING,
        )

    def _hear_of(self, payment: Payment) -> Command:
        """Bring the gift to the payment's present state, whatever was heard before."""
        told = payment.told
        return lambda uow: donations.accept_payment(uow, told)

    def _payment(self, step: Step, fits) -> Payment | None:
        return self.one_of([one for one in self.gateway.payments.values() if fits(one)], step.which)

    def _holding(self, verb, step: Step) -> Command | None:
        gift_id = self.one_of(list(self.came), step.which)
        return gift_id and (
            lambda uow: verb(
                uow,
                programme_id=self.programme_id,
                donation_ids=[gift_id],
                reason=HOLDS[step.yen % len(HOLDS)],
            )
        )

    def _approve(self, uow: UnitOfWork, id: UUID) -> None:
        donations.approve_transfer(
            second_person(uow), programme_id=self.programme_id, transfer_id=id
        )

    def _ask_gateway(self, uow: UnitOfWork, payment: Payment, asked: Refund) -> None:
        """It takes our request; or refuses it, since somebody there was quicker."""
        if payment.refundable >= asked.amount:
            self.gateway.refund(payment, asked.amount, ours=asked.id)
            donations.note_refund_asked(uow, programme_id=self.programme_id, refund_id=asked.id)
        else:
            donations.note_refund_refused(
                uow, programme_id=self.programme_id, refund_id=asked.id, reason="refused"
            )

    def _moved(self, gift_id: UUID, minor: int) -> None:
        self.gone[gift_id] = self.gone.get(gift_id, 0) + minor

    def _fund(self, step: Step) -> UUID:
        return self.stage.funds[(step.which + step.yen) % len(self.stage.funds)]
