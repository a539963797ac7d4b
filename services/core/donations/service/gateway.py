"""
Bring the books to the state that the gateway is in, whatever came before.

Each verb is a join: applied to older news it changes nothing, applied twice it changes nothing,
so that messages in any order and number lead to the same ledger.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import policies
from services.core.donations.errors import (
    ChannelNotPayable,
    DonationNotFound,
    DonationNotPayable,
    GatewayMismatch,
    PayoutNotExplained,
    RefundExceedsDonation,
)
from services.core.donations.events import PayoutRecorded
from services.core.donations.models import Donation, GatewayMovement, Refund
from services.core.donations.ports import (
    Checkout,
    CheckoutRequest,
    GatewayEntry,
    GatewayMessage,
    GatewayPayment,
    GatewayPayout,
    GatewayRefund,
    PaymentState,
)
from services.core.donations.repository import (
    DonationRepository,
    GatewayMovementRepository,
    RefundRepository,
)
from services.core.donations.service.campaigns import get_campaign
from services.core.donations.service.gifts import fail, get, settle
from services.core.donations.service.refunds import new_refund, settle_refund
from services.core.donations.types import (
    CampaignId,
    DonationId,
    EntryKind,
    RefundStatus,
)
from services.core.kit import inbox
from services.core.kit.ids import derived_id
from services.core.kit.money import Money, total
from services.core.kit.texts import text
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, TransferCode, TransferId, account_id
from services.core.programmes import service as programmes


def checkout_request(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    donation_id: UUID,
    success_url: str,
    cancel_url: str,
    language: str,
) -> CheckoutRequest:
    """
    What to ask the gateway for, so that a pending gift can be paid.

    :raises ChannelNotPayable: it is not paid at the gateway.
    :raises DonationNotPayable: its money has come already.
    """
    donation = get(uow, programme_id=programme_id, donation_id=donation_id)
    if not donation.channel.through_gateway or donation.campaign_id is None:
        raise ChannelNotPayable(channel=donation.channel)
    if donation.status in policies.ARRIVED:
        raise DonationNotPayable(donation_id=donation_id)
    campaign = get_campaign(uow, programme_id=programme_id, campaign_id=donation.campaign_id)
    name = campaign.name_en if language == "en" else campaign.name_ja
    return CheckoutRequest(
        organisation_id=donation.organisation_id,
        programme_id=programme_id,
        campaign_id=CampaignId(campaign.id),
        donation_id=DonationId(donation.id),
        amount=donation.amount,
        channel=donation.channel,
        item=text("checkout-item", language, campaign=name),
        success_url=success_url,
        cancel_url=cancel_url,
    )


def receive_message(uow: UnitOfWork, *, source: str, message: GatewayMessage) -> bool:
    """
    Keep a message of the gateway, to be looked into later.

    :returns: False if it was kept before.
    """
    return inbox.store(
        uow.session,
        source=source,
        external_id=message.id,
        object_id=message.object_id,
        topic=message.topic,
        payload=message.payload,
        quarantined_because=message.odd,
    )


def note_checkout(
    uow: UnitOfWork, *, programme_id: UUID, donation_id: UUID, checkout: Checkout
) -> Donation:
    """Note by which of the gateway's pages a gift is to be paid."""
    donation = _lock(uow, programme_id, donation_id)
    donation.checkout_id = checkout.id
    return donation


def accept_payment(uow: UnitOfWork, payment: GatewayPayment) -> Donation:
    """
    Bring a gift to the state of its payment, refunds included.

    :raises GatewayMismatch: the gateway tells of another amount than the gift was started with.
    """
    donation = _lock(uow, payment.programme_id, payment.donation_id)
    if payment.amount != donation.amount:
        raise GatewayMismatch(
            donation_id=donation.id, found=payment.amount, expected=donation.amount
        )
    match payment.state:
        case PaymentState.FAILED:
            return fail(uow, programme_id=payment.programme_id, donation_id=donation.id)
        case PaymentState.OPEN:
            return donation
    # A second payment of one gift is somebody's money that a person must send back.
    if payment.charge is None or donation.payment_id not in {None, payment.id}:
        raise GatewayMismatch(
            donation_id=donation.id, found=payment.id, expected=donation.payment_id or "-"
        )
    donation.payment_id = payment.id
    donation = settle(
        uow, programme_id=payment.programme_id, donation_id=donation.id, charge=payment.charge
    )
    _note_movement(uow, donation, payment.charge, of=donation.id)
    for told in payment.refunds:
        if told.entry is not None:
            _accept_refund(uow, donation, told, told.entry)
    return donation


def unknown_entries(uow: UnitOfWork, *, entries: Sequence[GatewayEntry]) -> list[GatewayEntry]:
    """Those of a payout's movements that are in no book yet: their payments must be fetched."""
    moved = [entry for entry in entries if entry.kind is not EntryKind.PAYOUT]
    known = GatewayMovementRepository(uow).find_external(entry.id for entry in moved)
    known_ids = {movement.external_id for movement in known}
    return [entry for entry in moved if entry.id not in known_ids]


