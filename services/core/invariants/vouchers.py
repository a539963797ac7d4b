"""Truths about vouchers: their money, their state, their credentials."""

from services.core.invariants.types import Invariant

# What has come to a voucher's account and left it, by the reason; reversals come back to it.
_FLOWS = """
    SELECT programme_id,
           CASE WHEN code IN ('voucher_funded', 'redemption_reversed') THEN credit_account_id
                ELSE debit_account_id END AS account_id,
           sum(CASE code WHEN 'voucher_funded' THEN amount_minor ELSE 0 END) AS funded,
           sum(CASE code WHEN 'voucher_redeemed' THEN amount_minor
                         WHEN 'redemption_reversed' THEN -amount_minor
                         ELSE 0 END) AS redeemed,
           sum(CASE code WHEN 'voucher_expired' THEN amount_minor ELSE 0 END) AS expired,
           sum(CASE code WHEN 'voucher_revoked' THEN amount_minor ELSE 0 END) AS revoked
      FROM ledger_transfers
     WHERE kind IN ('single', 'post')
       AND code IN ('voucher_funded', 'voucher_redeemed', 'redemption_reversed',
                    'voucher_expired', 'voucher_revoked')
     GROUP BY 1, 2
"""

INVARIANTS: list[Invariant] = [
    Invariant(
        "L10",
        "Per voucher: funded = available + held + redeemed + expired + revoked.",
        f"""
        SELECT a.programme_id, a.owner_id AS voucher_id
          FROM ledger_accounts a
          LEFT JOIN ({_FLOWS}) f
            ON f.programme_id = a.programme_id AND f.account_id = a.id
         WHERE a.code = 'voucher'
           AND coalesce(f.funded, 0)
            <> (a.credits_posted - a.debits_posted - a.debits_pending)
             + a.debits_pending
             + coalesce(f.redeemed + f.expired + f.revoked, 0)
        """,
    ),
    Invariant(
        "L10",
        "A voucher was funded with its amount, and one that has ended has nothing available.",
        """
        SELECT v.programme_id, v.id, v.status
          FROM vouchers v
          LEFT JOIN ledger_accounts a
            ON a.programme_id = v.programme_id AND a.code = 'voucher' AND a.owner_id = v.id
          LEFT JOIN ledger_transfers t
            ON t.programme_id = v.programme_id AND t.code = 'voucher_funded'
           AND t.credit_account_id = a.id
         GROUP BY v.programme_id, v.id, v.status, v.amount_minor,
                  a.credits_posted, a.debits_posted, a.debits_pending
        HAVING coalesce(sum(t.amount_minor), 0) <> v.amount_minor
            OR (v.status <> 'issued'
                AND a.credits_posted - a.debits_posted - a.debits_pending <> 0)
        """,
    ),
    Invariant(
        "L10",
        "An issued voucher has one good credential of each kind at most, a revoked one none.",
        """
        SELECT v.programme_id, v.id, c.kind
          FROM vouchers v
          JOIN credentials c
            ON c.programme_id = v.programme_id AND c.voucher_id = v.id AND c.revoked_at IS NULL
         GROUP BY v.programme_id, v.id, v.status, c.kind
        HAVING count(*) > 1 OR v.status = 'revoked'
        """,
    ),
    Invariant(
        "L10",
        "A credential is revoked in the status list just when it is revoked in its row.",
        """
        SELECT c.programme_id, c.id
          FROM credentials c
          LEFT JOIN status_lists l
            ON l.programme_id = c.programme_id AND l.number = c.status_list_no
         WHERE (c.revoked_at IS NOT NULL)
            <> coalesce(get_bit(l.bits, c.status_index * 2) = 1, FALSE)
        """,
    ),
]
