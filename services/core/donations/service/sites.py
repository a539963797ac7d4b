"""
Crowdfunding sites: they take gifts in for us, keep a fee, and pay out the rest later.

A site is to us as a gateway is. The whole gift enters its fund when the site has taken it, and
the money lies at the site until the bank has it; the fee comes out of overhead and never out of a
child's money. A payout is believed if the gifts up to its day come to what the site says it took
in, and it has arrived when the bank's statement says so (docs/decisions/0079).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.errors import (
    AmountNotPositive,
    ReceivedInFuture,
    SitePayoutArrived,
    SitePayoutIdReused,
    SitePayoutNotExplained,
    SitePayoutUnknown,
    UnmatchedNotFound,
    UnmatchedSettledAlready,
)
from services.core.donations.models import BankDeposit, Donation, Refund, SitePayout
from services.core.donations.repository import (
    BankDepositRepository,
    RefundRepository,
    SitePayoutRepository,
)
from services.core.donations.service.acceptance import accept_on_payout
from services.core.donations.service.booking import site_owner
from services.core.donations.service.refunds import become, new_refund, settle_refund
from services.core.donations.types import AtSite, RefundReason, RefundStatus
from services.core.kit.ids import derived_id
from services.core.kit.money import Money
from services.core.kit.periods import local_date, start_of
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import (
    AccountCode,
    AccountId,
    TransferCode,
    TransferId,
    account_id,
)
from services.core.programmes import service as programmes


def open_site(uow: UnitOfWork, *, programme_id: UUID, organisation_id: UUID, site: str) -> None:
    """Open the account of what a site holds for a programme, if it is not open yet."""
    ledger.open_account(
        uow,
        programme_id=programme_id,
        code=AccountCode.SITE_CLEARING,
        owner_id=site_owner(organisation_id, site),
    )


def record_site_payout(
    uow: UnitOfWork,
    *,
    id: UUID,
    programme_id: UUID,
    site: str,
    gross: Money,
    fee: Money,
    until_on: date,
) -> SitePayout:
    """
    Take over what a site's statement says of a payout. The same id again is the same payout.

    :param gross: what the site had taken in, before its fee.
    :param fee: all that it keeps: its fee, that of the cards, that of the transfer.
    :param until_on: the last day whose gifts are in it.
    :raises AmountNotPositive: nothing was taken in, or the fee is more than that.
    :raises SitePayoutIdReused: the id stands for another payout.
    :raises SitePayoutNotExplained: the gifts up to that day come to another sum; some are missing,
        or the site has given some back that are not known to be.
    """
    if gross.minor <= 0 or not 0 <= fee.minor <= gross.minor:
        raise AmountNotPositive(pointer="/gross_minor")
    organisation_id = programmes.get(uow, programme_id).organisation_id
    payouts = SitePayoutRepository(uow)
    if (earlier := payouts.find(programme_id, id)) is not None:
        told = (earlier.site, earlier.gross, earlier.fee_minor, earlier.until_on)
        if told != (site, gross, fee.minor, until_on):
            raise SitePayoutIdReused(site_payout_id=id)
        return earlier
    gifts = payouts.lock_unpaid(programme_id, site, start_of(until_on + timedelta(days=1)))
    explained = Money(sum(minor for _, minor in gifts))
    if explained != gross:
        raise SitePayoutNotExplained(
            pointer="/gross_minor", gross=gross, explained=explained, gifts=len(gifts)
        )
    payout = SitePayout(
        programme_id=programme_id,
        id=id,
        organisation_id=organisation_id,
        site=site,
        gross=gross,
        fee_minor=fee.minor,
        until_on=until_on,
        recorded_at=uow.now,
        recorded_by=uow.actor.id,
    )
    payouts.add(payout)
    payouts.mark_paid_out(programme_id, [id for id, _ in gifts], payout.id)
    if fee:
        overhead = account_id(programme_id, AccountCode.OVERHEAD, organisation_id)
        _post(uow, payout, TransferCode.GATEWAY_FEE, overhead, fee, until_on)
    _record(uow, payout, "site_payout.record")
    return payout


def note_site_payout_arrived(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    payout_id: UUID,
    deposit_id: UUID | None = None,
    arrived_on: date | None = None,
) -> SitePayout:
    """
    The bank has a payout: by a line of its statement that waits in suspense, or as somebody tells
    who has read it. Gifts that are dated by their arrival are accepted that day.

    :param deposit_id: the deposit; its day counts, and its amount has to be the payout's.
    :param arrived_on: the day, where no statement is taken in; today where neither is told.
    :raises SitePayoutUnknown: the programme has no such payout.
    :raises SitePayoutArrived: it has come before, by another line or on another day.
    :raises UnmatchedNotFound: the programme has no such deposit.
    :raises UnmatchedSettledAlready: the deposit is a gift, or another payout.
    :raises SitePayoutNotExplained: the deposit is of another amount.
    :raises ReceivedInFuture: money that has not come is not booked.
    """
    payout = SitePayoutRepository(uow).lock(programme_id, payout_id)
    if payout is None:
        raise SitePayoutUnknown(site_payout_id=payout_id)
    deposit = None if deposit_id is None else _lock_deposit(uow, payout, deposit_id)
    if deposit is not None and deposit.site_payout_id == payout_id:
        return payout
    code = AccountCode.BANK if deposit is None else AccountCode.SUSPENSE
    source = account_id(programme_id, code, payout.organisation_id)
    on = deposit.received_on if deposit else arrived_on or local_date(uow.now)
    if payout.arrived_on is not None:
        if deposit is None and payout.arrived_on == arrived_on:
            return payout
        raise SitePayoutArrived(site_payout_id=payout_id, arrived_on=payout.arrived_on)
    if on > local_date(uow.now):
        raise ReceivedInFuture(pointer="/arrived_on")
    payout.arrived_on = on
    if deposit is not None:
        deposit.site_payout_id, deposit.taken_minor = payout.id, deposit.amount.minor
    gifts = SitePayoutRepository(uow).gifts_in(programme_id, payout_id)
    accept_on_payout(uow, programme_id=programme_id, donation_ids=gifts, arrived_on=on)
    if payout.net:
        _post(uow, payout, TransferCode.GATEWAY_PAYOUT, source, payout.net, on)
    _record(uow, payout, "site_payout.arrive")
    return payout


def site_payouts(
    uow: UnitOfWork, *, programme_id: UUID, limit: int, after: UUID | None = None
) -> Sequence[SitePayout]:
    """A programme's payouts of crowdfunding sites, in the order of their ids."""
    return SitePayoutRepository(uow).page(programme_id, after=after, limit=limit)


