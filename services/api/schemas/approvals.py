"""What waits for a second person, over the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.api.schemas.ledger import MoneyOut
from services.core.approvals.types import ApprovalKind, Waiting

# Where each kind is looked at, and where it is approved; what is in braces is the fields' own.
PLACES: dict[ApprovalKind, tuple[str, str]] = {
    ApprovalKind.AWARD_RUN: (
        "/programmes/{programme_id}/rounds/{id}",
        "/programmes/{programme_id}/rounds/{id}/award",
    ),
    ApprovalKind.PAYOUT_BATCH: (
        "/programmes/{programme_id}/payout-batches/{id}",
        "/programmes/{programme_id}/payout-batches/{id}/approve",
    ),
    ApprovalKind.MANUAL_TRANSFER: (
        "/programmes/{programme_id}/manual-transfers/{id}",
        "/programmes/{programme_id}/manual-transfers/{id}/approve",
    ),
    ApprovalKind.CERTIFICATION: (
        "/certifications/{id}",
        "/certifications/{id}/approve",
    ),
    ApprovalKind.GIFT_CLEARANCE: (
        "/programmes/{programme_id}/flagged-gifts/{id}",
        "/programmes/{programme_id}/flagged-gifts/{id}/clear",
    ),
    ApprovalKind.CASH_COUNT: (
        "/programmes/{programme_id}/cash-gifts",
        "/programmes/{programme_id}/cash-gifts/{id}/count",
    ),
    ApprovalKind.PROVIDER: ("/providers/{id}", "/providers/{id}/approve"),
    ApprovalKind.BANK_ACCOUNT: (
        "/providers/{of_id}/bank-accounts",
        "/providers/{of_id}/bank-accounts/{id}/approve",
    ),
    ApprovalKind.ROLE_GRANT: ("/members/{of_id}", "/role-grants/{id}/approve"),
    ApprovalKind.BREACH_LIST: ("/breaches/{id}", "/breaches/{id}/list/approve"),
}


class WaitingOut(BaseModel):
    """One thing that waits for the one who asks."""

    kind: ApprovalKind
    id: UUID
    programme_id: UUID | None = Field(description="Null where it is the organisation's.")
    of_id: UUID | None = Field(description="The provider or member that it is about.")
    amount: MoneyOut | None = Field(description="What would be moved or promised, if known.")
    asked_by: UUID
    asked_by_name: str | None = Field(description="Null for machines and who has left.")
    asked_at: datetime
    href: str = Field(description="Where it can be looked at.")
    approve_href: str = Field(description="Where it is approved, by POST.")

    @classmethod
    def of(cls, waiting: Waiting, name: str | None) -> Self:
        ids = {"id": waiting.id, "programme_id": waiting.programme_id, "of_id": waiting.of_id}
        href, approve_href = (f"/api/v1{place.format(**ids)}" for place in PLACES[waiting.kind])
        return cls(
            kind=waiting.kind,
            id=waiting.id,
            programme_id=waiting.programme_id,
            of_id=waiting.of_id,
            amount=None if waiting.amount is None else MoneyOut.model_validate(waiting.amount),
            asked_by=waiting.asked_by,
            asked_by_name=name,
            asked_at=waiting.asked_at,
            href=href,
            approve_href=approve_href,
        )


class WaitingCountsOut(BaseModel):
    """How much waits, for a badge on a page."""

    total: int
    by_kind: dict[ApprovalKind, int]
    oldest_asked_at: datetime | None
