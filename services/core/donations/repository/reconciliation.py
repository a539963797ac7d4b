"""The books as a comparison reads them: streamed, newest first; and the comparisons kept."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text

from services.core.donations.models import (
    BankDeposit,
    BookedPayout,
    Reconciliation,
    ReconciliationFinding,
)
from services.core.donations.policies.reconciliation import BookedMovement, PayoutSide
from services.core.donations.types import EntryKind, PayoutStatus
from services.core.kit.unit_of_work import UnitOfWork

# So many rows at once come from the database's cursor.
PAGE = 2_000

# What the ledger moved at the gateway's accounts, for each object: debits as plus.
_CLEARING = """
    SELECT programme_id, of_id, sum(minor)::bigint AS net
      FROM (SELECT t.programme_id, t.of_id, t.amount_minor AS minor
              FROM ledger_accounts a
              JOIN ledger_transfers t
                ON t.programme_id = a.programme_id AND t.debit_account_id = a.id
             WHERE a.code = 'gateway_clearing'
            UNION ALL
            SELECT t.programme_id, t.of_id, -t.amount_minor
              FROM ledger_accounts a
              JOIN ledger_transfers t
                ON t.programme_id = a.programme_id AND t.credit_account_id = a.id
             WHERE a.code = 'gateway_clearing') moved
     GROUP BY programme_id, of_id
"""
_COLUMNS = """
    m.external_id, min(m.kind) AS kind, min(m.source_id) AS source_id, m.occurred_at,
    sum(m.amount_minor)::bigint AS amount, sum(m.fee_minor)::bigint AS fee,
    count(*) AS parts, min(m.payout_id) AS payout_id, min(m.of_id::text) AS of_id
"""

_MOVEMENTS = text(
    f"""
    SELECT {_COLUMNS}, coalesce(sum(c.net), 0)::bigint AS ledger
      FROM gateway_movements m
      LEFT JOIN ({_CLEARING}) c ON c.programme_id = m.programme_id AND c.of_id = m.of_id
     WHERE m.occurred_at >= :since AND m.occurred_at < :until
     GROUP BY m.external_id, m.occurred_at
     ORDER BY m.occurred_at DESC, m.external_id
    """  # noqa: S608 (constants only)
)
_CONTENT = text(
    f"""
    SELECT {_COLUMNS}, sum(m.amount_minor - m.fee_minor)::bigint AS ledger
      FROM gateway_movements m
     WHERE m.external_id = ANY (:ids) OR m.payout_id = :payout_id
     GROUP BY m.external_id, m.occurred_at
    """  # noqa: S608 (constants only)
)
_UNEXPLAINED = text(
    f"""
    SELECT c.of_id::text AS about, c.net AS ours
      FROM ({_CLEARING}) c
     WHERE c.net <> 0
       AND NOT EXISTS (SELECT 1 FROM gateway_movements m
                        WHERE m.programme_id = c.programme_id AND m.of_id = c.of_id)
     ORDER BY 1
    """  # noqa: S608 (constants only)
)
# What a payout left behind. It takes along whatever is available, and the gifts of one door become
# available so many days after they were paid, all alike: once it took one along, it cannot have
# left another of that door which was paid three days before. All else is judged by the slowest.
LEFT_BEHIND = """
    WITH moved AS (
        SELECT m.*, p.organisation_id, CASE WHEN m.kind = 'charge' THEN d.channel END AS door
          FROM gateway_movements m
          JOIN programmes p ON p.id = m.programme_id
          LEFT JOIN donations d ON d.programme_id = m.programme_id AND d.id = m.donation_id
    ), taken AS (
        SELECT organisation_id, door, max(occurred_at) AS until
          FROM moved
         WHERE kind = 'charge' AND payout_id IS NOT NULL
         GROUP BY 1, 2
    ), slowest AS (
        SELECT organisation_id, min(until) AS until FROM taken GROUP BY 1
    )
    SELECT m.external_id AS about, sum(m.amount_minor - m.fee_minor)::bigint AS ours
      FROM moved m
      JOIN slowest s ON s.organisation_id = m.organisation_id
      LEFT JOIN taken t ON t.organisation_id = m.organisation_id AND t.door = m.door
     WHERE m.payout_id IS NULL
       AND (m.door IS NULL OR t.door IS NOT NULL)
       AND m.occurred_at + interval '3 days' < coalesce(t.until, s.until)
     GROUP BY 1
