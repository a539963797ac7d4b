"""Give without an account, from the first click to the page that says thank you."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from services.api.deps import CurrentRuntime, PublicUow, public
from services.api.giver_keys import GiverKey
from services.api.problems import language_of, public_problems
from services.api.rate_limits import Limit, limited
from services.api.return_pages import own_page
from services.api.schemas.fields import YEN_MAX
from services.api.schemas.giving import (
    GiftIn,
    GiftOut,
    GiftStateOut,
    MonthlyGiftIn,
    MonthlyStartedOut,
    MonthlyStateOut,
    WaysToGiveOut,
)
from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.donations.errors import (
    AmountOutsideChannel,
    CampaignNotFound,
    CampaignNotOpen,
    ChannelNotPayable,
    DonationIdReused,
    DonationNotFound,
    DonationNotPayable,
    DonorEmailMissing,
    FundNotOffered,
    GatewayOfAnother,
    GatewayRefused,
    GatewayUnavailable,
    MonthlyGiftNotFound,
    ReturnPageForeign,
)
from services.core.donations.models import Donation
from services.core.donations.ports import TransferInstructions
from services.core.donations.types import Channel
from services.core.kit.actor import ANYBODY
from services.core.kit.idempotency import IdempotencyKeyMissing
from services.core.kit.money import Money
from services.core.programmes import service as programmes
from services.core.programmes.errors import ProgrammeNotPublished, ProgrammeUnknown

router = APIRouter(prefix="/programmes/{programme_id}", tags=["giving"])

GIVE = [Depends(public), Depends(limited(Limit.GIVE))]
REFUSALS = public_problems(
    ProgrammeUnknown,
    ProgrammeNotPublished,
    CampaignNotFound,
    CampaignNotOpen,
    ChannelNotPayable,
    AmountOutsideChannel,
    DonorEmailMissing,
    FundNotOffered,
    ReturnPageForeign,
    DonationIdReused,
    DonationNotPayable,
    GatewayOfAnother,
    GatewayUnavailable,
    GatewayRefused,
    IdempotencyKeyMissing,
)

GiftYen = Annotated[int, Query(ge=1, le=YEN_MAX)]
Token = Annotated[str, Query(max_length=64, description="As it was given with the gift.")]


@router.get(
    "/campaigns/{campaign_id}/ways-to-give",
    dependencies=[Depends(public)],
    responses=public_problems(ProgrammeUnknown, CampaignNotFound),
)
def get_ways_to_give(
    programme_id: UUID,
    campaign_id: UUID,
    amount_minor: GiftYen,
    request: Request,
    runtime: CurrentRuntime,
    uow: PublicUow,
) -> WaysToGiveOut:
    """Tell by which ways so much can be given, and what it comes to with the fee covered."""
    terms = runtime.giving_terms
    # What is paid at a gateway is offered where there is one.
    online = runtime.settings.stripe_api_key is not None
    terms = {way: of for way, of in terms.items() if online or not way.through_gateway}
    quotes = donations.quotes(
        uow,
        programme_id=programme_id,
        campaign_id=campaign_id,
        gift=Money(amount_minor),
        terms=terms,
    )
    return WaysToGiveOut.of(list(quotes), terms, language_of(request))


@router.post(
    "/campaigns/{campaign_id}/gifts", status_code=201, dependencies=GIVE, responses=REFUSALS
)
def give(
    programme_id: UUID,
    campaign_id: UUID,
    body: GiftIn,
    request: Request,
    runtime: CurrentRuntime,
    key: GiverKey,
) -> GiftOut:
    """
    Start a gift and tell where it is paid. The same key again is the same gift, at the same page.

    Nothing of it counts before its money has come.
    """
    language = language_of(request)
    pages = _pages(runtime, body)
    with runtime.unit_of_work(ANYBODY) as uow:
        donation = donations.give(
            uow,
            programme_id=programme_id,
            campaign_id=campaign_id,
            key=key,
            wish=body.wish(),
            terms=runtime.giving_terms,
        )
        token = donations.gift_token(uow, donation.id)
        ours = donations.transfer_to(uow, donation)
    # Between transactions: the gateway may take its time, and may be asked again.
    pay_at = transfer = None
    if donation.channel is Channel.VIRTUAL_ACCOUNT:
        transfer = _ask_for_transfer(runtime, donation)
    elif donation.channel.through_gateway:
        pay_at = _open_page(runtime, donation, pages, language)
    return GiftOut.of(
        donation,
        token=token,
        language=language,
        pay_at=pay_at,
        transfer=transfer,
        transfer_to=ours,
    )


@router.get(
    "/gifts/{donation_id}/state",
    dependencies=[Depends(public)],
    responses=public_problems(ProgrammeUnknown, DonationNotFound),
)
def get_gift_state(
    programme_id: UUID, donation_id: UUID, token: Token, request: Request, uow: PublicUow
) -> GiftStateOut:
    """Tell whoever gave how the gift stands; who gave it is not told."""
    found = donations.gift_by_token(
        uow, programme_id=programme_id, donation_id=donation_id, token=token
    )
    return GiftStateOut.of(found, language_of(request))


@router.post(
    "/campaigns/{campaign_id}/monthly-gifts",
    status_code=201,
    dependencies=GIVE,
    responses=REFUSALS,
)
def give_monthly(
    programme_id: UUID,
    campaign_id: UUID,
    body: MonthlyGiftIn,
    request: Request,
    runtime: CurrentRuntime,
    key: GiverKey,
) -> MonthlyStartedOut:
    """
    Start a monthly gift by card; its first month is paid on the page that is told.

    The donor changes, pauses and ends it after signing in.
    """
    language = language_of(request)
    success_url, cancel_url = _pages(runtime, body)
    with runtime.unit_of_work(ANYBODY) as uow:
        gift = donations.start_monthly(
            uow,
            programme_id=programme_id,
            campaign_id=campaign_id,
            key=key,
            wish=body.wish(),
            terms=runtime.giving_terms,
            language="en" if language == "en" else "ja",
        )
        asked = donations.monthly_checkout_request(
            uow,
            organisation_id=gift.organisation_id,
            monthly_gift_id=gift.id,
            success_url=success_url,
            cancel_url=cancel_url,
            language=language,
        )
        token = donations.gift_token(uow, gift.id)
    checkout = runtime.monthly_gateway.open_monthly(asked)
    with runtime.unit_of_work(ANYBODY, organisation_id=gift.organisation_id) as uow:
        donations.note_monthly_checkout(
            uow,
            organisation_id=gift.organisation_id,
            monthly_gift_id=gift.id,
            checkout=checkout,
        )
    return MonthlyStartedOut.of(gift, token=token, pay_at=checkout.url, language=language)


@router.get(
    "/monthly-gifts/{monthly_gift_id}/state",
    dependencies=[Depends(public)],
    responses=public_problems(ProgrammeUnknown, MonthlyGiftNotFound),
)
def get_monthly_gift_state(
    programme_id: UUID, monthly_gift_id: UUID, token: Token, request: Request, uow: PublicUow
) -> MonthlyStateOut:
    """Tell whoever began a monthly gift how it stands; who gives it is not told."""
    organisation_id = programmes.enter(uow, programme_id).organisation_id
    if not donations.is_gift_token(uow, monthly_gift_id, token):
        raise MonthlyGiftNotFound(monthly_gift_id=monthly_gift_id)
    found = donations.get_monthly(
        uow, organisation_id=organisation_id, monthly_gift_id=monthly_gift_id
    )
    return MonthlyStateOut.of(found, language_of(request))


def _pages(runtime: Runtime, body: MonthlyGiftIn) -> tuple[str, str]:
    """:raises ReturnPageForeign: one of them is not ours."""
    return (
        own_page(runtime, body.success_url, field="success_url"),
        own_page(runtime, body.cancel_url, field="cancel_url"),
    )


def _open_page(runtime: Runtime, donation: Donation, pages: tuple[str, str], language: str) -> str:
    """The gateway's page for a gift by card or konbini."""
    success_url, cancel_url = pages
    with runtime.unit_of_work(ANYBODY, organisation_id=donation.organisation_id) as uow:
        asked = donations.checkout_request(
            uow,
            programme_id=donation.programme_id,
            donation_id=donation.id,
            success_url=success_url,
            cancel_url=cancel_url,
            language=language,
        )
    checkout = runtime.gateway.open_checkout(asked)
    with runtime.unit_of_work(ANYBODY, organisation_id=donation.organisation_id) as uow:
        donations.note_checkout(
            uow,
            programme_id=donation.programme_id,
            donation_id=donation.id,
            checkout=checkout,
        )
    return checkout.url


