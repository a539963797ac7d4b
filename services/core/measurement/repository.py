"""
Every statement of measurement. A read model: it reads other contexts' tables, and writes its own.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert

from services.core.kit.unit_of_work import UnitOfWork
from services.core.measurement.models import ChildMonth, RollupWatermark, UseRollup
from services.core.measurement.policies import LAST_GRADE
from services.core.measurement.protection.table import ALL
from services.core.measurement.types import Figures, Reach, RollupCheck

_BANDS = " ".join(f"WHEN v.grade_no <= {last} THEN '{band}'" for band, last in LAST_GRADE.items())

# What each child used, from the facts themselves; a use that was reversed in full counts for
# nothing, but its cell stays, so that reading on and counting anew give the same rows.
_COUNTED = f"""
    SELECT v.child_id, to_char(r.service_on, 'YYYY-MM') AS month, r.category,
           CASE {_BANDS} END AS band,
           count(*) FILTER (WHERE r.amount_minor > r.reversed_minor) AS redemptions,
           sum(r.amount_minor - r.reversed_minor)::bigint AS used_minor
      FROM redemptions r
      JOIN vouchers v ON v.programme_id = r.programme_id AND v.id = r.voucher_id
     WHERE r.programme_id = :programme_id
"""  # noqa: S608 (constants only)

# The children, months and categories that facts recorded since the watermark concern.
_TOUCHED = """
    SELECT DISTINCT v.child_id, to_char(r.service_on, 'YYYY-MM') AS month, r.category
      FROM (SELECT id, voucher_id, service_on, category
              FROM redemptions
             WHERE programme_id = :programme_id AND recorded_xid >= :since
             UNION
            SELECT r.id, r.voucher_id, r.service_on, r.category
              FROM reversals x
              JOIN redemptions r ON r.programme_id = x.programme_id AND r.id = x.redemption_id
             WHERE x.programme_id = :programme_id AND x.recorded_xid >= :since) r
      JOIN vouchers v ON v.programme_id = :programme_id AND v.id = r.voucher_id
"""

# Count each touched cell anew, see what changed, and carry the difference into the sums: so a
# fact that is read twice counts once, and a run costs what is new and not what there is.
_READ_ON = f"""
    WITH touched AS MATERIALIZED ({_TOUCHED}),
    fresh AS MATERIALIZED (
        SELECT c.*
          FROM touched t
         CROSS JOIN LATERAL (
               {_COUNTED}
                  AND v.child_id = t.child_id AND r.category = t.category
                  AND r.service_on >= to_date(t.month, 'YYYY-MM')
                  AND r.service_on < to_date(t.month, 'YYYY-MM') + interval '1 month'
                GROUP BY 1, 2, 3, 4) c
    ),
    kept AS (
        INSERT INTO rollup_child_months AS k
               (programme_id, child_id, month, category, band, redemptions, used_minor)
        SELECT :programme_id, child_id, month, category, band, redemptions, used_minor FROM fresh
            ON CONFLICT (programme_id, child_id, month, category, band)
            DO UPDATE SET redemptions = excluded.redemptions, used_minor = excluded.used_minor
    ),
    change AS (
        SELECT f.month, f.category, f.band,
               sum(f.redemptions - coalesce(o.redemptions, 0))::bigint AS redemptions,
               sum(f.used_minor - coalesce(o.used_minor, 0))::bigint AS used_minor,
               sum((f.redemptions > 0)::int - (coalesce(o.redemptions, 0) > 0)::int) AS children
          FROM fresh f
          LEFT JOIN rollup_child_months o
            ON o.programme_id = :programme_id AND o.child_id = f.child_id
           AND o.month = f.month AND o.category = f.category AND o.band = f.band
         GROUP BY 1, 2, 3
    ),
    summed AS (
        INSERT INTO rollup_uses
               (programme_id, month, category, band, redemptions, used_minor, children)
        SELECT :programme_id, c.month, c.category, c.band,
               c.redemptions + coalesce(u.redemptions, 0),
               c.used_minor + coalesce(u.used_minor, 0),
               c.children + coalesce(u.children, 0)
          FROM change c
          LEFT JOIN rollup_uses u
            ON u.programme_id = :programme_id AND u.month = c.month
           AND u.category = c.category AND u.band = c.band
            ON CONFLICT (programme_id, month, category, band)
            DO UPDATE SET redemptions = excluded.redemptions, used_minor = excluded.used_minor,
                          children = excluded.children
    )
    SELECT count(*) FROM fresh
