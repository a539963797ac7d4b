"""Import a municipal roster: families, children and their applications in one go."""

from collections.abc import Sequence
from contextlib import nullcontext
from uuid import UUID

from services.core.audit import service as audit
from services.core.households import roster
from services.core.households.errors import RosterRefused
from services.core.households.repository import FamilyRepository
from services.core.households.roster import RosterFamily
from services.core.households.service import applications, duplicates
from services.core.households.service.families import store
from services.core.households.types import RosterImport
from services.core.kit.sheets import Encoding, RowError, read_sheet
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.programmes.models import Programme


def import_roster(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    data: bytes,
    encoding: Encoding = Encoding.AUTO,
    dry_run: bool = False,
    valid_only: bool = False,
) -> RosterImport:
    """
    Register the families of a roster (CSV) and apply for their children.

    The same file again changes nothing; a corrected file writes what is new or different. The
    same child in two households is imported and reported, so that it is not awarded twice (C5).

    :param dry_run: do it all, and undo it: the answer is what an import would find now.
    :param valid_only: leave out the rows with faults; without it one fault stops the import.
    :raises RosterRefused: rows have faults, and nothing was written; not in a dry run.
    """
    programme = programmes.enter(uow, programme_id)
    sheet = read_sheet(data, roster.COLUMNS, encoding=encoding)
    families, faults = roster.families(
        sheet.rows,
        municipality_code=programme.municipality_code,
        fiscal_year=programme.terms.fiscal_year,
        today=programme.terms.local_date(uow.now),
    )
    errors = sorted([*sheet.errors, *faults], key=lambda error: error.row)
    if errors and not (dry_run or valid_only):
        raise RosterRefused(errors)
    with FamilyRepository(uow).rehearsal() if dry_run else nullcontext():
        return _import(uow, programme, families, errors, written=not dry_run)


def _import(
    uow: UnitOfWork,
    programme: Programme,
    families: Sequence[RosterFamily],
    errors: list[RowError],
    *,
    written: bool,
) -> RosterImport:
    stored = store(uow, [family.household for family in families])
    children = [
        (child, grade)
        for told, family in zip(families, stored, strict=True)
        for child, grade in zip(family.children, told.grades, strict=True)
    ]
    _, applications_new = applications.submit(
        uow,
        programme_id=programme.id,
        fiscal_year=programme.terms.fiscal_year,
        children=children,
    )
    report = RosterImport(
        written=written,
        households=len(stored),
        households_new=sum(family.is_new for family in stored),
        households_changed=sum(family.is_changed for family in stored),
        children=len(children),
        children_new=sum(family.children_new for family in stored),
        applications_new=applications_new,
        duplicates=duplicates.report(uow, programme_id=programme.id),
        errors=tuple(errors),
    )
    audit.record(
        uow,
        action="household.import_roster",
        object_type="programme",
        object_id=programme.id,
        facts=report.counts(),
    )
    return report
