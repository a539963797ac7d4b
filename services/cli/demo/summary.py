"""The year in one object, each figure read off the books and none kept on the side."""

from dataclasses import asdict, dataclass
from typing import Any

from services.cli.demo.stage import Stage
from services.core.allocations import service as allocations
from services.core.donations import service as donations
from services.core.donations.types import Totals
from services.core.invariants import service as invariants
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, TransferCode
from services.core.providers import service as providers
from services.core.redemptions import service as redemptions
from services.core.settlements import service as settlements
from services.core.settlements.types import Summary
from services.sandbox.year.sites import SITES


@dataclass(frozen=True, slots=True)
class Yen:
    """
    Where the year's money is.

    :param shortfall: what the organisation laid out for gifts that left when they were promised.
    :param awarded: all that was ever promised, what was declined included.
    :param redeemed: net of reversals.
    :param revoked: taken back before the end: declined awards, families that moved away.
    :param remaining: still in vouchers.
    """

    gifts_settled: int
    municipal: int
    refunded: int
    disputed: int
    shortfall: int
    overhead: int
    gateway_fees: int
    site_fees: int
    awarded: int
    redeemed: int
    reimbursed: int
    expired: int
    revoked: int
    remaining: int
    fund_free: int
    paid_out: int
    payable_open: int


def summarise(stage: Stage) -> dict[str, Any]:
    """The one object that `minori demo --json` prints, but for the seconds that it took."""
    with stage.acting() as uow:
        gifts = donations.summary(uow, programme_id=stage.programme_id)
        awards = allocations.summary(uow, programme_id=stage.programme_id)
        paid = settlements.summary(uow, programme_id=stage.programme_id)
        refused = redemptions.refusals_by_code(uow)
        found = invariants.counts(invariants.verify(uow))
        classrooms = providers.providers_of(uow, programme_id=stage.programme_id)
        moved = ledger.totals_by_code(uow, programme_id=stage.programme_id)
        yen = _yen(stage, uow, moved, gifts, paid)
    count = {
        "donors": gifts.donors,
        "gifts": gifts.gifts,
        "applicants": awards.applicants,
        "awards": awards.awards,
        "redemptions": moved[TransferCode.VOUCHER_REDEEMED][0],
        "refused": sum(refused.values()),
        "providers": len(classrooms),
        "statements": paid.statements,
        "bank_files": paid.bank_files,
    }
    return {
        "seed": stage.plan.seed,
        "children": stage.plan.places,
        "yen": asdict(yen),
        "count": count,
        "refused_by_code": dict(sorted(refused.items())),
        "invariants": found,
    }


def contradictions(summary: dict[str, Any]) -> list[str]:
    """The sums that have to hold, and do not; none where all is well."""
    yen = summary["yen"]
    promised = yen["awarded"] - yen["expired"] - yen["revoked"]
    sums = {
        "gifts, grants and shortfall = refunded + disputed + overhead + promised + free": (
            yen["gifts_settled"] + yen["municipal"] + yen["shortfall"],
            yen["refunded"] + yen["disputed"] + yen["overhead"] + promised + yen["fund_free"],
        ),
        "awarded = redeemed + reimbursed + expired + revoked + remaining": (
            yen["awarded"],
            sum(yen[k] for k in ("redeemed", "reimbursed", "expired", "revoked", "remaining")),
        ),
        "redeemed = paid out + open": (yen["redeemed"], yen["paid_out"] + yen["payable_open"]),
    }
    found = [f"{name}: {one:,} ≠ {other:,}" for name, (one, other) in sums.items() if one != other]
    broken = [number for number, rows in summary["invariants"].items() if rows]
    return found + [f"{number} does not hold" for number in broken]


def _yen(
    stage: Stage,
    uow: UnitOfWork,
    moved: dict[str, tuple[int, int]],
    gifts: Totals,
    paid: Summary,
) -> Yen:
    def total(code: TransferCode) -> int:
        return moved.get(code, (0, 0))[1]

    paid_by_sites = donations.site_payouts(uow, programme_id=stage.programme_id, limit=len(SITES))
    awarded = total(TransferCode.VOUCHER_FUNDED)
    redeemed = total(TransferCode.VOUCHER_REDEEMED) - total(TransferCode.REDEMPTION_REVERSED)
    reimbursed = total(TransferCode.REIMBURSEMENT_DUE)
    expired, revoked = total(TransferCode.VOUCHER_EXPIRED), total(TransferCode.VOUCHER_REVOKED)
    return Yen(
        gifts_settled=gifts.gifts_settled,
        municipal=gifts.municipal,
        refunded=gifts.refunded,
        disputed=gifts.disputed,
        shortfall=gifts.shortfall,
        overhead=gifts.overhead,
        gateway_fees=gifts.gateway_fees,
        site_fees=sum(one.fee_minor for one in paid_by_sites),
        awarded=awarded,
        redeemed=redeemed,
        reimbursed=reimbursed,
        expired=expired,
        revoked=revoked,
        remaining=ledger.total_of(uow, programme_id=stage.programme_id, code=AccountCode.VOUCHER),
        fund_free=ledger.total_of(uow, programme_id=stage.programme_id, code=AccountCode.FUND),
        paid_out=paid.paid_out,
        payable_open=paid.payable_open,
    )
