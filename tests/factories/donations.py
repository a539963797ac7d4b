"""Campaigns and gifts for tests: say only what the test is about."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.core.donations import service as donations
from services.core.donations.models import Campaign, Donation, MonthlyGift, Refund
from services.core.donations.policies import ChannelTerms, FeePrice
from services.core.donations.ports import (
    GatewayDispute,
    GatewayEntry,
    GatewayPayment,
    GatewayRefund,
    PaymentState,
)
from services.core.donations.types import (
    Channel,
    DisputeState,
    DonationId,
    DonorDetails,
    EntryKind,
    RefundId,
)
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.periods import local_date
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.models import Fund
from services.core.programmes.models import Programme
from tests.factories.certifications import certified

HANAKO = DonorDetails(
    name="髙橋 花子",
    kana="タカハシ ハナコ",
    email="hanako@example.org",
    postcode="1500002",
    address="東京都渋谷区渋谷1-1-1",
)


def make_fund(uow: UnitOfWork, programme: Programme, **overrides: Any) -> Fund:
    fund: dict[str, Any] = {
        "code": f"f-{uuid7().hex[-8:]}",
        "restricted": False,
        "name_ja": "まなび基金",
        "name_en": "Learning fund",
    }
    return ledger.open_fund(uow, programme_id=programme.id, **(fund | overrides))


def make_campaign(uow: UnitOfWork, programme: Programme, **overrides: Any) -> Campaign:
    """A campaign that takes gifts already."""
    return donations.start_campaign(uow, **_campaign(uow, programme, overrides))


def make_draft(uow: UnitOfWork, programme: Programme, **overrides: Any) -> Campaign:
    """A campaign that nobody sees yet."""
    return donations.draft_campaign(uow, **_campaign(uow, programme, overrides))


def _campaign(uow: UnitOfWork, programme: Programme, overrides: dict[str, Any]) -> dict[str, Any]:
    campaign: dict[str, Any] = {
        "code": f"c-{uuid7().hex[-8:]}",
        "name_ja": "まなびを贈ろう",
        "name_en": "Give learning",
        "goal": Money(1_000_000),
        "opens_at": datetime(2025, 4, 1, tzinfo=UTC),
        "closes_at": datetime(2026, 4, 1, tzinfo=UTC),
        "overhead_bps": 1_000,
        "solicitor_name": "特定非営利活動法人 見本",
        "solicitor_address": "東京都見本区見本1-1-1",
        "representative": "代表理事 見本 花子",
        "contact_email": "info@example.org",
        "contact_phone": "03-0000-0000",
        "transfer_to": "見本銀行 本店 普通 1234567",
        "use_of_funds": "スタディクーポンの発行",
        "if_goal_missed": "集まった金額の範囲で発行します",
    }
    certified(uow, programme.organisation_id)
    if "fund_id" not in overrides:
        campaign["fund_id"] = make_fund(uow, programme).id
    return {"programme_id": programme.id, **campaign, **overrides}


def make_gift(
    uow: UnitOfWork,
    campaign: Campaign,
    *,
    amount: int = 10_000,
    channel: Channel = Channel.CASH,
    settled: bool = True,
    settled_at: datetime | None = None,
    **overrides: Any,
) -> Donation:
    """A gift whose money has come, unless said otherwise."""
    gift = donations.start(
        uow,
        programme_id=campaign.programme_id,
        campaign_id=campaign.id,
        amount=Money(amount),
        channel=channel,
        **overrides,
    )
    if not settled:
        return gift
    if channel.through_gateway:
        payment = make_payment(gift, settled_at=settled_at or uow.now)
        return donations.accept_payment(uow, payment)
    return donations.settle(
        uow, programme_id=campaign.programme_id, donation_id=gift.id, settled_at=settled_at
    )


def give_back_by_hand(uow: UnitOfWork, gift: Donation, amount: int | None = None) -> Refund:
    """A refund of a gift by the bank or in cash, sent and confirmed today."""
    asked = donations.refund(
        uow,
        programme_id=gift.programme_id,
        donation_id=gift.id,
        amount=Money(amount) if amount else None,
    )
    return donations.confirm_refund(
        uow,
        programme_id=gift.programme_id,
        refund_id=asked.id,
        sent_on=local_date(uow.now),
    )


def make_monthly_gift(
    uow: UnitOfWork, campaign: Campaign, *, donor: DonorDetails = HANAKO, amount: int = 1_000
) -> MonthlyGift:
    """A monthly gift that was asked for, and whose page was not paid on yet."""
    by_card = ChannelTerms(least=Money(50), most=None, price=FeePrice(360))
    return donations.start_monthly(
        uow,
        programme_id=campaign.programme_id,
        campaign_id=campaign.id,
        key=str(uuid7()),
        wish=donations.Wish(gift=Money(amount), channel=Channel.CARD, donor=donor),
        terms={Channel.CARD: by_card},
        language="ja",
    )


def make_payment(gift: Donation, *, settled_at: datetime, **overrides: Any) -> GatewayPayment:
    """A gift's payment as the gateway tells of it: paid, with its fee of 3.6 %."""
    payment: dict[str, Any] = {
        "id": f"pi_{gift.id.hex}",
        "organisation_id": gift.organisation_id,
        "programme_id": gift.programme_id,
        "donation_id": DonationId(gift.id),
        "amount": gift.amount,
        "state": PaymentState.PAID,
        "charge": make_entry(
            f"txn_{gift.id.hex}", gift.amount, fee=gift.amount.share(360), occurred_at=settled_at
        ),
    }
    return GatewayPayment(**(payment | overrides))


