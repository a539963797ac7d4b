"""Scene: month by month, from silence that confirms to the bank's answer."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from services.cli import bankfile
from services.cli.demo.counters import Counters, Till
from services.cli.demo.founding import propose_account
from services.cli.demo.giving import Almsbox, papers
from services.cli.demo.giving.months import COMES_AT_HOUR, COMES_ON_DAY
from services.cli.demo.intake import hand_out
from services.cli.demo.stage import APPROVER, Advance, Stage
from services.core.kit.money import Money
from services.core.kit.periods import TOKYO, Month
from services.core.ledger import service as ledger
from services.core.providers import service as providers
from services.core.redemptions import service as redemptions
from services.core.redemptions.types import (
    DisputeReason,
    RedemptionId,
    ReversalId,
    ReversalReason,
)
from services.core.settlements import service as settlements
from services.core.settlements.types import ExportedFile, PayoutBatchId
from services.core.vouchers import service as vouchers
from services.sandbox.year import bank
from services.sandbox.year.classrooms import classrooms_of
from services.sandbox.year.lessons import FIRST, LAST, Lesson

CLOSES_ON_DAY, PREPARES_ON_DAY, EXPORTS_ON_DAY = 16, 24, 25
OBJECTION_DAYS = 7

# The classroom whose account turns out to be closed when the payment of this month arrives.
CLOSED_ACCOUNT, CLOSED_IN = 2, Month(2025, 6)
BATCH = 5_000


@dataclass(frozen=True)
class Moment:
    day: date
    hour: int
    happen: Callable[[], None]


@dataclass
class MonthEnd:
    """One month from its close to the bank's answer."""

    stage: Stage
    month: Month
    file: ExportedFile | None = None

    @property
    def _batch_id(self) -> PayoutBatchId:
        return PayoutBatchId(self.stage.id("batch", self.month))

    def close(self) -> None:
        stage = self.stage
        confirm_silent(stage)
        with stage.by_itself() as uow:
            settlements.close_month(uow, programme_id=stage.programme_id, month=self.month)
        with stage.by_itself() as uow:
            ledger.checkpoint(uow, programme_id=stage.programme_id)

    def prepare(self) -> None:
        with self.stage.acting() as uow:
            settlements.prepare_batch(uow, id=self._batch_id, programme_id=self.stage.programme_id)

    def approve_and_export(self) -> None:
        """The second person approves; the file is made, once."""
        of_batch = {"programme_id": self.stage.programme_id, "batch_id": self._batch_id}
        with self.stage.acting(APPROVER) as uow:
            settlements.approve_batch(uow, **of_batch)
        with self.stage.acting() as uow:
            self.file = settlements.export_bank_file(uow, **of_batch)
        self.stage.write(f"zengin-{self.month}.txt", self.file.content)

    def hear_the_bank(self) -> None:
        assert self.file is not None
        stage = self.stage
        closed = _closed_accounts(stage) if self.month == CLOSED_IN else set()
        answers = bank.answers_file(self.file.content, closed_accounts=closed)
        path = stage.write(f"inputs/bank-answers-{self.month}.csv", answers)
        stage.type(bankfile.app, "return", path, "--programme", stage.programme_code)
        if closed:
            _correct_the_account(stage)


def timeline(stage: Stage, counters: Counters, almsbox: Almsbox) -> list[Moment]:
    """All that happens between the lessons of the year, in its order."""
    events = [
        Moment(date(2025, 5, 12), 10, lambda: lose_a_card(stage, counters)),
        Moment(date(2025, 6, 5), 11, lambda: cancel_a_lesson(stage, counters)),
        Moment(date(2025, 7, 8), 9, lambda: dispute_a_use(stage, counters)),
        Moment(papers.CORRECTED_ON, 10, lambda: papers.correct(stage)),
        Moment(date(2025, 8, 11), 9, lambda: cancel_a_paid_lesson(stage, counters)),
        Moment(date(2025, 9, 2), 9, lambda: move_away(stage, counters)),
        Moment(date(2026, 4, 1), 0, lambda: expire(stage)),
        Moment(date(2026, 4, 9), 10, lambda: cancel_after_the_end(stage, counters)),
    ]
    month = FIRST
    while month <= LAST:
        events += _month_end(MonthEnd(stage, month))
        events.append(_month_of_gifts(almsbox, month.first_day.replace(day=COMES_ON_DAY)))
        month = month.next()
    return sorted(events, key=lambda moment: (moment.day, moment.hour))


def _month_end(end: MonthEnd) -> list[Moment]:
    following = end.month.next()

    def day(number: int) -> date:
        return following.first_day.replace(day=number)

    return [
        Moment(day(CLOSES_ON_DAY), 9, end.close),
        Moment(day(PREPARES_ON_DAY), 9, end.prepare),
        Moment(day(EXPORTS_ON_DAY), 14, end.approve_and_export),
        # A few days into the month after, every shifted day of transfer has passed.
        Moment(following.next().first_day + timedelta(days=6), 9, end.hear_the_bank),
    ]


