"""What is measured, and by which categories it is told apart."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from services.core.measurement.protection.rates import SafeRate


class GradeBand(StrEnum):
    """Grades 1 to 6, 7 to 9, 10 to 12 of a programme's terms."""

    PRIMARY = "primary"
    LOWER_SECONDARY = "lower_secondary"
    UPPER_SECONDARY = "upper_secondary"


class Stage(StrEnum):
    """How far the children of a programme came; each but the parts is a part of the one before."""

    ELIGIBLE = "eligible"
    ISSUED = "issued"
    USED = "used"
    NOT_USED = "not_used"
    NOT_ISSUED = "not_issued"


class Rate(StrEnum):
    """The three rates that Japanese programmes call 利用率, told apart (H4)."""

    ISSUE = "issue"  # 交付率: children with a voucher / children found eligible
    USERS = "users"  # 利用者率: children who used theirs / children with a voucher
    AMOUNT = "amount"  # 利用額率: yen used / yen granted


@dataclass(frozen=True, slots=True)
class Reach:
    """How many children the programme reached, and how many yen; before any suppression."""

    eligible: int
    issued: int
    users: int
    granted_minor: int
    used_minor: int


@dataclass(frozen=True, slots=True)
class Figures:
    """
    One cell of the uses, before any suppression; `all` stands for a margin.

    :param top_two_minor: what the two children with the largest amounts used in it.
    """

    month: str
    category: str
    band: str
    children: int
    redemptions: int
    used_minor: int
    top_two_minor: int


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One cell as it is published; None stands for a blank."""

    month: str
    category: str
    band: str
    children: int | None
    redemptions: int | None
    used_minor: int | None


@dataclass(frozen=True)
class Report:
    """
    What a programme publishes about itself; nothing in it shows fewer than `k` people.

    :ivar read_at: the instant of the last rollup: later uses are not in it.
    :ivar stages: children by stage, blank where the number would tell of a few.
    """

    programme_id: UUID
    name_ja: str
    name_en: str
    fiscal_year: int
    k: int
    read_at: datetime
    zone: ZoneInfo
    stages: dict[Stage, int | None]
    rates: dict[Rate, SafeRate]
    rows: list[ReportRow]


@dataclass(frozen=True, slots=True)
class RollupRun:
    """
    What a run of the rollup did.

    :ivar cells: child, month, category and band for which facts had come since the run before.
    :ivar rebuilt: it began from nothing.
    """

    cells: int
    rebuilt: bool


@dataclass(frozen=True, slots=True)
class RollupCheck:
    """
    The rollup beside the same figures counted anew from every fact.

    :ivar differing: cells that differ, though no fact that is not yet read concerns them.
    :ivar digest: of the figures kept, as text in the order of their keys (SHA-256).
    """

    differing: int
    digest: str
    digest_anew: str

    @property
    def holds(self) -> bool:
        return self.differing == 0
