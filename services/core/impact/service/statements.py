"""State what came of a gift, or of a year's gifts, as their donor may read it."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from services.core.identity import service as identity
from services.core.impact.errors import DonorWithoutGifts, GiftUnknown
from services.core.impact.policies import (
    ByChild,
    detail_of,
    has_detail,
    is_final,
    others_of,
    parts_of,
)
from services.core.impact.repository import Facts, TraceRepository
from services.core.impact.trace import trace_gifts
from services.core.impact.types import (
    About,
    CategoryLine,
    GiftLine,
    ProgrammeFigures,
    Statement,
    Trace,
    Traced,
)
from services.core.kit.periods import Month, local_date
from services.core.kit.unit_of_work import UnitOfWork
from services.core.measurement import service as measurement
from services.core.measurement.errors import NothingRolledUp
from services.core.measurement.protection import ALL
from services.core.measurement.types import Stage
from services.core.programmes import service as programmes
from services.core.programmes.types import ServiceCategory


def statement(uow: UnitOfWork, *, programme_id: UUID, donation_id: UUID) -> Statement:
    """
    What became of one gift, as its donor may read it.

    :raises GiftUnknown: the programme has no settled gift of this id.
    :raises TraceNotWhole: the facts contradict one another.
    """
    [found] = _Desk(uow, programme_id).statements([donation_id], of_one=donation_id)
    return found


def statements(uow: UnitOfWork, *, programme_id: UUID) -> Iterator[Statement]:
    """
    The statements of all settled gifts of a programme, in the order in which they came.

    One reading of the facts for all: ten thousand children's year takes seconds.

    :raises TraceNotWhole: the facts contradict one another.
    """
    return _Desk(uow, programme_id).statements(None)


def yearly_statement(
    uow: UnitOfWork, *, programme_id: UUID, donor_id: UUID, year: int
) -> Statement:
    """
    What became of all that a donor gave to a programme in a calendar year, in the programme's
    time zone: the year of receipts.

    :raises DonorWithoutGifts: none of the donor's gifts to it settled in that year.
    :raises TraceNotWhole: the facts contradict one another.
    """
    desk = _Desk(uow, programme_id)
    gifts = TraceRepository(uow).gifts_of_donor(programme_id, donor_id)
    found = desk.read(gifts) if gifts else Facts()
    chosen = [
        gift.donation_id
        for gift in found.gifts
        if desk.settled_on(found, gift.donation_id).year == year
    ]
    if not chosen:
        raise DonorWithoutGifts(donor_id=donor_id, year=year)
    return desk.state(found, chosen, year=year)


class _Desk:
    """Where a programme's statements are written: what they share is looked up once."""

    def __init__(self, uow: UnitOfWork, programme_id: UUID) -> None:
        programme = programmes.get(uow, programme_id)
        organisation = identity.get_organisation(uow, programme.organisation_id)
        self._uow = uow
        self._terms = programme.terms
        self._traces = TraceRepository(uow)
        self._about = About(
            programme_id=programme_id,
            programme_ja=programme.name_ja,
            programme_en=programme.name_en,
            organisation_ja=organisation.name_ja,
            organisation_en=organisation.name_en,
            fiscal_year=programme.terms.fiscal_year,
            k=programme.terms.small_cell_k,
        )
        self._months = self._traces.traced_months(programme_id)
        last_month = str(Month.of(programme.terms.expires_on))
        self._year_over = bool(self._months) and self._months[-1] >= last_month
        self._programme = _programme_figures(uow, programme_id)
        self._found: dict[UUID, Trace] = {}
        self._frozen: dict[UUID, list[Traced]] = {}
        self._everybody: dict[str, dict[UUID, int]] | None = None

    def statements(
        self, donation_ids: Sequence[UUID] | None, *, of_one: UUID | None = None
    ) -> Iterator[Statement]:
        facts = self.read(donation_ids)
        if of_one is not None and not facts.gifts:
            raise GiftUnknown(donation_id=of_one)
        return (self.state(facts, [gift.donation_id]) for gift in facts.gifts)

    def read(self, donation_ids: Sequence[UUID] | None) -> Facts:
        programme_id = self._about.programme_id
        facts = self._traces.facts(programme_id, donation_ids)
        self._found = trace_gifts(facts.gifts, facts.lots, facts.uses)
        self._frozen = self._traces.frozen(programme_id, donation_ids)
        return facts

    def settled_on(self, facts: Facts, donation_id: UUID) -> date:
        return local_date(facts.told[donation_id].settled_at, self._terms.zone)

    def state(
        self, facts: Facts, donation_ids: Sequence[UUID], *, year: int | None = None
    ) -> Statement:
        traces = [self._found[donation_id] for donation_id in donation_ids]
        frozen = [one for id in donation_ids for one in self._frozen.get(id, ())]
        # What is told of a gift and of its year would tell of the year's other gifts.
        k = self._about.k
        by_gift = len(traces) > 1 and any(has_detail([one], k=k) for one in traces)
        detail = None
        if has_detail(traces, k=k) and not by_gift:
            others = self._others(facts, donation_ids)
            detail = detail_of(traces, frozen, k=k, others=others)
        return Statement(
            about=self._about,
            gifts=tuple(
                GiftLine(
                    one.gift.donation_id,
                    self.settled_on(facts, one.gift.donation_id),
                    one.gift.amount_minor,
                )
                for one in traces
            ),
            amount_minor=sum(one.gift.amount_minor for one in traces),
            parts=parts_of(traces),
            stood_in_minor=sum(one.gift.shortfall_minor for one in traces),
            final=is_final(traces, frozen, year_over=self._year_over),
            as_of=self._uow.now,
            closed_until=self._months[-1] if self._months else None,
            year=year,
            detail=detail,
            programme=self._programme if detail is None and not by_gift else None,
            told_by_gift=by_gift,
        )

    def _others(self, facts: Facts, donation_ids: Sequence[UUID]) -> ByChild:
        """What the donor's gifts did not pay of the programme's lessons, by category and child."""
        programme_id = self._about.programme_id
        donor_id = facts.told[donation_ids[0]].donor_id
        own = donation_ids
        if donor_id is not None:
            own = self._traces.gifts_of_donor(programme_id, donor_id)
        found = self._found
        if not found.keys() >= set(own):
            whole = self._traces.facts(programme_id, own)
            found = trace_gifts(whole.gifts, whole.lots, whole.uses)
        if self._everybody is None:
            self._everybody = self._traces.uses_by_child(programme_id)
        return others_of(self._everybody, [found[id] for id in own])


def _programme_figures(uow: UnitOfWork, programme_id: UUID) -> ProgrammeFigures | None:
    """What is public of the whole programme; None before its first rollup."""
    try:
        report = measurement.report(uow, programme_id=programme_id)
    except NothingRolledUp:
        return None
    categories = tuple(
        CategoryLine(ServiceCategory(row.category), row.used_minor)
        for row in report.rows
        if row.month == row.band == ALL and row.category != ALL
    )
    return ProgrammeFigures(report.stages[Stage.USED], categories)
