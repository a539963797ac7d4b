"""What companies promise: to match others' gifts, or to pay for so many places."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.errors import (
    AmountNotPositive,
    CampaignDeadlineUnfit,
    SponsorFundUnfit,
    SponsorPaymentUnfit,
    SponsorshipNotFound,
)
from services.core.donations.models import SponsorPayment, Sponsorship
from services.core.donations.repository import SponsorshipRepository
from services.core.donations.service.campaigns.finding import get_campaign
from services.core.donations.service.locks import lock_gift
from services.core.donations.types import SponsorFigures, SponsorshipKind
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger


def promise_matching(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    campaign_id: UUID,
    sponsor_ja: str,
    sponsor_en: str,
    ratio_bps: int,
    cap: Money,
    opens_at: datetime,
    closes_at: datetime,
    id: UUID | None = None,
) -> Sponsorship:
    """
    Note that a company will match the gifts that others make to a campaign in a window of time.

    Gifts are matched in the order in which they came, until the cap is used up; one that is given
    back, or taken back, is matched no more. Until the company pays, what it promised is told as
    promised and counts for no goal. The same id again is the same promise.

    :param sponsor_ja: the company as it wants to be named in public.
    :param ratio_bps: how much for each yen, in basis points: 10,000 is a yen.
    :raises CampaignNotFound: the programme has no such campaign.
    :raises AmountNotPositive: the ratio or the cap is nothing.
    :raises CampaignDeadlineUnfit: the window ends before it begins.
    """
    get_campaign(uow, programme_id=programme_id, campaign_id=campaign_id)
    if ratio_bps <= 0 or cap.minor <= 0:
        raise AmountNotPositive(pointer="/ratio_bps" if ratio_bps <= 0 else "/cap_minor")
    if opens_at >= closes_at:
        raise CampaignDeadlineUnfit(pointer="/closes_at", until=closes_at)
    return _keep(
        uow,
        Sponsorship(
            programme_id=programme_id,
            id=id or uuid7(),
            kind=SponsorshipKind.MATCHING,
            campaign_id=campaign_id,
            sponsor_ja=sponsor_ja,
            sponsor_en=sponsor_en,
            ratio_bps=ratio_bps,
            cap_minor=cap.minor,
            opens_at=opens_at,
            closes_at=closes_at,
            promised_at=uow.now,
            promised_by=uow.actor.id,
        ),
    )


def promise_places(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    fund_id: UUID,
    sponsor_ja: str,
    sponsor_en: str,
    places: int,
    yen_a_place: Money,
    campaign_id: UUID | None = None,
    id: UUID | None = None,
) -> Sponsorship:
    """
    Note that a company will pay for so many children's places, out of a fund of its own.

    :param campaign_id: on whose page it is told, if on one. The same id again is the same promise.
    :raises FundUnknown: the programme has no such fund.
    :raises SponsorFundUnfit: the fund is not restricted, or another sponsor's.
    :raises AmountNotPositive: it would be no places, or for nothing.
    """
    if places <= 0 or yen_a_place.minor <= 0:
        raise AmountNotPositive(pointer="/places" if places <= 0 else "/yen_a_place")
    fund = ledger.get_fund(uow, programme_id=programme_id, fund_id=fund_id)
    known = SponsorshipRepository(uow).of_fund(programme_id, fund_id)
    if not fund.restricted or (known is not None and known.id != id):
        raise SponsorFundUnfit(pointer="/fund_id", fund_id=fund_id)
    if campaign_id is not None:
        get_campaign(uow, programme_id=programme_id, campaign_id=campaign_id)
    return _keep(
        uow,
        Sponsorship(
            programme_id=programme_id,
            id=id or uuid7(),
            kind=SponsorshipKind.PLACES,
            campaign_id=campaign_id,
            sponsor_ja=sponsor_ja,
            sponsor_en=sponsor_en,
            fund_id=fund_id,
            places=places,
            yen_a_place=yen_a_place.minor,
            promised_at=uow.now,
            promised_by=uow.actor.id,
        ),
    )


def note_sponsor_payment(
    uow: UnitOfWork, *, programme_id: UUID, sponsorship_id: UUID, donation_id: UUID
) -> SponsorPayment:
    """
    Note that a gift pays a sponsor's promise. Again for the same promise changes nothing.

    It is a gift like any other, receipt and refund among it; only matched it is never.

    :raises SponsorshipNotFound: the programme has no such promise.
    :raises DonationNotFound: the programme has no such gift.
    :raises SponsorPaymentUnfit: it pays another promise, or went to another campaign or fund.
    """
    promise = get_sponsorship(uow, programme_id=programme_id, sponsorship_id=sponsorship_id)
    gift = lock_gift(uow, programme_id, donation_id)
    promises = SponsorshipRepository(uow)
    earlier = promises.payment(programme_id, donation_id)
    if promise.kind is SponsorshipKind.MATCHING:
        fits = gift.campaign_id == promise.campaign_id
    else:
        fits = gift.fund_id == promise.fund_id
    if not fits or (earlier is not None and earlier.sponsorship_id != sponsorship_id):
        raise SponsorPaymentUnfit(donation_id=donation_id, sponsorship_id=sponsorship_id)
    if earlier is not None:
        return earlier
    payment = SponsorPayment(
        programme_id=programme_id,
        donation_id=donation_id,
        sponsorship_id=sponsorship_id,
        noted_at=uow.now,
        noted_by=uow.actor.id,
    )
    promises.add_payment(payment)
    audit.record(
        uow,
        action="sponsorship.note_payment",
        object_type="sponsorship",
        object_id=sponsorship_id,
        facts={"donation_id": donation_id},
    )
    return payment


def get_sponsorship(uow: UnitOfWork, *, programme_id: UUID, sponsorship_id: UUID) -> Sponsorship:
    """:raises SponsorshipNotFound: the programme has no such promise."""
    promise = SponsorshipRepository(uow).find(programme_id, sponsorship_id)
    if promise is None:
        raise SponsorshipNotFound(sponsorship_id=sponsorship_id)
    return promise


def sponsorships(
    uow: UnitOfWork, *, programme_id: UUID, limit: int, after: UUID | None = None
) -> Sequence[Sponsorship]:
    """A programme's promises, by id."""
    return SponsorshipRepository(uow).page(programme_id, after=after, limit=limit)