def _ask_for_transfer(runtime: Runtime, donation: Donation) -> TransferInstructions:
    """The giver's account number at the gateway, which now waits for this gift."""
    of: dict[str, Any] = {
        "programme_id": donation.programme_id,
        "donation_id": donation.id,
    }
    at_gateway = runtime.virtual_accounts
    with runtime.unit_of_work(ANYBODY, organisation_id=donation.organisation_id) as uow:
        payer = donations.payer_by_transfer(uow, **of)
    if payer.customer_id is None:
        customer_id = at_gateway.open_account(
            organisation_id=payer.organisation_id, donor_id=payer.donor_id
        )
        with runtime.unit_of_work(ANYBODY, organisation_id=donation.organisation_id) as uow:
            donations.keep_virtual_account(
                uow,
                organisation_id=payer.organisation_id,
                donor_id=payer.donor_id,
                customer_id=customer_id,
            )
    with runtime.unit_of_work(ANYBODY, organisation_id=donation.organisation_id) as uow:
        asked = donations.transfer_request(uow, **of)
    told = at_gateway.ask_for_transfer(asked)
    with runtime.unit_of_work(ANYBODY, organisation_id=donation.organisation_id) as uow:
        donations.note_transfer_asked(uow, **of, payment_id=told.payment_id)
    return told
