"""
Gifts that a second person looks at before a child is promised anything of them (B13).

A gift is flagged when its money has come, by whichever door; until it is cleared it is held. What
is refused is given back. A refund does not wait for any of this.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.errors import ClearanceReasonUnfit, GiftNotFlagged
from services.core.donations.models import Donation, GiftClearance, GiftHold
from services.core.donations.repository import (
    CashCountRepository,
    ClearanceRepository,
    DonationRepository,
)
from services.core.donations.service.flagging import flag_on_settlement
from services.core.donations.service.holds import release_hold
from services.core.donations.service.refunds import refund
from services.core.donations.types import ClearanceReason, HoldReason, RefundReason, Verdict
from services.core.identity import service as identity
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork

__all__ = [
    "Flagged",
    "awaiting_clearance",
    "clear_gift",
    "flag_on_settlement",
    "get_flagged",
    "refuse_gift",
]


@dataclass(frozen=True, slots=True)
class Flagged:
    """
    A gift that waits for a second person, or that one has decided on.

    :param flags: the standing ones.
    :param makers: who had a hand in it, and are not the second person.
    """

    donation: Donation
    flags: Sequence[GiftHold]
    makers: tuple[UUID, ...]
    decisions: Sequence[GiftClearance] = ()

    @property
    def id(self) -> UUID:
        return self.donation.id

    @property
    def reasons(self) -> list[HoldReason]:
        return sorted({hold.reason for hold in self.flags})

    @property
    def flagged_at(self) -> datetime:
        return self.flags[0].placed_at


def awaiting_clearance(
    uow: UnitOfWork,
    *,
    organisation_id: UUID,
    programme_id: UUID | None = None,
    after: UUID | None = None,
    limit: int | None = None,
) -> list[Flagged]:
    """Gifts that wait for a second person, in the order of their ids."""
    waiting = ClearanceRepository(uow).waiting(
        organisation_id, programme_id=programme_id, after=after, limit=limit
    )
    return _told(uow, waiting)


def get_flagged(uow: UnitOfWork, *, programme_id: UUID, donation_id: UUID) -> Flagged:
    """
    Why a gift waits, and what was said of it.

    :raises GiftNotFlagged: it never was.
    """
    donation = DonationRepository(uow).find(programme_id, donation_id)
    if donation is None:
        raise GiftNotFlagged(donation_id=donation_id)
    [flagged] = _told(uow, [donation])
    decisions = ClearanceRepository(uow).decisions(programme_id, donation_id)
    if not (flagged.flags or decisions):
        raise GiftNotFlagged(donation_id=donation_id)
    return Flagged(donation, flagged.flags, flagged.makers, decisions)


def clear_gift(
    uow: UnitOfWork, *, programme_id: UUID, donation_id: UUID, reason: ClearanceReason
) -> Flagged:
    """
    Let a flagged gift be promised to children.

    :raises GiftNotFlagged: nobody is asked to clear it.
    :raises SecondPersonRequired: whoever brought it into the books does not clear it.
    :raises ClearanceReasonUnfit: by that reason it would be refused.
    """
    flagged = _decide(uow, programme_id, donation_id, Verdict.CLEARED, reason)
    for flag in flagged.reasons:
        release_hold(uow, programme_id=programme_id, donation_ids=[donation_id], reason=flag)
    return get_flagged(uow, programme_id=programme_id, donation_id=donation_id)


def refuse_gift(
    uow: UnitOfWork, *, programme_id: UUID, donation_id: UUID, reason: ClearanceReason
) -> Flagged:
    """
    Give a flagged gift back, all that is left of it; until it has left it stays held.

    :raises GiftNotFlagged, SecondPersonRequired: as for `clear_gift`.
    :raises ClearanceReasonUnfit: by that reason it would be cleared.
    """
    flagged = _decide(uow, programme_id, donation_id, Verdict.REFUSED, reason)
    refund(
        uow,
        programme_id=programme_id,
        donation_id=flagged.donation.id,
        reason=RefundReason.NOT_CLEARED,
    )
    return get_flagged(uow, programme_id=programme_id, donation_id=donation_id)


def _decide(
    uow: UnitOfWork,
    programme_id: UUID,
    donation_id: UUID,
    verdict: Verdict,
    reason: ClearanceReason,
) -> Flagged:
    if reason.verdict is not verdict:
        raise ClearanceReasonUnfit(pointer="/reason", reason=reason)
    # Lock before looking: of two who decide at once, the second must find the first's word.
    donation = DonationRepository(uow).lock(programme_id, donation_id)
    if donation is None or not donation.held or donation.parts.kept.minor == 0:
        raise GiftNotFlagged(donation_id=donation_id)
    clearances = ClearanceRepository(uow)
    [flagged] = _told(uow, [donation])
    earlier = clearances.decisions(programme_id, donation_id)
    if not flagged.flags or any(one.verdict is Verdict.REFUSED for one in earlier):
        raise GiftNotFlagged(donation_id=donation_id)
    for maker in flagged.makers:
        identity.require_second_person(uow, created_by=maker)
    clearances.add(
        GiftClearance(
            programme_id=programme_id,
            id=uuid7(),
            donation_id=donation_id,
            verdict=verdict,
            reason=reason,
            decided_at=uow.now,
            decided_by=uow.actor.id,
        )
    )
    audit.record(
        uow,
        action="donation.clear" if verdict is Verdict.CLEARED else "donation.refuse",
        object_type="donation",
        object_id=donation_id,
        facts={"reason": reason, "flags": ",".join(flagged.reasons)},
    )
    return flagged


def _told(uow: UnitOfWork, donations: Sequence[Donation]) -> list[Flagged]:
    programmes = {one.programme_id for one in donations}
    ids = [one.id for one in donations]
    flags = ClearanceRepository(uow).flags(programmes, ids)
    counts = CashCountRepository(uow).of_many(programmes, ids)
    told = []
    for one in donations:
        standing = flags.get(one.id, [])
        count = counts.get(one.id)
        counted_by = count.counted_by if count else None
        # Who settled it is who placed the hold; whoever only counted cash again had no other part.
        placed_by = (hold.placed_by for hold in standing if hold.placed_by != counted_by)
        hands = [one.recorded_by, *placed_by, count.taken_by if count else None]
        makers = tuple(dict.fromkeys(hand for hand in hands if hand is not None))
        told.append(Flagged(one, standing, makers))
    return told
