"""Promise money to children, in one transaction: plan, lots, vouchers' accounts, transfers."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.core.allocations.models import Round, RoundApplicant
from services.core.allocations.policies import Grant, Plan, Purse, Wish, plan
from services.core.allocations.repository import AwardRepository, RoundRepository
from services.core.allocations.types import VOUCHER_ID_BYTES, AwardId, AwardStatus
from services.core.donations import service as donations
from services.core.donations.types import Lot
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.periods import start_of
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, NewTransfer, TransferCode, account_id
from services.core.programmes import service as programmes
from services.core.programmes.types import Terms


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate of the round, at their place in the order drawn."""

    rank: int
    applicant: RoundApplicant


def ranked(uow: UnitOfWork, round_: Round) -> list[Ranked]:
    """All candidates of a drawn round, in the order drawn."""
    rows = RoundRepository(uow).drawn(round_.programme_id, round_.id)
    return [Ranked(rank, applicant) for rank, applicant in rows]


def plan_for(
    uow: UnitOfWork, round_: Round, candidates: Iterable[Ranked], *, places: int | None
) -> Plan:
    """
    Whom the round's funds can pay now.

    The caller holds the programme's lock, so that what is free here is free still when it is
    promised.
    """
    programme_id = round_.programme_id
    terms = programmes.get(uow, programme_id).terms
    awards = AwardRepository(uow)
    budget = round_.budget
    if budget is not None:
        budget -= Money(awards.promised_minor(programme_id, round_.id))
    served = awards.households_served(programme_id) if terms.one_child_a_household else None
    return plan(
        _wishes(terms, candidates, uow.now),
        _purses(uow, round_),
        places=places,
        budget=budget,
        served=served,
    )


def promise(
    uow: UnitOfWork,
    round_: Round,
    grants: Sequence[Grant],
    applicants: dict[UUID, RoundApplicant],
    *,
    approved_by: UUID,
) -> dict[UUID, AwardId]:
    """
    Make the awards: each gets its lots of gifts and a voucher's account with its whole amount.

    Returns the award of each application.

    :raises FundsShort: a fund holds less than was planned with.
    """
    if not grants:
        return {}
    programme_id = round_.programme_id
    lots = _allocate(uow, programme_id, grants)
    common = _common(uow, round_, approved_by)
    award_rows: list[dict[str, Any]] = []
    lot_rows: list[dict[str, Any]] = []
    transfers: list[NewTransfer] = []
    for grant in grants:
        applicant = applicants[grant.wish.application_id]
        row = _award(common, grant, applicant)
        award_rows.append(row)
        lot_rows.extend(_lot_rows(row, lots[applicant.application_id]))
        transfers.append(_funding(programme_id, row, grant))
    ledger.open_accounts(
        uow,
        programme_id=programme_id,
        code=AccountCode.VOUCHER,
        owner_ids=[row["voucher_id"] for row in award_rows],
    )
    ledger.post_many(uow, programme_id=programme_id, transfers=transfers)
    AwardRepository(uow).add(award_rows, lot_rows)
    return {row["application_id"]: row["id"] for row in award_rows}


def _wishes(terms: Terms, candidates: Iterable[Ranked], now: datetime) -> Iterable[Wish]:
    entered_on = terms.local_date(now)
    for each in candidates:
        applicant = each.applicant
        amount = terms.amount_for(applicant.grade_no, entered_on)
        # A prorated amount may have shrunk to nothing while the child waited.
        if amount and applicant.household_id is not None:
            yield Wish(
                applicant.application_id, applicant.household_id, applicant.grade_no, Money(amount)
            )


def _purses(uow: UnitOfWork, round_: Round) -> list[Purse]:
    programme_id = round_.programme_id
    return [
        Purse(
            fund_id,
            ledger.get_fund(uow, programme_id=programme_id, fund_id=fund_id),
            donations.promisable(uow, programme_id=programme_id, fund_id=fund_id),
        )
        for fund_id in RoundRepository(uow).fund_ids(programme_id, round_.id)
    ]


def _allocate(
    uow: UnitOfWork, programme_id: UUID, grants: Sequence[Grant]
) -> dict[UUID, list[Lot]]:
    """The lots of each application's grant; funds in the order of their ids, as all locks."""
    by_fund: dict[UUID, list[Grant]] = defaultdict(list)
    for grant in grants:
        by_fund[grant.fund_id].append(grant)
    lots: dict[UUID, list[Lot]] = {}
    for fund_id, of_fund in sorted(by_fund.items()):
        amounts = [grant.wish.amount for grant in of_fund]
        taken = donations.allocate(uow, programme_id=programme_id, fund_id=fund_id, amounts=amounts)
        for grant, own in zip(of_fund, taken, strict=True):
            lots[grant.wish.application_id] = own
    return lots


def _common(uow: UnitOfWork, round_: Round, approved_by: UUID) -> dict[str, Any]:
    """What all awards of one run share."""
    zone = programmes.get(uow, round_.programme_id).terms.zone
    last_day = uow.now.astimezone(zone).date() + timedelta(days=round_.reply_days)
    return {
        "programme_id": round_.programme_id,
        "organisation_id": round_.organisation_id,
        "round_id": round_.id,
        "status": AwardStatus.OFFERED,
        "created_by": round_.drawn_by,
        "approved_by": approved_by,
        "awarded_at": uow.now,
        "reply_by": start_of(last_day + timedelta(days=1), zone),
    }


def _award(common: dict[str, Any], grant: Grant, applicant: RoundApplicant) -> dict[str, Any]:
    return {
        **common,
        "id": AwardId(uuid7()),
        "application_id": applicant.application_id,
        "child_id": applicant.child_id,
        "grade_no": applicant.grade_no,
        "fund_id": grant.fund_id,
        "voucher_id": UUID(bytes=secrets.token_bytes(VOUCHER_ID_BYTES)),
        "amount_minor": grant.wish.amount.minor,
    }


def _lot_rows(award: dict[str, Any], lots: Sequence[Lot]) -> Iterable[dict[str, Any]]:
    for ordinal, lot in enumerate(lots):
        yield {
            "programme_id": award["programme_id"],
            "award_id": award["id"],
            "ordinal": ordinal,
            "donation_id": lot.donation_id,
            "amount_minor": lot.amount.minor,
        }


def _funding(programme_id: UUID, award: dict[str, Any], grant: Grant) -> NewTransfer:
    voucher_id = award["voucher_id"]
    return NewTransfer(
        code=TransferCode.VOUCHER_FUNDED,
        debit=account_id(programme_id, AccountCode.FUND, grant.fund_id),
        credit=account_id(programme_id, AccountCode.VOUCHER, voucher_id),
        amount=grant.wish.amount,
        of=voucher_id,
    )
