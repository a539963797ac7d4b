"""The facts from which each trace follows, and what closed months have fixed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy import select, text

from services.core.impact.models import TracedMonth, TracedUse
from services.core.impact.types import Gift, GiftFacts, Lot, Traced, Use
from services.core.kit.bulk import copy_rows
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes.types import ServiceCategory

# Gifts, lots and uses in one statement: in three they would be of three instants, and a lesson
# booked in between would have no yen to pay for it.
_FACTS = """
    WITH gifts AS (
        SELECT id, fund_id, donor_id, settled_at, amount_minor, overhead_minor,
               refunded_minor, disputed_minor, allocated_minor, shortfall_minor, fee_cover_minor,
               refunding_minor, held
          FROM donations
         WHERE programme_id = :programme_id AND settled_at IS NOT NULL
           AND (CAST(:donation_ids AS uuid[]) IS NULL OR id = ANY(:donation_ids))
    ),
    concerned AS (
        SELECT a.id, a.voucher_id, a.child_id
          FROM awards a
         WHERE a.programme_id = :programme_id
           AND (CAST(:donation_ids AS uuid[]) IS NULL OR a.id IN (
               SELECT award_id FROM award_lots
                WHERE programme_id = :programme_id AND donation_id = ANY(:donation_ids)))
    )
    SELECT 'gift' AS kind, NULL::uuid AS voucher_id, id, fund_id AS other_id,
           settled_at AS at, NULL AS category, NULL::date AS service_on, held AS flag,
           ARRAY[amount_minor, overhead_minor, refunded_minor, allocated_minor, shortfall_minor,
                 disputed_minor, fee_cover_minor, refunding_minor] AS figures,
           0 AS place, donor_id AS whose_id
      FROM gifts
     UNION ALL
    SELECT 'lot', a.voucher_id, l.donation_id, a.child_id, NULL, NULL, NULL, false,
           ARRAY[l.amount_minor, l.returned_minor], l.ordinal, NULL
      FROM concerned a
      JOIN award_lots l ON l.programme_id = :programme_id AND l.award_id = a.id
     UNION ALL
    SELECT 'use', r.voucher_id, r.id, r.provider_id, r.recorded_at, r.category, r.service_on,
           r.closed_at IS NOT NULL, ARRAY[r.amount_minor - r.reversed_minor], 0, NULL
      FROM concerned a
      JOIN redemptions r ON r.programme_id = :programme_id AND r.voucher_id = a.voucher_id
     WHERE r.amount_minor > r.reversed_minor
     ORDER BY kind, at, voucher_id, place, id
"""

_FROZEN = """
    SELECT t.donation_id, t.month, v.child_id, sum(t.amount_minor)::bigint AS amount_minor
      FROM traced_uses t
      JOIN redemptions r ON r.programme_id = t.programme_id AND r.id = t.redemption_id
      JOIN vouchers v ON v.programme_id = r.programme_id AND v.id = r.voucher_id
     WHERE t.programme_id = :programme_id
       AND (CAST(:donation_ids AS uuid[]) IS NULL OR t.donation_id = ANY(:donation_ids))
     GROUP BY 1, 2, 3
     ORDER BY 1, 2, 3
"""

_USES = """
    SELECT r.category, v.child_id, sum(r.amount_minor - r.reversed_minor)::bigint AS minor
      FROM redemptions r
      JOIN vouchers v ON v.programme_id = r.programme_id AND v.id = r.voucher_id
     WHERE r.programme_id = :programme_id AND r.amount_minor > r.reversed_minor
     GROUP BY 1, 2
"""

_FIXED = """
    SELECT donation_id, redemption_id, sum(amount_minor)::bigint AS amount_minor
      FROM traced_uses
     WHERE programme_id = :programme_id
     GROUP BY 1, 2
"""

# The closed months that are not traced yet; whoever inserts them traces them.
_TAKE_MONTHS = """
    INSERT INTO traced_months (programme_id, month, traced_at)
    SELECT programme_id, month, :now FROM monthly_closes WHERE programme_id = :programme_id
        ON CONFLICT DO NOTHING
    RETURNING month
"""

_LINE_MONTHS = """
    SELECT l.redemption_id, s.month
      FROM statements s
      JOIN statement_lines l ON l.programme_id = s.programme_id AND l.statement_id = s.id
     WHERE s.programme_id = :programme_id AND s.month = ANY(:months) AND l.kind = 'redemption'
