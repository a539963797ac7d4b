"""Money moved by hand, over the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.api.schemas.fields import Yen
from services.api.schemas.ledger import MoneyOut
from services.core.donations.types import (
    ManualTransferKind,
    ManualTransferReason,
    ManualTransferStatus,
)


class RedesignationIn(BaseModel):
    """A whole gift, of which nothing is promised yet, is to be another fund's."""

    kind: Literal["redesignation"]
    donation_id: UUID
    to_fund_id: UUID
    reason: ManualTransferReason


class AssignmentIn(BaseModel):
    """Money that was received without a purpose is to be a fund's."""

    kind: Literal["assignment"]
    amount_minor: Yen
    to_fund_id: UUID
    reason: ManualTransferReason


ManualTransferIn = Annotated[RedesignationIn | AssignmentIn, Field(discriminator="kind")]


class ManualTransferOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: ManualTransferKind
    donation_id: UUID | None = Field(
        description="The gift that moves; or what the money in suspense became, once approved."
    )
    from_fund_id: UUID | None = Field(description="Null: from suspense.")
    to_fund_id: UUID
    amount: MoneyOut
    reason: ManualTransferReason
    status: ManualTransferStatus
    proposed_at: datetime
    proposed_by: UUID
    decided_at: datetime | None
    decided_by: UUID | None
