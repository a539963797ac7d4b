"""Truths about the trace: every redeemed yen is some gift's, and statements say what happened."""

from services.core.invariants.types import Invariant

# The lots of each voucher laid end to end, and its net redemptions in the order of recording:
# the design's definition of the trace, in SQL and apart from the code that makes statements.
_LAID = """
    lots AS (
        SELECT l.programme_id, a.voucher_id, l.donation_id,
               sum(l.amount_minor - l.returned_minor) OVER w AS until,
               sum(l.amount_minor - l.returned_minor) OVER w
                   - (l.amount_minor - l.returned_minor) AS since
          FROM award_lots l
          JOIN awards a ON a.programme_id = l.programme_id AND a.id = l.award_id
        WINDOW w AS (PARTITION BY l.programme_id, a.voucher_id ORDER BY l.ordinal)
    ),
    uses AS (
        SELECT programme_id, voucher_id, id, amount_minor - reversed_minor AS net_minor,
               sum(amount_minor - reversed_minor) OVER w AS until,
               sum(amount_minor - reversed_minor) OVER w
                   - (amount_minor - reversed_minor) AS since
          FROM redemptions
        WINDOW w AS (PARTITION BY programme_id, voucher_id ORDER BY recorded_at, id)
    ),
    traced AS (
        SELECT u.programme_id, u.id, l.donation_id,
               least(u.until, l.until) - greatest(u.since, l.since) AS minor
          FROM uses u
          JOIN lots l ON l.programme_id = u.programme_id AND l.voucher_id = u.voucher_id
           AND l.since < u.until AND u.since < l.until
    )
"""

