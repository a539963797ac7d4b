"""The notice of payment (支払通知書) of a statement: as a page, in Japanese or English."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from services.core.kit.money import BASIS_POINTS
from services.core.kit.periods import Month, era_year, local_date
from services.core.kit.texts import text
from services.core.settlements import policies
from services.core.settlements.models import Statement
from services.core.settlements.types import FeeBearer, StatementLineView

_PAGES = Environment(
    loader=PackageLoader("services.core.settlements"),
    autoescape=select_autoescape(["html.j2"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class StatementDocument:
    """A statement and whatever else its notice says; no child is named in it."""

    organisation: str
    programme: str
    provider: str
    statement: Statement
    month: Month
    lines: list[StatementLineView]
    pays_on: date
    fee_bearer: FeeBearer
    zone: ZoneInfo

    @property
    def tax(self) -> int:
        """The consumption tax that the gross amount contains, in yen."""
        return policies.tax_contained(self.statement.gross_minor, self.statement.tax_rate_bps)

    def html(self, language: str) -> str:
        """The notice as one page that needs nothing else to be read or printed."""
        template = _PAGES.get_template("statement.html.j2")
        return template.render(document=self, language=language, **self._words(language))

    def _words(self, language: str) -> dict[str, object]:
        def say(name: str, **facts: object) -> str:
            return text(f"statement-{name}", language, **facts)

        statement = self.statement
        return {
            "say": say,
            "yen": lambda amount: say("yen", amount=f"{amount:,}"),
            "percent": _percent,
            "day": lambda day: _day(day, language),
            "period": say("period-of", year=self._year(language), month=self.month.month),
            "closed_on": _day(local_date(statement.closed_at, self.zone), language),
            "objection_until": _day(local_date(statement.objection_until, self.zone), language),
        }

    def _year(self, language: str) -> str:
        if language == "en":
            return str(self.month.year)
        return era_year(self.month.first_day)


def _day(day: date, language: str) -> str:
    """令和8年4月30日, or 2026-04-30."""
    if language == "en":
        return day.isoformat()
    return f"{era_year(day)}{day.month}月{day.day}日"


def _percent(bps: int) -> str:
    """Basis points as per cent: 1000 is 10, 825 is 8.25."""
    whole, rest = divmod(bps, BASIS_POINTS // 100)
    return f"{whole}.{rest:02}".rstrip("0") if rest else str(whole)
