"""Cash: one person takes it, and from some amount on another counts it before it is booked."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.errors import CashCountDiffers, CashNotCounted, ReceivedInFuture
from services.core.donations.models import CashCount, Donation
from services.core.donations.repository import CashCountRepository
from services.core.donations.service.flagging import thresholds_of
from services.core.donations.service.gifts import NOBODY, get, settle, start
from services.core.donations.types import Channel, DonorDetails
from services.core.identity import service as identity
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork


def receive_cash(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    campaign_id: UUID,
    amount: Money,
    taken_at: datetime | None = None,
    taken_by: UUID | None = None,
    donor: DonorDetails = NOBODY,
    anonymous: bool = False,
    fund_id: UUID | None = None,
    id: UUID | None = None,
) -> Donation:
    """
    Book cash that was handed over; a larger sum waits until a second person has counted it.

    :param taken_at: when it was handed over; now where it is left out.
    :param taken_by: who took it; whoever tells of it, where it is left out.
    :raises ReceivedInFuture: money that has not come is not booked.
    :raises MemberUnknown: nobody of the organisation has taken it.
    :raises CampaignNotFound, CampaignNotOpen, AmountNotPositive, DonationIdReused: as for `start`.
    """
    at = taken_at or uow.now
    if at > uow.now:
        raise ReceivedInFuture(pointer="/taken_at")
    gift = start(
        uow,
        programme_id=programme_id,
        campaign_id=campaign_id,
        amount=amount,
        channel=Channel.CASH,
        donor=donor,
        anonymous=anonymous,
        fund_id=fund_id,
        id=id,
    )
    counts = CashCountRepository(uow)
    if counts.lock(programme_id, gift.id) is not None:
        return gift
    hand = uow.actor.id if taken_by is None else identity.get_member(uow, taken_by).id
    counts.add_all([CashCount(programme_id=programme_id, id=gift.id, taken_at=at, taken_by=hand)])
    if needs_count(uow, organisation_id=gift.organisation_id, amount=amount):
        return gift
    return settle(uow, programme_id=programme_id, donation_id=gift.id, settled_at=at)


def needs_count(uow: UnitOfWork, *, organisation_id: UUID, amount: Money) -> bool:
    """Whether a second person counts so much cash."""
    return amount >= thresholds_of(uow, organisation_id=organisation_id).count_cash_from


def count_cash(
    uow: UnitOfWork, *, programme_id: UUID, donation_id: UUID, counted: Money
) -> Donation:
    """
    Say what the cash comes to, counted anew; if it is what was told, it is booked.

    :raises CashNotCounted: no cash waits for it.
    :raises SecondPersonRequired: who took it, or told of it, does not count it again.
    :raises CashCountDiffers: it comes to another sum than was told; which, is not said, or nobody
        would count. Nothing was booked.
    """
    count = CashCountRepository(uow).lock(programme_id, donation_id)
    if count is None or count.counted_at is not None:
        raise CashNotCounted(donation_id=donation_id)
    gift = get(uow, programme_id=programme_id, donation_id=donation_id)
    for maker in {count.taken_by, gift.recorded_by} - {None}:
        assert maker is not None, "None was taken out"
        identity.require_second_person(uow, created_by=maker)
    if counted != gift.amount:
        raise CashCountDiffers(pointer="/counted_minor", counted=counted)
    count.counted_at, count.counted_by = uow.now, uow.actor.id
    audit.record(
        uow,
        action="cash.count",
        object_type="donation",
        object_id=donation_id,
        facts={"amount": counted.minor},
    )
    return settle(uow, programme_id=programme_id, donation_id=gift.id, settled_at=count.taken_at)


def awaiting_count(
    uow: UnitOfWork,
    *,
    organisation_id: UUID,
    programme_id: UUID | None = None,
    after: UUID | None = None,
    limit: int | None = None,
) -> Sequence[tuple[Donation, CashCount]]:
    """Cash that waits for a second person's count, by the gifts' ids."""
    return CashCountRepository(uow).waiting(
        organisation_id, programme_id=programme_id, after=after, limit=limit
    )