def record_gateway_payout(uow: UnitOfWork, payout: GatewayPayout) -> Money:
    """
    Book money that left the gateway for the bank, in each programme its share.

    :returns: the payout's amount.
    :raises PayoutNotExplained: a movement of it is in no book yet, or they come to another sum.
    """
    movements = GatewayMovementRepository(uow)
    moved = [entry for entry in payout.entries if entry.kind is not EntryKind.PAYOUT]
    known = movements.find_external(entry.id for entry in moved)
    explained = total(movement.net for movement in known)
    if not payout.complete or len(known) != len(moved) or explained != payout.amount:
        raise PayoutNotExplained(payout_id=payout.id, amount=payout.amount, explained=explained)
    own = next(entry for entry in payout.entries if entry.kind is EntryKind.PAYOUT)
    by_programme: dict[UUID, list[GatewayMovement]] = defaultdict(list)
    for movement in known:
        by_programme[movement.programme_id].append(movement)
    for programme_id, parts in by_programme.items():
        _pay_out_share(uow, programme_id, parts, payout, own)
    return payout.amount


def refunds_to_ask_for(uow: UnitOfWork, *, limit: int) -> Sequence[tuple[Refund, str]]:
    """Refunds decided here that the gateway knows nothing of, with its id of each payment."""
    return RefundRepository(uow).to_ask_for(limit)


def note_refund_asked(uow: UnitOfWork, *, programme_id: UUID, refund_id: UUID) -> None:
    """The gateway has taken our request; what became of it, its messages will tell."""
    refund = RefundRepository(uow).find(programme_id, refund_id)
    if refund is not None and refund.asked_at is None:
        refund.asked_at = uow.now


def _accept_refund(
    uow: UnitOfWork, donation: Donation, told: GatewayRefund, entry: GatewayEntry
) -> None:
    refunds = RefundRepository(uow)
    # One that was made at the gateway itself gets the id that its own id always gives.
    id = told.refund_id or derived_id("stripe", told.id, "refund")
    refund = refunds.find(donation.programme_id, id)
    if refund is None:
        refund = new_refund(uow, donation, told.amount, id=id)
        refunds.add(refund)
    if refund.status is RefundStatus.SETTLED:
        return
    if refund.donation_id != donation.id or refund.amount != told.amount:
        raise GatewayMismatch(donation_id=donation.id, found=told.amount, expected=refund.amount)
    if told.amount > donation.parts.kept:
        raise RefundExceedsDonation(amount=told.amount, refundable=donation.parts.kept)
    refund.external_id = told.id
    settle_refund(uow, donation, refund, at=entry.occurred_at)
    _note_movement(uow, donation, entry, of=refund.id)


def _note_movement(uow: UnitOfWork, donation: Donation, entry: GatewayEntry, *, of: UUID) -> None:
    GatewayMovementRepository(uow).add_new(
        _row(donation.programme_id, entry, of=of, donation_id=donation.id)
    )


def _pay_out_share(
    uow: UnitOfWork,
    programme_id: UUID,
    parts: Iterable[GatewayMovement],
    payout: GatewayPayout,
    own: GatewayEntry,
) -> None:
    movements = list(parts)
    share = total(movement.net for movement in movements)
    id = derived_id("stripe", payout.id, programme_id)
    organisation_id = programmes.get(uow, programme_id).organisation_id
    # One account at the gateway is one organisation's: a second one would be refused here.
    uow.enter(organisation_id)
    bank = account_id(programme_id, AccountCode.BANK, organisation_id)
    clearing = account_id(programme_id, AccountCode.GATEWAY_CLEARING, organisation_id)
    if share:
        # Where refunds outweigh gifts, the programme owes the gateway: money goes the other way.
        debit, credit = (bank, clearing) if share > Money(0) else (clearing, bank)
        ledger.post(
            uow,
            TransferCode.GATEWAY_PAYOUT,
            programme_id=programme_id,
            debit=debit,
            credit=credit,
            amount=max(share, -share),
            of=id,
            occurred_at=payout.occurred_at,
            id=TransferId(id),
        )
    repository = GatewayMovementRepository(uow)
    row = _row(programme_id, own, of=id, donation_id=None)
    repository.add_new(row | {"amount_minor": -share.minor, "payout_id": payout.id})
    repository.mark_paid_out(programme_id, [one.id for one in movements], payout.id)
    uow.emit(
        PayoutRecorded(
            organisation_id=organisation_id,
            programme_id=programme_id,
            payout_id=id,
            amount_minor=share.minor,
        )
    )
    audit.record(
        uow,
        action="gateway_payout.record",
        object_type="gateway_payout",
        object_id=id,
        facts={"amount": share.minor, "movements": len(movements)},
    )


def _row(
    programme_id: UUID, entry: GatewayEntry, *, of: UUID, donation_id: UUID | None
) -> dict[str, object]:
    occurred_at: datetime = entry.occurred_at
    return {
        "programme_id": programme_id,
        "id": derived_id("stripe", entry.id, programme_id),
        "external_id": entry.id,
        "kind": entry.kind,
        "source_id": entry.source_id,
        "donation_id": donation_id,
        "amount_minor": entry.amount.minor,
        "amount_currency": entry.amount.currency,
        "fee_minor": entry.fee.minor,
        "occurred_at": occurred_at,
        "of_id": of,
    }


def _lock(uow: UnitOfWork, programme_id: UUID, donation_id: UUID) -> Donation:
    donation = DonationRepository(uow).lock(programme_id, donation_id)
    if donation is None:
        raise DonationNotFound(donation_id=donation_id)
    return donation
