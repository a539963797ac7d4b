"""The ledger over the wire: to read; it is written by what happens."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.core.ledger.types import AccountCode


class MoneyOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    minor: int
    currency: str


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
