"""The report over the wire; null stands for a figure that must not be shown."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.core.measurement.protection.rates import Precision
from services.core.measurement.types import Rate, Stage


class RateOut(BaseModel):
    """
    A rate in basis points, or a bound of it.

    `at_least` and `below` stand where the rate itself would tell of a few children.
    """

    precision: Precision
    basis_points: int | None = Field(description="10000 is all; null where the rate is hidden.")


class ReportRowOut(BaseModel):
    """One cell of the uses; `all` stands for a margin."""

    month: str = Field(examples=["2025-06", "all"])
    category: str = Field(examples=["tuition", "all"])
    band: str = Field(examples=["lower_secondary", "all"])
    children: int | None
    redemptions: int | None
    yen: int | None


class ReportOut(BaseModel):
    """What a programme publishes about its use, as of the last rollup."""

    programme_id: UUID
    name_ja: str
    name_en: str
    fiscal_year: int
    k: int = Field(description="No group of fewer children is shown, nor can one be derived.")
    read_at: datetime
    stages: dict[Stage, int | None]
    rates: dict[Rate, RateOut]
    rows: list[ReportRowOut]


class RollupOut(BaseModel):
    """What a run of the rollup did."""

    model_config = ConfigDict(from_attributes=True)

    cells: int = Field(description="Child, month and category that new facts concerned.")
    rebuilt: bool = Field(description="Whether it had to begin from nothing.")