def make_refund(
    id: str,
    amount: int,
    *,
    at: datetime,
    refund_id: UUID | None = None,
    failed_at: datetime | None = None,
) -> GatewayRefund:
    """A refund that has left the gateway, and has come back if it says when."""
    failure = None
    if failed_at is not None:
        failure = make_entry(
            f"txn_back_{id}", Money(amount), kind=EntryKind.REFUND_FAILURE, occurred_at=failed_at
        )
    return GatewayRefund(
        id=f"re_{id}",
        refund_id=RefundId(refund_id) if refund_id else None,
        amount=Money(amount),
        state=PaymentState.PAID if failure is None else PaymentState.FAILED,
        entry=make_entry(f"txn_{id}", Money(-amount), kind=EntryKind.REFUND, occurred_at=at),
        failure=failure,
        failure_reason=None if failure is None else "lost_or_stolen_card",
    )


def make_dispute(
    id: str,
    amount: int,
    *,
    state: DisputeState = DisputeState.OPEN,
    taken_at: datetime | None = None,
    given_at: datetime | None = None,
    fee: int = 1_300,
    **overrides: Any,
) -> GatewayDispute:
    """A dispute; of the amount, what was taken and given again, by when it says."""
    entries = []
    if taken_at is not None:
        entries.append(
            make_entry(
                f"txn_taken_{id}",
                Money(-amount),
                fee=Money(fee),
                kind=EntryKind.DISPUTE,
                occurred_at=taken_at,
            )
        )
    if given_at is not None:
        entries.append(
            make_entry(
                f"txn_given_{id}",
                Money(amount),
                kind=EntryKind.DISPUTE_REVERSAL,
                occurred_at=given_at,
            )
        )
    dispute: dict[str, Any] = {"reason": "fraudulent", "respond_by": None}
    return GatewayDispute(
        id=f"du_{id}",
        amount=Money(amount),
        state=state,
        entries=entries,
        **(dispute | overrides),
    )


def make_entry(
    id: str,
    amount: Money,
    *,
    occurred_at: datetime,
    fee: Money | None = None,
    kind: EntryKind = EntryKind.CHARGE,
) -> GatewayEntry:
    return GatewayEntry(
        id=id,
        kind=kind,
        source_id=id.replace("txn_", "ch_"),
        amount=amount,
        fee=fee or Money(0),
        occurred_at=occurred_at,
    )
