"""Ids, states and small values of gifts."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.core.kit.money import Money

CampaignId = NewType("CampaignId", UUID)
DonorId = NewType("DonorId", UUID)
DonationId = NewType("DonationId", UUID)
RefundId = NewType("RefundId", UUID)
ReceiptId = NewType("ReceiptId", UUID)
ImportId = NewType("ImportId", UUID)
ManualTransferId = NewType("ManualTransferId", UUID)


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


class DonationStatus(StrEnum):
    PENDING = "pending"  # promised, or paid and on its way: never spendable
    SETTLED = "settled"
    FAILED = "failed"
    REFUNDED = "refunded"  # wholly; a donation refunded in part stays settled


class RefundStatus(StrEnum):
    PENDING = "pending"
    SETTLED = "settled"


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

    @property
    def of_a_gift(self) -> bool:
        return self not in {EntryKind.PAYOUT, EntryKind.PAYOUT_FAILURE, EntryKind.FEE}


class HoldReason(StrEnum):
    """Why a gift whose money has come may not be promised to a child yet."""

    ALL_OR_NOTHING = "all_or_nothing"  # its campaign may still miss its goal (B5)
    FOREIGN = "foreign"
    CASH = "cash"
    LARGE = "large"
    RELATED_TO_PROVIDER = "related_to_provider"

    @property
    def flagged(self) -> bool:
        """Whether a second person has to clear it (B13)."""
        return self is not HoldReason.ALL_OR_NOTHING


class ImportKind(StrEnum):
    GIFTS = "gifts"
    BANK = "bank"


class NoReceipt(StrEnum):
    """Why the law or the donor's wish leaves a gift without a receipt."""

    NOT_SETTLED = "not_settled"
    MUNICIPAL_MONEY = "municipal_money"
    NOT_A_GIFT = "not_a_gift"
    ANONYMOUS = "anonymous"
    NO_ADDRESS = "no_address"


class ManualTransferKind(StrEnum):
    """What two people may move by hand."""

    REDESIGNATION = "redesignation"  # a whole gift, of which nothing is promised, to another fund
    ASSIGNMENT = "assignment"  # money that waits in suspense, to a fund


class ManualTransferReason(StrEnum):
    """Why, by code: free text would sooner or later hold a person."""

    BOOKED_WRONGLY = "booked_wrongly"
    DONOR_AGREED = "donor_agreed"  # the donor set another purpose than before
    FUND_CLOSED = "fund_closed"
    PROVIDER_CONTRIBUTION = "provider_contribution"  # a provider's own share, kept back (F8)
    PURPOSE_FOUND = "purpose_found"


class ManualTransferStatus(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"  # by who had proposed it


@dataclass(frozen=True, slots=True)
class Lot:
    """Yen of one donation that stand behind one promise."""

    donation_id: DonationId
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorDetails:
    """Who gives, as far as they said; every field may be left out."""

    name: str | None = None
    kana: str | None = None
    email: str | None = None
    postcode: str | None = None
    address: str | None = None

    @property
    def is_empty(self) -> bool:
        return not any((self.name, self.kana, self.email, self.address))


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


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """Minor units and counts; what is refunded no longer counts as settled."""

    pledged: int  # promised, or on its way
    settled: int
    gifts: int