INVARIANTS = [
    Invariant(
        "L12",
        "The yen of each redemption, traced to gifts, sum to what is left of it.",
        f"""
        WITH {_LAID}
        SELECT u.programme_id, u.id, u.net_minor, sum(t.minor) AS traced_minor
          FROM uses u
          LEFT JOIN traced t ON t.programme_id = u.programme_id AND t.id = u.id
         GROUP BY u.programme_id, u.id, u.net_minor
        HAVING coalesce(sum(t.minor), 0) <> u.net_minor
        """,
    ),
    Invariant(
        "L12",
        "All traced yen of a programme sum to what its ledger says was redeemed.",
        f"""
        WITH {_LAID},
        found AS (SELECT programme_id, sum(minor) AS minor FROM traced GROUP BY 1),
        booked AS (
            SELECT programme_id,
                   sum(CASE code WHEN 'voucher_redeemed' THEN amount_minor
                                 ELSE -amount_minor END) AS minor
              FROM ledger_transfers
             WHERE code IN ('voucher_redeemed', 'redemption_reversed')
               AND kind IN ('single', 'post')  -- what is only held is not used yet
             GROUP BY 1
        )
        SELECT programme_id, f.minor AS traced_minor, b.minor AS redeemed_minor
          FROM found f
          FULL JOIN booked b USING (programme_id)
         WHERE coalesce(f.minor, 0) <> coalesce(b.minor, 0)
        """,
    ),
    Invariant(
        "L12",
        "What closed months fixed of a lesson is never less than nothing, nor more than it cost.",
        """
        SELECT t.programme_id, t.redemption_id, t.donation_id, t.minor
          FROM (SELECT programme_id, redemption_id, donation_id, sum(amount_minor) AS minor,
                       sum(sum(amount_minor)) OVER (
                           PARTITION BY programme_id, redemption_id) AS of_redemption
                  FROM traced_uses
                 GROUP BY 1, 2, 3) t
          JOIN redemptions r ON r.programme_id = t.programme_id AND r.id = t.redemption_id
         WHERE t.minor < 0 OR t.of_redemption > r.amount_minor
        """,
    ),
    Invariant(
        "L20",
        "What a statement says a gift was, went back and cost to run, the ledger says too.",
        """
        WITH moved AS (
            -- What was undone of an arrival counts against it; and only what was a fund's, or the
            -- organisation's in its stead, was the gift's.
            SELECT t.programme_id, t.code,
                   coalesce(r.donation_id, m.donation_id, t.of_id) AS donation_id,
                   CASE WHEN t.reverses_id IS NULL THEN t.amount_minor
                        ELSE -t.amount_minor END AS minor
              FROM ledger_transfers t
              JOIN ledger_accounts d
                ON d.programme_id = t.programme_id AND d.id = t.debit_account_id
              JOIN ledger_accounts c
                ON c.programme_id = t.programme_id AND c.id = t.credit_account_id
              LEFT JOIN refunds r ON r.programme_id = t.programme_id AND r.id = t.of_id
              LEFT JOIN gateway_movements m
                ON m.programme_id = t.programme_id AND m.of_id = t.of_id
             WHERE CASE
                   WHEN t.code IN ('overhead_taken', 'overhead_returned') THEN true
                   WHEN t.code IN ('donation_settled', 'donation_received', 'grant_received',
                                   'receipt_assigned')
                   THEN 'fund' IN (c.code, CASE WHEN t.reverses_id IS NOT NULL THEN d.code END)
                   WHEN t.code IN ('donation_refunded', 'dispute_withdrawn')
                   THEN d.code IN ('fund', 'shortfall') AND c.code <> 'shortfall'
                   WHEN t.code IN ('refund_returned', 'dispute_reinstated')
                   THEN c.code IN ('fund', 'shortfall')
                   ELSE false
                   END
        ), booked AS (
            SELECT programme_id, donation_id,
                   coalesce(sum(minor) FILTER (
                       WHERE code IN ('donation_settled', 'donation_received', 'grant_received',
                                      'receipt_assigned')), 0) AS came,
                   coalesce(sum(minor) FILTER (
                       WHERE code IN ('donation_refunded', 'dispute_withdrawn')), 0)
                   - coalesce(sum(minor) FILTER (
                       WHERE code IN ('refund_returned', 'dispute_reinstated')), 0) AS went_back,
                   coalesce(sum(CASE code WHEN 'overhead_returned' THEN -minor ELSE minor END)
                       FILTER (WHERE code IN ('overhead_taken', 'overhead_returned')), 0)
                       AS overhead
              FROM moved
             GROUP BY 1, 2
        )
        SELECT d.programme_id, d.id, d.amount_minor, b.came,
               d.refunded_minor + d.disputed_minor AS gone, b.went_back,
               d.overhead_minor, b.overhead
          FROM donations d
          LEFT JOIN booked b ON b.programme_id = d.programme_id AND b.donation_id = d.id
         WHERE d.settled_at IS NOT NULL
           AND (d.amount_minor, d.refunded_minor + d.disputed_minor, d.overhead_minor)
               IS DISTINCT FROM (b.came, b.went_back, b.overhead)
        """,
    ),
    Invariant(
        "L20",
        "Where no fact waits to be read, the rollup's total is what redemptions sum to.",
        """
        SELECT w.programme_id, u.minor AS rolled_up_minor, f.minor AS used_minor
          FROM rollup_watermarks w
         CROSS JOIN LATERAL (SELECT coalesce(sum(used_minor), 0) AS minor FROM rollup_uses
                              WHERE programme_id = w.programme_id) u
         CROSS JOIN LATERAL (SELECT coalesce(sum(amount_minor - reversed_minor), 0) AS minor
                               FROM redemptions WHERE programme_id = w.programme_id) f
         WHERE u.minor <> f.minor
           AND NOT EXISTS (SELECT FROM redemptions WHERE programme_id = w.programme_id
                                                     AND recorded_xid >= w.read_to_xid)
           AND NOT EXISTS (SELECT FROM reversals WHERE programme_id = w.programme_id
                                                   AND recorded_xid >= w.read_to_xid)
        """,
    ),
]