def _month_of_gifts(almsbox: Almsbox, day: date) -> Moment:
    return Moment(day, COMES_AT_HOUR, lambda: almsbox.open(day))


def confirm_silent(stage: Stage) -> None:
    """What families said nothing about in two weeks is confirmed (D4)."""
    while True:
        with stage.by_itself() as uow:
            done = redemptions.confirm_due(uow, programme_id=stage.programme_id, limit=BATCH)
        if done < BATCH:
            return


def lose_a_card(stage: Stage, counters: Counters) -> None:
    """A card is lost: it dies, its successor has the same balance and another code."""
    purse = counters.purses[0]
    with stage.acting() as uow:
        vouchers.reissue(uow, programme_id=stage.programme_id, voucher_id=purse.card.voucher_id)
    stage.export_vouchers()
    fresh = {card.voucher_id: card for card in hand_out(stage)}
    purse.card = fresh[purse.card.voucher_id]


def cancel_a_lesson(stage: Stage, counters: Counters) -> None:
    """A classroom gives half of a fee back before it was settled."""
    id, lesson, yen = counters.redeemed[-1]
    _reverse(stage, id, yen // 2, ReversalReason.LESSON_CANCELLED)
    counters.purses[lesson.child].left += yen // 2


def cancel_a_paid_lesson(stage: Stage, counters: Counters) -> None:
    """A fee that was paid out long ago comes back: the next statement is the smaller for it."""
    id, lesson, yen = counters.redeemed[0]
    _reverse(stage, id, yen, ReversalReason.ENTERED_WRONGLY)
    counters.purses[lesson.child].left += yen


def cancel_after_the_end(stage: Stage, counters: Counters) -> None:
    """The voucher has lapsed: what comes back now goes to the fund it came from (D10)."""
    id, _, yen = counters.redeemed[-1]
    _reverse(stage, id, yen, ReversalReason.LESSON_CANCELLED)


def dispute_a_use(stage: Stage, counters: Counters) -> None:
    """A family does not recognise a use; the office looks into it and finds it right."""
    id, _, _ = counters.redeemed[-1]
    use = {"programme_id": stage.programme_id, "redemption_id": RedemptionId(id)}
    with stage.acting() as uow:
        redemptions.dispute(uow, because=DisputeReason.NOT_RECOGNISED, **use)
    stage.at(stage.clock.at.date(), 18)
    with stage.acting(APPROVER) as uow:
        redemptions.dismiss_dispute(uow, **use)


def move_away(stage: Stage, counters: Counters) -> None:
    """A family moves away: what is left goes back to the funds it came from (C11)."""
    purse = counters.purses[len(counters.purses) // 2]
    with stage.acting() as uow:
        vouchers.revoke(uow, programme_id=stage.programme_id, voucher_id=purse.card.voucher_id)
    purse.left = 0


def expire(stage: Stage) -> None:
    """Midnight of 31 March: what was not used goes to other children."""
    while True:
        with stage.by_itself() as uow:
            if not vouchers.expire_due(uow, programme_id=stage.programme_id, limit=BATCH):
                return


def _reverse(stage: Stage, redemption_id: UUID, yen: int, reason: ReversalReason) -> None:
    with stage.acting() as uow:
        redemptions.reverse(
            uow,
            id=ReversalId(stage.id("reversal", redemption_id)),
            programme_id=stage.programme_id,
            redemption_id=redemption_id,
            reason=reason,
            amount=Money(yen),
        )


def _closed_accounts(stage: Stage) -> set[str]:
    classroom = classrooms_of(stage.plan)[CLOSED_ACCOUNT - 1]
    return {classroom.bank[2]} if classroom.bank else set()


def _correct_the_account(stage: Stage) -> None:
    """The classroom names another account, a second person approves it, the next batch pays."""
    classroom = classrooms_of(stage.plan)[CLOSED_ACCOUNT - 1]
    with stage.acting() as uow:
        account = propose_account(stage, uow, classroom, version=2)
    with stage.acting(APPROVER) as uow:
        providers.approve_bank_account(uow, bank_account_id=account)


def live_through(
    stage: Stage,
    counters: Counters,
    almsbox: Almsbox,
    till: Till,
    lessons: Sequence[Lesson],
    advance: Advance,
) -> None:
    """The year from the first lesson to the bank's last answer."""
    with stage.acting() as uow:
        settlements.set_terms(uow, programme_id=stage.programme_id, objection_days=OBJECTION_DAYS)
    entered = 0
    for moment in timeline(stage, counters, almsbox):
        at = datetime.combine(moment.day, time(moment.hour), TOKYO)
        until = bisect_left(lessons, at, key=lambda lesson: lesson.at)
        till.enter(lessons[entered:until], advance)
        entered = until
        stage.move_to(at)
        moment.happen()
    assert entered == len(lessons), "every lesson lies before the last moment"
