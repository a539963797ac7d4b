"""What goes back: a goal missed by little, a change of mind, a card that is gone, a dispute."""

from datetime import date, timedelta
from uuid import UUID

from services.cli.demo.giving.doorstep import donor_of
from services.cli.demo.giving.files import CAMPAIGN_ENDS_ON
from services.cli.demo.giving.post_office import PostOffice
from services.cli.demo.stage import APPROVER, Stage
from services.core.donations import service as donations
from services.core.donations.types import (
    Channel,
    DisputeAnswer,
    DonorDetails,
    RefundReason,
    RefundStatus,
)
from services.core.kit.money import Money
from services.sandbox.year.gifts import Gift

ENDS_ON = date(2024, 10, 31)
GIVEN_BACK_ON = date(2024, 11, 6)
BATCH = 100


def miss_a_goal(stage: Stage, gifts: list[Gift]) -> None:
    """All or nothing, and 99 % on the last day: everybody gets their money back (B5)."""
    campaign_id = stage.id("campaign", "all or nothing")
    for gift in gifts:
        stage.at(gift.on, 12)
        with stage.acting() as uow:
            donations.start(
                uow,
                id=stage.id("chance", gift.number),
                campaign_id=campaign_id,
                amount=Money(gift.yen),
                channel=Channel.BANK_TRANSFER,
                donor=DonorDetails(**donor_of(gift)),
                **stage.here,
            )
            donations.settle(uow, donation_id=stage.id("chance", gift.number), **stage.here)
    stage.at(ENDS_ON + timedelta(days=1), 1)
    with stage.by_itself() as uow:
        donations.close_campaign(uow, campaign_id=campaign_id, **stage.here)
    followed = None
    while followed is None or not followed.nothing:
        with stage.by_itself() as uow:
            followed = donations.follow_decision(
                uow, campaign_id=campaign_id, limit=BATCH, **stage.here
            )
    _send_what_is_owed(stage, GIVEN_BACK_ON)


def give_back(stage: Stage, post: PostOffice, by_card: list[str]) -> None:
    """
    One donor wants all of it back. Another a part, by a card that is gone: it comes back to us, and
    goes by hand. Two banks take a payment back; in one case we were in the right.
    """
    stage.at(CAMPAIGN_ENDS_ON + timedelta(days=18))
    post.keep_time()
    post.deliver()
    # The first stays: it is cancelled when a child has it already.
    _, whole, part, lost, won = by_card[:5]
    with stage.acting() as uow:
        donations.refund(uow, donation_id=UUID(whole), id=stage.id("refund", 1), **stage.here)
        donations.refund(
            uow,
            donation_id=UUID(part),
            id=stage.id("refund", 2),
            amount=Money(1_000),
            reason=RefundReason.DONOR_ASKED,
            **stage.here,
        )
    post.carry_refunds()
    newest = next(iter(post.world.all_of("refund")))
    post.world.fail_refund(newest["id"])
    disputes = [post.world.dispute(_payment_of(stage, id)) for id in (lost, won)]
    post.deliver()
    _answer_disputes(stage, lost, won)
    stage.at(CAMPAIGN_ENDS_ON + timedelta(days=27))
    post.keep_time()
    post.world.lose_dispute(disputes[0]["id"])
    post.world.win_dispute(disputes[1]["id"])
    post.deliver()
    _send_what_is_owed(stage, CAMPAIGN_ENDS_ON + timedelta(days=28))


def cancel_by_law(stage: Stage, post: PostOffice, gift_id: str) -> None:
    """
    A donor cancels a gift that stands in a child's voucher by now: the child keeps the voucher,
    and the organisation bears what is missing (B3).
    """
    with stage.acting() as uow:
        donations.refund(
            uow,
            programme_id=stage.programme_id,
            donation_id=UUID(gift_id),
            id=stage.id("refund", "by law"),
            reason=RefundReason.CANCELLED_BY_LAW,
        )
    post.carry_refunds()


def _send_what_is_owed(stage: Stage, on: date) -> None:
    """Refunds that no gateway can send are sent by hand, and noted when they have left."""
    stage.at(on, 15)
    with stage.acting(APPROVER) as uow:
        for task in donations.refund_tasks(uow, limit=BATCH, **stage.here):
            if task.status is RefundStatus.FAILED:
                by_hand = donations.retry_refund(uow, refund_id=task.id, by_hand=True, **stage.here)
                donations.confirm_refund(uow, refund_id=by_hand.id, sent_on=on, **stage.here)
            elif task.by_hand:
                donations.confirm_refund(uow, refund_id=task.id, sent_on=on, **stage.here)


def _payment_of(stage: Stage, gift_id: str) -> str:
    with stage.acting() as uow:
        gift = donations.get(uow, programme_id=stage.programme_id, donation_id=UUID(gift_id))
    assert gift.payment_id is not None, "it was paid by card"
    return gift.payment_id


def _answer_disputes(stage: Stage, lost: str, won: str) -> None:
    """In one case the donor is right; in the other evidence is handed in."""
    answers = {UUID(lost): DisputeAnswer.ACCEPTED, UUID(won): DisputeAnswer.CONTESTED}
    with stage.acting() as uow:
        for told in donations.disputes_page(uow, limit=BATCH, **stage.here):
            donations.answer_dispute(
                uow, dispute_id=told.id, answer=answers[told.donation_id], **stage.here
            )
