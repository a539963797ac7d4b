"""Roll the facts up, make the rollup anew, check it, and report what may be shown of it."""

from datetime import date
from uuid import UUID

from services.core.audit import service as audit
from services.core.kit.periods import Month, months_between
from services.core.kit.unit_of_work import UnitOfWork
from services.core.measurement import tables
from services.core.measurement.errors import NothingRolledUp
from services.core.measurement.models import RollupWatermark
from services.core.measurement.policies import bands_offered, filled, published_cells
from services.core.measurement.protection.table import ALL
from services.core.measurement.repository import FiguresRepository, RollupRepository
from services.core.measurement.types import Report, RollupCheck, RollupRun, Stage
from services.core.programmes import service as programmes
from services.core.programmes.types import Terms


def roll(uow: UnitOfWork, *, programme_id: UUID) -> RollupRun:
    """
    Read the facts recorded since the last run into the sums; what is late finds its own month.

    Of two runs at once the second waits, and then finds nothing left to do.

    :raises ProgrammeUnknown: there is no such programme.
    """
    programmes.get(uow, programme_id)
    rollups = RollupRepository(uow)
    watermark = rollups.lock_watermark(programme_id) or rollups.start(programme_id, at=uow.now)
    cluster, read_to = rollups.position()
    if watermark.cluster != cluster:
        # Restored from a backup, or the first run: the numbers of transactions say nothing.
        rollups.clear(programme_id)
        cells = rollups.count_anew(programme_id)
        run = RollupRun(cells=cells, rebuilt=True)
    else:
        cells = rollups.read_on(programme_id, since=watermark.read_to_xid)
        run = RollupRun(cells=cells, rebuilt=False)
    _move(watermark, cluster, read_to, uow)
    return run


def rebuild(uow: UnitOfWork, *, programme_id: UUID) -> RollupRun:
    """
    Forget the sums, and count every fact anew.

    :raises ProgrammeUnknown: there is no such programme.
    """
    programme = programmes.get(uow, programme_id)
    rollups = RollupRepository(uow)
    watermark = rollups.lock_watermark(programme_id) or rollups.start(programme_id, at=uow.now)
    cluster, read_to = rollups.position()
    rollups.clear(programme_id)
    cells = rollups.count_anew(programme_id)
    _move(watermark, cluster, read_to, uow)
    uow.enter(programme.organisation_id)
    audit.record(
        uow,
        action="rollup.rebuild",
        object_type="programme",
        object_id=programme_id,
        facts={"cells": cells},
    )
    return RollupRun(cells=cells, rebuilt=True)


def check(uow: UnitOfWork, *, programme_id: UUID) -> RollupCheck:
    """
    Compare the sums with a count of every fact; nothing is changed.

    :raises ProgrammeUnknown: there is no such programme.
    :raises NothingRolledUp: there are no sums yet.
    """
    programmes.get(uow, programme_id)
    watermark = _read(uow, programme_id)
    return RollupRepository(uow).check(programme_id, since=watermark.read_to_xid)


def report(uow: UnitOfWork, *, programme_id: UUID) -> Report:
    """
    What the programme may tell everybody: rates, and uses by month, category and grade band.

    As of the last rollup. Every figure has passed small-cell protection at the programme's k.

    :raises ProgrammeUnknown: there is no such programme.
    :raises NothingRolledUp: there are no sums yet.
    """
    programme = programmes.enter(uow, programme_id)
    terms = programme.terms
    read_at = _read(uow, programme_id).read_at
    figures = FiguresRepository(uow)
    reach = figures.reach(programme_id)
    found = figures.cells(programme_id)
    cells = published_cells(
        _months(terms, terms.local_date(read_at), {one.month for one in found}),
        terms.categories,
        bands_offered(terms.amount_by_grade),
    )
    stages = tables.protect_stages(reach, k=terms.small_cell_k)
    return Report(
        programme_id=programme_id,
        name_ja=programme.name_ja,
        name_en=programme.name_en,
        fiscal_year=terms.fiscal_year,
        k=terms.small_cell_k,
        read_at=read_at,
        zone=terms.zone,
        stages=stages,
        rates=tables.rates(reach, stages, k=terms.small_cell_k),
        rows=tables.protect_uses(
            filled(cells, found),
            k=terms.small_cell_k,
            issued=stages[Stage.ISSUED],
        ),
    )


def _read(uow: UnitOfWork, programme_id: UUID) -> RollupWatermark:
    watermark = RollupRepository(uow).watermark(programme_id)
    if watermark is None:
        raise NothingRolledUp(programme_id=programme_id)
    return watermark


def _move(watermark: RollupWatermark, cluster: int, read_to: int, uow: UnitOfWork) -> None:
    watermark.cluster, watermark.read_to_xid, watermark.read_at = cluster, read_to, uow.now


def _months(terms: Terms, today: date, used: set[str]) -> list[str]:
    """From the first month in which lessons could be had to the present one."""
    first = Month.of(terms.starts_on)
    last = max(first, min(Month.of(today), Month.of(terms.expires_on)))
    return sorted({*map(str, months_between(first, last)), *(used - {ALL})})
