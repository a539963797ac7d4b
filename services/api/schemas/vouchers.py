"""Vouchers over the wire: whose they are, by ids only; what their cards show, never."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.api.schemas.ledger import MoneyOut
from services.core.kit.money import Money
from services.core.vouchers.models import Voucher
from services.core.vouchers.types import VoucherStatus


class VoucherOut(BaseModel):
    """A voucher and what may still be spent of it."""

    id: UUID
    programme_id: UUID
    award_id: UUID
    child_id: UUID
    grade_no: int
    status: VoucherStatus
    amount: MoneyOut
    available: MoneyOut = Field(description="Neither used nor held.")
    valid_from: datetime
    valid_until: datetime = Field(description="Exclusive: at this instant it has lapsed.")
    issued_at: datetime
    ended_at: datetime | None = Field(description="When it was revoked or expired.")

    @classmethod
    def of(cls, voucher: Voucher, available: Money) -> Self:
        return cls(
            id=voucher.id,
            programme_id=voucher.programme_id,
            award_id=voucher.award_id,
            child_id=voucher.child_id,
            grade_no=voucher.grade_no,
            status=voucher.status,
            amount=MoneyOut.model_validate(voucher.amount),
            available=MoneyOut.model_validate(available),
            valid_from=voucher.valid_from,
            valid_until=voucher.valid_until,
            issued_at=voucher.issued_at,
            ended_at=voucher.ended_at,
        )


class IssuedOut(BaseModel):
    """How many accepted awards became vouchers."""

    issued: int
