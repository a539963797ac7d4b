"""Money that left the gateway for the bank, and now and then comes back (ADR 0075)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import policies
from services.core.donations.errors import PayoutNotExplained
from services.core.donations.events import PayoutFailed, PayoutRecorded
from services.core.donations.models import BookedPayout, GatewayMovement
from services.core.donations.ports import GatewayEntry, GatewayPayout
from services.core.donations.repository import GatewayMovementRepository, PayoutRepository
from services.core.donations.service.gateway.arrivals import note_arrival, note_failure
from services.core.donations.service.gateway.movements import movement_row
from services.core.donations.types import EntryKind, PayoutStatus
from services.core.kit.ids import derived_id
from services.core.kit.money import Money, total
from services.core.kit.periods import local_date
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, TransferCode, TransferId, account_id
from services.core.programmes import service as programmes

NOTHING = Money(0)


def unknown_entries(uow: UnitOfWork, *, entries: Sequence[GatewayEntry]) -> list[GatewayEntry]:
    """
    Those movements that are in no book yet, and whose source must be fetched before their payout.

    That is a payment, or the earlier payout that failed. The gateway's fees for the account as
    such have no source: they are booked with the payout itself.
    """
    moved = [one for one in entries if one.kind.of_a_gift or one.kind is EntryKind.PAYOUT_FAILURE]
    known = GatewayMovementRepository(uow).find_external(entry.id for entry in moved)
    known_ids = {movement.external_id for movement in known}
    return [entry for entry in moved if entry.id not in known_ids]


def record_gateway_payout(uow: UnitOfWork, payout: GatewayPayout) -> Money:
    """
    Book money that left the gateway for the bank, in each programme its share, and what came of
    it since: that it arrived, or that the bank refused it.

    :returns: the payout's amount; negative where the gateway took it from the bank.
    :raises PayoutNotExplained: a movement of it is in no book yet, or they come to another sum.
    """
    booked = _find_or_book(uow, payout)
    status = policies.later(booked.status, payout.status)
    if status is booked.status:
        return booked.amount
    if status is PayoutStatus.FAILED and payout.failure is None:
        # Taken back before it moved anything, or told of a moment too early: the next look tells.
        return booked.amount
    booked.status = status
    if status is PayoutStatus.FAILED and payout.failure is not None:
        note_failure(uow, booked)
        _take_back(uow, booked, payout.failure)
    else:
        note_arrival(uow, booked)
    return booked.amount


def payouts_page(
    uow: UnitOfWork, *, organisation_id: UUID, after: UUID | None, limit: int
) -> Sequence[BookedPayout]:
    """An organisation's payouts, by id."""
    return PayoutRepository(uow).page(organisation_id, after=after, limit=limit)


def _find_or_book(uow: UnitOfWork, payout: GatewayPayout) -> BookedPayout:
    """The payout's row, locked; with its shares booked if it was not there."""
    repository = PayoutRepository(uow)
    booked = repository.lock_external(payout.id)
    if booked is not None:
        uow.enter(booked.organisation_id)
        return booked
    known = _explained(uow, payout)
    organisation_id = programmes.get(uow, known[0].programme_id).organisation_id
    # One account at the gateway is one organisation's: a second one would be refused here.
    uow.enter(organisation_id)
    is_new = repository.add_new(
        {
            "organisation_id": organisation_id,
            "id": derived_id("stripe", payout.id),
            "external_id": payout.id,
            "amount_minor": payout.amount.minor,
            "amount_currency": payout.amount.currency,
            "status": PayoutStatus.PENDING,
            "created_at": payout.occurred_at,
            "arrives_on": payout.arrives_on or local_date(payout.occurred_at),
        }
    )
    booked = repository.lock_external(payout.id)
    if booked is None:
        raise LookupError(f"payout {payout.id} was there a moment ago")
    if is_new:
        _pay_out(uow, booked, payout, known)
    return booked


def _explained(uow: UnitOfWork, payout: GatewayPayout) -> Sequence[GatewayMovement]:
    """The movements that a payout is made of, from our books and to the yen."""
    movements = GatewayMovementRepository(uow)
    moved = [entry for entry in payout.entries if entry.kind is not EntryKind.PAYOUT]
    known = movements.find_external(entry.id for entry in moved)
    known_ids = {movement.external_id for movement in known}
    missing = [entry for entry in moved if entry.id not in known_ids]
    fees = [entry for entry in missing if entry.kind is EntryKind.FEE]
    explained = total(movement.net for movement in known)
    if (
        not payout.complete
        or len(fees) < len(missing)
        or explained + total(fee.amount - fee.fee for fee in fees) != payout.amount
    ):
        raise PayoutNotExplained(payout_id=payout.id, amount=payout.amount, explained=explained)
    if not fees:
        return known
    _book_fees(uow, fees, _gross(uow, known, payout))
    return movements.find_external(entry.id for entry in moved)


