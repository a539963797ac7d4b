"""B12: the note on restricted gifts adds up, fund by fund and year by year, to the ledger."""

from itertools import pairwise

from sqlalchemy import text

from services.core.donations import service as donations
from services.core.kit.periods import fiscal_year_of, local_date


def assert_note_adds_up(uow, stage):
    """B12: closing = opening + increase - decrease of each fund; the sum equals the ledger."""
    first, last = (fiscal_year_of(local_date(at)) for at in (stage.begins_at, stage.ends_at))
    # What comes late in the books comes after the programme's own year.
    years = range(first - 1, last + 3)
    notes = [
        donations.restricted_note(uow, organisation_id=stage.organisation_id, fiscal_year=year)
        for year in years
    ]
    for note in notes:
        for line in (*note.lines, *note.unbound):
            told = line.figures
            assert told.closing == told.opening + told.increase - told.decrease
            assert min(told.increase, told.decrease) >= 0
    for before, after in pairwise(notes):
        assert before.restricted == after.together.opening
    whole = notes[-1].restricted + sum(line.figures.in_ledger for line in notes[-1].unbound)
    assert whole + notes[-1].together.waiting == in_ledger(uow, stage.programme_id)


def in_ledger(uow, programme_id):
    """What all funds hold at the end, by the counters and sums of the accounts themselves."""
    query = text(
        """
        SELECT coalesce(sum(CASE WHEN a.counted THEN a.credits_posted - a.debits_posted
                                 ELSE coalesce(m.net, 0) END), 0)
          FROM ledger_accounts a
          LEFT JOIN (SELECT programme_id, account_id, sum(minor) AS net
                       FROM (SELECT programme_id, credit_account_id AS account_id,
                                    amount_minor AS minor FROM ledger_transfers
                              WHERE kind IN ('single', 'post')
                             UNION ALL
                             SELECT programme_id, debit_account_id, -amount_minor
                               FROM ledger_transfers WHERE kind IN ('single', 'post')) moves
                      GROUP BY 1, 2) m ON m.programme_id = a.programme_id AND m.account_id = a.id
         WHERE a.programme_id = :programme_id
           AND a.code IN ('fund', 'voucher', 'held', 'shortfall')
        """
    )
    return uow.session.execute(query, {"programme_id": programme_id}).scalar_one()
