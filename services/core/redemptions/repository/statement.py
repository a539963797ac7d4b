"""
The one statement that redeems, and the few beside it, as text for psycopg.

The counter runs them on its own connections, the service on its unit of work's: what is allowed
is written down here once. `docs/locking.md` says who waits for whom.
"""

import re
from functools import cache

# How REDEEM is to be planned: joins in the order in which they are written, each by its key. Left
# to itself the planner believes the statistics of a table that was filled a minute ago, and reads
# a programme's vouchers from end to end.
PLANNING = {
    "plan_cache_mode": "force_generic_plan",
    "join_collapse_limit": "1",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "jit": "off",
}

# Honours any number of entries of one programme at once, each voucher at most once.
#
# An entry either passes every test or leaves no trace: rows are locked and looked at first (the
# voucher, its cap, its account), and written only afterwards, so nothing has to be undone and no
# error is part of the ordinary course. What is not in the answer was not honoured; STANDING tells
# why.
#
# - Two entries on one voucher: the second waits at the account's row and then sees what is left.
# - One id twice: the second waits likewise, finds the id taken, and does nothing.
# - The rows of a batch are locked in the order of their ids, so two batches cannot embrace.
# - The voucher's row is locked as the reference to it would lock it in any case, only earlier: a
#   revocation that is under way is waited for, and then seen.
REDEEM = """
WITH asked AS (
    SELECT * FROM unnest(
        %(id)s::uuid[], %(voucher_id)s::uuid[], %(status_list_no)s::int[],
        %(status_index)s::int[], %(voucher_account_id)s::uuid[], %(payable_account_id)s::uuid[],
        %(transfer_id)s::uuid[], %(provider_id)s::uuid[], %(enrolment_id)s::uuid[],
        %(site_id)s::uuid[], %(scanner_id)s::uuid[], %(entered_by)s::uuid[],
        %(category)s::text[], %(service_on)s::date[], %(service_starts_at)s::timestamptz[],
        %(service_ends_at)s::timestamptz[], %(amount_minor)s::bigint[], %(currency)s::text[],
        %(proxied)s::bool[], %(override)s::text[], %(window_from)s::date[]
    ) AS entry (
        id, voucher_id, status_list_no, status_index, voucher_account_id, payable_account_id,
        transfer_id, provider_id, enrolment_id, site_id, scanner_id, entered_by, category,
        service_on, service_starts_at, service_ends_at, amount_minor, currency, proxied, override,
        window_from
    )
), capped AS (
    SELECT asked.id
      FROM asked
      JOIN vouchers voucher
        ON voucher.programme_id = %(programme_id)s AND voucher.id = asked.voucher_id
      JOIN cap_usages usage
        ON usage.programme_id = voucher.programme_id AND usage.voucher_id = voucher.id
       AND usage.window_from = asked.window_from
     WHERE usage.used_minor + asked.amount_minor <= usage.limit_minor
     ORDER BY voucher.id
       FOR KEY SHARE OF voucher
       FOR NO KEY UPDATE OF usage
), allowed AS (
    SELECT asked.*, credential.id AS credential_id, enrolment.id AS child_enrolment_id,
           site.id AS service_site_id
      FROM asked
      JOIN programmes programme
        ON programme.id = %(programme_id)s AND programme.status = 'published'
      JOIN providers provider
        ON provider.organisation_id = %(organisation_id)s AND provider.id = asked.provider_id
       AND provider.status = 'approved' AND provider.terms_accepted >= provider.terms_due
      JOIN credentials credential
        ON credential.programme_id = %(programme_id)s
       AND credential.status_list_no = asked.status_list_no
       AND credential.status_index = asked.status_index
       AND credential.voucher_id = asked.voucher_id AND credential.revoked_at IS NULL
      JOIN vouchers voucher
        ON voucher.programme_id = %(programme_id)s AND voucher.id = asked.voucher_id
       AND voucher.status = 'issued' AND voucher.valid_from < asked.service_ends_at
       AND voucher.valid_until > asked.service_starts_at
      JOIN enrolments enrolment
        ON enrolment.programme_id = %(programme_id)s
       AND enrolment.provider_id = asked.provider_id AND enrolment.child_id = voucher.child_id
       AND (enrolment.left_on IS NULL OR asked.service_on < enrolment.left_on)
       AND (asked.enrolment_id IS NULL OR asked.enrolment_id = enrolment.id)
      JOIN sites site
        ON site.organisation_id = %(organisation_id)s
       AND site.id = coalesce(asked.site_id, enrolment.site_id)
       AND site.provider_id = asked.provider_id
      JOIN ledger_accounts account
        ON account.programme_id = %(programme_id)s AND account.id = asked.voucher_account_id
       AND account.credits_posted - account.debits_posted - account.debits_pending
           >= asked.amount_minor
     WHERE (asked.window_from IS NULL OR asked.id IN (SELECT capped.id FROM capped))
       AND NOT EXISTS (
           SELECT FROM redemptions earlier
            WHERE earlier.programme_id = %(programme_id)s AND earlier.id = asked.id)
       AND NOT EXISTS (
           SELECT FROM scanners scanner
            WHERE scanner.organisation_id = %(organisation_id)s
              AND scanner.id = asked.scanner_id AND scanner.locked_at IS NOT NULL)
     ORDER BY account.id
       FOR KEY SHARE OF voucher
       FOR NO KEY UPDATE OF account
), redeemed AS (
    INSERT INTO redemptions (
        programme_id, id, organisation_id, voucher_id, credential_id, enrolment_id, provider_id,
        site_id, category, service_on, amount_minor, amount_currency, transfer_id, entered_by,
        proxied, override, recorded_at)
    SELECT %(programme_id)s, id, %(organisation_id)s, voucher_id, credential_id,
           child_enrolment_id, provider_id, service_site_id, category, service_on, amount_minor,
           currency, transfer_id, entered_by, proxied, override, %(now)s
      FROM allowed
        ON CONFLICT DO NOTHING
 RETURNING id, site_id, enrolment_id, recorded_at
), honoured AS (
    SELECT allowed.* FROM allowed JOIN redeemed USING (id)
), spent AS (
    UPDATE ledger_accounts account
       SET debits_posted = account.debits_posted + honoured.amount_minor
      FROM honoured
     WHERE account.programme_id = %(programme_id)s AND account.id = honoured.voucher_account_id
), counted AS (
    UPDATE cap_usages usage
       SET used_minor = usage.used_minor + honoured.amount_minor
      FROM honoured
     WHERE usage.programme_id = %(programme_id)s AND usage.voucher_id = honoured.voucher_id
       AND usage.window_from = honoured.window_from
), moved AS (
    INSERT INTO ledger_transfers (
        programme_id, id, code, kind, of_id, ordinal, debit_account_id, credit_account_id,
        amount_minor, currency, occurred_at)
    SELECT %(programme_id)s, transfer_id, 'voucher_redeemed', 'single', id, 0,
           voucher_account_id, payable_account_id, amount_minor, currency, %(now)s
      FROM honoured
), told AS (
    INSERT INTO outbox (tenant_id, id, topic, key, payload)
    SELECT %(programme_id)s, transfer_id, 'voucher.redeemed', voucher_id::text,
           jsonb_build_object(
               'organisation_id', %(organisation_id)s::uuid,
               'programme_id', %(programme_id)s::uuid, 'redemption_id', id,
               'voucher_id', voucher_id, 'provider_id', provider_id)
      FROM honoured
)
SELECT id, site_id, enrolment_id, recorded_at FROM redeemed
"""

