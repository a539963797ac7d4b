"""Tell donors in time that the card of a monthly gift expires, and what mails about one say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import policies
from services.core.donations.events import MonthlyGiftCardExpiring
from services.core.donations.models import MonthlyGift
from services.core.donations.policies import CARD_NOTICE_DAYS
from services.core.donations.repository import MonthlyGiftRepository
from services.core.donations.service.campaigns.finding import get_campaign
from services.core.donations.service.monthly.start import get_monthly
from services.core.donations.service.reach import donor_email
from services.core.kit.money import Money
from services.core.kit.periods import local_date
from services.core.kit.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyNotice:
    """What a mail about a monthly gift needs, and where it goes."""

    email: str
    language: str
    campaign: str
    amount: Money
    card_expires_on: date | None


def cards_to_look_at(uow: UnitOfWork) -> Sequence[MonthlyGift]:
    """Monthly gifts whose card, as it is known here, expires soon and whose donor is to be told."""
    today = local_date(uow.now)
    until = today + timedelta(days=max(CARD_NOTICE_DAYS))
    found = MonthlyGiftRepository(uow).cards_expiring(until, since=today)
    return [gift for gift in found if _due(gift, today) is not None]


def tell_of_card(uow: UnitOfWork, *, organisation_id: UUID, monthly_gift_id: UUID) -> bool:
    """
    Have the donor told, if the card still expires soon; each notice is given once.

    :returns: whether it was due.
    """
    gift = MonthlyGiftRepository(uow).lock(organisation_id, monthly_gift_id)
    if gift is None or not gift.state.is_running:
        return False
    due = _due(gift, local_date(uow.now))
    if due is None:
        return False
    gift.card_told_days = due
    uow.emit(
        MonthlyGiftCardExpiring(organisation_id=organisation_id, monthly_gift_id=gift.id, days=due)
    )
    audit.record(
        uow,
        action="monthly_gift.tell_of_card",
        object_type="monthly_gift",
        object_id=gift.id,
        facts={"days": due},
    )
    return True


def monthly_notice(
    uow: UnitOfWork, *, organisation_id: UUID, monthly_gift_id: UUID
) -> MonthlyNotice | None:
    """The facts of a mail to its donor; None where nobody is reached any more."""
    gift = get_monthly(uow, organisation_id=organisation_id, monthly_gift_id=monthly_gift_id)
    email = donor_email(uow, donor_id=gift.donor_id)
    terms = MonthlyGiftRepository(uow).terms_at(organisation_id, gift.id, None)
    if email is None or terms is None:
        return None
    campaign = get_campaign(uow, programme_id=terms.programme_id, campaign_id=terms.campaign_id)
    return MonthlyNotice(
        email=email,
        language=gift.language,
        campaign=campaign.name_en if gift.language == "en" else campaign.name_ja,
        amount=gift.amount,
        card_expires_on=gift.card_expires_on,
    )


def _due(gift: MonthlyGift, on: date) -> int | None:
    if gift.card_expires_on is None:
        return None
    return policies.card_notice_due(gift.card_expires_on, gift.card_told_days, on)
