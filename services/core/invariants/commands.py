"""Truths about commands: what was acknowledged has moved its money."""

from services.core.invariants.types import Invariant

INVARIANTS = [
    Invariant(
        "L14",
        "Every acknowledged command is in the ledger: no state without the transfer behind it.",
        """
        WITH acknowledged (programme_id, what, id, amount_minor, code) AS (
            SELECT programme_id, 'gift', id, amount_minor,
                   '{donation_settled,donation_received}'::text[]
              FROM donations
             WHERE settled_at IS NOT NULL AND campaign_id IS NOT NULL
            UNION ALL
            -- A grant moves twice: from the bank to the municipality's account, and to the fund.
            SELECT programme_id, 'grant', id, 2 * amount_minor, '{grant_received}'
              FROM donations
             WHERE channel IN ('municipal_grant', 'hometown_tax', 'corporate_hometown_tax')
            UNION ALL
            SELECT programme_id, 'refund', id, amount_minor, '{donation_refunded}'
              FROM refunds WHERE status = 'settled'
            UNION ALL
            SELECT programme_id, 'award', voucher_id, amount_minor, '{voucher_funded}' FROM awards
            UNION ALL
            SELECT programme_id, 'redemption', id, amount_minor, '{voucher_redeemed}'
              FROM redemptions
            UNION ALL
            SELECT programme_id, 'reversal', id, amount_minor, '{redemption_reversed}'
              FROM reversals
            UNION ALL
            SELECT programme_id, 'payout sent', id, gross_minor, '{payout_sent}'
              FROM payouts WHERE status IN ('in_transit', 'paid', 'returned')
            UNION ALL
            SELECT programme_id, 'moved by hand', id, amount_minor,
                   '{gift_redesignated,receipt_assigned}'
              FROM manual_transfers WHERE status = 'approved'
        )
        SELECT a.programme_id, a.what, a.id, a.amount_minor
          FROM acknowledged a
          LEFT JOIN LATERAL (
               SELECT sum(t.amount_minor) AS moved
                 FROM ledger_transfers t
                WHERE t.programme_id = a.programme_id AND t.of_id = a.id
                  AND t.code = ANY (a.code) AND t.kind IN ('single', 'post')
               ) ledger ON true
         WHERE ledger.moved IS DISTINCT FROM a.amount_minor
        """,
    ),
]