# What an id stands for already, for a retry.
STORED = """
SELECT programme_id, id, voucher_id, provider_id, enrolment_id, site_id, category, service_on,
       amount_minor, amount_currency AS currency, recorded_at
  FROM redemptions
 WHERE programme_id = %(programme_id)s AND id = %(id)s
"""

# Everything that REDEEM tests, as it is now, for one entry that was not honoured.
STANDING = """
SELECT EXISTS (
           SELECT FROM scanners
            WHERE organisation_id = %(organisation_id)s AND id = %(scanner_id)s
              AND locked_at IS NOT NULL) AS scanner_locked,
       EXISTS (
           SELECT FROM provider_programmes
            WHERE programme_id = %(programme_id)s AND provider_id = %(provider_id)s
       ) AS takes_part,
       coalesce(provider.status = 'approved', false) AS provider_approved,
       coalesce(provider.terms_accepted >= provider.terms_due, false) AS terms_accepted,
       programme.status = 'published' AS programme_published,
       credential.id IS NOT NULL AS card_known,
       credential.revoked_at IS NOT NULL AS card_revoked,
       voucher.status AS voucher_status,
       voucher.valid_from AS voucher_valid_from,
       voucher.valid_until AS voucher_valid_until,
       enrolment.id AS enrolment_id,
       enrolment.left_on,
       EXISTS (
           SELECT FROM sites
            WHERE organisation_id = %(organisation_id)s
              AND id = coalesce(%(site_id)s::uuid, enrolment.site_id)
              AND provider_id = %(provider_id)s) AS site_known,
       account.credits_posted - account.debits_posted - account.debits_pending AS available_minor,
       usage.used_minor AS cap_used_minor,
       usage.limit_minor AS cap_limit_minor
  FROM programmes programme
  LEFT JOIN providers provider
    ON provider.organisation_id = %(organisation_id)s AND provider.id = %(provider_id)s
  LEFT JOIN vouchers voucher
    ON voucher.programme_id = %(programme_id)s AND voucher.id = %(voucher_id)s
  LEFT JOIN credentials credential
    ON credential.programme_id = %(programme_id)s AND credential.voucher_id = voucher.id
   AND credential.status_list_no = %(status_list_no)s
   AND credential.status_index = %(status_index)s
  LEFT JOIN enrolments enrolment
    ON enrolment.programme_id = %(programme_id)s AND enrolment.provider_id = %(provider_id)s
   AND enrolment.child_id = voucher.child_id
  LEFT JOIN ledger_accounts account
    ON account.programme_id = %(programme_id)s AND account.id = %(voucher_account_id)s
  LEFT JOIN cap_usages usage
    ON usage.programme_id = %(programme_id)s AND usage.voucher_id = %(voucher_id)s
   AND usage.window_from = %(window_from)s
 WHERE programme.id = %(programme_id)s
"""

