"""What was agreed with the gateway, and how the account is set."""

from dataclasses import dataclass
from typing import Literal

from services.sandbox.fakestripe.calendar import DAY_S

# Stripe's price list for Japan: 3.6 % by card and at the konbini, 1.5 % by bank transfer; a
# dispute costs 1,300 yen whatever comes of it. All without further tax.
FEE_PER_THOUSAND = {"card": 36, "konbini": 36, "customer_balance": 15}
DISPUTE_FEE = 1_300


@dataclass(frozen=True, slots=True)
class Terms:
    """
    An account's settings, those that change what happens.

    :param retry_after_days: when a declined renewal is tried again, each counted from the last try.
    :param after_last_try: what becomes of a subscription whose renewal was declined every time.
    :param finalised_after_s: how long a renewal's invoice stays a draft.
    :param refund_takes_s: how long a refund by card is pending; 0: it succeeds at once.
    :param transfer_takes_s: how long money that goes to a bank account is under way.
    :param dispute_fee: in yen, taken when money is withdrawn; it is not given back.
    :param payouts: automatic on Fridays, or only when asked for.
    :param takes_debts: whether what the account owes is taken from its bank account on Fridays, as
        a payout below zero; otherwise it waits for better weeks.
    :param reconciliation_mode: whether transferred money is put to payments by the gateway.
    """

    retry_after_days: tuple[int, ...] = (3, 5, 7)
    after_last_try: Literal["cancel", "unpaid", "past_due"] = "cancel"
    finalised_after_s: int = 3_600
    refund_takes_s: int = 0
    transfer_takes_s: int = 3 * DAY_S
    dispute_fee: int = DISPUTE_FEE
    payouts: Literal["automatic", "manual"] = "automatic"
    takes_debts: bool = False
    reconciliation_mode: Literal["automatic", "manual"] = "automatic"

    def fee(self, method: str, yen: int) -> int:
        """What a payment costs, rounded to the yen."""
        return (yen * FEE_PER_THOUSAND[method] + 500) // 1_000


USUAL = Terms()
