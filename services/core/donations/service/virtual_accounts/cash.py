"""
Cash that came to a donor's account number: what fits to the yen is put to its gift, all else
waits for a person (B4). Nothing of it is in the ledger before the gateway has charged it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from services.core.donations import policies
from services.core.donations.events import CashWaits
from services.core.donations.models import Donation, VirtualAccount
from services.core.donations.policies import Waiting
from services.core.donations.ports import GatewayCash
from services.core.donations.repository import CashDecisionRepository, VirtualAccountRepository
from services.core.donations.service.virtual_accounts.accounts import keep_virtual_account
from services.core.donations.service.virtual_accounts.decisions import add_decision
from services.core.donations.types import CashDecisionKind
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork

# A donor has 45 days to name the account to which a refund may go; else it lies here again
# (docs.stripe.com/payments/customer-balance/refunding). With a fortnight for banks and weekends.
MAY_COME_BACK = timedelta(days=59)


@dataclass(frozen=True, slots=True)
class WaitingCash:
    """One line of the queue: an account, and the gifts that its cash may be for."""

    account: VirtualAccount
    gifts: Sequence[Donation]


def note_cash(uow: UnitOfWork, told: GatewayCash) -> None:
    """Take over what lies on an account; an older answer than the last changes nothing."""
    accounts = VirtualAccountRepository(uow)
    account = accounts.lock(told.organisation_id, told.donor_id)
    if account is None:
        keep_virtual_account(
            uow,
            organisation_id=told.organisation_id,
            donor_id=told.donor_id,
            customer_id=told.customer_id,
        )
        account = accounts.lock(told.organisation_id, told.donor_id)
        assert account is not None, "it was just kept"
    is_older = account.observed_at is not None and told.observed_at < account.observed_at
    if is_older or account.customer_id != told.customer_id:
        return
    before, now = account.cash_minor, told.available.minor
    account.cash_minor, account.observed_at = now, told.observed_at
    if now == 0:
        account.waiting_since = None
    elif account.waiting_since is None:
        account.waiting_since = told.observed_at
    accounts.flush()
    if now and not _put_to_its_gift(uow, account) and now != before:
        uow.emit(
            CashWaits(
                organisation_id=account.organisation_id,
                donor_id=account.donor_id,
                amount_minor=now,
            )
        )


def cash_queue(
    uow: UnitOfWork, *, organisation_id: UUID, limit: int, after: UUID | None = None
) -> Sequence[WaitingCash]:
    """Cash that nobody has decided about, by donor (B4)."""
    accounts = VirtualAccountRepository(uow)
    found = accounts.waiting(organisation_id, after=after, limit=limit)
    return [
        WaitingCash(one, accounts.gifts_waiting(organisation_id, one.donor_id)) for one in found
    ]


def _put_to_its_gift(uow: UnitOfWork, account: VirtualAccount) -> bool:
    """Have cash that fits exactly put to its gift; whether it does, or somebody decided before."""
    if CashDecisionRepository(uow).open_of(account.organisation_id, account.donor_id):
        return True
    gifts = VirtualAccountRepository(uow).gifts_waiting(account.organisation_id, account.donor_id)
    waiting = [
        Waiting(one.programme_id, one.id, one.amount, (one.campaign_id, one.fund_id))
        for one in gifts
    ]
    returned = VirtualAccountRepository(uow).refunded_since(
        account.organisation_id, account.donor_id, uow.now - MAY_COME_BACK
    )
    fit = policies.exact_fit(Money(account.cash_minor), waiting, returned=returned)
    if fit is None:
        return False
    gift = next(one for one in gifts if one.id == fit.donation_id)
    add_decision(uow, account, CashDecisionKind.EXACT, gift, due_at=uow.now)
    return True
