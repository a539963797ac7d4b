"""Channels, states and sums of gifts."""

from dataclasses import dataclass
from enum import StrEnum

from services.core.donations.types.ids import DonationId
from services.core.kit.money import Money


class Channel(StrEnum):
    """The door by which money comes in."""

    CARD = "card"
    KONBINI = "konbini"
    VIRTUAL_ACCOUNT = "virtual_account"  # a transfer to an account number of the gateway's
    BANK_TRANSFER = "bank_transfer"
    CROWDFUNDING = "crowdfunding"
    CASH = "cash"
    MUNICIPAL_GRANT = "municipal_grant"
    HOMETOWN_TAX = "hometown_tax"  # ふるさと納税 that the municipality passes on
    CORPORATE_HOMETOWN_TAX = "corporate_hometown_tax"  # 企業版ふるさと納税, passed on likewise
    ASSIGNED = "assigned"  # received without a purpose; two people named its fund

    @property
    def without_donor(self) -> bool:
        """Whether the money was given to no campaign: nobody is thanked or receipted for it."""
        return self.municipal or self is Channel.ASSIGNED

    @property
    def municipal(self) -> bool:
        """Whether it is a municipality's income first: the municipality receipts it (B10)."""
        return self in {
            Channel.MUNICIPAL_GRANT,
            Channel.HOMETOWN_TAX,
            Channel.CORPORATE_HOMETOWN_TAX,
        }

    @property
    def through_gateway(self) -> bool:
        """Whether a payment gateway holds the money before the bank has it."""
        return self in {Channel.CARD, Channel.KONBINI, Channel.VIRTUAL_ACCOUNT}

    @property
    def paid_on_a_page(self) -> bool:
        """Whether a page of the gateway's takes the money, and no transfer to a number of its."""
        return self in {Channel.CARD, Channel.KONBINI}

    @property
    def asks_where_to_refund(self) -> bool:
        """
        Whether the gateway has to ask the donor, by mail, to which account a refund may go: this
        way of paying has no way back (docs.stripe.com/payments/customer-balance/refunding).
        """
        return self in {Channel.KONBINI, Channel.VIRTUAL_ACCOUNT}


class DonationStatus(StrEnum):
    PENDING = "pending"  # promised, or paid and on its way: never spendable
    SETTLED = "settled"
    FAILED = "failed"
    REFUNDED = "refunded"  # wholly; a donation refunded in part stays settled


class RefundStatus(StrEnum):
    PENDING = "pending"
    SETTLED = "settled"  # the money has left
    FAILED = "failed"  # it never left, or came back
    CANCELLED = "cancelled"  # by a person, before anything left


class RefundReason(StrEnum):
    """Why a gift is given back, by code: free text would sooner or later hold a person."""

    DONOR_ASKED = "donor_asked"
    # The donor cancels the gift itself, as 不当寄附勧誘防止法 (法律第105号 of 2022, art. 8 and 9)
    # lets them: within one year of being free to, and five of the gift (three and ten where they
    # were threatened with spirits). Whether it is so is not decided here.
    CANCELLED_BY_LAW = "cancelled_by_law"
    CAMPAIGN_FAILED = "campaign_failed"  # all or nothing, and its goal was missed (B5)
    NOT_CLEARED = "not_cleared"  # a second person did not clear it (B13)
    PAID_TWICE = "paid_twice"
    PAID_TOO_MUCH = "paid_too_much"  # a transfer of more than was promised (B4)
    AT_THE_GATEWAY = "at_the_gateway"  # given back there, by whoever may; why, we are not told


@dataclass(frozen=True, slots=True)
class Lot:
    """Yen of one donation that stand behind one promise."""

    donation_id: DonationId
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """A programme's gifts in figures; all in yen but for the two counts."""

    gifts_settled: int
    municipal: int
    assigned: int
    refunded: int
    disputed: int
    shortfall: int
    overhead: int
    gateway_fees: int
    donors: int
    gifts: int
