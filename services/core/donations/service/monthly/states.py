"""Bring a monthly gift to the state that the gateway tells of, whatever was heard before."""

from services.core.audit import service as audit
from services.core.donations import policies
from services.core.donations.errors import MonthlyGiftNotFound
from services.core.donations.events import (
    MonthlyGiftBegan,
    MonthlyGiftEnded,
    MonthlyGiftFailing,
)
from services.core.donations.models import MonthlyGift
from services.core.donations.ports import GatewayMonthlyGift
from services.core.donations.repository import MonthlyGiftRepository
from services.core.donations.types import MonthlyGiftState
from services.core.kit.events import Event
from services.core.kit.unit_of_work import UnitOfWork


def accept_monthly(uow: UnitOfWork, told: GatewayMonthlyGift) -> MonthlyGift:
    """
    A join: an answer that says less, or is older, changes nothing (`policies.is_news`).

    :raises MonthlyGiftNotFound: the gateway tells of one that was never started here.
    """
    gifts = MonthlyGiftRepository(uow)
    gift = gifts.lock(told.organisation_id, told.monthly_gift_id)
    if gift is None:
        raise MonthlyGiftNotFound(monthly_gift_id=told.monthly_gift_id)
    if not policies.is_news(gift.state, gift.observed_at, told.state, told.observed_at):
        return gift
    before = gift.state
    _take_over(gift, told)
    gifts.flush()
    if gift.state is not before:
        audit.record(
            uow,
            action=f"monthly_gift.{gift.state}",
            object_type="monthly_gift",
            object_id=gift.id,
            facts={"from": before},
        )
        uow.emit_all(_events(gift, before))
    return gift


def _take_over(gift: MonthlyGift, told: GatewayMonthlyGift) -> None:
    gift.state = told.state
    gift.observed_at = told.observed_at
    gift.subscription_id = told.id or gift.subscription_id
    gift.customer_id = told.customer_id or gift.customer_id
    gift.amount = told.amount or gift.amount
    gift.period_ends_at = told.period_ends_at
    gift.stops_at = told.stops_at
    gift.resumes_at = told.resumes_at
    if told.state is MonthlyGiftState.ENDED:
        gift.ended_at = told.ended_at or told.observed_at
    expires_on = policies.last_day_of_card(*told.card_expires) if told.card_expires else None
    if expires_on != gift.card_expires_on:
        gift.card_expires_on, gift.card_told_days = expires_on, None


def _events(gift: MonthlyGift, before: MonthlyGiftState) -> list[Event]:
    events: list[Event] = []
    if gift.state.is_running and not before.is_running:
        events.append(
            MonthlyGiftBegan(
                organisation_id=gift.organisation_id,
                monthly_gift_id=gift.id,
                amount_minor=gift.amount.minor,
            )
        )
    of = {"organisation_id": gift.organisation_id, "monthly_gift_id": gift.id}
    if gift.state is MonthlyGiftState.PAST_DUE:
        events.append(MonthlyGiftFailing(**of))
    elif gift.state is MonthlyGiftState.ENDED:
        events.append(MonthlyGiftEnded(**of))
    return events