"""  # noqa: S608 (constants only)

_COUNTED_ANEW = f"{_COUNTED} GROUP BY 1, 2, 3, 4"

_SUMMED = """
    SELECT month, category, band, sum(redemptions)::bigint AS redemptions,
           sum(used_minor)::bigint AS used_minor,
           count(*) FILTER (WHERE redemptions > 0) AS children
      FROM {source}
     GROUP BY 1, 2, 3
"""

_FILL_CHILDREN = f"""
    INSERT INTO rollup_child_months
           (programme_id, child_id, month, category, band, redemptions, used_minor)
    SELECT :programme_id, counted.* FROM ({_COUNTED_ANEW}) counted
"""  # noqa: S608 (constants only)

_OWN_CHILDREN = "rollup_child_months WHERE programme_id = :programme_id"
_FILL_SUMS = f"""
    INSERT INTO rollup_uses (programme_id, month, category, band, redemptions, used_minor, children)
    SELECT :programme_id, summed.* FROM ({_SUMMED.format(source=_OWN_CHILDREN)}) summed
"""  # noqa: S608 (constants only)

# One statement, so that both sides see the same facts; cells that wait for the next run are
# left out, on both sides, and so are the sums above them.
_CHECK = f"""
    WITH anew AS ({_COUNTED_ANEW}),
    waiting AS ({_TOUCHED}),
    anew_sums AS ({_SUMMED.format(source="anew")}),
    kept AS (SELECT child_id, month, category, band, redemptions, used_minor
               FROM rollup_child_months WHERE programme_id = :programme_id),
    kept_sums AS (SELECT month, category, band, redemptions, used_minor, children
                    FROM rollup_uses WHERE programme_id = :programme_id),
    differing AS (
        SELECT child_id, month, category
          FROM ((TABLE kept EXCEPT TABLE anew) UNION (TABLE anew EXCEPT TABLE kept)) d
        EXCEPT TABLE waiting
        UNION ALL
        SELECT NULL, month, category
          FROM ((TABLE kept_sums EXCEPT TABLE anew_sums)
                UNION (TABLE anew_sums EXCEPT TABLE kept_sums)) s
         WHERE NOT EXISTS (SELECT FROM waiting w
                            WHERE w.month = s.month AND w.category = s.category)
    )
    SELECT (SELECT count(*) FROM differing) AS differing,
           (SELECT string_agg(s::text, E'\\n' ORDER BY month, category, band)
              FROM kept_sums s) AS kept,
           (SELECT string_agg(s::text, E'\\n' ORDER BY month, category, band)
              FROM anew_sums s) AS anew
"""  # noqa: S608 (constants only)

# Every cell with every margin in one pass: a child counts once in each.
_CELLS = """
    WITH per_child AS (
        SELECT month, category, band, child_id,
               grouping(month) AS all_months, grouping(category) AS all_categories,
               grouping(band) AS all_bands,
               sum(redemptions) AS redemptions, sum(used_minor) AS used_minor
          FROM rollup_child_months
         WHERE programme_id = :programme_id AND redemptions > 0
         GROUP BY child_id, CUBE (month, category, band)
    ),
    ranked AS (
        SELECT *, row_number() OVER (
                   PARTITION BY all_months, all_categories, all_bands, month, category, band
                   ORDER BY used_minor DESC) AS place
          FROM per_child
         -- The margins that the published tables have; see policies.published_cells.
         WHERE all_bands = 1 OR all_months = 1
    )
    SELECT coalesce(month, :all) AS month, coalesce(category, :all) AS category,
           coalesce(band, :all) AS band, count(*) AS children,
           sum(redemptions)::bigint AS redemptions, sum(used_minor)::bigint AS used_minor,
           coalesce(sum(used_minor) FILTER (WHERE place <= 2), 0)::bigint AS top_two_minor
      FROM ranked
     GROUP BY 1, 2, 3
