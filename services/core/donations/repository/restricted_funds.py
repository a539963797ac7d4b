"""What the ledger tells of funds over a fiscal year, for the note on restricted gifts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from services.core.donations.types import Channel
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger.types import AccountCode, TransferCode

# A fund is its own account, the vouchers paid for out of it, and what the organisation laid out
# for it: what moves between these leaves the fund as large as it was.
_ACCOUNTS = """
    SELECT a.programme_id, a.id, a.owner_id AS fund_id
      FROM ledger_accounts a
     WHERE a.code IN ('fund', 'shortfall')
    UNION
    SELECT t.programme_id, t.credit_account_id, a.owner_id
      FROM ledger_transfers t
      JOIN ledger_accounts a ON a.programme_id = t.programme_id AND a.id = t.debit_account_id
     WHERE t.code = 'voucher_funded' AND a.code = 'fund'
"""

# To which gift a movement belongs: it counts from that gift's day of acceptance on (B9).
_MOVES = f"""
    SELECT t.programme_id, t.code, t.amount_minor, d.channel,
           i.fund_id AS into_fund, o.fund_id AS out_of_fund,
           CASE WHEN d.id IS NULL THEN (t.occurred_at AT TIME ZONE 'Asia/Tokyo')::date
                WHEN d.accepted_on IS NULL THEN NULL
                ELSE greatest((t.occurred_at AT TIME ZONE 'Asia/Tokyo')::date, d.accepted_on)
           END AS counts_on
      FROM ledger_transfers t
      JOIN programmes p ON p.id = t.programme_id AND p.organisation_id = :organisation_id
      LEFT JOIN ({_ACCOUNTS}) i
        ON i.programme_id = t.programme_id AND i.id = t.credit_account_id
      LEFT JOIN ({_ACCOUNTS}) o
        ON o.programme_id = t.programme_id AND o.id = t.debit_account_id
      LEFT JOIN gateway_movements m ON m.programme_id = t.programme_id AND m.of_id = t.of_id
      LEFT JOIN refunds r ON r.programme_id = t.programme_id AND r.id = t.of_id
      LEFT JOIN donations d
        ON d.programme_id = t.programme_id
       AND d.id = coalesce(m.donation_id, r.donation_id, t.of_id)
     WHERE t.kind IN ('single', 'post')
       AND i.fund_id IS DISTINCT FROM o.fund_id
       AND t.occurred_at < cast(:until AS date)::timestamp AT TIME ZONE 'Asia/Tokyo'
"""  # noqa: S608 (constants only)
_FLOWS = text(
    f"""
    SELECT s.programme_id, s.fund_id, s.code, s.channel, s.span,
           sum(s.gained)::bigint AS gained, sum(s.lost)::bigint AS lost
      FROM (SELECT m.programme_id, f.fund_id, m.code, m.channel,
                   CASE WHEN m.counts_on < :since THEN 'before'
                        WHEN m.counts_on < :until THEN 'within'
                        ELSE 'waiting' END AS span,
                   CASE WHEN f.fund_id = m.into_fund THEN m.amount_minor ELSE 0 END AS gained,
                   CASE WHEN f.fund_id = m.out_of_fund THEN m.amount_minor ELSE 0 END AS lost
              FROM ({_MOVES}) m
              CROSS JOIN LATERAL (VALUES (m.into_fund), (m.out_of_fund)) AS f (fund_id)
             WHERE f.fund_id IS NOT NULL) s
     GROUP BY 1, 2, 3, 4, 5
    """  # noqa: S608 (constants only)
)
_BALANCES = text(
    """
    SELECT a.code,
           sum(CASE WHEN t.credit_account_id = a.id THEN t.amount_minor
                    ELSE -t.amount_minor END)::bigint AS balance
      FROM ledger_accounts a
      JOIN programmes p ON p.id = a.programme_id AND p.organisation_id = :organisation_id
      JOIN ledger_transfers t
        ON t.programme_id = a.programme_id AND a.id IN (t.credit_account_id, t.debit_account_id)
     WHERE t.kind IN ('single', 'post')
       AND t.occurred_at < cast(:until AS date)::timestamp AT TIME ZONE 'Asia/Tokyo'
     GROUP BY 1
    """
)
_FUNDS = text(
    """
    SELECT f.programme_id, f.id, f.code, f.name_ja, f.name_en, f.restricted,
           p.name_ja AS programme_ja, p.name_en AS programme_en, p.code AS programme_code
      FROM funds f
      JOIN programmes p ON p.id = f.programme_id AND p.organisation_id = :organisation_id
     ORDER BY p.code, f.code
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """
    What one kind of movement added to a fund and took from it.

    :param channel: the door of the gift that it belongs to, if it belongs to one.
    :param span: "before" the year, "within" it, or "waiting": it has moved in the ledger, and the
        gift is accepted later.
    """

    programme_id: UUID
    fund_id: UUID
    code: TransferCode
    channel: Channel | None
    span: str
    gained: int
    lost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFund:
    programme_id: UUID
    id: UUID
    code: str
    name_ja: str
    name_en: str
    restricted: bool
    programme_ja: str
    programme_en: str
    programme_code: str


class RestrictedFundRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def funds(self, organisation_id: UUID) -> Sequence[NamedFund]:
        found = self._session.execute(_FUNDS, {"organisation_id": organisation_id})
        return [NamedFund(**row) for row in found.mappings()]

    def flows(self, organisation_id: UUID, *, since: date, until: date) -> Sequence[Flow]:
        """
        What crossed the funds' borders before `until`, which is exclusive.

        Movements between two funds are told for both.
        """
        asked = {"organisation_id": organisation_id, "since": since, "until": until}
        return [
            Flow(
                programme_id=row.programme_id,
                fund_id=row.fund_id,
                code=TransferCode(row.code),
                channel=None if row.channel is None else Channel(row.channel),
                span=row.span,
                gained=row.gained,
                lost=row.lost,
            )
            for row in self._session.execute(_FLOWS, asked)
        ]

    def balances(self, organisation_id: UUID, *, until: date) -> dict[AccountCode, int]:
        """Credits less debits of all accounts of each kind, by the ledger alone."""
        asked = {"organisation_id": organisation_id, "until": until}
        found = self._session.execute(_BALANCES, asked)
        return {AccountCode(row.code): row.balance for row in found}
