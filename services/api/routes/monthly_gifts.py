"""Gifts that come each month: seen and changed by whoever gives them, and by the office."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from services.api.apart import Apart, permit_apart
from services.api.deps import (
    CurrentRuntime,
    Uow,
    organisation_of,
    own_donor,
    permit,
    programme_of,
)
from services.api.idempotency import OnceOnly
from services.api.paging import Paging
from services.api.problems import problems
from services.api.return_pages import own_page
from services.api.schemas.donations import CheckoutOut
from services.api.schemas.monthly_gifts import (
    CardPageIn,
    CarriedOverOut,
    CarryOverIn,
    MonthlyAmountIn,
    MonthlyGiftOut,
    PauseIn,
    StopIn,
)
from services.core.donations import service as donations
from services.core.donations.errors import (
    AmountOutsideChannel,
    CampaignNotFound,
    CarryOverUnfit,
    GatewayRefused,
    GatewayUnavailable,
    MonthlyGiftNotFound,
    MonthlyGiftNotRunning,
    ReturnPageForeign,
)
from services.core.donations.models import MonthlyGift
from services.core.donations.ports import MonthlyGateway
from services.core.donations.service import MonthlyChange
from services.core.donations.types import MonthlyGiftState
from services.core.identity.policies import Permission, Scope
from services.core.kit.idempotency import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    StillRunning,
)
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes.errors import ProgrammeNotPublished, ProgrammeUnknown

router = APIRouter(tags=["monthly-gifts"])

READ = [Depends(permit(Permission.MONTHLY_GIFT_READ, Scope.OWN))]
CARRY_OVER = [Depends(permit(Permission.MONTHLY_GIFT_CARRY_OVER))]
Changer = Annotated[Apart, Depends(permit_apart(Permission.MONTHLY_GIFT_WRITE, Scope.OWN))]

REFUSALS = (MonthlyGiftNotFound, MonthlyGiftNotRunning, GatewayUnavailable, GatewayRefused)
ONCE = (IdempotencyKeyMissing, IdempotencyKeyReused, StillRunning)

# What the gateway is asked for, once it was written down.
Ask = Callable[[MonthlyGateway, str], object]


@router.get("/monthly-gifts", dependencies=READ, responses=problems())
def list_monthly_gifts(
    uow: Uow, paging: Paging, state: MonthlyGiftState | None = None
) -> list[MonthlyGiftOut]:
    """List the monthly gifts; a donor's, their own."""
    found = donations.monthly_gifts(
        uow,
        organisation_id=organisation_of(uow),
        donor_id=own_donor(uow, Permission.MONTHLY_GIFT_READ),
        state=state,
        after=paging.after,
        limit=paging.and_one_more,
    )
    return _shown(uow, list(paging.cut(found)))


@router.get(
    "/monthly-gifts/{monthly_gift_id}",
    dependencies=READ,
    responses=problems(MonthlyGiftNotFound),
)
def get_monthly_gift(monthly_gift_id: UUID, uow: Uow) -> MonthlyGiftOut:
    """Tell how a monthly gift stands; a donor's, of their own."""
    found = donations.get_monthly(
        uow,
        organisation_id=organisation_of(uow),
        monthly_gift_id=monthly_gift_id,
        donor_id=own_donor(uow, Permission.MONTHLY_GIFT_READ),
    )
    return _shown(uow, [found])[0]


@router.put(
    "/monthly-gifts/{monthly_gift_id}/amount",
    responses=problems(*REFUSALS, AmountOutsideChannel),
)
def change_monthly_amount(
    monthly_gift_id: UUID, body: MonthlyAmountIn, runtime: CurrentRuntime, apart: Changer
) -> MonthlyGiftOut:
    """Give another sum each month, from the next month on."""
    with apart.unit_of_work() as uow:
        gift = _asked(uow, monthly_gift_id, MonthlyChange.AMOUNT, {"to": body.amount_minor})
        whole = donations.whole_of_month(
            uow, gift=gift, given=Money(body.amount_minor), terms=runtime.giving_terms
        )
    return _changed(apart, gift, lambda gateway, order: gateway.set_amount(order, whole))


@router.put(
    "/monthly-gifts/{monthly_gift_id}/card", responses=problems(*REFUSALS, ReturnPageForeign)
)
def replace_card(
    monthly_gift_id: UUID, body: CardPageIn, runtime: CurrentRuntime, apart: Changer
) -> CheckoutOut:
    """Open the gateway's page on which another card is left; what is past due is tried with it."""
    success_url = own_page(runtime, body.success_url, field="success_url")
    cancel_url = own_page(runtime, body.cancel_url, field="cancel_url")
    with apart.unit_of_work() as uow:
        gift = _asked(uow, monthly_gift_id, MonthlyChange.CARD)
    page = runtime.monthly_gateway.open_card_page(
        str(gift.subscription_id),
        str(gift.customer_id),
        success_url=success_url,
        cancel_url=cancel_url,
    )
    return CheckoutOut.of(page)