"""

_REACH = """
    SELECT (SELECT count(*)
              FROM (SELECT child_id FROM applications
                     WHERE programme_id = :programme_id AND decision = 'eligible'
                     UNION
                    -- Who withdrew later was eligible when the voucher was issued.
                    SELECT child_id FROM vouchers WHERE programme_id = :programme_id) e
           ) AS eligible,
           (SELECT count(DISTINCT child_id) FROM vouchers
             WHERE programme_id = :programme_id) AS issued,
           (SELECT count(DISTINCT child_id) FROM rollup_child_months
             WHERE programme_id = :programme_id AND redemptions > 0) AS users,
           (SELECT coalesce(sum(amount_minor), 0)::bigint FROM vouchers
             WHERE programme_id = :programme_id) AS granted_minor,
           (SELECT coalesce(sum(used_minor), 0)::bigint FROM rollup_uses
             WHERE programme_id = :programme_id) AS used_minor
"""


class RollupRepository:
    """The rollup's rows and how they are made."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def lock_watermark(self, programme_id: UUID) -> RollupWatermark | None:
        """The watermark, and with it the right to roll; None where nothing was ever read."""
        query = (
            select(RollupWatermark)
            .where(RollupWatermark.programme_id == programme_id)
            .with_for_update()
        )
        return self._session.scalar(query)

    def watermark(self, programme_id: UUID) -> RollupWatermark | None:
        return self._session.get(RollupWatermark, programme_id)

    def start(self, programme_id: UUID, *, at: datetime) -> RollupWatermark:
        """A watermark before all facts. Of two that start at once, one waits for the other."""
        statement = insert(RollupWatermark).values(
            programme_id=programme_id, cluster=0, read_to_xid=0, read_at=at
        )
        self._session.execute(statement.on_conflict_do_nothing())
        watermark = self.lock_watermark(programme_id)
        assert watermark is not None, "it was inserted, here or by the other"
        return watermark

    def position(self) -> tuple[int, int]:
        """This database system, and the first transaction that has not ended yet."""
        row = self._session.execute(
            text(
                "SELECT system_identifier, pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
                " FROM pg_control_system()"
            )
        ).one()
        return row[0], row[1]

    def read_on(self, programme_id: UUID, *, since: int) -> int:
        """Count anew what facts recorded from transaction `since` on concern; how many cells."""
        parameters = {"programme_id": programme_id, "since": since}
        return int(self._session.execute(text(_READ_ON), parameters).scalar_one())

    def clear(self, programme_id: UUID) -> None:
        for table in (UseRollup, ChildMonth):
            self._session.execute(delete(table).where(table.programme_id == programme_id))

    def count_anew(self, programme_id: UUID) -> int:
        """Fill the cleared rollup from every fact; how many cells."""
        parameters = {"programme_id": programme_id}
        filled = self._session.execute(text(_FILL_CHILDREN), parameters)
        self._session.execute(text(_FILL_SUMS), parameters)
        return int(filled.rowcount)  # type: ignore[attr-defined]

    def check(self, programme_id: UUID, *, since: int) -> RollupCheck:
        """The rollup beside a count from nothing, but for cells that wait to be read."""
        parameters = {"programme_id": programme_id, "since": since}
        row = self._session.execute(text(_CHECK), parameters).one()
        return RollupCheck(row.differing, _digest(row.kept), _digest(row.anew))


class FiguresRepository:
    """What reports are made of; never to be shown as it is."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def cells(self, programme_id: UUID) -> Sequence[Figures]:
        """All cells in which anything was used, of the published tables and their margins."""
        parameters = {"programme_id": programme_id, "all": ALL}
        rows = self._session.execute(text(_CELLS), parameters).mappings()
        return [Figures(**row) for row in rows]

    def reach(self, programme_id: UUID) -> Reach:
        parameters = {"programme_id": programme_id}
        return Reach(**self._session.execute(text(_REACH), parameters).mappings().one())


def _digest(figures: str | None) -> str:
    return sha256((figures or "").encode()).hexdigest()
