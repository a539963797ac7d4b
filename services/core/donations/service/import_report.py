"""What an import did, and that a file was taken in: the very same bytes are not, twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.models import Import
from services.core.donations.repository import ImportRepository
from services.core.donations.types import ImportKind
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.sheets import RowError
from services.core.kit.unit_of_work import UnitOfWork

Progress = Callable[[int, int], None]
"""Told after each batch: rows done, rows in all."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """
    What an import did, or would do.

    :param imported: rows taken in now; their money is `amount`.
    :param known: rows that an earlier import brought.
    :param skipped: rows that are no gifts by their state, or no deposits.
    :param payouts: lines of a statement between the payment gateway and us: kept, not booked.
    :param withdrawn: gifts of earlier lists that the site has given back since.
    :param columns: how each column of the file was read, and in how many rows it says something.
    :param written: False after a dry run, and where faults kept everything out.
    :param repeated: the very same file was taken in before.
    """

    errors: Sequence[RowError] = ()
    imported: int = 0
    amount: Money = field(default_factory=lambda: Money(0))
    known: int = 0
    skipped: int = 0
    matched: int = 0
    unmatched: int = 0
    payouts: int = 0
    withdrawn: int = 0
    columns: Sequence["ColumnUse"] = ()
    written: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """
    What became of one column of a file.

    :param became: the field that it was read as; None: it was left alone.
    :param filled: rows without a fault in which it says something; 0 where it was left alone.
    """

    heading: str
    became: str | None
    filled: int


def is_repeated(uow: UnitOfWork, programme_id: UUID, kind: ImportKind, digest: bytes) -> bool:
    return ImportRepository(uow).is_known(programme_id, kind, digest)


def register(
    uow: UnitOfWork, programme_id: UUID, kind: ImportKind, digest: bytes, report: ImportReport
) -> None:
    """Note the file, so that it is not taken in again; one with faults may be, once mended."""
    if not report.errors:
        ImportRepository(uow).add(
            Import(
                programme_id=programme_id,
                id=uuid7(),
                kind=kind,
                file_hash=digest,
                rows=report.imported + report.known,
                imported_at=uow.now,
                imported_by=uow.actor.id,
            )
        )
    audit.record(
        uow,
        action=f"{kind}.import",
        object_type="programme",
        object_id=programme_id,
        facts={"rows": report.imported, "sha256": digest.hex(), "faults": len(report.errors)},
    )
