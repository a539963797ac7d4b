"""
How far the gifts of a campaign, or of a sponsor's fund, have come: promised, used, by how many.

It says the same as the trace of each gift (`impact.trace`), in one statement and for all at once.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from services.core.donations import service as donations
from services.core.donations.types import SponsorFigures
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes

# A voucher's lots laid end to end in the order of spending: what was used reaches so far into them.
_STANDING = """
    WITH gifts AS (
        SELECT id, allocated_minor
          FROM donations
         WHERE programme_id = :programme_id AND {column} = :of_id AND settled_at IS NOT NULL
    ),
    lots AS (
        SELECT award_id, donation_id, amount_minor - returned_minor AS kept_minor,
               sum(amount_minor - returned_minor) OVER (PARTITION BY award_id ORDER BY ordinal)
                   - (amount_minor - returned_minor) AS before_minor
          FROM award_lots
         WHERE programme_id = :programme_id
           AND award_id IN (SELECT award_id FROM award_lots
                             WHERE programme_id = :programme_id
                               AND donation_id IN (SELECT id FROM gifts))
    )
    SELECT coalesce(sum(least(greatest(u.used_minor - l.before_minor, 0), l.kept_minor)), 0),
           count(DISTINCT a.child_id) FILTER (WHERE l.kept_minor > 0),
           (SELECT coalesce(sum(allocated_minor), 0) FROM gifts)
      FROM lots l
      JOIN gifts g ON g.id = l.donation_id
      JOIN awards a ON a.programme_id = :programme_id AND a.id = l.award_id
     CROSS JOIN LATERAL (SELECT coalesce(sum(r.amount_minor - r.reversed_minor), 0) AS used_minor
                           FROM redemptions r
                          WHERE r.programme_id = :programme_id AND r.voucher_id = a.voucher_id) u
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """
    Yen, and children.

    :param committed: promised to children and not used yet.
    :param children: None where they are so few that the number would tell of one of them.
    """

    used: int
    committed: int
    children: int | None


@dataclass(frozen=True, slots=True)
class PoolStatement:
    """What became of the places that a company promised to pay for."""

    figures: SponsorFigures
    standing: Standing
    places: int


def standing_of_campaign(uow: UnitOfWork, *, programme_id: UUID, campaign_id: UUID) -> Standing:
    """What of a campaign's gifts, to whichever of its funds, has been promised and used."""
    return _standing(uow, programme_id, "campaign_id", campaign_id)


def pool_statement(
    uow: UnitOfWork, *, programme_id: UUID, sponsorship_id: UUID
) -> PoolStatement | None:
    """
    What a sponsor of places may read of them; None where it promised no places.

    :raises SponsorshipNotFound: the programme has no such promise.
    """
    promise = donations.get_sponsorship(
        uow, programme_id=programme_id, sponsorship_id=sponsorship_id
    )
    if promise.fund_id is None or promise.places is None:
        return None
    return PoolStatement(
        figures=donations.sponsor_figures(uow, promise),
        standing=_standing(uow, programme_id, "fund_id", promise.fund_id),
        places=promise.places,
    )


def _standing(uow: UnitOfWork, programme_id: UUID, column: str, of_id: UUID) -> Standing:
    k = programmes.get(uow, programme_id).terms.small_cell_k
    statement = text(_STANDING.format(column=column))
    parameters = {"programme_id": programme_id, "of_id": of_id}
    used, children, allocated = map(int, uow.session.execute(statement, parameters).one())
    return Standing(
        used=used, committed=allocated - used, children=children if children >= k else None
    )
