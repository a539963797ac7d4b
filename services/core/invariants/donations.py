"""Truths about gifts and the gateway (docs/explanation/ledger.md)."""

from services.core.donations.repository.reconciliation import LEFT_BEHIND
from services.core.invariants.types import Invariant

# Each donation with what its parts come to.
_PARTS = """
    SELECT d.*, d.amount_minor + d.shortfall_minor
                - d.overhead_minor - d.refunded_minor - d.disputed_minor
                - d.allocated_minor AS free_minor
      FROM donations d
     WHERE d.settled_at IS NOT NULL
"""

# What moved on accounts of one code, debits as plus: from the accounts, since they are few.
_MOVED = """
    SELECT a.programme_id, a.owner_id, t.of_id, t.amount_minor AS minor
      FROM ledger_accounts a
      JOIN ledger_transfers t
        ON t.programme_id = a.programme_id AND t.debit_account_id = a.id
     WHERE a.code = '{code}'
    UNION ALL
    SELECT a.programme_id, a.owner_id, t.of_id, -t.amount_minor
      FROM ledger_accounts a
      JOIN ledger_transfers t
        ON t.programme_id = a.programme_id AND t.credit_account_id = a.id
     WHERE a.code = '{code}'
"""

# What moved at the gateway, by the object that it was for.
_CLEARING = f"""
    SELECT programme_id, of_id, sum(minor) AS net_minor
      FROM ({_MOVED.format(code="gateway_clearing")}) m
     GROUP BY 1, 2
"""

