"""Truths about accounts and transfers (docs/explanation/ledger.md)."""

from services.core.invariants.types import Invariant
from services.core.ledger.repository import SEGMENT_DIGEST

# Each movement seen from both of its accounts.
_ENTRIES = """
    SELECT programme_id, id, recorded_at, kind, pending_id, currency,
           debit_account_id AS account_id, amount_minor AS debit, 0::bigint AS credit
      FROM ledger_transfers
    UNION ALL
    SELECT programme_id, id, recorded_at, kind, pending_id, currency,
           credit_account_id, 0::bigint, amount_minor
      FROM ledger_transfers
"""

_SEGMENT = SEGMENT_DIGEST.format(
    programme="c.programme_id", after="c.recorded_after", until="c.recorded_until"
)

INVARIANTS = [
    Invariant(
        "L1",
        "Every transfer moves a positive amount between two accounts of its one currency.",
        """
        SELECT t.programme_id, t.id
          FROM ledger_transfers t
          JOIN ledger_accounts d ON d.programme_id = t.programme_id AND d.id = t.debit_account_id
          JOIN ledger_accounts c ON c.programme_id = t.programme_id AND c.id = t.credit_account_id
         WHERE t.amount_minor <= 0 OR d.id = c.id
            OR d.currency <> t.currency OR c.currency <> t.currency
        """,
    ),
    Invariant(
        "L2",
        "Over all accounts of a book and currency, debits equal credits.",
        f"""
        WITH summed AS (
            SELECT e.programme_id, e.account_id, sum(e.debit) AS debits, sum(e.credit) AS credits
              FROM ({_ENTRIES}) e
             WHERE e.kind IN ('single', 'post')
             GROUP BY 1, 2
        )
        SELECT a.programme_id, a.currency
          FROM ledger_accounts a
          LEFT JOIN summed s ON s.programme_id = a.programme_id AND s.account_id = a.id
         GROUP BY 1, 2
        HAVING sum(CASE WHEN a.counted THEN a.debits_posted ELSE coalesce(s.debits, 0) END)
            <> sum(CASE WHEN a.counted THEN a.credits_posted ELSE coalesce(s.credits, 0) END)
        """,
    ),
    Invariant(
        "L3",
        "A counted account's counters equal the sum of its transfers; a summed one has none.",
        f"""
        WITH moved AS (
            SELECT e.programme_id, e.account_id,
                   sum(e.debit) FILTER (WHERE e.kind IN ('single', 'post')) AS debits,
                   sum(e.credit) FILTER (WHERE e.kind IN ('single', 'post')) AS credits,
                   sum(e.debit) FILTER (WHERE e.kind = 'pending' AND r.id IS NULL) AS debits_held,
                   sum(e.credit) FILTER (WHERE e.kind = 'pending' AND r.id IS NULL) AS credits_held
              FROM ({_ENTRIES}) e
              LEFT JOIN ledger_transfers r
                ON e.kind = 'pending' AND r.programme_id = e.programme_id AND r.pending_id = e.id
             GROUP BY 1, 2
        )
        SELECT a.programme_id, a.id, a.code
          FROM ledger_accounts a
          LEFT JOIN moved m ON m.programme_id = a.programme_id AND m.account_id = a.id
         WHERE (a.debits_posted, a.credits_posted, a.debits_pending, a.credits_pending)
            <> (CASE WHEN a.counted THEN coalesce(m.debits, 0) ELSE 0 END,
                CASE WHEN a.counted THEN coalesce(m.credits, 0) ELSE 0 END,
                CASE WHEN a.counted THEN coalesce(m.debits_held, 0) ELSE 0 END,
                CASE WHEN a.counted THEN coalesce(m.credits_held, 0) ELSE 0 END)
        """,
    ),
    Invariant(
        "L4",
        "No limited account is below its limit at any point of its history.",
        f"""
        WITH history AS (
            SELECT e.programme_id, e.account_id, e.id,
                   sum(CASE e.kind
                         WHEN 'single' THEN e.credit - e.debit
                         WHEN 'pending' THEN -e.debit
                         WHEN 'post' THEN e.credit - e.debit
                              + CASE WHEN e.debit > 0 THEN p.amount_minor ELSE 0 END
                         ELSE e.debit
                       END)
                   OVER (PARTITION BY e.programme_id, e.account_id ORDER BY e.recorded_at, e.id)
                       AS available
              FROM ({_ENTRIES}) e
              JOIN ledger_accounts a ON a.programme_id = e.programme_id AND a.id = e.account_id
              LEFT JOIN ledger_transfers p
                ON p.programme_id = e.programme_id AND p.id = e.pending_id
             WHERE a.limited
        )
        SELECT programme_id, account_id, id, available FROM history WHERE available < 0
        """,
    ),
    Invariant(
        "L5",
        "An object has at most one transfer of each code and ordinal.",
        """
        SELECT programme_id, code, of_id, ordinal, kind
          FROM ledger_transfers
         GROUP BY 1, 2, 3, 4, 5
        HAVING count(*) > 1
        """,
    ),
    Invariant(
        "L6",
        "A pending transfer is resolved at most once, and posted for no more than was held.",
        """
        SELECT p.programme_id, p.id
          FROM ledger_transfers p
          JOIN ledger_transfers r ON r.programme_id = p.programme_id AND r.pending_id = p.id
         GROUP BY p.programme_id, p.id, p.kind, p.amount_minor
        HAVING count(*) > 1 OR max(r.amount_minor) > p.amount_minor OR p.kind <> 'pending'
        """,
    ),
    Invariant(
        "L7",
        "A transfer is reversed at most to its amount.",
        """
        SELECT t.programme_id, t.id
          FROM ledger_transfers t
          JOIN ledger_transfers r ON r.programme_id = t.programme_id AND r.reverses_id = t.id
         GROUP BY t.programme_id, t.id, t.amount_minor
        HAVING sum(r.amount_minor) > t.amount_minor
        """,
    ),
    Invariant(
        "L8",
        "No transfer ever changed or vanished: each checkpoint's digest still comes out.",
        f"""
        SELECT c.programme_id, c.id, c.recorded_until
          FROM ledger_checkpoints c
         CROSS JOIN LATERAL ({_SEGMENT}) AS seen
         WHERE seen.transfers <> c.transfers OR seen.digest <> c.digest
        """,
    ),
]