@router.put("/monthly-gifts/{monthly_gift_id}/pause", responses=problems(*REFUSALS))
def pause_monthly_gift(monthly_gift_id: UUID, body: PauseIn, apart: Changer) -> MonthlyGiftOut:
    """Take nothing for a while; the months in between are not made up for."""
    with apart.unit_of_work() as uow:
        gift = _asked(uow, monthly_gift_id, MonthlyChange.PAUSE)
    return _changed(apart, gift, lambda gateway, order: gateway.pause(order, until=body.until))


@router.delete("/monthly-gifts/{monthly_gift_id}/pause", responses=problems(*REFUSALS))
def resume_monthly_gift(monthly_gift_id: UUID, apart: Changer) -> MonthlyGiftOut:
    """Take it up again."""
    with apart.unit_of_work() as uow:
        gift = _asked(uow, monthly_gift_id, MonthlyChange.RESUME)
    return _changed(apart, gift, lambda gateway, order: gateway.resume(order))


@router.put("/monthly-gifts/{monthly_gift_id}/stop", responses=problems(*REFUSALS))
def stop_monthly_gift(monthly_gift_id: UUID, body: StopIn, apart: Changer) -> MonthlyGiftOut:
    """End it, at once or with the month that is paid for. No reason is asked."""
    with apart.unit_of_work() as uow:
        facts: dict[str, object] = {"at_period_end": body.at_period_end}
        gift = _asked(uow, monthly_gift_id, MonthlyChange.STOP, facts)
    return _changed(
        apart, gift, lambda gateway, order: gateway.stop(order, at_period_end=body.at_period_end)
    )


@router.delete("/monthly-gifts/{monthly_gift_id}/stop", responses=problems(*REFUSALS))
def keep_monthly_gift_on(monthly_gift_id: UUID, apart: Changer) -> MonthlyGiftOut:
    """Take back that it ends with the month that is paid for."""
    with apart.unit_of_work() as uow:
        gift = _asked(uow, monthly_gift_id, MonthlyChange.KEEP_ON)
    return _changed(apart, gift, lambda gateway, order: gateway.keep_on(order))


@router.get(
    "/programmes/{programme_id}/campaigns/{campaign_id}/carry-over",
    dependencies=CARRY_OVER,
    responses=problems(ProgrammeUnknown, CampaignNotFound, ProgrammeNotPublished, CarryOverUnfit),
)
def preview_carry_over(
    programme_id: UUID, campaign_id: UUID, to_programme_id: UUID, to_campaign_id: UUID, uow: Uow
) -> CarriedOverOut:
    """Tell what carrying a campaign's monthly gifts over would come to."""
    told = donations.carry_over(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        campaign_id=campaign_id,
        to_programme_id=programme_of(uow, to_programme_id).id,
        to_campaign_id=to_campaign_id,
        preview=True,
    )
    return CarriedOverOut.of(told)


@router.post(
    "/programmes/{programme_id}/campaigns/{campaign_id}/carry-over",
    status_code=201,
    response_model=CarriedOverOut,
    dependencies=CARRY_OVER,
    responses=problems(
        ProgrammeUnknown, CampaignNotFound, ProgrammeNotPublished, CarryOverUnfit, *ONCE
    ),
)
def carry_over_monthly_gifts(
    programme_id: UUID, campaign_id: UUID, body: CarryOverIn, uow: Uow, once: OnceOnly
) -> JSONResponse:
    """Let the coming months be for another campaign, the next year's say; donors are told."""

    def verb() -> CarriedOverOut:
        told = donations.carry_over(
            uow,
            programme_id=programme_of(uow, programme_id).id,
            campaign_id=campaign_id,
            to_programme_id=programme_of(uow, body.to_programme_id).id,
            to_campaign_id=body.to_campaign_id,
            valid_from=body.valid_from,
        )
        return CarriedOverOut.of(told)

    return once.answer(verb)


def _asked(
    uow: UnitOfWork,
    monthly_gift_id: UUID,
    change: MonthlyChange,
    facts: dict[str, object] | None = None,
) -> MonthlyGift:
    return donations.ask_for_change(
        uow,
        organisation_id=organisation_of(uow),
        monthly_gift_id=monthly_gift_id,
        change=change,
        donor_id=own_donor(uow, Permission.MONTHLY_GIFT_WRITE),
        facts=facts,
    )


def _changed(apart: Apart, gift: MonthlyGift, ask: Ask) -> MonthlyGiftOut:
    """Ask the gateway, between transactions, and take over how the monthly gift stands then."""
    gateway = apart.runtime.monthly_gateway
    subscription_id = str(gift.subscription_id)
    ask(gateway, subscription_id)
    told = gateway.monthly_gift(subscription_id, at=apart.runtime.clock.now())
    with apart.unit_of_work() as uow:
        if told is not None:
            gift = donations.accept_monthly(uow, told)
        return _shown(uow, [gift])[0]


def _shown(uow: UnitOfWork, gifts: list[MonthlyGift]) -> list[MonthlyGiftOut]:
    terms = donations.terms_of_monthly(uow, organisation_id=organisation_of(uow), gifts=gifts)
    return [MonthlyGiftOut.of(gift, terms[gift.id]) for gift in gifts]
