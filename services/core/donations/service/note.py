"""The note on restricted gifts (使途等が制約された寄付等の内訳) of a fiscal year (B12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.core.donations.errors import NoteDoesNotAddUp
from services.core.donations.policies.note import (
    FundFigures,
    Source,
    Use,
    ledger_of_funds,
    ledger_of_nobody,
    source_of,
    use_of,
)
from services.core.donations.repository.restricted_funds import (
    Flow,
    NamedFund,
    RestrictedFundRepository,
)
from services.core.kit.periods import FISCAL_YEAR_STARTS_IN_MONTH
from services.core.kit.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLine:
    """A fund and its year."""

    fund: NamedFund
    figures: FundFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictedNote:
    """
    The note of a fiscal year, April to March; all in yen.

    :param lines: restricted funds with anything to tell, by programme and code.
    :param unbound: funds without a purpose, which the note itself leaves out.
    :param overhead: what else is bound to no purpose: the share for running costs.
    """

    organisation_id: UUID
    fiscal_year: int
    lines: Sequence[NoteLine]
    unbound: Sequence[NoteLine]
    overhead: int

    @property
    def first_day(self) -> date:
        return date(self.fiscal_year, FISCAL_YEAR_STARTS_IN_MONTH, 1)

    @property
    def last_day(self) -> date:
        return date(self.fiscal_year + 1, FISCAL_YEAR_STARTS_IN_MONTH - 1, 31)

    @property
    def together(self) -> FundFigures:
        whole = FundFigures()
        for line in self.lines:
            whole.opening += line.figures.opening
            whole.sources += line.figures.sources
            whole.uses += line.figures.uses
            whole.waiting += line.figures.waiting
        return whole

    @property
    def restricted(self) -> int:
        """The part of the net assets that donors have bound to a purpose."""
        return self.together.closing

    @property
    def unrestricted(self) -> int:
        return sum(line.figures.closing for line in self.unbound) + self.overhead

    @property
    def waiting(self) -> int:
        """What the ledger has of gifts that are accepted after the year only."""
        return sum(line.figures.waiting for line in (*self.lines, *self.unbound))

    def source(self, source: Source) -> int:
        return self.together.sources[source]

    def use(self, use: Use) -> int:
        return self.together.uses[use]


def restricted_note(uow: UnitOfWork, *, organisation_id: UUID, fiscal_year: int) -> RestrictedNote:
    """
    The note over all programmes of the organisation. Gifts count from their day of acceptance on,
    as on receipts and in the donor list.

    :raises NoteDoesNotAddUp: the funds, one by one, come to another sum than the ledger's accounts
        all together: such a note is not to be printed.
    """
    since, until = (
        date(year, FISCAL_YEAR_STARTS_IN_MONTH, 1) for year in (fiscal_year, fiscal_year + 1)
    )
    funds = RestrictedFundRepository(uow)
    figures = _figures(funds.flows(organisation_id, since=since, until=until))
    balances = funds.balances(organisation_id, until=until)
    ledger = ledger_of_funds(balances)
    told = sum(one.in_ledger for one in figures.values())
    if told != ledger:
        raise NoteDoesNotAddUp(fiscal_year=fiscal_year, note=told, ledger=ledger)
    lines = [
        NoteLine(fund=fund, figures=figures[fund.programme_id, fund.id])
        for fund in funds.funds(organisation_id)
        if (fund.programme_id, fund.id) in figures
        and not figures[fund.programme_id, fund.id].is_empty
    ]
    return RestrictedNote(
        organisation_id=organisation_id,
        fiscal_year=fiscal_year,
        lines=[line for line in lines if line.fund.restricted],
        unbound=[line for line in lines if not line.fund.restricted],
        overhead=ledger_of_nobody(balances),
    )


def _figures(flows: Sequence[Flow]) -> dict[tuple[UUID, UUID], FundFigures]:
    figures: dict[tuple[UUID, UUID], FundFigures] = {}
    for flow in flows:
        fund = figures.setdefault((flow.programme_id, flow.fund_id), FundFigures())
        match flow.span:
            case "before":
                fund.opening += flow.gained - flow.lost
            case "within":
                if flow.gained:
                    fund.sources[source_of(flow.code, flow.channel)] += flow.gained
                if flow.lost:
                    fund.uses[use_of(flow.code)] += flow.lost
            case _:
                fund.waiting += flow.gained - flow.lost
    return figures
