"""Who may change a monthly gift, and that it was asked for; the change itself the gateway makes."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import policies
from services.core.donations.errors import MonthlyGiftNotRunning
from services.core.donations.models import MonthlyGift, MonthlyGiftTerms
from services.core.donations.policies import MONTHLY, FeePrice, GivingTerms
from services.core.donations.repository import MonthlyGiftRepository
from services.core.donations.service.monthly.start import get_monthly
from services.core.donations.types import MonthlyGiftState
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork


class MonthlyChange(StrEnum):
    """What may be asked of a monthly gift that runs."""

    AMOUNT = "amount"
    CARD = "card"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    KEEP_ON = "keep_on"


def ask_for_change(
    uow: UnitOfWork,
    *,
    organisation_id: UUID,
    monthly_gift_id: UUID,
    change: MonthlyChange,
    donor_id: UUID | None = None,
    facts: dict[str, object] | None = None,
) -> MonthlyGift:
    """
    Write down that a change is asked for; only the gateway's answer changes the monthly gift.

    :param donor_id: whose it must be, where a donor asks.
    :raises MonthlyGiftNotFound: there is none, or it is another's.
    :raises MonthlyGiftNotRunning: it has not begun, or has ended.
    """
    gift = get_monthly(
        uow, organisation_id=organisation_id, monthly_gift_id=monthly_gift_id, donor_id=donor_id
    )
    if not gift.state.is_running or gift.subscription_id is None:
        raise MonthlyGiftNotRunning(monthly_gift_id=monthly_gift_id, state=gift.state)
    audit.record(
        uow,
        action=f"monthly_gift.ask_{change}",
        object_type="monthly_gift",
        object_id=gift.id,
        facts=facts or {},
    )
    return gift


def whole_of_month(
    uow: UnitOfWork, *, gift: MonthlyGift, given: Money, terms: GivingTerms
) -> Money:
    """
    What is to be taken each month so that `given` is given: more, where the donor covers the fee.

    :raises AmountOutsideChannel: it is too little or too much for a card.
    """
    found = MonthlyGiftRepository(uow).terms_at(gift.organisation_id, gift.id, None)
    covered = FeePrice(found.fee_cover_bps if found is not None else 0)
    limits = replace(policies.terms_of(terms, MONTHLY), price=covered)
    return policies.quote({MONTHLY: limits}, MONTHLY, given, cover_fee=True).whole


def monthly_gifts(
    uow: UnitOfWork,
    *,
    organisation_id: UUID,
    limit: int,
    donor_id: UUID | None = None,
    state: MonthlyGiftState | None = None,
    after: UUID | None = None,
) -> Sequence[MonthlyGift]:
    """An organisation's, or one donor's."""
    return MonthlyGiftRepository(uow).page(
        organisation_id, donor_id=donor_id, state=state, after=after, limit=limit
    )


def terms_of_monthly(
    uow: UnitOfWork, *, organisation_id: UUID, gifts: Sequence[MonthlyGift]
) -> dict[UUID, MonthlyGiftTerms]:
    """What each is for, from now on or from a day that is named in them."""
    return MonthlyGiftRepository(uow).last_terms(organisation_id, [gift.id for gift in gifts])
