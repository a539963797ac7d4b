"""Truths about statements, payouts and bank files."""

from services.core.invariants.types import Invariant
from services.core.settlements.repository import LINES_DIGEST

INVARIANTS = [
    Invariant(
        "L11",
        "A statement's sums and digest are those of its lines.",
        f"""
        SELECT statement.programme_id, statement.id
          FROM statements statement
          LEFT JOIN statement_lines line
            ON line.programme_id = statement.programme_id AND line.statement_id = statement.id
         GROUP BY statement.programme_id, statement.id
        HAVING statement.lines <> count(line.id)
            OR statement.gross_minor <> coalesce(sum(line.amount_minor), 0)
            OR statement.contribution_minor <> coalesce(sum(line.contribution_minor), 0)
            OR statement.digest IS DISTINCT FROM {LINES_DIGEST}
        """,
    ),
    Invariant(
        "L11",
        "A line bills what happened: the amount of its use or reversal, at its provider.",
        """
        SELECT line.programme_id, line.id
          FROM statement_lines line
          JOIN statements statement
            ON statement.programme_id = line.programme_id AND statement.id = line.statement_id
          LEFT JOIN redemptions redemption
            ON line.kind = 'redemption' AND redemption.programme_id = line.programme_id
           AND redemption.id = line.id
          LEFT JOIN reversals reversal
            ON line.kind = 'reversal' AND reversal.programme_id = line.programme_id
           AND reversal.id = line.id
         WHERE line.amount_minor
               IS DISTINCT FROM coalesce(redemption.amount_minor, -reversal.amount_minor)
            OR statement.provider_id
               IS DISTINCT FROM coalesce(redemption.provider_id, reversal.provider_id)
            OR line.redemption_id
               IS DISTINCT FROM coalesce(redemption.id, reversal.redemption_id)
        """,
    ),
    Invariant(
        "L11",
        "Once a use is closed it is on a line, and so are its reversals of closed months.",
        """
        WITH closed AS (
            SELECT programme_id, max(recorded_until) AS until
              FROM monthly_closes
             GROUP BY programme_id
        ), fact AS (
            SELECT programme_id, id, recorded_at
              FROM redemptions
             WHERE closed_at IS NOT NULL
             UNION ALL
            SELECT reversal.programme_id, reversal.id, reversal.recorded_at
              FROM reversals reversal
              JOIN redemptions redemption
                ON redemption.programme_id = reversal.programme_id
               AND redemption.id = reversal.redemption_id
             WHERE redemption.closed_at IS NOT NULL
        )
        SELECT fact.programme_id, fact.id
          FROM fact
          JOIN closed ON closed.programme_id = fact.programme_id
         WHERE fact.recorded_at < closed.until
           AND NOT EXISTS (
               SELECT FROM statement_lines line
                WHERE line.programme_id = fact.programme_id AND line.id = fact.id)
        """,
    ),
    Invariant(
        "L11",
        "What the ledger owes a provider is what was used there, less what was sent to it.",
        """
        WITH owed AS (
            SELECT account.programme_id, account.owner_id AS provider_id,
                   sum(CASE WHEN transfer.credit_account_id = account.id
                            THEN transfer.amount_minor ELSE -transfer.amount_minor END) AS minor
              FROM ledger_accounts account
              JOIN ledger_transfers transfer
                ON transfer.programme_id = account.programme_id
               AND account.id IN (transfer.debit_account_id, transfer.credit_account_id)
             WHERE account.code = 'provider_payable' AND transfer.kind IN ('single', 'post')
             GROUP BY 1, 2
        ), used AS (
            SELECT programme_id, provider_id, sum(amount_minor - reversed_minor) AS minor
              FROM redemptions
             GROUP BY 1, 2
        ), sent AS (
            SELECT programme_id, provider_id, sum(gross_minor) AS minor
              FROM payouts
             WHERE status IN ('in_transit', 'paid')
             GROUP BY 1, 2
        )
        SELECT programme_id, provider_id
          FROM owed
          FULL JOIN used USING (programme_id, provider_id)
          FULL JOIN sent USING (programme_id, provider_id)
         WHERE coalesce(owed.minor, 0) <> coalesce(used.minor, 0) - coalesce(sent.minor, 0)
        """,
    ),
    Invariant(
        "L11",
        "Payouts never cover more of a statement than it says.",
        """
        SELECT statement.programme_id, statement.id
          FROM statements statement
          JOIN payout_items item
            ON item.programme_id = statement.programme_id AND item.statement_id = statement.id
          JOIN payouts payout
            ON payout.programme_id = item.programme_id AND payout.id = item.payout_id
         WHERE payout.status IN ('pending', 'in_transit', 'paid')
         GROUP BY statement.programme_id, statement.id
        HAVING (statement.gross_minor >= 0
                AND sum(item.gross_minor) > statement.gross_minor
                AND NOT EXISTS (
                    SELECT FROM objections objection
                     WHERE objection.programme_id = statement.programme_id
                       AND objection.statement_id = statement.id))
            OR (statement.status = 'paid'
                AND (sum(item.gross_minor), sum(item.contribution_minor))
                    <> (statement.gross_minor, statement.contribution_minor))
        """,
    ),
    Invariant(
        "L15",
        "A payout goes to an account of its provider that two persons approved a day before.",
        """
        SELECT payout.programme_id, payout.id
          FROM payouts payout
          JOIN payout_batches batch
            ON batch.programme_id = payout.programme_id AND batch.id = payout.batch_id
          JOIN programmes programme ON programme.id = payout.programme_id
          LEFT JOIN provider_bank_accounts account
            ON account.organisation_id = programme.organisation_id
           AND account.id = payout.bank_account_id
         WHERE account.id IS NULL
            OR account.provider_id <> payout.provider_id
            OR account.version <> payout.bank_account_version
            OR account.approved_by IS NULL
            OR account.approved_by = account.proposed_by
            OR account.approved_at > batch.created_at - interval '24 hours'
        """,
    ),
    Invariant(
        "L16",
        "Nobody approved a payout batch that they prepared, or resolved their own objection.",
        """
        SELECT programme_id, id
          FROM payout_batches
         WHERE approved_by = created_by
            OR (status IN ('approved', 'exported') AND approved_by IS NULL)
         UNION ALL
        SELECT programme_id, id FROM objections WHERE resolved_by = raised_by
        """,
    ),
    Invariant(
        "L19",
        "A closed month's statements hold nothing that was recorded after it.",
        """
        SELECT line.programme_id, line.id
          FROM statement_lines line
          JOIN statements statement
            ON statement.programme_id = line.programme_id AND statement.id = line.statement_id
          JOIN monthly_closes closed
            ON closed.programme_id = statement.programme_id AND closed.month = statement.month
          LEFT JOIN redemptions redemption
            ON redemption.programme_id = line.programme_id AND redemption.id = line.id
          LEFT JOIN reversals reversal
            ON reversal.programme_id = line.programme_id AND reversal.id = line.id
         WHERE coalesce(redemption.recorded_at, reversal.recorded_at) >= closed.recorded_until
        """,
    ),
    Invariant(
        "L21",
        "A bank file's count and total are those of its payouts, and of what they pay.",
        """
        WITH paid AS (
            SELECT programme_id, payout_id,
                   sum(gross_minor) AS gross, sum(contribution_minor) AS contribution
              FROM payout_items
             GROUP BY 1, 2
        )
        SELECT batch.programme_id, batch.id
          FROM payout_batches batch
          LEFT JOIN payouts payout
            ON payout.programme_id = batch.programme_id AND payout.batch_id = batch.id
          LEFT JOIN paid
            ON paid.programme_id = payout.programme_id AND paid.payout_id = payout.id
         GROUP BY batch.programme_id, batch.id
        HAVING count(payout.id) = 0
            OR bool_or((payout.gross_minor, payout.contribution_minor)
                       IS DISTINCT FROM (paid.gross, paid.contribution))
            OR (batch.status = 'exported'
                AND (batch.file_count, batch.file_total_minor)
                    IS DISTINCT FROM (count(payout.id), sum(payout.amount_minor)))
        """,
    ),
    Invariant(
        "L21",
        "Every payout has the ledger's movements that its status says, each once.",
        """
        WITH moved AS (
            SELECT transfer.programme_id, transfer.of_id AS payout_id,
                   sum(amount_minor) FILTER (WHERE code = 'payout_sent') AS sent,
                   sum(CASE WHEN reverses_id IS NULL THEN amount_minor ELSE -amount_minor END)
                       FILTER (WHERE code = 'payout_settled') AS settled,
                   sum(amount_minor) FILTER (WHERE code = 'payout_returned') AS returned
              FROM ledger_transfers transfer
             WHERE code IN ('payout_sent', 'payout_settled', 'payout_returned')
             GROUP BY 1, 2
        )
        SELECT payout.programme_id, payout.id, payout.status
          FROM payouts payout
          LEFT JOIN moved
            ON moved.programme_id = payout.programme_id AND moved.payout_id = payout.id
         WHERE (coalesce(moved.sent, 0) - coalesce(moved.returned, 0), coalesce(moved.settled, 0))
            <> (CASE WHEN payout.status IN ('in_transit', 'paid')
                     THEN payout.gross_minor ELSE 0 END,
                CASE WHEN payout.status = 'paid' THEN payout.gross_minor ELSE 0 END)
        """,
    ),
]
