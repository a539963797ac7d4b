"""How far the gifts of a campaign, or in a fund, have come: read off awards and redemptions."""

from uuid import UUID

from sqlalchemy import text

from services.core.kit.unit_of_work import UnitOfWork

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


class StandingRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def of_campaign(self, programme_id: UUID, campaign_id: UUID) -> tuple[int, int, int]:
        """What was used, by how many children, and what was promised, used or not."""
        return self._of(programme_id, "campaign_id", campaign_id)

    def of_fund(self, programme_id: UUID, fund_id: UUID) -> tuple[int, int, int]:
        """The same of all gifts in a fund."""
        return self._of(programme_id, "fund_id", fund_id)

    def _of(self, programme_id: UUID, column: str, of_id: UUID) -> tuple[int, int, int]:
        parameters = {"programme_id": programme_id, "of_id": of_id}
        row = self._session.execute(text(_STANDING.format(column=column)), parameters).one()
        return int(row[0]), int(row[1]), int(row[2])
