"""The ledger over the wire: to read; it is written by what happens."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.core.ledger.types import AccountCode
from services.core.programmes.types import GradeNo


class MoneyOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    minor: int
    currency: str


class FundIn(BaseModel):
    """What money is to be held apart for."""

    code: str = Field(pattern=r"^[a-z0-9-]{2,40}$", examples=["examinees"])
    name_ja: str = Field(min_length=1, max_length=100)
    name_en: str = Field(min_length=1, max_length=100)
    restricted: bool = Field(description="Whether donors have set the purpose.")
    grade_min: GradeNo | None = Field(default=None, description="The lowest grade it may fund.")
    grade_max: GradeNo | None = Field(default=None, description="The highest, included.")


class FundOut(BaseModel):
    """A fund with what it holds, as of `at`."""

    id: UUID
    code: str
    name_ja: str
    name_en: str
    restricted: bool
    balance: MoneyOut


class BalanceOut(BaseModel):
    account_id: UUID
    code: AccountCode
    owner_id: UUID
    balance: MoneyOut
    at: datetime
