"""Every statement on accounts, transfers and funds."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, bindparam, func, literal, or_, select, text
from sqlalchemy.orm import aliased

from services.core.kit.bulk import insert_new
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger.models import Account, Checkpoint, Fund, Transfer
from services.core.ledger.types import AccountCode, TransferCode, TransferKind

# Kinds by which value has moved; the others only hold it or let it go.
MOVING = (TransferKind.SINGLE, TransferKind.POST)

# Parameters of one statement are counted in 16 bits by the protocol: bulk work goes in batches.
BATCH = 2_000

CounterChange = tuple[int, int, int, int]
"""What is added to debits pending, debits posted, credits pending, credits posted."""

_CHANGES = ("debits_pending", "debits_posted", "credits_pending", "credits_posted")

_COUNT = text(
    """
    UPDATE ledger_accounts a
       SET debits_pending = a.debits_pending + c.debits_pending,
           debits_posted = a.debits_posted + c.debits_posted,
           credits_pending = a.credits_pending + c.credits_pending,
           credits_posted = a.credits_posted + c.credits_posted
      FROM unnest(cast(:ids AS uuid[]), cast(:debits_pending AS bigint[]),
                  cast(:debits_posted AS bigint[]), cast(:credits_pending AS bigint[]),
                  cast(:credits_posted AS bigint[]))
           AS c (id, debits_pending, debits_posted, credits_pending, credits_posted)
     WHERE a.programme_id = :programme_id AND a.id = c.id
       AND (NOT a.limited
            OR a.credits_posted + c.credits_posted
               >= a.debits_posted + c.debits_posted + a.debits_pending + c.debits_pending)
    RETURNING a.id
    """
)

# One segment of the log as a digest; the checkpoint that keeps it and invariant L8 use the same.
SEGMENT_DIGEST = """
    SELECT count(*) AS transfers,
           sha256(convert_to(coalesce(string_agg(concat_ws('|',
               t.id, t.code, t.kind, t.of_id, t.ordinal, t.debit_account_id, t.credit_account_id,
               t.amount_minor, t.currency, (extract(epoch FROM t.occurred_at) * 1000000)::bigint,
               t.pending_id, t.reverses_id), E'\\n' ORDER BY t.id), ''), 'UTF8')) AS digest
      FROM ledger_transfers t
     WHERE t.programme_id = {programme}
       AND t.recorded_at > {after} AND t.recorded_at <= {until}
"""

# The leaves of the segment's tree, in the order of the transfers' ids: RFC 6962, 2.1, over the
# line that `journal` describes.
LEAVES = """
    SELECT t.id,
           sha256('\\x00'::bytea || convert_to(concat_ws('|',
               t.programme_id, t.id, t.code, t.kind, t.of_id, t.ordinal,
               t.debit_account_id, t.credit_account_id, t.amount_minor, t.currency,
               (extract(epoch FROM t.occurred_at) * 1000000)::bigint,
               (extract(epoch FROM t.recorded_at) * 1000000)::bigint,
               coalesce(t.pending_id::text, ''), coalesce(t.reverses_id::text, '')), 'UTF8'))
      FROM ledger_transfers t
     WHERE t.programme_id = :programme AND t.recorded_at > :after AND t.recorded_at <= :until
     ORDER BY t.id
