"""States of what happens at the payment gateway."""

from enum import StrEnum


class DisputeState(StrEnum):
    """How a payment stands that the donor's bank asks about, or takes back."""

    INQUIRY = "inquiry"  # a question only; no money has moved
    DROPPED = "dropped"  # the question came to nothing
    OPEN = "open"  # the money was taken; evidence may be handed in
    WON = "won"
    LOST = "lost"

    @property
    def rank(self) -> int:
        """How far it has come: what is told of one dispute never falls, but by older news."""
        return list(DisputeState).index(self)

    @property
    def over(self) -> bool:
        return self in {DisputeState.DROPPED, DisputeState.WON, DisputeState.LOST}


class DisputeAnswer(StrEnum):
    """What the office decided to do; it is done at the gateway, where the evidence goes too."""

    ACCEPTED = "accepted"  # the donor is right: let the money go
    CONTESTED = "contested"  # evidence was handed in


class StrayBecause(StrEnum):
    """Why a payment's money is not the gift's that it names."""

    SECOND_PAYMENT = "second_payment"
    OTHER_AMOUNT = "other_amount"
    OTHER_CURRENCY = "other_currency"


class StrayState(StrEnum):
    WAITING = "waiting"  # for a person
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    KEPT = "kept"  # in suspense, for two people to assign to a fund


class EntryKind(StrEnum):
    """What moved the gateway's balance."""

    CHARGE = "charge"
    REFUND = "refund"
    REFUND_FAILURE = "refund_failure"  # a refund that could not be delivered came back
    DISPUTE = "dispute"  # the donor's bank took it back, with the gateway's fee for that
    DISPUTE_REVERSAL = "dispute_reversal"  # and gave it again, since we were in the right
    PAYOUT = "payout"
    PAYOUT_FAILURE = "payout_failure"  # the bank refused a payout
    FEE = "fee"  # the gateway's price for something that is no single payment
    OTHER = "other"  # what gifts do not know: shown to a person, booked by none of our verbs

    @property
    def of_a_gift(self) -> bool:
        return self not in {
            EntryKind.PAYOUT,
            EntryKind.PAYOUT_FAILURE,
            EntryKind.FEE,
            EntryKind.OTHER,
        }


class PayoutStatus(StrEnum):
    """How far a payout has come; one that was told as paid may fail days later."""

    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"


class FindingKind(StrEnum):
    """What a comparison of gateway, books and bank can find."""

    MISSING_IN_BOOKS = "missing_in_books"
    MISSING_AT_GATEWAY = "missing_at_gateway"
    BOOKED_TWICE = "booked_twice"
    AMOUNT_DIFFERS = "amount_differs"
    FEE_DIFFERS = "fee_differs"
    TIME_DIFFERS = "time_differs"
    UNKNOWN_KIND = "unknown_kind"
    LEDGER_DIFFERS = "ledger_differs"
    TRANSFER_UNEXPLAINED = "transfer_unexplained"
    WRONG_PAYOUT = "wrong_payout"
    PAYOUT_DIFFERS = "payout_differs"
    PAYOUT_STATE_DIFFERS = "payout_state_differs"
    PAYOUT_NOT_AT_BANK = "payout_not_at_bank"
    BANK_LINE_DIFFERS = "bank_line_differs"
    BANK_LINE_WITHOUT_PAYOUT = "bank_line_without_payout"
    TWO_DOORS = "two_doors"
    CLEARING_NOT_ZERO = "clearing_not_zero"
    LEFT_BEHIND = "left_behind"


class MonthlyGiftState(StrEnum):
    """How a monthly gift stands at the gateway."""

    STARTING = "starting"  # the page is open, and nothing was paid yet
    ABANDONED = "abandoned"  # it was left without paying
    ACTIVE = "active"
    PAST_DUE = "past_due"  # the last month could not be taken; the gateway tries again
    PAUSED = "paused"
    ENDED = "ended"

    @property
    def is_running(self) -> bool:
        """Whether the gateway may still take a month."""
        return self in {
            MonthlyGiftState.ACTIVE,
            MonthlyGiftState.PAST_DUE,
            MonthlyGiftState.PAUSED,
        }


class CashDecisionKind(StrEnum):
    """What becomes of cash that a donor sent to the gateway."""

    EXACT = "exact"  # it is what was asked for: nobody needs to look
    AS_ASKED = "as_asked"  # the gift is what was asked for, and the rest goes back
    ALL_AS_GIFT = "all_as_gift"  # by the donor's word the gift is what came
    RETURN_ALL = "return_all"
