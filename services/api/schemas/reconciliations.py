"""Payouts of the gateway, and what comparing it with books and bank came to. Amounts are yen."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.api.schemas.fields import Day, Whole
from services.core.donations.models import BookedPayout, Reconciliation, ReconciliationFinding
from services.core.donations.types import FindingKind, PayoutStatus
from services.core.kit.texts import text


class GatewayPayoutOut(BaseModel):
    """`seen_at_bank`: a line of the bank's statement was taken in that is this payout."""

    id: UUID
    external_id: str
    amount: int
    status: PayoutStatus
    created_at: datetime
    arrives_on: date
    seen_at_bank: bool

    @classmethod
    def of(cls, payout: BookedPayout) -> "GatewayPayoutOut":
        return cls(
            id=payout.id,
            external_id=payout.external_id,
            amount=payout.amount.minor,
            status=payout.status,
            created_at=payout.created_at,
            arrives_on=payout.arrives_on,
            seen_at_bank=payout.bank_line_id is not None,
        )


class ReconciliationIn(BaseModel):
    """Both days are within; left out, it is the usual span until an hour ago."""

    since: Day | None = None
    until: Day | None = None


class ReconciliationOut(BaseModel):
    """Figures are there once it is finished; `until` is exclusive."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    since: datetime
    until: datetime
    requested_at: datetime
    finished_at: datetime | None
    entries: Whole
    explained: Whole
    findings: Whole

    @classmethod
    def of(cls, run: Reconciliation) -> "ReconciliationOut":
        return cls.model_validate(run)


class FindingOut(BaseModel):
    """`about`: the gateway's id of a movement or payout; ours of what has none there."""

    id: UUID
    kind: FindingKind
    about: str
    payout: str | None
    theirs: int | None
    ours: int | None
    says: str
    next: str

    @classmethod
    def of(cls, finding: ReconciliationFinding, language: str) -> "FindingOut":
        return cls(
            id=finding.id,
            kind=finding.kind,
            about=finding.about,
            payout=finding.payout_id,
            theirs=finding.theirs_minor,
            ours=finding.ours_minor,
            says=text(f"finding-{finding.kind.value}", language),
            next=text(f"finding-{finding.kind.value}.next", language),
        )