# The cap's row of a window in which the voucher was never used. A row must stand before anybody
# can wait for it: two first uses at once would otherwise both pass.
OPEN_CAP = """
INSERT INTO cap_usages (programme_id, voucher_id, window_from, window_until, limit_minor)
VALUES (%(programme_id)s, %(voucher_id)s, %(window_from)s, %(window_until)s, %(limit_minor)s)
    ON CONFLICT DO NOTHING
"""

# Which credential a typed code belongs to, among the programmes that the provider takes part in;
# of two programmes at once, the one that lasts longer. A locked scanner is not told.
CARD_BY_CODE = """
SELECT credential.programme_id, credential.voucher_id, credential.status_list_no,
       credential.status_index
  FROM provider_programmes part
  JOIN credentials credential
    ON credential.programme_id = part.programme_id AND credential.code_index = %(code_index)s
  JOIN vouchers voucher
    ON voucher.programme_id = credential.programme_id AND voucher.id = credential.voucher_id
 WHERE part.provider_id = %(provider_id)s AND part.organisation_id = %(organisation_id)s
   AND NOT EXISTS (
       SELECT FROM scanners
        WHERE organisation_id = %(organisation_id)s AND id = %(scanner_id)s
          AND locked_at IS NOT NULL)
 ORDER BY voucher.valid_until DESC
 LIMIT 1
"""

SCANNER_LOCKED = """
SELECT id FROM scanners
 WHERE organisation_id = %(organisation_id)s AND id = %(scanner_id)s AND locked_at IS NOT NULL
"""

KEEP_REFUSAL = """
INSERT INTO refused_attempts (
    organisation_id, id, programme_id, provider_id, scanner_id, asked_id, code, refused_at)
VALUES (%(organisation_id)s, %(attempt_id)s, %(programme_id)s, %(provider_id)s, %(scanner_id)s,
        %(asked_id)s, %(code)s, %(now)s)
"""

# Counts a wrong code; the tenth within the time locks the scanner until somebody opens it.
COUNT_WRONG_CODE = """
INSERT INTO scanners AS scanner (organisation_id, id, wrong_codes, counting_since)
VALUES (%(organisation_id)s, %(scanner_id)s, 1, %(now)s)
    ON CONFLICT (organisation_id, id) DO UPDATE SET
       wrong_codes = CASE WHEN scanner.counting_since <= %(counts_after)s
                          THEN 1 ELSE scanner.wrong_codes + 1 END,
       counting_since = CASE WHEN scanner.counting_since <= %(counts_after)s
                             THEN %(now)s ELSE scanner.counting_since END,
       locked_at = CASE WHEN scanner.locked_at IS NOT NULL THEN scanner.locked_at
                        WHEN scanner.counting_since > %(counts_after)s
                             AND scanner.wrong_codes + 1 >= %(wrong_codes_max)s
                        THEN %(now)s END
"""


@cache
def positional(sql: str) -> tuple[str, tuple[str, ...]]:
    """
    A text with `$n` in place of `%(name)s`, as the protocol has it, and the names in that order.

    >>> positional("SELECT %(a)s, %(b)s, %(a)s")
    ('SELECT $1, $2, $1', ('a', 'b'))
    """
    names: list[str] = []

    def number(match: re.Match[str]) -> str:
        if match[1] not in names:
            names.append(match[1])
        return f"${names.index(match[1]) + 1}"

    return re.sub(r"%\((\w+)\)s", number, sql), tuple(names)
