"""Truths about rounds and awards: whose yen stand behind which promise, and who approved it."""

from services.core.invariants.types import Invariant

INVARIANTS = [
    Invariant(
        "L12",
        "An award's lots sum to its amount.",
        """
        SELECT a.programme_id, a.id, a.amount_minor, sum(l.amount_minor) AS lots_minor
          FROM awards a
          LEFT JOIN award_lots l ON l.programme_id = a.programme_id AND l.award_id = a.id
         GROUP BY a.programme_id, a.id, a.amount_minor
        HAVING coalesce(sum(l.amount_minor), 0) <> a.amount_minor
        """,
    ),
    Invariant(
        "L12",
        "What awards hold of a gift is what the gift has promised.",
        """
        SELECT d.programme_id, d.id, d.allocated_minor, coalesce(l.held_minor, 0) AS held_minor
          FROM donations d
          LEFT JOIN (
                SELECT programme_id, donation_id, sum(amount_minor - returned_minor) AS held_minor
                  FROM award_lots
                 GROUP BY 1, 2
               ) l ON l.programme_id = d.programme_id AND l.donation_id = d.id
         WHERE d.allocated_minor <> coalesce(l.held_minor, 0)
        """,
    ),
    Invariant(
        "L12",
        "Every lot that an award holds is a gift to the award's own fund.",
        """
        SELECT l.programme_id, l.award_id, l.ordinal, a.fund_id, d.fund_id AS gift_fund_id
          FROM award_lots l
          JOIN awards a ON a.programme_id = l.programme_id AND a.id = l.award_id
          JOIN donations d ON d.programme_id = l.programme_id AND d.id = l.donation_id
         -- What went back in whole is free of the award, and may be given another purpose.
         WHERE d.fund_id <> a.fund_id AND l.returned_minor < l.amount_minor
        """,
    ),
    Invariant(
        "L12",
        "An award's fund is one of its round's, and its restriction allows the child's grade.",
        """
        SELECT a.programme_id, a.id, a.fund_id, a.grade_no
          FROM awards a
          JOIN funds f ON f.programme_id = a.programme_id AND f.id = a.fund_id
          LEFT JOIN round_funds r ON r.programme_id = a.programme_id
               AND r.round_id = a.round_id AND r.fund_id = a.fund_id
         WHERE r.fund_id IS NULL
            OR a.grade_no < f.grade_min
            OR a.grade_no > f.grade_max
        """,
    ),
    Invariant(
        "L12",
        "A voucher's account was funded with its award's amount, from the award's fund.",
        """
        SELECT coalesce(a.programme_id, t.programme_id) AS programme_id,
               coalesce(a.voucher_id, t.voucher_id) AS voucher_id,
               a.amount_minor, t.funded_minor
          FROM awards a
          FULL JOIN (
                SELECT t.programme_id, v.owner_id AS voucher_id, f.owner_id AS fund_id,
                       sum(t.amount_minor) AS funded_minor
                  FROM ledger_transfers t
                  JOIN ledger_accounts v
                    ON v.programme_id = t.programme_id AND v.id = t.credit_account_id
                  JOIN ledger_accounts f
                    ON f.programme_id = t.programme_id AND f.id = t.debit_account_id
                 WHERE t.code = 'voucher_funded'
                 GROUP BY 1, 2, 3
               ) t ON t.programme_id = a.programme_id AND t.voucher_id = a.voucher_id
                  AND t.fund_id = a.fund_id
         WHERE a.amount_minor IS DISTINCT FROM t.funded_minor
        """,
    ),
    Invariant(
        "L12",
        "What went back to the gifts behind a voucher is what its account gave back to the fund.",
        """
        SELECT a.programme_id, a.id, l.returned_minor, coalesce(t.given_minor, 0) AS given_minor
          FROM awards a
          JOIN (
                SELECT programme_id, award_id, sum(returned_minor) AS returned_minor
                  FROM award_lots
                 GROUP BY 1, 2
               ) l ON l.programme_id = a.programme_id AND l.award_id = a.id
          LEFT JOIN (
                SELECT t.programme_id, v.owner_id AS voucher_id, sum(t.amount_minor) AS given_minor
                  FROM ledger_transfers t
                  JOIN ledger_accounts v
                    ON v.programme_id = t.programme_id AND v.id = t.debit_account_id
                 WHERE t.code IN ('voucher_expired', 'voucher_revoked')
                 GROUP BY 1, 2
               ) t ON t.programme_id = a.programme_id AND t.voucher_id = a.voucher_id
         WHERE l.returned_minor <> coalesce(t.given_minor, 0)
        """,
    ),
    Invariant(
        "L12",
        "An award that was given up holds nothing of any gift.",
        """
        SELECT a.programme_id, a.id, a.status
          FROM awards a
          JOIN award_lots l ON l.programme_id = a.programme_id AND l.award_id = a.id
         WHERE a.status IN ('declined', 'withdrawn') AND l.returned_minor < l.amount_minor
        """,
    ),
    Invariant(
        "L16",
        "Nobody approved the awards of a round that they opened or drew.",
        """
        SELECT a.programme_id, a.id, a.approved_by
          FROM awards a
          JOIN rounds r ON r.programme_id = a.programme_id AND r.id = a.round_id
         WHERE a.approved_by IN (a.created_by, r.created_by, r.drawn_by)
        """,
    ),
]
