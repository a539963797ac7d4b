"""What becomes of money once it is there: promised, used, undone, returned, paid to providers."""

from services.core.allocations import service as allocations
from services.core.allocations.types import AwardStatus
from services.core.impact import service as impact
from services.core.kit.ids import derived_id
from services.core.kit.money import Money
from services.core.kit.periods import Month, local_date
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.measurement import service as measurement
from services.core.programmes.types import ServiceCategory
from services.core.redemptions import service as redemptions
from services.core.redemptions.types import (
    EnrolmentId,
    Entry,
    Honoured,
    RedemptionId,
    ReversalId,
    ReversalReason,
    Shown,
)
from services.core.settlements import service as settlements
from services.core.settlements.types import BankResult, BatchStatus, PayoutBatchId, PayoutStatus
from services.core.vouchers import service as vouchers
from services.core.vouchers.service.read import good_cards
from tests.factories.providers import second_person
from tests.properties.histories.command import Command, Life, Step

CATEGORIES = (ServiceCategory.TUITION, ServiceCategory.TEST, ServiceCategory.MATERIAL)


class Spending(Life):
    def award(self, step: Step) -> Command:
        return lambda uow: allocations.award_round(
            second_person(uow), programme_id=self.programme_id, round_id=self.stage.round_id
        )

    def offer(self, step: Step) -> Command:
        """Money has come: those who wait are offered a place."""
        return lambda uow: allocations.offer_waiting(
            second_person(uow),
            programme_id=self.programme_id,
            round_id=self.stage.round_id,
            places=1 + step.which % 3,
        )

    def accept(self, step: Step) -> Command:
        """Families accept, get their vouchers, and enrol with the classroom."""

        def run(uow: UnitOfWork) -> None:
            offered = [one.id for one in self._awards(uow, AwardStatus.OFFERED)]
            allocations.accept(uow, programme_id=self.programme_id, award_ids=offered)
            vouchers.issue_due(uow, programme_id=self.programme_id)
            for award in self._awards(uow, AwardStatus.ACCEPTED):
                redemptions.enrol(
                    uow,
                    id=EnrolmentId(derived_id("place", self.programme_id, award.child_id)),
                    programme_id=self.programme_id,
                    provider_id=self.stage.provider_id,
                    site_id=self.stage.site_id,
                    child_id=award.child_id,
                )

        return run

    def decline(self, step: Step) -> Command:
        def run(uow: UnitOfWork) -> None:
            award = self.one_of(self._awards(uow, AwardStatus.OFFERED), step.which)
            if award is not None:
                allocations.decline(uow, programme_id=self.programme_id, award_id=award.id)

        return run

    def lapse(self, step: Step) -> Command:
        return lambda uow: allocations.lapse_due(uow, programme_id=self.programme_id)

    def redeem(self, step: Step) -> Command:
        entry = Entry(
            id=RedemptionId(self.id("use")),
            provider_id=self.stage.provider_id,
            scanner_id=self.stage.provider_id,
            category=CATEGORIES[step.which % len(CATEGORIES)],
            service_on=local_date(self.now),
            amount=Money(step.yen),
        )
        shown: list[Shown] = []

        def run(uow: UnitOfWork) -> None:
            cards = sorted(good_cards(uow, programme_id=self.programme_id), key=lambda c: c[0].id)
            if not shown and (card := self.one_of(cards, step.which)):
                shown.append(
                    Shown(
                        programme_id=self.programme_id,
                        voucher_id=card[0].id,
                        status_list_no=card[1].status_list_no,
                        status_index=card[1].status_index,
                    )
                )
            for one in shown:
                [answer] = redemptions.redeem_many(uow, uses=[(entry, one)])
                if isinstance(answer, Honoured) and entry.id not in self.uses:
                    self.uses.append(entry.id)

        return run

    def reverse(self, step: Step) -> Command | None:
        use = self.one_of(self.uses, step.which)
        if use is None:
            return None
        id = ReversalId(self.id("reversal"))
        return lambda uow: redemptions.reverse(
            uow,
            id=id,
            programme_id=self.programme_id,
            redemption_id=use,
            reason=ReversalReason.LESSON_CANCELLED,
            amount=None if step.yen % 2 else Money(step.yen),
        )

    def revoke(self, step: Step) -> Command:
        def run(uow: UnitOfWork) -> None:
            cards = sorted(good_cards(uow, programme_id=self.programme_id), key=lambda c: c[0].id)
            if card := self.one_of(cards, step.which):
                vouchers.revoke(uow, programme_id=self.programme_id, voucher_id=card[0].id)

        return run

    def end_year(self, step: Step) -> Command:
        """From here on vouchers have lapsed."""
        self.now = max(self.now, self.stage.ends_at)
        return lambda uow: vouchers.expire_due(uow, programme_id=self.programme_id)

    def close_month(self, step: Step) -> Command:
        """The month before is closed, after families' silence, and its trace is fixed."""
        month = Month.of(local_date(self.now)).previous()

        def run(uow: UnitOfWork) -> None:
            redemptions.confirm_due(uow, programme_id=self.programme_id)
            settlements.close_month(uow, programme_id=self.programme_id, month=month)
            impact.freeze(uow, programme_id=self.programme_id)

        return run

    def pay_providers(self, step: Step) -> Command:
        """What is open goes into a batch, by two people, and to the bank."""
        id = PayoutBatchId(self.id("batch"))

        def run(uow: UnitOfWork) -> None:
            of = {"programme_id": self.programme_id, "batch_id": id}
            batch = settlements.prepare_batch(uow, id=id, programme_id=self.programme_id).batch
            if batch.status is BatchStatus.DRAFTED:
                settlements.approve_batch(second_person(uow), **of)
                settlements.export_bank_file(uow, **of)

        return run

    def hear_bank(self, step: Step) -> Command:
        """The bank says what became of a payout: most are paid, some come back, also later."""

        def run(uow: UnitOfWork) -> None:
            sent = [
                payout
                for batch in settlements.batches_of(uow, programme_id=self.programme_id)
                for payout in settlements.payouts_of(
                    uow, programme_id=self.programme_id, batch_id=batch.id
                )
                if payout.status in {PayoutStatus.IN_TRANSIT, PayoutStatus.PAID}
            ]
            payout = self.one_of(sorted(sent, key=lambda one: one.number), step.which)
            if payout is not None:
                paid = bool(step.yen % 3)
                told = BankResult(payout.number, payout.amount_minor, paid, None)
                settlements.record_results(uow, programme_id=self.programme_id, results=[told])

        return run

    def look(self, step: Step) -> Command:
        """What runs by the clock: a digest of the book, and the figures for reports."""

        def run(uow: UnitOfWork) -> None:
            ledger.checkpoint(uow, programme_id=self.programme_id)
            measurement.roll(uow, programme_id=self.programme_id)

        return run

    def _awards(self, uow: UnitOfWork, status: AwardStatus):
        found = allocations.awards(
            uow, programme_id=self.programme_id, round_id=self.stage.round_id
        )
        return [award for award in found if award.status is status]
