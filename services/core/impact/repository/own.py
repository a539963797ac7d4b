"""A donor's gifts to an organisation, whichever programme they are of."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, text

from services.core.donations.types import Channel, DonationStatus
from services.core.impact.types import GiftState, OwnGift
from services.core.kit.unit_of_work import UnitOfWork

# A donor's gifts are those of all who say that the same e-mail is theirs: signing in has proved it.
_GIFTS = """
    SELECT d.id, d.programme_id, p.name_ja AS programme_ja, p.name_en AS programme_en,
           c.name_ja AS campaign_ja, c.name_en AS campaign_en, d.channel, d.status,
           d.amount_minor, d.fee_cover_minor, d.overhead_minor, d.refunded_minor,
           d.disputed_minor, d.held, d.anonymous, d.reference, d.started_at, d.settled_at,
           d.accepted_on, coalesce(r.minor, 0)::bigint AS refund_under_way_minor,
           EXISTS (SELECT FROM disputes s
                    WHERE s.programme_id = d.programme_id AND s.donation_id = d.id
                      AND s.state = 'open') AS in_dispute
      FROM donations d
      JOIN programmes p ON p.id = d.programme_id
      LEFT JOIN campaigns c ON c.programme_id = d.programme_id AND c.id = d.campaign_id
      LEFT JOIN LATERAL (
           SELECT sum(amount_minor) AS minor FROM refunds
            WHERE programme_id = d.programme_id AND donation_id = d.id AND status = 'pending'
           ) r ON true
     WHERE d.organisation_id = :organisation_id AND d.donor_id IN (
           SELECT own.id FROM donors own
             JOIN donors me ON me.organisation_id = own.organisation_id
                           AND (me.id = own.id OR me.email_index = own.email_index)
            WHERE me.organisation_id = :organisation_id AND me.id = :donor_id
           )
       AND (CAST(:donation_id AS uuid) IS NULL OR d.id = :donation_id)
       AND (CAST(:after AS uuid) IS NULL OR d.id < :after)
     ORDER BY d.id DESC
     LIMIT :limit
"""

_PROGRAMMES = """
    SELECT DISTINCT d.programme_id
      FROM donations d
     WHERE d.organisation_id = :organisation_id AND d.donor_id IN (
           SELECT own.id FROM donors own
             JOIN donors me ON me.organisation_id = own.organisation_id
                           AND (me.id = own.id OR me.email_index = own.email_index)
            WHERE me.organisation_id = :organisation_id AND me.id = :donor_id
           )
       AND d.settled_at IS NOT NULL
     ORDER BY 1
"""

# What the proof of a gift shows: its own movements, and those of whatever happened to it.
_MOVED_FOR = """
    SELECT CAST(:donation_id AS uuid)
     UNION SELECT id FROM refunds
            WHERE programme_id = :programme_id AND donation_id = :donation_id
     UNION SELECT of_id FROM gateway_movements
            WHERE programme_id = :programme_id AND donation_id = :donation_id
"""


class OwnGiftRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def page(
        self, organisation_id: UUID, donor_id: UUID, *, after: UUID | None, limit: int | None
    ) -> list[OwnGift]:
        """The newest ids first."""
        return self._gifts(organisation_id, donor_id, after=after, limit=limit)

    def find(self, organisation_id: UUID, donor_id: UUID, donation_id: UUID) -> OwnGift | None:
        found = self._gifts(organisation_id, donor_id, donation_id=donation_id)
        return found[0] if found else None

    def programmes(self, organisation_id: UUID, donor_id: UUID) -> Sequence[UUID]:
        """Those to which the donor has given."""
        parameters = {"organisation_id": organisation_id, "donor_id": donor_id}
        return self._session.scalars(text(_PROGRAMMES), parameters).all()

    def moved_for(self, programme_id: UUID, donation_id: UUID) -> set[UUID]:
        """The objects of whose transfers a gift's journey in the ledger is made."""
        parameters = {"programme_id": programme_id, "donation_id": donation_id}
        return set(self._session.scalars(text(_MOVED_FOR), parameters))

    def _gifts(
        self,
        organisation_id: UUID,
        donor_id: UUID,
        *,
        donation_id: UUID | None = None,
        after: UUID | None = None,
        limit: int | None = None,
    ) -> list[OwnGift]:
        parameters = {
            "organisation_id": organisation_id,
            "donor_id": donor_id,
            "donation_id": donation_id,
            "after": after,
            "limit": limit,
        }
        return [_gift(row) for row in self._session.execute(text(_GIFTS), parameters)]


def _gift(row: Row[tuple[object, ...]]) -> OwnGift:
    told = dict(row._mapping)
    facts = {name: told.pop(name) for name in ("status", "held", "in_dispute", "channel")}
    return OwnGift(
        **told,
        channel=Channel(facts["channel"]),
        state=_state(row, DonationStatus(facts["status"])),
    )


def _state(row: Row[tuple[object, ...]], status: DonationStatus) -> GiftState:
    kept = row.amount_minor - row.refunded_minor - row.disputed_minor
    true_of_it = {
        GiftState.FAILED: status is DonationStatus.FAILED,
        GiftState.AWAITED: status is DonationStatus.PENDING,
        GiftState.REFUNDED: not kept and not row.disputed_minor,
        GiftState.IN_DISPUTE: row.in_dispute,
        GiftState.TAKEN_BACK: not kept,
        GiftState.REFUND_UNDER_WAY: row.refund_under_way_minor > 0,
        GiftState.ON_HOLD: row.held,
        GiftState.REFUNDED_IN_PART: row.refunded_minor > 0,
        GiftState.SETTLED: True,
    }
    return next(state for state, is_so in true_of_it.items() if is_so)