"""


@dataclass
class Facts:
    """All that a trace follows from, of one instant."""

    gifts: list[Gift] = field(default_factory=list)
    told: dict[UUID, GiftFacts] = field(default_factory=dict)
    lots: list[Lot] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)


class TraceRepository:
    """Reads the facts, and keeps what closed months fix."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._session = uow.session

    def facts(self, programme_id: UUID, donation_ids: Sequence[UUID] | None = None) -> Facts:
        """The settled gifts, all of the programme or these, with all lots beside theirs."""
        parameters = {"programme_id": programme_id, "donation_ids": _ids(donation_ids)}
        facts = Facts()
        rows = self._session.execute(
            text(_FACTS), parameters, execution_options={"yield_per": 10_000}
        )
        for kind, voucher_id, id, other_id, at, category, on, flag, figures, _, whose in rows:
            if kind == "gift":
                facts.gifts.append(replace(Gift(id, other_id, *figures), held=flag))
                facts.told[id] = GiftFacts(settled_at=at, donor_id=whose)
            elif kind == "lot":
                facts.lots.append(Lot(voucher_id, other_id, id, *figures))
            else:
                use = Use(
                    redemption_id=id,
                    voucher_id=voucher_id,
                    provider_id=other_id,
                    category=ServiceCategory(category),
                    service_on=on,
                    net_minor=figures[0],
                    settled=flag,
                )
                facts.uses.append(use)
        return facts

    def gifts_of_donor(self, programme_id: UUID, donor_id: UUID) -> list[UUID]:
        """A donor's settled gifts to the programme, and all under the same e-mail."""
        statement = text(
            "SELECT d.id FROM donations d WHERE d.programme_id = :programme_id"
            " AND d.settled_at IS NOT NULL AND d.donor_id IN (SELECT own.id FROM donors own"
            " JOIN donors me ON me.organisation_id = own.organisation_id"
            " AND (me.id = own.id OR me.email_index = own.email_index)"
            " WHERE me.id = :donor_id AND me.organisation_id = d.organisation_id)"
        )
        parameters = {"programme_id": programme_id, "donor_id": donor_id}
        return list(self._session.scalars(statement, parameters))

    def frozen(
        self, programme_id: UUID, donation_ids: Sequence[UUID] | None = None
    ) -> dict[UUID, list[Traced]]:
        """What closed months fixed, by gift: month, child and yen."""
        parameters = {"programme_id": programme_id, "donation_ids": _ids(donation_ids)}
        found: dict[UUID, list[Traced]] = {}
        for donation_id, month, child_id, minor in self._session.execute(text(_FROZEN), parameters):
            found.setdefault(donation_id, []).append(Traced(month, child_id, minor))
        return found

    def uses_by_child(self, programme_id: UUID) -> dict[str, dict[UUID, int]]:
        """What all children of a programme used, by category."""
        found: dict[str, dict[UUID, int]] = {}
        for category, child_id, minor in self._session.execute(
            text(_USES), {"programme_id": programme_id}
        ):
            found.setdefault(category, {})[child_id] = minor
        return found

    def take_months(self, programme_id: UUID) -> list[str]:
        """Take on the closed months that nobody has traced; of two that try, one gets them."""
        parameters = {"programme_id": programme_id, "now": self._uow.now}
        return sorted(self._session.scalars(text(_TAKE_MONTHS), parameters))

    def fixed(self, programme_id: UUID) -> dict[tuple[UUID, UUID], int]:
        """What all months so far have fixed, by gift and redemption."""
        rows = self._session.execute(text(_FIXED), {"programme_id": programme_id})
        return {(row[0], row[1]): row[2] for row in rows}

    def line_months(self, programme_id: UUID, months: Sequence[str]) -> dict[UUID, str]:
        """In which of these months' statements each redemption stands."""
        parameters = {"programme_id": programme_id, "months": list(months)}
        rows = self._session.execute(text(_LINE_MONTHS), parameters)
        return {row[0]: row[1] for row in rows}

    def fix(self, programme_id: UUID, rows: Iterator[tuple[UUID, UUID, str, int]]) -> int:
        """Append what a month fixes; returns how many rows."""
        values = list(rows)
        if values:
            columns = ("donation_id", "redemption_id", "month", "amount_minor")
            same = {"programme_id": programme_id}
            copy_rows(self._session, TracedUse, columns, values, same=same)
        return len(values)

    def traced_months(self, programme_id: UUID) -> list[str]:
        query = select(TracedMonth.month).where(TracedMonth.programme_id == programme_id)
        return sorted(self._session.scalars(query))


def _ids(donation_ids: Sequence[UUID] | None) -> list[UUID] | None:
    return None if donation_ids is None else list(donation_ids)
