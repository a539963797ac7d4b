"""One row for each movement of the gateway's balance, with what answers to it (L13)."""

from uuid import UUID

from services.core.donations.models import Donation
from services.core.donations.ports import GatewayEntry
from services.core.donations.repository import GatewayMovementRepository
from services.core.kit.ids import derived_id
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork


def note_movement(uow: UnitOfWork, donation: Donation, entry: GatewayEntry, *, of: UUID) -> None:
    GatewayMovementRepository(uow).add_new(
        movement_row(donation.programme_id, entry, of=of, donation_id=donation.id)
    )


def movement_row(
    programme_id: UUID, entry: GatewayEntry, *, of: UUID, donation_id: UUID | None
) -> dict[str, object]:
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
        "occurred_at": entry.occurred_at,
        "of_id": of,
    }


def by_when_it_moved(entry: GatewayEntry) -> tuple[object, ...]:
    """Within one second, what left comes before what came back; else as the gateway's ids are."""
    return entry.occurred_at, entry.amount > Money(0, entry.amount.currency), entry.id
