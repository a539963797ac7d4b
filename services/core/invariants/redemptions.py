"""Truths about uses of vouchers, what undid them, and the caps they count against."""

from services.core.invariants.types import Invariant

INVARIANTS = [
    Invariant(
        "L21",
        "Every redemption has exactly one voucher_redeemed transfer, of its amount and accounts,"
        " and each of those one redemption.",
        """
        SELECT coalesce(r.programme_id, t.programme_id) AS programme_id,
               r.id AS redemption_id, t.id AS transfer_id
          FROM redemptions r
          FULL JOIN (SELECT * FROM ledger_transfers
                      WHERE code = 'voucher_redeemed') t
            ON t.programme_id = r.programme_id AND t.id = r.transfer_id
          LEFT JOIN ledger_accounts debit
            ON debit.programme_id = t.programme_id AND debit.id = t.debit_account_id
          LEFT JOIN ledger_accounts credit
            ON credit.programme_id = t.programme_id AND credit.id = t.credit_account_id
         WHERE r.id IS NULL OR t.id IS NULL OR t.of_id <> r.id
            OR t.amount_minor <> r.amount_minor OR t.currency <> r.amount_currency
            OR debit.code <> 'voucher' OR debit.owner_id <> r.voucher_id
            OR credit.code <> 'provider_payable' OR credit.owner_id <> r.provider_id
        """,
    ),
    Invariant(
        "L21",
        "What is undone of a redemption is the sum of its reversals, each with its transfer.",
        """
        SELECT r.programme_id, r.id AS redemption_id
          FROM redemptions r
          LEFT JOIN reversals v
            ON v.programme_id = r.programme_id AND v.redemption_id = r.id
          LEFT JOIN ledger_transfers t
            ON t.programme_id = v.programme_id AND t.id = v.transfer_id
           AND t.code = 'redemption_reversed' AND t.reverses_id = r.transfer_id
           AND t.of_id = v.id AND t.amount_minor = v.amount_minor
         GROUP BY r.programme_id, r.id, r.reversed_minor
        HAVING r.reversed_minor <> coalesce(sum(v.amount_minor), 0)
            OR count(v.id) <> count(t.id)
        UNION ALL
        SELECT t.programme_id, t.of_id
          FROM ledger_transfers t
          LEFT JOIN reversals v ON v.programme_id = t.programme_id AND v.transfer_id = t.id
         WHERE t.code = 'redemption_reversed' AND v.id IS NULL
        """,
    ),
    Invariant(
        "R1",
        "What a cap counts is what was used in its window and not undone, within its limit.",
        """
        SELECT c.programme_id, c.voucher_id, c.window_from
          FROM cap_usages c
          LEFT JOIN redemptions r
            ON r.programme_id = c.programme_id AND r.voucher_id = c.voucher_id
           AND r.service_on >= c.window_from AND r.service_on < c.window_until
         GROUP BY c.programme_id, c.voucher_id, c.window_from, c.used_minor, c.limit_minor
        HAVING c.used_minor <> coalesce(sum(r.amount_minor - r.reversed_minor), 0)
            OR c.used_minor > c.limit_minor
        """,
    ),
    Invariant(
        "R2",
        "A redemption is of the child whose place it names, at a site of its provider.",
        """
        SELECT r.programme_id, r.id
          FROM redemptions r
          JOIN vouchers v ON v.programme_id = r.programme_id AND v.id = r.voucher_id
          JOIN enrolments e ON e.programme_id = r.programme_id AND e.id = r.enrolment_id
          LEFT JOIN sites s ON s.organisation_id = r.organisation_id AND s.id = r.site_id
          LEFT JOIN credentials c ON c.programme_id = r.programme_id AND c.id = r.credential_id
         WHERE e.child_id <> v.child_id OR s.provider_id IS DISTINCT FROM r.provider_id
            OR c.voucher_id IS DISTINCT FROM r.voucher_id
        """,
    ),
    Invariant(
        "L16",
        "Nobody approved the provider or the bank account that they entered themselves.",
        """
        SELECT organisation_id, id FROM providers WHERE approved_by = applied_by
        UNION ALL
        SELECT organisation_id, id FROM provider_bank_accounts WHERE approved_by = proposed_by
        """,
    ),
]
