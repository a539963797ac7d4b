"""What happened to redemptions and enrolments."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from services.core.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherRedeemed(Event):
    """Written by the one statement itself; `repository.statement` has the same fields."""

    topic: ClassVar[str] = "voucher.redeemed"
    about: ClassVar[str] = "voucher_id"

    redemption_id: UUID
    voucher_id: UUID
    provider_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RedemptionConfirmed(Event):
    topic: ClassVar[str] = "redemption.confirmed"
    about: ClassVar[str] = "voucher_id"

    redemption_id: UUID
    voucher_id: UUID
    by_silence: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RedemptionDisputed(Event):
    topic: ClassVar[str] = "redemption.disputed"
    about: ClassVar[str] = "voucher_id"

    redemption_id: UUID
    voucher_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RedemptionReversed(Event):
    topic: ClassVar[str] = "redemption.reversed"
    about: ClassVar[str] = "voucher_id"

    redemption_id: UUID
    reversal_id: UUID
    voucher_id: UUID
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildEnrolled(Event):
    topic: ClassVar[str] = "child.enrolled"
    about: ClassVar[str] = "enrolment_id"

    enrolment_id: UUID
    provider_id: UUID
