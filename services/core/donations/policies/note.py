"""The note on restricted gifts: how a fund's figures are told, and that they add up (B12)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from services.core.donations.types import Channel
from services.core.ledger.types import AccountCode, TransferCode


class Source(StrEnum):
    """Where an increase came from."""

    GIFTS = "gifts"
    GRANTS = "grants"  # of municipalities
    HOMETOWN_TAX = "hometown_tax"
    CORPORATE_HOMETOWN_TAX = "corporate_hometown_tax"
    ASSIGNED = "assigned"  # without a donor; two people named the fund
    OTHER_FUND = "other_fund"
    OVERHEAD_RETURNED = "overhead_returned"
    USES_REVERSED = "uses_reversed"
    CAME_BACK = "came_back"  # a refund that failed, a dispute that was won


class Use(StrEnum):
    """Where a decrease went."""

    LESSONS = "lessons"
    OVERHEAD = "overhead"
    GIVEN_BACK = "given_back"
    OTHER_FUND = "other_fund"


_SOURCE_OF_CHANNEL = {
    Channel.MUNICIPAL_GRANT: Source.GRANTS,
    Channel.HOMETOWN_TAX: Source.HOMETOWN_TAX,
    Channel.CORPORATE_HOMETOWN_TAX: Source.CORPORATE_HOMETOWN_TAX,
    Channel.ASSIGNED: Source.ASSIGNED,
}
_SOURCE_OF_CODE = {
    TransferCode.GIFT_REDESIGNATED: Source.OTHER_FUND,
    TransferCode.OVERHEAD_RETURNED: Source.OVERHEAD_RETURNED,
    TransferCode.REDEMPTION_REVERSED: Source.USES_REVERSED,
    TransferCode.REFUND_RETURNED: Source.CAME_BACK,
    TransferCode.DISPUTE_REINSTATED: Source.CAME_BACK,
    TransferCode.RECEIPT_ASSIGNED: Source.ASSIGNED,
}
_USE_OF_CODE = {
    TransferCode.OVERHEAD_TAKEN: Use.OVERHEAD,
    TransferCode.DONATION_REFUNDED: Use.GIVEN_BACK,
    TransferCode.DISPUTE_WITHDRAWN: Use.GIVEN_BACK,
    TransferCode.GIFT_REDESIGNATED: Use.OTHER_FUND,
}

# What belongs to funds, whichever; the rest of the net assets is bound to no purpose.
OF_FUNDS = (AccountCode.FUND, AccountCode.VOUCHER, AccountCode.HELD, AccountCode.SHORTFALL)
OF_NOBODY = (AccountCode.OVERHEAD, AccountCode.RISK_RESERVE)


def source_of(code: TransferCode, channel: Channel | None) -> Source:
    """From where a movement of this kind came into a fund."""
    by_code = _SOURCE_OF_CODE.get(code)
    if by_code is not None:
        return by_code
    return Source.GIFTS if channel is None else _SOURCE_OF_CHANNEL.get(channel, Source.GIFTS)


def use_of(code: TransferCode) -> Use:
    """For what a movement of this kind left a fund."""
    return _USE_OF_CODE.get(code, Use.LESSONS)


@dataclass(slots=True)
class FundFigures:
    """A fund's year in yen; `waiting` has come in the ledger and is accepted after the year."""

    opening: int = 0
    sources: Counter[Source] = field(default_factory=Counter)
    uses: Counter[Use] = field(default_factory=Counter)
    waiting: int = 0

    @property
    def increase(self) -> int:
        return self.sources.total()

    @property
    def decrease(self) -> int:
        return self.uses.total()

    @property
    def closing(self) -> int:
        return self.opening + self.increase - self.decrease

    @property
    def in_ledger(self) -> int:
        """What the ledger has for the fund at the end of the year."""
        return self.closing + self.waiting

    @property
    def is_empty(self) -> bool:
        return not (self.opening or self.increase or self.decrease or self.waiting)


def ledger_of_funds(balances: Mapping[AccountCode, int]) -> int:
    """What all funds hold by the ledger alone, whatever accounts were counted to which of them."""
    return sum(balances.get(code, 0) for code in OF_FUNDS)


def ledger_of_nobody(balances: Mapping[AccountCode, int]) -> int:
    """What is bound to no purpose, beside the funds without one: running costs and reserve."""
    return sum(balances.get(code, 0) for code in OF_NOBODY)