def _gross(
    uow: UnitOfWork, known: Iterable[GatewayMovement], payout: GatewayPayout
) -> Counter[UUID]:
    """What each programme took in through the gateway, of what a payout is made of."""
    gross: Counter[UUID] = Counter()
    for movement in known:
        is_charge = movement.kind is EntryKind.CHARGE
        gross[movement.programme_id] += movement.amount.minor if is_charge else 0
    if not gross:
        # A payout of nothing but fees: the programme for which money came in last bears them.
        last = PayoutRepository(uow).last_charged(payout.occurred_at)
        if last is None:
            raise PayoutNotExplained(payout_id=payout.id, amount=payout.amount, explained=NOTHING)
        gross[last] = 1
    return gross


def _book_fees(uow: UnitOfWork, fees: Iterable[GatewayEntry], gross: Counter[UUID]) -> None:
    """Take the gateway's fees for the account as such from the programmes' overhead."""
    for fee in fees:
        for programme_id, share in policies.shares_of_fee(fee.fee - fee.amount, gross):
            id = derived_id("stripe", fee.id, programme_id)
            organisation_id = programmes.get(uow, programme_id).organisation_id
            uow.enter(organisation_id)
            overhead = account_id(programme_id, AccountCode.OVERHEAD, organisation_id)
            clearing = account_id(programme_id, AccountCode.GATEWAY_CLEARING, organisation_id)
            # A negative fee is one that the gateway gave back.
            taken = share > NOTHING
            ledger.post(
                uow,
                TransferCode.GATEWAY_FEE,
                programme_id=programme_id,
                debit=overhead if taken else clearing,
                credit=clearing if taken else overhead,
                amount=max(share, -share),
                of=id,
                occurred_at=fee.occurred_at,
                id=TransferId(id),
            )
            row = movement_row(programme_id, fee, of=id, donation_id=None)
            GatewayMovementRepository(uow).add_new(
                row | {"amount_minor": -share.minor, "fee_minor": 0}
            )


def _pay_out(
    uow: UnitOfWork, booked: BookedPayout, payout: GatewayPayout, known: Iterable[GatewayMovement]
) -> None:
    own = next(entry for entry in payout.entries if entry.kind is EntryKind.PAYOUT)
    by_programme: dict[UUID, list[GatewayMovement]] = defaultdict(list)
    for movement in known:
        by_programme[movement.programme_id].append(movement)
    repository = GatewayMovementRepository(uow)
    for programme_id, parts in by_programme.items():
        share = total(movement.net for movement in parts)
        id = derived_id("stripe", payout.id, programme_id)
        # Where refunds outweigh gifts, the programme owes the gateway: money goes the other way.
        _move(uow, booked, TransferCode.GATEWAY_PAYOUT, programme_id, share, of=id, own=own)
        row = movement_row(programme_id, own, of=id, donation_id=None)
        repository.add_new(row | {"amount_minor": -share.minor, "payout_id": payout.id})
        repository.mark_paid_out(programme_id, [one.id for one in parts], payout.id)
        uow.emit(
            PayoutRecorded(
                organisation_id=booked.organisation_id,
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
            facts={"amount": share.minor, "movements": len(parts)},
        )


def _take_back(uow: UnitOfWork, booked: BookedPayout, back: GatewayEntry) -> None:
    """The bank refused it: each programme's share lies at the gateway again, until the next."""
    repository = GatewayMovementRepository(uow)
    returned = TransferCode.GATEWAY_PAYOUT_RETURNED
    for own in PayoutRepository(uow).own_movements(booked.external_id):
        id = derived_id("stripe", back.id, own.programme_id)
        _move(uow, booked, returned, own.programme_id, own.amount, of=id, own=back)
        row = movement_row(own.programme_id, back, of=id, donation_id=None)
        repository.add_new(row | {"amount_minor": -own.amount.minor})
    uow.emit(
        PayoutFailed(
            organisation_id=booked.organisation_id,
            payout_id=booked.id,
            amount_minor=booked.amount.minor,
        )
    )
    audit.record(
        uow,
        action="gateway_payout.fail",
        object_type="gateway_payout",
        object_id=booked.id,
        facts={"amount": booked.amount.minor},
    )


def _move(
    uow: UnitOfWork,
    booked: BookedPayout,
    code: TransferCode,
    programme_id: UUID,
    share: Money,
    *,
    of: UUID,
    own: GatewayEntry,
) -> None:
    """Move a share from the gateway to the bank; a negative one from the bank to the gateway."""
    if not share:
        return
    owner = booked.organisation_id
    bank = account_id(programme_id, AccountCode.BANK, owner)
    clearing = account_id(programme_id, AccountCode.GATEWAY_CLEARING, owner)
    to_bank = share > NOTHING
    ledger.post(
        uow,
        code,
        programme_id=programme_id,
        debit=bank if to_bank else clearing,
        credit=clearing if to_bank else bank,
        amount=max(share, -share),
        of=of,
        occurred_at=own.occurred_at,
        id=TransferId(of),
    )
