"""Lists of gifts, their mappings, and payouts of crowdfunding sites over the wire."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.api.schemas.donations import Line
from services.api.schemas.fields import Day, Whole, Yen
from services.api.schemas.ledger import MoneyOut
from services.core.donations.mappings import GiftField
from services.core.donations.models import SavedMapping, SitePayout
from services.core.donations.service import ImportReport
from services.core.donations.types import AtSite, Channel

Words = Annotated[list[Line], Field(max_length=40)]


class MappingIn(BaseModel):
    """How gifts are read from a site's files."""

    model_config = ConfigDict(extra="forbid")

    title: Line
    channel: Channel = Channel.CROWDFUNDING
    settled: bool = True
    held_by_site: bool = Field(
        default=False, description="The site has the money and pays it out later, less a fee."
    )
    amount_includes_fee: bool = Field(
        default=False, description="The amount holds the supporter fee, which is the site's."
    )
    columns: dict[GiftField, Words] = Field(description="Under which headings each may stand.")
    take_only: Words = Field(default=[], description="States of rows that are gifts.")
    cancelled: Words = Field(default=[], description="States of gifts that the site gave back.")
    monthly: Words = Field(default=[], description="Words for rows that come each month.")
    in_kind: Words = Field(default=[], description="Words for goods, which are refused.")
    company: Words = Field(default=[], description="Words for a donor that is no person.")
    yes: Words = []


class MappingNameOut(BaseModel):
    """A mapping that files can be read by."""

    name: str
    title: str
    version: int | None = Field(description="Null for those of the installation.")


class MappingOut(BaseModel):
    """A version of an organisation's own mapping."""

    name: str
    version: int
    saved_at: datetime
    saved_by: UUID
    body: dict[str, Any]

    @classmethod
    def of(cls, row: SavedMapping) -> Self:
        return cls.model_validate(row, from_attributes=True)


class RowFaultOut(BaseModel):
    row: int = Field(description="As a spreadsheet counts; 0 is the file as a whole.")
    column: str
    code: str
    reason: str


class ColumnUseOut(BaseModel):
    """What became of one column of the file."""

    heading: str
    became: str | None = Field(description="Null: it was left alone.")
    filled: int = Field(description="Rows in which it says something.")


class GiftImportOut(BaseModel):
    """What an import did, or would do."""

    written: bool
    repeated: bool = Field(description="This very file was taken in before.")
    imported: int
    amount_minor: int
    known: int
    skipped: int
    withdrawn: int = Field(description="Gifts that the site has given back since.")
    columns: list[ColumnUseOut]
    faults: list[RowFaultOut]

    @classmethod
    def of(cls, report: ImportReport, language: str) -> Self:
        return cls(
            written=report.written,
            repeated=report.repeated,
            imported=report.imported,
            amount_minor=report.amount.minor,
            known=report.known,
            skipped=report.skipped,
            withdrawn=report.withdrawn,
            columns=[
                ColumnUseOut(heading=one.heading, became=one.became, filled=one.filled)
                for one in report.columns
            ],
            faults=[
                RowFaultOut(
                    row=one.row, column=one.column, code=one.code, reason=one.words(language)
                )
                for one in report.errors
            ],
        )


class SitePayoutIn(BaseModel):
    """A payout as the site's statement tells it."""

    site: str = Field(pattern=r"^[a-z0-9_-]{2,40}$", examples=["readyfor"])
    gross_minor: Yen = Field(description="What the site had taken in, before its fee.")
    fee_minor: Annotated[Whole, Field(ge=0)] = Field(description="All that the site keeps.")
    until_on: Day = Field(description="The last day whose gifts are in it.")


class SiteArrivalIn(BaseModel):
    """How it is known that the bank has a payout: by a deposit, or by a day."""

    deposit_id: UUID | None = None
    arrived_on: Day | None = None


class SitePayoutOut(BaseModel):
    id: UUID
    site: str
    gross: MoneyOut
    fee_minor: int
    net: MoneyOut = Field(description="What reaches the bank.")
    until_on: date
    arrived_on: date | None

    @classmethod
    def of(cls, payout: SitePayout) -> Self:
        return cls(
            id=payout.id,
            site=payout.site,
            gross=MoneyOut.model_validate(payout.gross),
            fee_minor=payout.fee_minor,
            net=MoneyOut.model_validate(payout.net),
            until_on=payout.until_on,
            arrived_on=payout.arrived_on,
        )


class AtSiteOut(BaseModel):
    """What a site holds and has not paid out."""

    site: str
    gifts: int
    minor: int
    oldest_at: datetime

    @classmethod
    def of(cls, at: AtSite) -> Self:
        return cls.model_validate(at, from_attributes=True)
