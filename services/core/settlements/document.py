"""The notice of payment (支払通知書) of a statement: a page, or a PDF to file, in two languages."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import typst
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from services.core.kit.money import BASIS_POINTS
from services.core.kit.pages import policy
from services.core.kit.periods import Month, era_year, local_date
from services.core.kit.texts import text
from services.core.settlements import policies
from services.core.settlements.models import Statement
from services.core.settlements.types import FeeBearer, StatementLineView

_TYPST = Path(__file__).parent / "templates" / "statement.typ"
_FONTS = Path(__file__).resolve().parents[2] / "fonts"

_PAGES = Environment(
    loader=PackageLoader("services.core.settlements"),
    autoescape=select_autoescape(["html.j2"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_PAGES.filters["policy"] = policy


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
        return _PAGES.get_template("statement.html.j2").render(_Words(self, language).content())

    def pdf(self, language: str) -> bytes:
        """The notice on A4, with the fonts that come along."""
        with TemporaryDirectory(prefix="minori-statement-") as folder:
            copyfile(_TYPST, Path(folder, _TYPST.name))
            content = json.dumps(_Words(self, language).content(), ensure_ascii=False)
            Path(folder, "statement.json").write_text(content, encoding="utf-8")
            pdf: bytes = typst.compile(
                str(Path(folder, _TYPST.name)),
                root=folder,
                font_paths=[str(_FONTS)],
                ignore_system_fonts=True,
                format="pdf",
            )
        return pdf


class _Words:
    """What the notice says, line by line, for whatever shows it."""

    def __init__(self, document: StatementDocument, language: str) -> None:
        self._document = document
        self._language = language

    def content(self) -> dict[str, object]:
        document, say = self._document, self._say
        return {
            "language": self._language,
            "title": say("title"),
            "to": say("to", provider=document.provider),
            "opening": say("opening", organisation=document.organisation),
            "facts": self._facts(),
            "caption": say("lines"),
            "columns": [say(name) for name in ("service-on", "voucher-code", "kind", "amount")],
            "lines": [
                [
                    self._day(line.service_on),
                    line.voucher_code,
                    say(f"kind-{line.kind}"),
                    self._yen(line.amount),
                ]
                for line in document.lines
            ],
            "sums": self._sums(),
            "notes": self._notes(),
        }

    def _facts(self) -> list[tuple[str, str]]:
        document, say = self._document, self._say
        statement = document.statement
        return [
            (say("programme"), document.programme),
            (say("period"), say("period-of", year=self._year(), month=document.month.month)),
            (say("closed-on"), self._day(local_date(statement.closed_at, document.zone))),
            (say("pays-on"), self._day(document.pays_on)),
            (say("invoice-number"), statement.invoice_number or say("no-invoice-number")),
            (say("fee-bearer"), say(f"fee-bearer-{document.fee_bearer}")),
        ]

    def _sums(self) -> list[tuple[str, str]]:
        document, say = self._document, self._say
        statement = document.statement
        tax_rate, own_rate = statement.tax_rate_bps, statement.contribution_bps
        return [
            (say("gross", count=len(document.lines)), self._yen(statement.gross_minor)),
            (say("tax", rate=_percent(tax_rate)), self._yen(document.tax)),
            (
                say("contribution", rate=_percent(own_rate)),
                self._yen(-statement.contribution_minor),
            ),
            (say("net"), self._yen(statement.net_minor)),
        ]

    def _notes(self) -> list[str]:
        statement = self._document.statement
        until = self._day(local_date(statement.objection_until, self._document.zone))
        objecting = self._say("objecting", until=until)
        if statement.net_minor < 0:
            return [self._say("carried-over"), objecting]
        return [objecting]

    def _say(self, name: str, **facts: object) -> str:
        return text(f"statement-{name}", self._language, **facts)

    def _yen(self, amount: int) -> str:
        return self._say("yen", amount=f"{amount:,}")

    def _day(self, day: date) -> str:
        """令和8年4月30日, or 2026-04-30."""
        if self._language == "en":
            return day.isoformat()
        return f"{era_year(day)}{day.month}月{day.day}日"

    def _year(self) -> str:
        month = self._document.month
        return str(month.year) if self._language == "en" else era_year(month.first_day)


def _percent(bps: int) -> str:
    """Basis points as per cent: 1000 is 10, 825 is 8.25."""
    whole, rest = divmod(bps, BASIS_POINTS // 100)
    return f"{whole}.{rest:02}".rstrip("0") if rest else str(whole)
