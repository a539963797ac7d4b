"""Whose yen stand behind a promise: taken from gifts oldest first, given back to the same gifts."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from services.core.donations import policies
from services.core.donations.errors import DonationNotFound, FundOverheadOverCap
from services.core.donations.models import Donation
from services.core.donations.repository import CampaignGiftRepository, DonationRepository
from services.core.donations.service.booking import account_of
from services.core.donations.types import DonationId, Lot, OverheadOfFund
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, NewTransfer, TransferCode, TransferId
from services.core.programmes import service as programmes


def allocate(
    uow: UnitOfWork, *, programme_id: UUID, fund_id: UUID, amounts: Sequence[Money]
) -> list[list[Lot]]:
    """
    Take each amount from the fund's settled gifts, oldest first; the lots behind each.

    Whoever allocates from the same fund at the same time waits. The ledger is the caller's to
    move: fund -> voucher, by the same amounts, in the same unit of work.

    :raises FundsShort: the gifts do not suffice for all; then nothing is taken.
    :raises FundOverheadOverCap: the running costs took more of the fund's gifts than the
        programme promises: until that is put right, nothing of it is promised (A6).
    """
    must_keep_overhead_promise(uow, programme_id=programme_id, fund_id=fund_id)
    taken: dict[DonationId, Donation] = {}

    def sources() -> Iterator[tuple[DonationId, Money]]:
        for donation in DonationRepository(uow).lock_free(programme_id, fund_id):
            taken[DonationId(donation.id)] = donation
            yield DonationId(donation.id), donation.free

    lots = policies.lay_lots(amounts, sources())
    promised = policies.lots_by_donation(lot for some in lots for lot in some)
    DonationRepository(uow).add_allocated(
        [(taken[id], amount.minor) for id, amount in promised.items()]
    )
    return lots


def lock_lots(uow: UnitOfWork, *, programme_id: UUID, lots: Iterable[Lot]) -> None:
    """
    Lock the gifts behind these lots, before any account: the order in which all verbs lock.
    """
    DonationRepository(uow).lock_many(programme_id, {lot.donation_id for lot in lots})


def give_back(uow: UnitOfWork, *, programme_id: UUID, lots: Sequence[Lot]) -> None:
    """
    Let promised yen go back to the gifts they came from, free to be promised again.

    Call it when the ledger has moved them, voucher -> fund. What a gift's refund had cost the
    organisation is made good first.

    :raises LotExceedsAllocation: a gift has not promised that much.
    """
    returned = policies.lots_by_donation(lots)
    donations = DonationRepository(uow)
    locked = donations.lock_many(programme_id, returned)
    made_good: list[NewTransfer] = []
    for id, amount in returned.items():
        if id not in locked:
            raise DonationNotFound(donation_id=id)
        donation = locked[id]
        donation.parts, good = donation.parts.take_back(amount)
        if good:
            made_good.append(_making_good(donation, good))
    donations.flush()
    if made_good:
        ledger.post_many(uow, programme_id=programme_id, transfers=made_good)


def free(uow: UnitOfWork, *, programme_id: UUID, fund_id: UUID) -> Money:
    """What may be promised of the fund's settled gifts."""
    return Money(DonationRepository(uow).free_minor(programme_id, fund_id))


def promisable(uow: UnitOfWork, *, programme_id: UUID, fund_id: UUID) -> Money:
    """What may be promised of a fund now: nothing, while its overhead is above the cap (A6)."""
    if _overhead(uow, programme_id, fund_id).over_cap:
        return Money(0)
    return free(uow, programme_id=programme_id, fund_id=fund_id)


def must_keep_overhead_promise(uow: UnitOfWork, *, programme_id: UUID, fund_id: UUID) -> None:
    """:raises FundOverheadOverCap: the running costs took more of its gifts than was promised."""
    taken = _overhead(uow, programme_id, fund_id)
    if taken.over_cap:
        raise FundOverheadOverCap(fund_id=fund_id, share_bps=taken.share_bps, cap_bps=taken.cap_bps)


def _overhead(uow: UnitOfWork, programme_id: UUID, fund_id: UUID) -> OverheadOfFund:
    cap_bps = programmes.get(uow, programme_id).terms.overhead_cap_bps
    return CampaignGiftRepository(uow).overhead_of_fund(programme_id, fund_id, cap_bps=cap_bps)


def _making_good(donation: Donation, amount: Money) -> NewTransfer:
    """What came back pays the organisation for a refund that it had laid out."""
    # The same gift may lack and be made good of the same sums again: each step is its own.
    step = uuid7()
    return NewTransfer(
        code=TransferCode.DONATION_REFUNDED,
        debit=account_of(donation, AccountCode.FUND),
        credit=account_of(donation, AccountCode.SHORTFALL),
        amount=amount,
        of=step,
        id=TransferId(step),
    )
