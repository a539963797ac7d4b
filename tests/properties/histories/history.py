"""A programme's year, step by step, through the real verbs, each in a transaction of its own."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from services.core.allocations.errors import AwardNotOpen, ReplyTooLate, RoundNotReady
from services.core.bootstrap import Runtime
from services.core.donations.errors import (
    AmountNotPositive,
    CampaignNotOpen,
    DepositNotUndoable,
    DepositRestExceeded,
    DonationNotRefundable,
    FundsShort,
    GiftNotMovable,
    RefundExceedsDonation,
    SuspenseShort,
    UnmatchedNotFound,
    UnmatchedSettledAlready,
)
from services.core.kit.actor import operator
from services.core.kit.errors import DomainError
from services.core.redemptions.errors import RedemptionRefused, ReversedMoreThanRedeemed
from services.core.settlements.errors import LaterMonthClosed, NothingToPay
from tests.properties.histories.command import Step
from tests.properties.histories.giving import Giving
from tests.properties.histories.spending import Spending

ACTOR = operator("whoever is at the desk")

# What each verb may be refused for; a refusal for anything else is an error of ours.
REFUSALS: dict[str, tuple[type[DomainError], ...]] = {
    "give": (CampaignNotOpen,),
    "promise": (CampaignNotOpen,),
    "match": (UnmatchedSettledAlready,),
    "unmatch": (DepositNotUndoable, UnmatchedNotFound),
    "return_deposit": (AmountNotPositive, DepositRestExceeded),
    "confirm": (RefundExceedsDonation,),
    "assign": (SuspenseShort,),
    "redesignate": (GiftNotMovable,),
    "refund": (DonationNotRefundable, RefundExceedsDonation),
    "award": (FundsShort, RoundNotReady),
    "offer": (RoundNotReady,),
    "accept": (AwardNotOpen, ReplyTooLate),
    "redeem": (RedemptionRefused,),
    "reverse": (ReversedMoreThanRedeemed,),
    "close_month": (LaterMonthClosed,),
    "pay_providers": (NothingToPay,),
}


@dataclass
class History(Giving, Spending):
    """
    :ivar lived: the steps so far; the last one is the one that failed, where one did.
    :ivar interrupted: whether a step failed that should not have.
    """

    lived: list[Step] = field(default_factory=list)
    interrupted: bool = False

    def live(self, runtime: Runtime, steps: Iterable[Step]) -> None:
        for step in steps:
            self.lived.append(step)
            self.interrupted = True
            self._take(runtime, step)
            self.interrupted = False

    @property
    def told(self) -> str:
        return "\n".join([f"programme {self.programme_id}:", *map(str, self.lived)])

    def _take(self, runtime: Runtime, step: Step) -> None:
        self.ordinal += 1
        self.now += timedelta(days=step.days)
        command = getattr(self, step.verb)(step)
        for _ in range(0 if command is None else 1 + step.again):
            with (
                suppress(*REFUSALS.get(step.verb, ())),
                runtime.unit_of_work(ACTOR, organisation_id=self.stage.organisation_id) as uow,
            ):
                uow.now = self.now
                command(uow)