"""


class AccountRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def open(self, rows: Sequence[dict[str, Any]]) -> None:
        """Open accounts that are not open yet; those that are stay as they stand."""
        insert_new(self._session, Account, rows)

    def find(self, programme_id: UUID, account_id: UUID) -> Account | None:
        return self._session.get(Account, (programme_id, account_id), populate_existing=True)

    def find_many(self, programme_id: UUID, account_ids: Iterable[UUID]) -> Sequence[Account]:
        """Those of the accounts that are open."""
        query = (
            select(Account)
            .where(
                Account.programme_id == programme_id,
                Account.id == any_(literal(list(account_ids), ARRAY(Uuid()))),
            )
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).all()

    def lock(self, programme_id: UUID, account_ids: Iterable[UUID]) -> dict[UUID, Account]:
        """
        The accounts by id; rows that counters guard are locked, in the order of their ids.

        Summed accounts are not locked: many may write to them at once.
        """
        known: dict[UUID, Account] = {}
        wanted = sorted(set(account_ids))
        for start in range(0, len(wanted), BATCH):
            chosen = (
                select(Account)
                .where(
                    Account.programme_id == programme_id,
                    Account.id.in_(wanted[start : start + BATCH]),
                )
                .order_by(Account.id)
                .execution_options(populate_existing=True)
            )
            counted = chosen.where(Account.counted).with_for_update(key_share=True)
            summed = chosen.where(~Account.counted)
            for account in [*self._session.scalars(counted), *self._session.scalars(summed)]:
                known[account.id] = account
        return known

    def total_of(self, programme_id: UUID, code: AccountCode) -> int:
        """What all counted credit accounts of one code hold together."""
        balance = Account.credits_posted - Account.debits_posted
        query = select(func.coalesce(func.sum(balance), 0)).where(
            Account.programme_id == programme_id, Account.code == code, Account.counted
        )
        return int(self._session.scalar(query) or 0)

    def count(self, programme_id: UUID, changes: dict[UUID, CounterChange]) -> int:
        """
        Add to the counters of locked accounts, where no limit is broken by it.

        :returns: how many rows were changed; fewer than asked means that a limit held.
        """
        changed = 0
        rows = sorted(changes.items())
        for start in range(0, len(rows), BATCH):
            changed += self._count_batch(programme_id, rows[start : start + BATCH])
        return changed

    def _count_batch(self, programme_id: UUID, rows: Sequence[tuple[UUID, CounterChange]]) -> int:
        # One array a column: a list of VALUES costs more to compile than to run.
        arrays = {
            name: [counters[place] for _, counters in rows] for place, name in enumerate(_CHANGES)
        }
        ids = [account_id for account_id, _ in rows]
        facts = {"programme_id": programme_id, "ids": ids, **arrays}
        return len(self._session.execute(_COUNT, facts).all())


class TransferRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, rows: Sequence[dict[str, Any]]) -> set[UUID]:
        """Insert what is not there yet, by id or by (code, of, ordinal). Returns the new ids."""
        return set(insert_new(self._session, Transfer, rows))

    def get(self, programme_id: UUID, transfer_id: UUID) -> Transfer:
        """One that is known to be there."""
        return self._session.get_one(Transfer, (programme_id, transfer_id))

    def find(self, programme_id: UUID, transfer_id: UUID) -> Transfer | None:
        return self._session.get(Transfer, (programme_id, transfer_id))

    def find_equal(self, row: dict[str, Any]) -> Transfer | None:
        """The transfer that stands in the way of `row`: of its id, or its code and object."""
        same_business = (
            (Transfer.code == row["code"])
            & (Transfer.of_id == row["of_id"])
            & (Transfer.ordinal == row["ordinal"])
            & (Transfer.kind == row["kind"])
        )
        query = (
            select(Transfer)
            .where(
                Transfer.programme_id == row["programme_id"],
                or_(Transfer.id == row["id"], same_business),
            )
            .order_by(Transfer.id == row["id"])
        )
        found = self._session.scalars(query).all()
        return found[-1] if found else None

    def lock_by_name(self, transfer_id: UUID) -> None:
        """
        Make others that resolve or reverse the same transfer wait until this transaction ends.

        An advisory lock: the row itself is immutable and may not be locked for update.
        """
        key = func.hashtextextended(str(transfer_id), 0)
        self._session.execute(select(func.pg_advisory_xact_lock(key)))

    def resolution_of(self, programme_id: UUID, transfer_id: UUID) -> Transfer | None:
        query = select(Transfer).where(
            Transfer.programme_id == programme_id, Transfer.pending_id == transfer_id
        )
        return self._session.scalars(query).one_or_none()

    def reversed_minor(self, programme_id: UUID, transfer_id: UUID) -> int:
        query = select(func.coalesce(func.sum(Transfer.amount_minor), 0)).where(
            Transfer.programme_id == programme_id, Transfer.reverses_id == transfer_id
        )
        return int(self._session.scalar(query) or 0)

    def of_objects(self, programme_id: UUID, of_ids: Iterable[UUID]) -> Sequence[Transfer]:
        """What moved for these business objects, in the order of recording."""
        query = (
            select(Transfer)
            .where(
                Transfer.programme_id == programme_id,
                # The codes too, since they come before the object in the index.
                Transfer.code.in_(list(TransferCode)),
                Transfer.of_id.in_(list(of_ids)),
            )
            .order_by(Transfer.recorded_at, Transfer.id)
        )
        return self._session.scalars(query).all()

    def lapsed(self, at: datetime, limit: int) -> Sequence[Transfer]:
        """Pending transfers whose time is up and that nothing has resolved."""
        resolution = aliased(Transfer)
        query = (
            select(Transfer)
            .outerjoin(
                resolution,
                (resolution.programme_id == Transfer.programme_id)
                & (resolution.pending_id == Transfer.id),
            )
            .where(
                Transfer.kind == TransferKind.PENDING,
                Transfer.lapses_at <= at,
                resolution.id.is_(None),
            )
            .order_by(Transfer.lapses_at, Transfer.id)
            .limit(limit)
        )
        return self._session.scalars(query).all()

    def sums(self, programme_id: UUID, account_id: UUID, at: datetime | None) -> tuple[int, int]:
        """Debits and credits moved so far, or by business time `at`."""
        debits = self._moved(programme_id, at).where(Transfer.debit_account_id == account_id)
        credits = self._moved(programme_id, at).where(Transfer.credit_account_id == account_id)
        row = self._session.execute(
            select(debits.scalar_subquery(), credits.scalar_subquery())
        ).one()
        return int(row[0]), int(row[1])

    def totals_by_code(self, programme_id: UUID) -> dict[str, tuple[int, int]]:
        """For each code: how many transfers moved value, and how much."""
        query = (
            select(Transfer.code, func.count(), func.sum(Transfer.amount_minor))
            .where(Transfer.programme_id == programme_id, Transfer.kind.in_(MOVING))
            .group_by(Transfer.code)
        )
        return {code: (count, int(total)) for code, count, total in self._session.execute(query)}

    def _moved(self, programme_id: UUID, at: datetime | None) -> Select[Any]:
        query = select(func.coalesce(func.sum(Transfer.amount_minor), 0)).where(
            Transfer.programme_id == programme_id, Transfer.kind.in_(MOVING)
        )
        return query if at is None else query.where(Transfer.occurred_at <= at)


class FundRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, fund: Fund) -> None:
        self._session.add(fund)
        self._session.flush()

    def find(self, programme_id: UUID, fund_id: UUID) -> Fund | None:
        return self._session.get(Fund, (programme_id, fund_id))

    def of_programme(self, programme_id: UUID) -> Sequence[Fund]:
        query = select(Fund).where(Fund.programme_id == programme_id).order_by(Fund.code)
        return self._session.scalars(query).all()


class CheckpointRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def last(self, programme_id: UUID) -> Checkpoint | None:
        query = (
            select(Checkpoint)
            .where(Checkpoint.programme_id == programme_id)
            .order_by(Checkpoint.recorded_until.desc())
            .limit(1)
        )
        return self._session.scalars(query).one_or_none()

    def settled_until(self) -> datetime:
        """
        An instant before which no transfer can appear any more.

        The oldest transaction still open started then; whatever it records, it records later.
        """
        settled: datetime = self._session.execute(
            text(
                "SELECT least(min(xact_start), now()) - interval '1 microsecond'"
                "  FROM pg_stat_activity WHERE xact_start IS NOT NULL"
            )
        ).scalar_one()
        return settled

    def digest(self, programme_id: UUID, after: datetime, until: datetime) -> tuple[int, bytes]:
        statement = text(
            SEGMENT_DIGEST.format(programme=":programme", after=":after", until=":until")
        ).bindparams(bindparam("programme", type_=Uuid()))
        row = self._session.execute(
            statement, {"programme": programme_id, "after": after, "until": until}
        ).one()
        return int(row.transfers), bytes(row.digest)

    def leaves(self, programme_id: UUID, after: datetime, until: datetime) -> dict[UUID, bytes]:
        """The hashes of a segment's leaves, in their order."""
        rows = self._session.execute(
            text(LEAVES).bindparams(bindparam("programme", type_=Uuid())),
            {"programme": programme_id, "after": after, "until": until},
        )
        return {id: bytes(hashed) for id, hashed in rows}

    def covering(self, programme_id: UUID, recorded_at: datetime) -> Checkpoint | None:
        """The one in whose segment a transfer of this instant is."""
        query = select(Checkpoint).where(
            Checkpoint.programme_id == programme_id,
            Checkpoint.recorded_after < recorded_at,
            Checkpoint.recorded_until >= recorded_at,
        )
        return self._session.scalars(query).one_or_none()

    def add(self, checkpoint: Checkpoint) -> None:
        self._session.add(checkpoint)