def at_sites(uow: UnitOfWork, *, programme_id: UUID) -> list[AtSite]:
    """What each site holds of a programme's gifts and has not paid out."""
    return SitePayoutRepository(uow).at_sites(programme_id)


def site_gave_back(uow: UnitOfWork, donation: Donation) -> None:
    """
    The site says that a gift which it had not paid out was cancelled: it gave back what was left.

    Nobody is to send the donor the same money by hand: what was to be sent and is not sent yet is
    cancelled. The caller holds the lock on the donation. Told again, it changes nothing.
    """
    refunds = RefundRepository(uow)
    id = derived_id("site", donation.id, "gave_back")
    left = donation.parts.kept
    if not left or refunds.find(donation.programme_id, id) is not None:
        return
    for waiting in refunds.not_left_yet(donation.programme_id, donation.id):
        become(donation, waiting, RefundStatus.CANCELLED)
        _record_cancelled(uow, waiting)
    refund = new_refund(uow, donation, left, id=id, reason=RefundReason.AT_THE_GATEWAY)
    refunds.add(refund)
    settle_refund(uow, donation, refund, at=uow.now)
    audit.record(
        uow,
        action="donation.given_back_by_site",
        object_type="donation",
        object_id=donation.id,
        facts={"refund_id": refund.id, "amount": left.minor},
    )


def _record_cancelled(uow: UnitOfWork, refund: Refund) -> None:
    audit.record(
        uow,
        action="refund.cancel",
        object_type="refund",
        object_id=refund.id,
        facts={"amount": refund.amount.minor, "donation_id": refund.donation_id},
    )


def _lock_deposit(uow: UnitOfWork, payout: SitePayout, deposit_id: UUID) -> BankDeposit:
    deposit = BankDepositRepository(uow).lock(payout.programme_id, deposit_id)
    if deposit is None:
        raise UnmatchedNotFound(deposit_id=deposit_id)
    if deposit.rest != deposit.amount and deposit.site_payout_id != payout.id:
        raise UnmatchedSettledAlready(deposit_id=deposit_id)
    if deposit.amount != payout.net:
        raise SitePayoutNotExplained(gross=payout.net, explained=deposit.amount, gifts=1)
    return deposit


def _post(
    uow: UnitOfWork,
    payout: SitePayout,
    code: TransferCode,
    debit: AccountId,
    amount: Money,
    on: date,
) -> None:
    """What the site no longer holds: it kept it, or the bank has it."""
    owner = site_owner(payout.organisation_id, payout.site)
    ledger.post(
        uow,
        code,
        programme_id=payout.programme_id,
        debit=debit,
        credit=account_id(payout.programme_id, AccountCode.SITE_CLEARING, owner),
        amount=amount,
        of=payout.id,
        occurred_at=start_of(on),
        id=TransferId(derived_id("site_payout", payout.id, code)),
    )


def _record(uow: UnitOfWork, payout: SitePayout, action: str) -> None:
    audit.record(
        uow,
        action=action,
        object_type="site_payout",
        object_id=payout.id,
        facts={"site": payout.site, "gross": payout.gross.minor, "fee": payout.fee_minor},
    )
