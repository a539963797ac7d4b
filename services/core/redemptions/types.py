"""Ids and small values of redemptions."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.core.kit.money import Money
from services.core.programmes.types import ServiceCategory, Terms

RedemptionId = NewType("RedemptionId", UUID)
EnrolmentId = NewType("EnrolmentId", UUID)
ReversalId = NewType("ReversalId", UUID)


class OverrideReason(StrEnum):
    """Why a supervisor lets a form in after its deadline (requirement D8)."""

    FORM_ARRIVED_LATE = "form_arrived_late"
    OFFICE_ERROR = "office_error"
    SYSTEM_FAILURE = "system_failure"


class DisputeReason(StrEnum):
    """What a family says is wrong with a use. A choice, so that nobody's story is kept here."""

    LESSON_NOT_HELD = "lesson_not_held"
    CHILD_ABSENT = "child_absent"
    AMOUNT_WRONG = "amount_wrong"
    NOT_RECOGNISED = "not_recognised"


class ReversalReason(StrEnum):
    LESSON_CANCELLED = "lesson_cancelled"
    CHILD_LEFT = "child_left"
    ENTERED_WRONGLY = "entered_wrongly"
    DISPUTE_UPHELD = "dispute_upheld"


class RedemptionStatus(StrEnum):
    """How far a use has come; read off its dates, never stored beside them."""

    RECORDED = "recorded"  # waits for the family
    DISPUTED = "disputed"
    CONFIRMED = "confirmed"
    REVERSED = "reversed"  # in whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    A use as somebody at a counter or in the office enters it.

    :param id: chosen by whoever enters it, so that a retry can never redeem twice.
    :param scanner_id: the device or key that asks: wrong codes are counted for it.
    :param enrolment_id: the child that the counter means, where it chose one from its roster.
    :param site_id: where the lesson was given; the enrolment's own where it is left out.
    :param proxied: keyed in by the office from a provider's paper form (requirement D8).
    """

    id: RedemptionId
    provider_id: UUID
    scanner_id: UUID
    category: ServiceCategory
    service_on: date
    amount: Money
    enrolment_id: EnrolmentId | None = None
    site_id: UUID | None = None
    proxied: bool = False
    override: OverrideReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The credential that was shown: which voucher, and by which of its cards."""

    programme_id: UUID
    voucher_id: UUID
    status_list_no: int
    status_index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a counter must know of a programme before anything is asked there."""

    programme_id: UUID
    organisation_id: UUID
    programme_code: str
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An entry with all that it takes to decide on it."""

    desk: Desk
    entry: Entry
    shown: Shown
    entered_by: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Honoured:
    """
    A use that was honoured, as the counter is told: the same today and on every retry.

    It says nothing of the child, of what is left, or of other providers (requirement D11).
    """

    id: RedemptionId
    programme_id: UUID
    provider_id: UUID
    site_id: UUID
    enrolment_id: UUID
    category: ServiceCategory
    service_on: date
    amount: Money
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CapKey:
    """The row that counts a voucher's use in one window of its programme's caps."""

    window_from: date
    window_until: date  # exclusive
    limit_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All that the database knows about an entry that was not honoured, for telling why."""

    scanner_locked: bool
    takes_part: bool
    provider_approved: bool
    terms_accepted: bool
    programme_published: bool
    card_known: bool
    card_revoked: bool
    voucher_status: str | None
    voucher_valid_from: datetime | None
    voucher_valid_until: datetime | None
    enrolment_id: UUID | None
    left_on: date | None
    site_known: bool
    available_minor: int | None
    cap_used_minor: int | None
    cap_limit_minor: int | None