"""
# A gift that was also taken in from a list, under the gateway's own number of its payment.
_TWO_DOORS = text(
    """
    SELECT m.external_id AS about, d.amount_minor AS ours, m.payout_id AS payout_id,
           m.amount_minor - m.fee_minor AS theirs
      FROM donations d
      JOIN donations g
        ON g.organisation_id = d.organisation_id AND g.id <> d.id AND g.payment_id IS NOT NULL
      JOIN gateway_movements m
        ON m.programme_id = g.programme_id AND m.donation_id = g.id AND m.kind = 'charge'
     WHERE d.external_ref IS NOT NULL AND d.settled_at IS NOT NULL
       AND split_part(d.external_ref, ':', 2) IN (g.payment_id, m.source_id, m.external_id)
     ORDER BY 1
    """
)


class BooksRepository:
    """What the books say of the gateway, as a comparison needs it."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def organisations(self) -> Sequence[UUID]:
        """Whose movements the books hold: at one account of the gateway, one organisation's."""
        query = text(
            "SELECT DISTINCT p.organisation_id FROM gateway_movements m"
            " JOIN programmes p ON p.id = m.programme_id ORDER BY 1"
        )
        return self._session.scalars(query).all()

    def movements(self, since: datetime, until: datetime) -> Iterator[BookedMovement]:
        """Newest first, from a cursor: never all in memory."""
        found = self._session.execute(
            _MOVEMENTS,
            {"since": since, "until": until},
            execution_options={"stream_results": True, "yield_per": PAGE},
        )
        return (_movement(row) for row in found)

    def content(self, payout_id: str, ids: Iterable[str]) -> dict[str, BookedMovement]:
        """What we have of these movements, and whatever we put into the payout."""
        found = self._session.execute(_CONTENT, {"payout_id": payout_id, "ids": list(ids)})
        return {row.external_id: _movement(row) for row in found}

    def unexplained_transfers(self) -> Sequence[Row[Any]]:
        return self._session.execute(_UNEXPLAINED).all()

    def left_behind(self) -> Sequence[Row[Any]]:
        return self._session.execute(text(f"{LEFT_BEHIND} ORDER BY 1")).all()

    def two_doors(self) -> Sequence[Row[Any]]:
        return self._session.execute(_TWO_DOORS).all()

    def payouts(self, organisation_id: UUID, since: date, until: date) -> list[PayoutSide]:
        """Those that should reach the bank within these days, both included."""
        query = (
            select(BookedPayout)
            .where(
                BookedPayout.organisation_id == organisation_id,
                BookedPayout.arrives_on.between(since, until),
            )
            .order_by(BookedPayout.arrives_on, BookedPayout.id)
            .execution_options(populate_existing=True)
        )
        return [_payout(one) for one in self._session.scalars(query)]

    def payout(self, organisation_id: UUID, external_id: str) -> PayoutSide | None:
        query = select(BookedPayout).where(
            BookedPayout.organisation_id == organisation_id,
            BookedPayout.external_id == external_id,
        )
        found = self._session.scalars(query).one_or_none()
        return _payout(found) if found is not None else None

    def last_deposit(self, organisation_id: UUID) -> date | None:
        query = select(func.max(BankDeposit.received_on)).where(
            BankDeposit.organisation_id == organisation_id
        )
        return self._session.scalars(query).one()

    def deposits_like(
        self, organisation_id: UUID, minor: int, first: date, last: date
    ) -> Sequence[BankDeposit]:
        """Deposits of an amount that were booked for days of a span, both included."""
        query = (
            select(BankDeposit)
            .where(
                BankDeposit.organisation_id == organisation_id,
                BankDeposit.amount_minor == minor,  # type: ignore[attr-defined]
                BankDeposit.received_on.between(first, last),
            )
            .order_by(BankDeposit.received_on, BankDeposit.id)
        )
        return self._session.scalars(query).all()


class ReconciliationRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, asked: Reconciliation) -> None:
        self._session.add(asked)
        self._session.flush()

    def add_findings(self, findings: Sequence[ReconciliationFinding]) -> None:
        self._session.add_all(findings)
        self._session.flush()

    def lock(self, organisation_id: UUID, id: UUID) -> Reconciliation | None:
        return self._session.get(
            Reconciliation, (organisation_id, id), with_for_update=True, populate_existing=True
        )

    def find(self, organisation_id: UUID, id: UUID) -> Reconciliation | None:
        return self._session.get(Reconciliation, (organisation_id, id), populate_existing=True)

    def page(
        self, organisation_id: UUID, *, after: UUID | None, limit: int
    ) -> Sequence[Reconciliation]:
        """The newest first: ids follow the time of their making."""
        query = select(Reconciliation).where(Reconciliation.organisation_id == organisation_id)
        if after is not None:
            query = query.where(Reconciliation.id < after)
        return self._session.scalars(query.order_by(Reconciliation.id.desc()).limit(limit)).all()

    def findings(
        self, organisation_id: UUID, id: UUID, *, after: UUID | None, limit: int
    ) -> Sequence[ReconciliationFinding]:
        """In the order in which they were found, which is that of their ids."""
        query = select(ReconciliationFinding).where(
            ReconciliationFinding.organisation_id == organisation_id,
            ReconciliationFinding.reconciliation_id == id,
        )
        if after is not None:
            query = query.where(ReconciliationFinding.id > after)
        return self._session.scalars(query.order_by(ReconciliationFinding.id).limit(limit)).all()


def _movement(row: Row[Any]) -> BookedMovement:
    return BookedMovement(
        id=row.external_id,
        kind=EntryKind(row.kind),
        source_id=row.source_id,
        occurred_at=row.occurred_at,
        amount=row.amount,
        fee=row.fee,
        ledger=row.ledger,
        parts=row.parts,
        payout_id=row.payout_id,
        answers=UUID(row.of_id),
    )


def _payout(booked: BookedPayout) -> PayoutSide:
    return PayoutSide(
        id=booked.external_id,
        amount=booked.amount.minor,
        status=PayoutStatus(booked.status),
        arrives_on=booked.arrives_on,
        seen=booked.bank_line_id is not None,
        returned=booked.return_line_id is not None,
    )
