"""Deposits that wait for a person's word, over the wire."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.api.schemas.donations import DonorIn
from services.api.schemas.fields import Day, Yen
from services.api.schemas.ledger import MoneyOut
from services.core.donations.models import DepositDecision
from services.core.donations.policies import Candidate
from services.core.donations.service import WaitingDeposit
from services.core.donations.types import CandidateFit, DepositDecisionKind, ReturnedBy


class CandidateOut(BaseModel):
    """A gift that was announced, which the deposit may be."""

    donation_id: UUID
    amount_minor: int = Field(description="What was asked for.")
    fit: CandidateFit
    over_minor: int = Field(description="By how much more came; negative where less did.")

    @classmethod
    def of(cls, candidate: Candidate) -> Self:
        return cls(
            donation_id=candidate.pledge.donation_id,
            amount_minor=candidate.pledge.amount.minor,
            fit=candidate.fit,
            over_minor=candidate.over.minor,
        )


class DepositDecisionOut(BaseModel):
    """What somebody made of a deposit."""

    id: UUID
    kind: DepositDecisionKind
    donation_id: UUID | None
    amount: MoneyOut
    returned_on: date | None
    returned_by: ReturnedBy | None
    decided_at: datetime
    decided_by: UUID

    @classmethod
    def of(cls, decision: DepositDecision) -> Self:
        return cls(
            id=decision.id,
            kind=decision.kind,
            donation_id=decision.donation_id,
            amount=MoneyOut.model_validate(decision.amount),
            returned_on=decision.returned_on,
            returned_by=decision.returned_by,
            decided_at=decision.decided_at,
            decided_by=decision.decided_by,
        )


class DepositStateOut(BaseModel):
    """
    A deposit, what it may be, and what was decided so far, without its payer: it may be kept as
    the answer to a request (`once`), where nothing is sealed.
    """

    id: UUID
    received_on: date
    amount: MoneyOut
    rest_minor: int = Field(description="What of it waits in suspense.")
    reference: str | None
    donation_id: UUID | None
    site_payout_id: UUID | None
    candidates: list[CandidateOut]
    decisions: list[DepositDecisionOut]

    @classmethod
    def of(cls, waiting: WaitingDeposit) -> Self:
        deposit = waiting.deposit
        return cls(
            id=deposit.id,
            received_on=deposit.received_on,
            amount=MoneyOut.model_validate(deposit.amount),
            rest_minor=deposit.rest.minor,
            reference=deposit.reference,
            donation_id=deposit.donation_id,
            site_payout_id=deposit.site_payout_id,
            candidates=[CandidateOut.of(one) for one in waiting.candidates],
            decisions=[DepositDecisionOut.of(one) for one in waiting.decisions],
        )


class DepositOut(DepositStateOut):
    """A deposit with its payer."""

    payer: str | None = Field(default=None, description="As the bank wrote it.")

    @classmethod
    def of(cls, waiting: WaitingDeposit) -> Self:
        told = super().of(waiting)
        told.payer = waiting.payer
        return told


class DepositMatchIn(BaseModel):
    """A gift that nobody had announced: to which campaign, and whose, if it is known."""

    campaign_id: UUID
    donor: DonorIn = DonorIn()


class DepositTakenIn(BaseModel):
    """The announced gift that a deposit is."""

    donation_id: UUID


class DepositReturnIn(BaseModel):
    """Money that was sent back to its payer."""

    returned_on: Day
    returned_by: ReturnedBy
    amount_minor: Yen | None = Field(default=None, description="All that waits, if not told.")
