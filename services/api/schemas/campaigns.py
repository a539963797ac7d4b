"""Campaigns over the wire: what is asked for, told, decided, and what came of it."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.api.schemas.donations import Line, Paragraph
from services.api.schemas.fields import BasisPoints, Flag, Instant, Whole, Yen
from services.api.schemas.ledger import MoneyOut
from services.core.donations.models import Campaign, CampaignDecision
from services.core.donations.types import (
    CampaignFigures,
    CampaignKind,
    CampaignStatus,
    Channel,
    DeadlineChange,
    Outcome,
    OverheadOfFund,
    StretchGoal,
    Told,
)
from services.core.kit.ids import derived_id
from services.core.kit.money import Money

# A draft may have holes; its publication asks for what is missing.
Words = Annotated[str, Field(max_length=4_000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]
Story = Annotated[str, Field(max_length=40_000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]
Days = Annotated[Whole, Field(ge=0, le=14)]


class StretchGoalIn(BaseModel):
    """A further goal, and what it would do."""

    amount_minor: Yen
    text_ja: Paragraph
    text_en: Paragraph

    def goal(self) -> StretchGoal:
        return StretchGoal(
            amount=Money(self.amount_minor), text_ja=self.text_ja, text_en=self.text_en
        )


class StretchGoalOut(BaseModel):
    """A further goal, and what it would do."""

    amount_minor: int
    text_ja: str
    text_en: str

    @classmethod
    def of(cls, goal: StretchGoal) -> Self:
        return cls(amount_minor=goal.amount.minor, text_ja=goal.text_ja, text_en=goal.text_en)


class CampaignIn(BaseModel):
    """What donors are asked for, with what they must be able to read before they give."""

    fund_id: UUID
    code: str = Field(pattern=r"^[a-z0-9-]{2,40}$", examples=["spring-2026"])
    name_ja: Line
    name_en: Line
    story_ja: Story = ""
    story_en: Story = ""
    goal_minor: Yen
    kind: CampaignKind = CampaignKind.ALL_IN
    stretch_goals: list[StretchGoalIn] = Field(default=[], max_length=10)
    suggested_minors: list[Yen] = Field(default=[], max_length=10)
    channels: list[Channel] = Field(
        default=[Channel.CARD, Channel.KONBINI, Channel.BANK_TRANSFER], max_length=10
    )
    fund_ids: list[UUID] = Field(
        default=[], max_length=20, description="Further funds that a donor may choose."
    )
    opens_at: Instant
    closes_at: Instant = Field(description="Exclusive.")
    settling_days: Days = Field(
        default=0, description="Between the end and the decision of an All-or-Nothing campaign."
    )
    overhead_bps: BasisPoints
    solicitor_name: Line
    solicitor_address: Line
    representative: Words = ""
    contact_email: Words = ""
    contact_phone: Words = ""
    transfer_to: Words = Field(
        default="", description="The account for transfers, in full; without it none are offered."
    )
    certification: Words | None = Field(
        default=None, description="Whose certification a deduction rests on; the organisation's."
    )
    use_of_funds: Paragraph
    use_of_funds_en: Words = ""
    if_goal_missed: Paragraph
    if_goal_missed_en: Words = ""
    publish: Flag = Field(default=True, description="At once; else it is a draft.")

    def asked(self) -> dict[str, Any]:
        """As `donations.draft_campaign` takes it."""
        plain = self.model_dump(
            exclude={"publish", "goal_minor", "stretch_goals", "suggested_minors"},
            exclude_none=True,
        )
        return {
            **plain,
            "goal": Money(self.goal_minor),
            "stretch_goals": [one.goal() for one in self.stretch_goals],
            "suggested_amounts": [Money(minor) for minor in self.suggested_minors],
        }


class CampaignChangeIn(BaseModel):
    """New values of what a campaign tells; what is left out stays."""

    name_ja: Line | None = None
    name_en: Line | None = None
    story_ja: Story | None = None
    story_en: Story | None = None
    goal_minor: Yen | None = None
    stretch_goals: list[StretchGoalIn] | None = Field(default=None, max_length=10)
    suggested_minors: list[Yen] | None = Field(default=None, max_length=10)
    channels: list[Channel] | None = Field(default=None, max_length=10)
    fund_ids: list[UUID] | None = Field(default=None, max_length=20)
    overhead_bps: BasisPoints | None = None
    solicitor_name: Line | None = None
    solicitor_address: Line | None = None
    representative: Words | None = None
    contact_email: Words | None = None
    contact_phone: Words | None = None
    transfer_to: Words | None = None
    certification: Words | None = None
    use_of_funds: Words | None = None
    use_of_funds_en: Words | None = None
    if_goal_missed: Words | None = None
    if_goal_missed_en: Words | None = None
    reason: Paragraph | None = Field(default=None, description="For donors; a draft needs none.")

    def changes(self) -> dict[str, Any]:
        """As `donations.change_campaign` takes them."""
        told = self.model_dump(exclude_none=True, exclude={"reason"})
        if (minor := told.pop("goal_minor", None)) is not None:
            told["goal"] = Money(minor)
        if (minors := told.pop("suggested_minors", None)) is not None:
            told["suggested_amounts"] = [Money(one) for one in minors]
        if self.stretch_goals is not None:
            told["stretch_goals"] = [one.goal() for one in self.stretch_goals]
        return told


class DeadlineIn(BaseModel):
    """When the campaign ends instead, and why, for donors to read."""

    until: Instant = Field(description="Exclusive.")
    reason_ja: Paragraph
    reason_en: Paragraph


class DeadlineOut(BaseModel):
    """That the campaign ends later, or sooner, than it had told."""

    id: UUID
    campaign_id: UUID
    change: DeadlineChange
    instead_of: datetime
    until: datetime
    reason_ja: str
    reason_en: str
    decided_at: datetime

    @classmethod
    def of(cls, decision: CampaignDecision) -> Self:
        return cls.model_validate(decision, from_attributes=True)


class CampaignFiguresOut(BaseModel):
    """Honest numbers, in yen but for the two counts."""

    pledged_minor: int = Field(
        description="Promised to the office, not yet to be spent; not what anybody began."
    )
    settled_minor: int = Field(description="Arrived, whatever became of it.")
    kept_minor: int = Field(description="Of that, neither given nor taken back.")
    refunded_minor: int
    disputed_minor: int = Field(description="Taken back by donors' banks.")
    held_minor: int = Field(description="Kept, and not yet to be promised to a child.")
    allocated_minor: int = Field(description="Promised to children, used or not.")
    overhead_minor: int = Field(description="What running costs got.")
    gifts: int
    donors: int

    @classmethod
    def of(cls, figures: CampaignFigures) -> Self:
        return cls(
            pledged_minor=figures.pledged,
            settled_minor=figures.settled,
            kept_minor=figures.kept,
            refunded_minor=figures.refunded,
            disputed_minor=figures.disputed,
            held_minor=figures.held,
            allocated_minor=figures.allocated,
            overhead_minor=figures.overhead,
            gifts=figures.gifts,
            donors=figures.donors,
        )


class CampaignOut(CampaignFiguresOut):
    """A campaign as anybody may see it, with honest numbers."""

    id: UUID
    programme_id: UUID
    fund_id: UUID
    code: str
    kind: CampaignKind
    status: CampaignStatus
    version: int = Field(description="Of what it tells; a draft's is 0.")
    name_ja: str
    name_en: str
    goal: MoneyOut
    stretch_goals: list[StretchGoalOut]
    opens_at: datetime
    closes_at: datetime
    decides_at: datetime
    is_open: bool
    overhead_bps: int
    solicitor_name: str
    solicitor_address: str
    representative: str
    contact_email: str
    contact_phone: str
    transfer_to: str
    certification: str
    use_of_funds: str
    if_goal_missed: str
    outcome: Outcome | None
    counted_minor: int | None = Field(
        description="What had come by the end and was kept when it was decided."
    )

    @classmethod
    def told(cls, campaign: Campaign, figures: CampaignFigures, at: datetime) -> Self:
        return cls(
            **CampaignFiguresOut.of(figures).model_dump(),
            id=campaign.id,
            programme_id=campaign.programme_id,
            fund_id=campaign.fund_id,
            code=campaign.code,
            kind=campaign.kind,
            status=campaign.status,
            version=campaign.version,
            name_ja=campaign.name_ja,
            name_en=campaign.name_en,
            goal=MoneyOut.model_validate(campaign.goal),
            stretch_goals=[StretchGoalOut.of(goal) for goal in campaign.stretch_goals],
            opens_at=campaign.opens_at,
            closes_at=campaign.closes_at,
            decides_at=campaign.decides_at,
            is_open=campaign.is_open(at),
            overhead_bps=campaign.overhead_bps,
            solicitor_name=campaign.solicitor_name,
            solicitor_address=campaign.solicitor_address,
            representative=campaign.representative,
            contact_email=campaign.contact_email,
            contact_phone=campaign.contact_phone,
            transfer_to=campaign.transfer_to,
            certification=campaign.certification,
            use_of_funds=campaign.use_of_funds,
            if_goal_missed=campaign.if_goal_missed,
            outcome=campaign.outcome,
            counted_minor=campaign.counted_minor,
        )


class CampaignVersionOut(BaseModel):
    """What a campaign told from an instant on."""

    id: UUID
    version: int = Field(description="A gift names the one by which it was given.")
    told: dict[str, Any]
    reason: str | None
    at: datetime

    @classmethod
    def of(cls, told: Told, campaign_id: UUID) -> Self:
        id = derived_id("campaign version", campaign_id, told.version)
        return cls(id=id, version=told.version, told=told.told, reason=told.reason, at=told.at)


class FundOverheadOut(BaseModel):
    """What running costs took of a fund's gifts, covered fees apart, against the promise."""

    fund_id: UUID
    given_minor: int = Field(description="Given for children, and kept.")
    overhead_minor: int
    share_bps: int = Field(description="Rounded up.")
    cap_bps: int
    over_cap: bool = Field(description="Then nothing of the fund is promised to a child.")

    @classmethod
    def of(cls, fund: OverheadOfFund) -> Self:
        return cls(
            fund_id=fund.fund_id,
            given_minor=fund.given,
            overhead_minor=fund.overhead,
            share_bps=fund.share_bps,
            cap_bps=fund.cap_bps,
            over_cap=fund.over_cap,
        )