def sponsors_of(uow: UnitOfWork, *, programme_id: UUID, campaign_id: UUID) -> Sequence[Sponsorship]:
    """What is promised beside a campaign's gifts."""
    return SponsorshipRepository(uow).of_campaign(programme_id, campaign_id)


def sponsor_figures(uow: UnitOfWork, promise: Sponsorship) -> SponsorFigures:
    """What a sponsor has promised, owes by now, and has paid."""
    promises = SponsorshipRepository(uow)
    paid = promises.paid(promise.programme_id, [promise.id]).get(promise.id, 0)
    due, gifts = promise.promised.minor, 0
    if promise.kind is SponsorshipKind.MATCHING:
        due, gifts = promises.matched(promise)
    return SponsorFigures(promised=promise.promised.minor, due=due, paid=paid, matched_gifts=gifts)


def matched_with(
    uow: UnitOfWork, *, programme_id: UUID, sponsorship_id: UUID, donation_ids: Sequence[UUID]
) -> dict[UUID, Money]:
    """What each of these gifts is matched with; those that are not, are left out."""
    promise = get_sponsorship(uow, programme_id=programme_id, sponsorship_id=sponsorship_id)
    if promise.kind is not SponsorshipKind.MATCHING:
        return {}
    found = SponsorshipRepository(uow).matches(promise, donation_ids)
    return {id: Money(minor) for id, minor in found.items()}


def _keep(uow: UnitOfWork, promise: Sponsorship) -> Sponsorship:
    promises = SponsorshipRepository(uow)
    if earlier := promises.find(promise.programme_id, promise.id):
        return earlier
    promises.add(promise)
    audit.record(
        uow,
        action="sponsorship.promise",
        object_type="sponsorship",
        object_id=promise.id,
        facts={"kind": promise.kind, "promised": promise.promised.minor},
    )
    return promise
