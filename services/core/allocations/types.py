"""Ids, states and small values of rounds and awards."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.core.kit.money import Money

RoundId = NewType("RoundId", UUID)
AwardId = NewType("AwardId", UUID)

# 128 random bits: a voucher's id is the `cti` of its credentials, and must not be guessable.
VOUCHER_ID_BYTES = 16


class RoundStatus(StrEnum):
    """A round moves through these in order, and never back."""

    ANNOUNCED = "announced"  # the commitment to the seed is public, families apply
    CLOSED = "closed"  # the candidates are frozen, and their hash is public
    DRAWN = "drawn"  # the seed is public, the order stands
    AWARDED = "awarded"  # a second person approved, the money is promised


class AwardStatus(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"  # by the family
    WITHDRAWN = "withdrawn"  # by the organisation, or because no answer came in time


class WaitingStatus(StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"  # an award was made; what becomes of it, the award says
    LEFT = "left"  # the family does not want to wait any longer


class Outcome(StrEnum):
    """What the result notice tells an applicant."""

    AWARDED = "awarded"
    WAITING = "waiting"
    GIVEN_UP = "given_up"  # declined, withdrawn, or left the waiting list
    NOT_ELIGIBLE = "not_eligible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """
    One applicant's result of a round: what a notice is written from.

    :param award_id: set where the outcome is `awarded`, with amount and answer deadline.
    :param waiting_rank: set where it is `waiting`: how many wait up to and with this one.
    """

    application_id: UUID
    child_id: UUID
    outcome: Outcome
    award_id: AwardId | None = None
    amount: Money | None = None
    reply_by: datetime | None = None
    waiting_rank: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardToIssue:
    """An accepted award whose voucher is still to be issued."""

    id: AwardId
    voucher_id: UUID
    child_id: UUID
    grade_no: int
    amount: Money
    fund_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """
    A programme year in three figures.

    :param awarded: all that was ever promised; what was declined counts here, and again in the
        ledger's `voucher_revoked`.
    """

    awarded: Money
    awards: int
    applicants: int
