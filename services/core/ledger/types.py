"""The chart of accounts and the reasons why money moves (docs/explanation/ledger.md)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.core.kit.ids import derived_id
from services.core.kit.money import Money

AccountId = NewType("AccountId", UUID)
TransferId = NewType("TransferId", UUID)
FundId = NewType("FundId", UUID)


class Side(StrEnum):
    DEBIT = "debit"
    CREDIT = "credit"


class AccountCode(StrEnum):
    """A kind of account; in the comment, whose id its owner is."""

    BANK = "bank"  # organisation
    GATEWAY_CLEARING = "gateway_clearing"  # organisation
    SITE_CLEARING = "site_clearing"  # crowdfunding site, as the organisation knows it
    FUND = "fund"  # fund
    SUSPENSE = "suspense"  # organisation
    OVERHEAD = "overhead"  # organisation
    VOUCHER = "voucher"  # voucher
    PROVIDER_PAYABLE = "provider_payable"  # provider
    PAYOUT_IN_TRANSIT = "payout_in_transit"  # payout batch
    SHORTFALL = "shortfall"  # fund
    MUNICIPAL_GRANT = "municipal_grant"  # programme
    HELD = "held"  # voucher at a provider
    RISK_RESERVE = "risk_reserve"  # organisation


@dataclass(frozen=True, slots=True)
class AccountRule:
    """
    How accounts of one code behave.

    :param counted: its debits and credits are counters on the row, because a limit must hold;
        else it is summed from its transfers, because many write at once.
    :param limited: its balance may not fall below zero.
    """

    side: Side
    counted: bool
    limited: bool


CHART: dict[AccountCode, AccountRule] = {
    AccountCode.BANK: AccountRule(Side.DEBIT, counted=False, limited=False),
    AccountCode.GATEWAY_CLEARING: AccountRule(Side.DEBIT, counted=False, limited=False),
    AccountCode.SITE_CLEARING: AccountRule(Side.DEBIT, counted=False, limited=False),
    AccountCode.FUND: AccountRule(Side.CREDIT, counted=True, limited=True),
    AccountCode.SUSPENSE: AccountRule(Side.CREDIT, counted=False, limited=False),
    AccountCode.OVERHEAD: AccountRule(Side.CREDIT, counted=False, limited=False),
    AccountCode.VOUCHER: AccountRule(Side.CREDIT, counted=True, limited=True),
    AccountCode.PROVIDER_PAYABLE: AccountRule(Side.CREDIT, counted=False, limited=False),
    AccountCode.PAYOUT_IN_TRANSIT: AccountRule(Side.CREDIT, counted=True, limited=True),
    AccountCode.SHORTFALL: AccountRule(Side.DEBIT, counted=False, limited=False),
    AccountCode.MUNICIPAL_GRANT: AccountRule(Side.CREDIT, counted=True, limited=True),
    AccountCode.HELD: AccountRule(Side.CREDIT, counted=True, limited=True),
    AccountCode.RISK_RESERVE: AccountRule(Side.CREDIT, counted=True, limited=True),
}


class TransferCode(StrEnum):
    """Why money moved: the journey of a yen, from top to bottom."""

    DONATION_SETTLED = "donation_settled"
    GATEWAY_FEE = "gateway_fee"
    GATEWAY_PAYOUT = "gateway_payout"
    GATEWAY_PAYOUT_RETURNED = "gateway_payout_returned"
    DONATION_RECEIVED = "donation_received"
    RECEIPT_UNMATCHED = "receipt_unmatched"
    DEPOSIT_RETURNED = "deposit_returned"
    OVERHEAD_TAKEN = "overhead_taken"
    OVERHEAD_RETURNED = "overhead_returned"
    GRANT_RECEIVED = "grant_received"
    VOUCHER_FUNDED = "voucher_funded"
    VOUCHER_REDEEMED = "voucher_redeemed"
    REDEMPTION_REVERSED = "redemption_reversed"
    REIMBURSEMENT_DUE = "reimbursement_due"
    PAYOUT_SENT = "payout_sent"
    PAYOUT_SETTLED = "payout_settled"
    PAYOUT_RETURNED = "payout_returned"
    VOUCHER_EXPIRED = "voucher_expired"
    VOUCHER_REVOKED = "voucher_revoked"
    DONATION_REFUNDED = "donation_refunded"
    REFUND_RETURNED = "refund_returned"
    DISPUTE_WITHDRAWN = "dispute_withdrawn"
    DISPUTE_REINSTATED = "dispute_reinstated"
    GIFT_REDESIGNATED = "gift_redesignated"
    RECEIPT_ASSIGNED = "receipt_assigned"


# The movements that people decide on, by hand: from which kind of account to which. Into a voucher
# and to a provider money comes by awards and redemptions alone.
BY_HAND: dict[TransferCode, tuple[AccountCode, AccountCode]] = {
    TransferCode.GIFT_REDESIGNATED: (AccountCode.FUND, AccountCode.FUND),
    TransferCode.RECEIPT_ASSIGNED: (AccountCode.SUSPENSE, AccountCode.FUND),
}


class TransferKind(StrEnum):
    SINGLE = "single"  # moves its amount at once
    PENDING = "pending"  # holds its amount
    POST = "post"  # completes a pending one, in part or whole, and lets the rest go
    VOID = "void"  # lets a pending one go


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTransfer:
    """
    A movement to be made. The same id again is the same movement, not a second one.

    :param of: the business object that it belongs to.
    :param ordinal: tells several movements of one code and object apart.
    :param occurred_at: business time; the unit of work's instant where it is left out.
    :param reverses: the posted transfer that this one undoes, in part or whole.
    """

    code: TransferCode
    debit: AccountId
    credit: AccountId
    amount: Money
    of: UUID
    ordinal: int = 0
    occurred_at: datetime | None = None
    id: TransferId | None = None
    reverses: TransferId | None = None


def account_id(programme_id: UUID, code: AccountCode, owner_id: UUID) -> AccountId:
    """The id of an account follows from what it is: nobody has to look it up."""
    return AccountId(derived_id("account", programme_id, code, owner_id))


@dataclass(frozen=True, slots=True)
class TransferProof:
    """
    That a transfer is in the tree of its checkpoint.

    :param told: the transfer's fields, of which its leaf is made (`journal.line`).
    :param hashes: from the leaf upwards (RFC 6962, 2.1.1).
    """

    told: dict[str, str | int | None]
    index: int
    hashes: list[bytes]


@dataclass(frozen=True, slots=True)
class SegmentProof:
    """
    Some transfers of one checkpoint, each with its way to the root.

    :param transfers: how many the segment has.
    """

    checkpoint_id: UUID
    transfers: int
    root: bytes
    proofs: list[TransferProof]