INVARIANTS = [
    Invariant(
        "L9",
        "A donation is, to the yen, what was refunded, disputed, taken as overhead, promised and is"
        " free.",
        f"""
        SELECT programme_id, id, free_minor FROM ({_PARTS}) p
         WHERE free_minor < 0 OR (free_minor > 0 AND shortfall_minor > 0)
        """,
    ),
    Invariant(
        "L9",
        "What is free of a fund's donations is what stands in the fund's account.",
        f"""
        SELECT f.programme_id, f.id, a.balance, coalesce(p.free, 0) AS free
          FROM funds f
          JOIN (SELECT programme_id, owner_id, credits_posted - debits_posted AS balance
                  FROM ledger_accounts WHERE code = 'fund') a
            ON a.programme_id = f.programme_id AND a.owner_id = f.id
          LEFT JOIN (SELECT programme_id, fund_id, sum(free_minor) AS free
                       FROM ({_PARTS}) d GROUP BY 1, 2) p
            ON p.programme_id = f.programme_id AND p.fund_id = f.id
         WHERE a.balance <> coalesce(p.free, 0)
        """,
    ),
    Invariant(
        "L9",
        "What a fund's donations lack is what stands in its shortfall account.",
        f"""
        SELECT f.programme_id, f.id, coalesce(s.owed, 0) AS owed, coalesce(p.lacks, 0) AS lacks
          FROM funds f
          LEFT JOIN (SELECT programme_id, owner_id, sum(minor) AS owed
                       FROM ({_MOVED.format(code="shortfall")}) m GROUP BY 1, 2) s
            ON s.programme_id = f.programme_id AND s.owner_id = f.id
          LEFT JOIN (SELECT programme_id, fund_id, sum(shortfall_minor) AS lacks
                       FROM ({_PARTS}) d GROUP BY 1, 2) p
            ON p.programme_id = f.programme_id AND p.fund_id = f.id
         WHERE coalesce(s.owed, 0) <> coalesce(p.lacks, 0)
        """,
    ),
    Invariant(
        "L9",
        "What a donation was refunded is the sum of its refunds that have left.",
        """
        SELECT d.programme_id, d.id, d.refunded_minor, d.refunded_beyond_minor,
               coalesce(sum(r.amount_minor), 0) AS left_us
          FROM donations d
          LEFT JOIN refunds r
            ON r.programme_id = d.programme_id AND r.donation_id = d.id AND r.status = 'settled'
         GROUP BY d.programme_id, d.id
        HAVING d.refunded_minor + d.refunded_beyond_minor <> coalesce(sum(r.amount_minor), 0)
        """,
    ),
    Invariant(
        "L9",
        "What is about to be given back of a donation is the sum of its refunds that pend.",
        """
        SELECT d.programme_id, d.id, d.refunding_minor, coalesce(sum(r.amount_minor), 0) AS pends
          FROM donations d
          LEFT JOIN refunds r
            ON r.programme_id = d.programme_id AND r.donation_id = d.id AND r.status = 'pending'
         GROUP BY d.programme_id, d.id
        HAVING d.refunding_minor <> coalesce(sum(r.amount_minor), 0)
        """,
    ),
    Invariant(
        "L9",
        "While a donor has money of a gift twice, nothing of the gift is kept.",
        """
        SELECT programme_id, id, refunded_beyond_minor, disputed_beyond_minor
          FROM donations
         WHERE refunded_beyond_minor + disputed_beyond_minor > 0
           AND refunded_minor + disputed_minor < amount_minor
        """,
    ),
    Invariant(
        "L9",
        "Overhead is never more than the share that was promised of what is kept.",
        """
        SELECT programme_id, id FROM donations
         WHERE overhead_minor > fee_cover_minor
               + (amount_minor - refunded_minor - disputed_minor) * overhead_bps / 10000
        """,
    ),
    Invariant(
        "L13",
        "Each movement of the gateway's balance has transfers of exactly its net amount.",
        f"""
        SELECT m.programme_id, m.external_id, m.amount_minor - m.fee_minor AS moved,
               coalesce(c.net_minor, 0) AS booked
          FROM gateway_movements m
          LEFT JOIN ({_CLEARING}) c ON c.programme_id = m.programme_id AND c.of_id = m.of_id
         WHERE m.amount_minor - m.fee_minor <> coalesce(c.net_minor, 0)
        """,
    ),
    Invariant(
        "L13",
        "Each transfer at the gateway's account answers to exactly one movement of its balance.",
        f"""
        SELECT c.programme_id, c.of_id, c.net_minor
          FROM ({_CLEARING}) c
         WHERE (SELECT count(*) FROM gateway_movements m
                 WHERE m.programme_id = c.programme_id AND m.of_id = c.of_id) <> 1
        """,
    ),
    Invariant(
        "L13",
        "What a payout brought to the bank is the sum of the movements that it is made of.",
        """
        SELECT programme_id, payout_id, sum(amount_minor - fee_minor) AS unexplained
          FROM gateway_movements
         WHERE payout_id IS NOT NULL
         GROUP BY 1, 2
        HAVING sum(amount_minor - fee_minor) <> 0
        """,
    ),
    Invariant(
        "L13",
        "What lies at the gateway is what no payout has taken along: with each it returns to zero.",
        f"""
        SELECT coalesce(c.programme_id, m.programme_id) AS programme_id, c.lies, m.waits
          FROM (SELECT programme_id, sum(net_minor) AS lies FROM ({_CLEARING}) n GROUP BY 1) c
          FULL JOIN (SELECT programme_id, sum(amount_minor - fee_minor) AS waits
                       FROM gateway_movements WHERE payout_id IS NULL GROUP BY 1) m
            ON m.programme_id = c.programme_id
         WHERE coalesce(c.lies, 0) <> coalesce(m.waits, 0)
        """,
    ),
    Invariant(
        "L13",
        "A movement for a gift stands in the book of one programme.",
        """
        SELECT external_id, count(*) AS programmes
          FROM gateway_movements
         WHERE kind NOT IN ('payout', 'payout_failure', 'fee')
         GROUP BY external_id
        HAVING count(*) > 1
        """,
    ),
    Invariant(
        "L13",
        "A payout is the sum of its programmes' shares, and one that failed came back whole.",
        """
        SELECT p.organisation_id, p.external_id, p.amount_minor, m.sent, m.back
          FROM gateway_payouts p
          LEFT JOIN (SELECT CASE kind WHEN 'payout' THEN payout_id ELSE source_id END AS of_payout,
                            sum(-amount_minor) FILTER (WHERE kind = 'payout') AS sent,
                            sum(amount_minor) FILTER (WHERE kind = 'payout_failure') AS back
                       FROM gateway_movements
                      WHERE kind IN ('payout', 'payout_failure')
                      GROUP BY 1) m ON m.of_payout = p.external_id
         WHERE coalesce(m.sent, 0) <> p.amount_minor
            OR coalesce(m.back, 0) <> CASE WHEN p.status = 'failed' THEN p.amount_minor ELSE 0 END
        """,
    ),
    Invariant(
        "L13",
        "A line of the bank's that is a payout's has its very amount; one that returned, the same.",
        """
        SELECT p.organisation_id, p.external_id, l.amount_minor
          FROM gateway_payouts p
          JOIN gateway_bank_lines l
            ON l.organisation_id = p.organisation_id
               AND l.id IN (p.bank_line_id, p.return_line_id)
         WHERE l.amount_minor
               <> CASE WHEN l.id = p.return_line_id THEN -p.amount_minor ELSE p.amount_minor END
        """,
    ),
    Invariant(
        "L13",
        "No payout leaves behind what was paid three days before something that it took along.",
        LEFT_BEHIND,
    ),
    Invariant(
        "L16",
        "What moved by hand, two persons moved: between funds, or from suspense into one.",
        """
        SELECT t.programme_id, t.id
          FROM ledger_transfers t
          JOIN ledger_accounts d ON d.programme_id = t.programme_id AND d.id = t.debit_account_id
          JOIN ledger_accounts c ON c.programme_id = t.programme_id AND c.id = t.credit_account_id
          LEFT JOIN manual_transfers m ON m.programme_id = t.programme_id AND m.id = t.of_id
         WHERE t.code IN ('gift_redesignated', 'receipt_assigned')
           AND (m.id IS NULL OR m.status <> 'approved' OR m.decided_by = m.proposed_by
                OR t.amount_minor <> m.amount_minor OR c.code <> 'fund'
                OR c.owner_id <> m.to_fund_id
                OR d.code <> CASE m.kind WHEN 'redesignation' THEN 'fund' ELSE 'suspense' END)
        """,
    ),
    Invariant(
        "L9",
        "Serial numbers of receipts run without a gap within organisation and calendar year.",
        """
        SELECT b.organisation_id, b.year, b.last_serial, count(r.serial) AS receipts
          FROM receipt_books b
          LEFT JOIN receipts r ON r.organisation_id = b.organisation_id AND r.year = b.year
         GROUP BY b.organisation_id, b.year, b.last_serial
        HAVING b.last_serial <> count(r.serial) OR b.last_serial <> coalesce(max(r.serial), 0)
        """,
    ),
    Invariant(
        "L13",
        "What lies at crowdfunding sites is what their gifts and payouts on the way come to.",
        f"""
        WITH due AS (
            SELECT programme_id, sum(minor) AS minor FROM (
                SELECT programme_id, amount_minor AS minor FROM donations
                 WHERE site IS NOT NULL AND site_payout_id IS NULL AND settled_at IS NOT NULL
                UNION ALL
                SELECT r.programme_id, -r.amount_minor
                  FROM refunds r
                  JOIN donations d ON d.programme_id = r.programme_id AND d.id = r.donation_id
                 WHERE d.site IS NOT NULL AND d.site_payout_id IS NULL
                   AND r.status = 'settled' AND NOT r.by_hand
                UNION ALL
                SELECT programme_id, gross_minor - fee_minor FROM site_payouts
                 WHERE arrived_on IS NULL
            ) parts GROUP BY 1
        ), lies AS (
            SELECT programme_id, sum(minor) AS minor
              FROM ({_MOVED.format(code="site_clearing")}) m GROUP BY 1
        )
        SELECT coalesce(due.programme_id, lies.programme_id), due.minor, lies.minor
          FROM due FULL JOIN lies ON lies.programme_id = due.programme_id
         WHERE coalesce(due.minor, 0) <> coalesce(lies.minor, 0)
        """,
    ),
    Invariant(
        "L9",
        "No deposit waits without its money in suspense.",
        f"""
        SELECT b.programme_id, b.waits, coalesce(s.minor, 0) AS lies
          FROM (SELECT programme_id, sum(amount_minor - taken_minor - returned_minor) AS waits
                  FROM bank_deposits GROUP BY 1) b
          LEFT JOIN (SELECT programme_id, -sum(minor) AS minor
                       FROM ({_MOVED.format(code="suspense")}) m GROUP BY 1) s
            ON s.programme_id = b.programme_id
         WHERE b.waits > coalesce(s.minor, 0)
        """,
    ),
    Invariant(
        "L16",
        "Nobody cleared or counted what they had brought into the books (B13).",
        """
        SELECT c.programme_id, c.donation_id
          FROM gift_clearances c
          JOIN donations d ON d.programme_id = c.programme_id AND d.id = c.donation_id
         WHERE c.decided_by = d.recorded_by
        UNION ALL
        SELECT programme_id, id FROM cash_counts WHERE counted_by = taken_by
        """,
    ),
    Invariant(
        "L9",
        "A gift is held as long as one of its holds stands, and no longer.",
        """
        SELECT d.programme_id, d.id
          FROM donations d
         WHERE d.held <> EXISTS (SELECT FROM gift_holds h
                                  WHERE h.programme_id = d.programme_id AND h.donation_id = d.id
                                    AND h.released_at IS NULL)
        """,
    ),
    Invariant(
        "L12",
        "No gift is promised while its campaign may have to give it back, or has to (B5).",
        """
        SELECT d.programme_id, d.id, d.allocated_minor
          FROM campaigns c
          JOIN donations d ON d.programme_id = c.programme_id AND d.campaign_id = c.id
         WHERE c.kind = 'all_or_nothing' AND c.outcome IS DISTINCT FROM 'reached'
           AND d.allocated_minor > 0
        """,
    ),
    Invariant(
        "L12",
        "Each gift was given under words that its campaign had told by then.",
        """
        SELECT d.programme_id, d.id, d.campaign_version
          FROM donations d
          LEFT JOIN campaign_versions v
            ON v.programme_id = d.programme_id AND v.campaign_id = d.campaign_id
           AND v.version = d.campaign_version
         WHERE d.campaign_id IS NOT NULL AND v.version IS NULL
        """,
    ),
]
