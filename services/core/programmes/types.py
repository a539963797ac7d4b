"""The terms of a programme as typed data: amounts, windows, categories, criteria."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Annotated, Literal, NewType, Self
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, Strict, field_validator, model_validator

from services.core.kit.money import BASIS_POINTS
from services.core.kit.periods import (
    FIRST_DAY,
    LAST_DAY,
    Month,
    local_date,
    months_between,
    start_of,
)

ProgrammeId = NewType("ProgrammeId", UUID)

GRADE_MIN, GRADE_MAX = 1, 12  # 1-6 primary, 7-9 lower secondary, 10-12 upper secondary
MONTHS_A_YEAR = 12
_DAY = timedelta(days=1)

GradeNo = Annotated[int, Field(ge=GRADE_MIN, le=GRADE_MAX)]
# "8000" and true are mistakes, not 8000 and 1.
Whole = Annotated[int, Strict()]
Yen = Annotated[Whole, Field(ge=0, le=10**12)]
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
MonthNo = Annotated[Whole, Field(ge=1, le=MONTHS_A_YEAR)]
Code = Annotated[str, Field(min_length=1, max_length=60)]


class ProgrammeStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class Issuer(StrEnum):
    """Who issues the vouchers: with the legal ground, what the Payment Services Act asks."""

    MUNICIPALITY = "municipality"
    NPO = "npo"


class LegalGround(StrEnum):
    """Why the vouchers need no registration, or that they have one (requirement A2)."""

    FREE_ISSUE = "free_issue"  # no consideration is paid for them
    PUBLIC_ISSUER = "public_issuer"  # issued by a local government
    SHORT_VALIDITY = "short_validity"  # valid for at most six months
    REGISTERED = "registered"


class IssueMode(StrEnum):
    ANNUAL = "annual"  # one balance, free over the year
    MONTHLY = "monthly"  # a cap each month
    POOLED = "pooled"  # a cap each month, some months joined into one window


class ServiceCategory(StrEnum):
    """What a voucher may buy; the rest it may not (Osaka's and Fukuoka's tables)."""

    ENTRY_FEE = "entry_fee"
    ENTRANCE_TEST = "entrance_test"
    TUITION = "tuition"
    TEST = "test"
    RECITAL = "recital"
    ONLINE_FEE = "online_fee"  # paid to the provider, for its own lessons
    MATERIAL = "material"  # bought from the provider and indispensable
    UNIFORM = "uniform"  # bought from the provider and indispensable
    SHOP_GOODS = "shop_goods"
    INTERNET_CHARGES = "internet_charges"


NEVER_ALLOWED = {ServiceCategory.SHOP_GOODS, ServiceCategory.INTERNET_CHARGES}


class Benefit(StrEnum):
    """What a household receives, by which criteria know it."""

    PUBLIC_ASSISTANCE = "public_assistance"  # 生活保護
    SCHOOL_AID = "school_aid"  # 就学援助
    CHILD_REARING_ALLOWANCE = "child_rearing_allowance"  # 児童扶養手当
    SINGLE_PARENT_MEDICAL = "single_parent_medical"  # ひとり親家庭医療費助成
    TAX_EXEMPT = "tax_exempt"  # 住民税非課税
    NONE = "none"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GradeIn(_Frozen):
    kind: Literal["grade_in"] = "grade_in"
    code: Code
    grades: tuple[GradeNo, ...]


class BenefitIn(_Frozen):
    kind: Literal["benefit_in"] = "benefit_in"
    code: Code
    benefits: tuple[Benefit, ...]


class ResidenceIn(_Frozen):
    """Lives in one of these municipalities (codes of 5 digits, JIS X 0402)."""

    kind: Literal["residence_in"] = "residence_in"
    code: Code
    municipalities: tuple[str, ...]


class IncomeAtMost(_Frozen):
    """Yearly household income at most the ceiling for its size; larger ones take the last."""

    kind: Literal["income_at_most_by_household_size"] = "income_at_most_by_household_size"
    code: Code
    ceilings: dict[int, Yen]


class AgeUnder(_Frozen):
    kind: Literal["age_under_on"] = "age_under_on"
    code: Code
    years: Annotated[Whole, Field(ge=0, le=120)]
    as_of: Day


Criterion = Annotated[
    GradeIn | BenefitIn | ResidenceIn | IncomeAtMost | AgeUnder, Field(discriminator="kind")
]


class Criteria(_Frozen):
    """
    Who is eligible: all groups must be met, a group by any one of its criteria.

    :param priorities: benefits by class; the first class is drawn first (C6).
    """

    groups: tuple[tuple[Criterion, ...], ...]
    priorities: tuple[tuple[Benefit, ...], ...] = ()


class CapWindow(_Frozen):
    """A half-open span of days in which no more than `limit` may be used."""

    starts_on: date
    ends_on: date  # exclusive
    limit: Yen


class Terms(_Frozen):
    """
    All that a programme promises. Amounts are yen; days are of the programme's time zone.

    :param starts_on: first day on which a voucher may be used.
    :param expires_on: last day of validity; a voucher lapses at 24:00 of it (D6).
    :param cutoff_on: last day on which a provider may enter a use (D6).
    :param joint_months: pairs of months whose caps are joined into one window.
    """

    fiscal_year: Annotated[Whole, Field(ge=FIRST_DAY.year, le=LAST_DAY.year)]
    time_zone: str = "Asia/Tokyo"
    starts_on: Day
    expires_on: Day
    cutoff_on: Day
    unit: Annotated[Whole, Field(ge=1, le=1_000_000)] = 1
    issue_mode: IssueMode = IssueMode.ANNUAL
    amount_by_grade: dict[GradeNo, Yen]
    prorated: Annotated[bool, Strict()] = False
    monthly_cap: Yen | None = None
    joint_months: tuple[tuple[MonthNo, MonthNo], ...] = ()
    categories: tuple[ServiceCategory, ...]
    overhead_cap_bps: Annotated[Whole, Field(ge=0, le=BASIS_POINTS)] = 1_500
    one_child_a_household: Annotated[bool, Strict()] = False
    confirm_after_days: Annotated[Whole, Field(ge=0, le=366)] = 14
    proxy_deadline_day: Annotated[Whole, Field(ge=1, le=28)] = 5
    small_cell_k: Annotated[Whole, Field(ge=10, le=1_000)] = 10
    payout_day_rule: Literal["next_month_end"] = "next_month_end"

    @field_validator("time_zone")
    @classmethod
    def _zone_is_known(cls, name: str) -> str:
        if name not in _known_zones():
            raise ValueError("not a time zone of the IANA database")
        return name

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if not self.starts_on <= self.cutoff_on <= self.expires_on:
            raise ValueError("starts_on ≤ cutoff_on ≤ expires_on must hold")
        if NEVER_ALLOWED & set(self.categories):
            raise ValueError("shop goods and internet charges are never allowed")
        if (self.issue_mode is IssueMode.ANNUAL) != (self.monthly_cap is None):
            raise ValueError(
                "a monthly cap belongs to the monthly and pooled modes, and they to it"
            )
        return self

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def valid_from(self) -> datetime:
        return start_of(self.starts_on, self.zone)

    @property
    def valid_until(self) -> datetime:
        """Exclusive: at this instant a voucher has lapsed."""
        return start_of(self.expires_on + _DAY, self.zone)

    @property
    def cutoff_at(self) -> datetime:
        """Exclusive: from this instant on no use may be entered."""
        return start_of(self.cutoff_on + _DAY, self.zone)

    def local_date(self, at: datetime) -> date:
        return local_date(at, self.zone)

    def amount_for(self, grade_no: int, entered_on: date) -> int | None:
        """
        The year's amount for a grade in yen, None where the grade is not offered any.

        Where the programme prorates, a child that enters later gets the months that are left,
        rounded down to the unit (A4: ¥120,000 entering in August -> ¥80,000).
        """
        amount = self.amount_by_grade.get(grade_no)
        if amount is None or not self.prorated:
            return amount
        first = max(Month.of(entered_on), Month.of(self.starts_on))
        months_left = len(months_between(first, Month.of(self.expires_on)))
        return amount * months_left // MONTHS_A_YEAR // self.unit * self.unit

    def cap_window(self, service_on: date) -> CapWindow | None:
        """The window whose cap a use on this day counts against, where there are caps."""
        if self.monthly_cap is None:
            return None
        first = last = Month.of(service_on)
        for earlier, later in self.joint_months:
            if service_on.month == earlier:
                last = first.next()
            elif service_on.month == later:
                first = last.previous()
        months = 1 if first == last else 2
        return CapWindow(
            starts_on=first.first_day,
            ends_on=last.next().first_day,
            limit=self.monthly_cap * months,
        )


@cache
def _known_zones() -> frozenset[str]:
    """The IANA database's names: gathered from some hundred files, which takes its time."""
    return frozenset(available_timezones())
