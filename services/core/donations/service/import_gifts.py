"""Take in a list of gifts as a site exports it: dry run, faults by row, each gift once."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.mappings import GiftMapping
from services.core.donations.models import Campaign, Import
from services.core.donations.repository import DonationRepository, ImportRepository
from services.core.donations.service.donors import keep_donors
from services.core.donations.service.gifts import pending_row, receive_settled
from services.core.donations.types import Channel, DonationId, DonorDetails, ImportKind
from services.core.kit import cells, japanese
from services.core.kit.ids import derived_id, uuid7
from services.core.kit.money import Money, total
from services.core.kit.sheets import (
    Column,
    Encoding,
    Row,
    RowError,
    fold_header,
    read_sheet,
)
from services.core.kit.unit_of_work import UnitOfWork

BATCH = 1_000

Progress = Callable[[int, int], None]
"""Told after each batch: rows done, rows in all."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """
    What an import did, or would do.

    :param imported: rows taken in now; their money is `amount`.
    :param known: rows that an earlier import brought.
    :param skipped: rows that are no gifts by their state, or no deposits.
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
    written: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class _Gift:
    row: int
    id: DonationId
    number: str
    amount: Money
    given_at: datetime
    donor: DonorDetails
    anonymous: bool
    reference: str | None


def import_gifts(
    uow: UnitOfWork,
    *,
    campaign: Campaign,
    mapping: GiftMapping,
    data: bytes,
    encoding: Encoding = Encoding.AUTO,
    dry_run: bool = False,
    valid_only: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """
    Take in a site's list of gifts, or a list of announced transfers.

    Nothing is written where a row has a fault, unless `valid_only`. A gift is known again by its
    number at the site, so the same or an overlapping list brings each gift once.
    """
    digest = hashlib.sha256(data).digest()
    if is_repeated(uow, campaign.programme_id, ImportKind.GIFTS, digest):
        return ImportReport(repeated=True)
    sheet = read_sheet(data, _columns(mapping), encoding=encoding)
    rows = [row for row in sheet.rows if _is_taken(row, mapping)]
    gifts, errors = _gifts(uow, campaign, mapping, rows)
    new, known, clashes = _unknown(uow, campaign.programme_id, gifts)
    errors = sorted([*sheet.errors, *errors, *clashes], key=lambda error: error.row)
    report = ImportReport(
        errors=errors,
        imported=len(new),
        amount=total(gift.amount for gift in new),
        known=known,
        skipped=len(sheet.rows) - len(rows),
    )
    if dry_run or (errors and not valid_only):
        return report
    for start in range(0, len(new), BATCH):
        batch = new[start : start + BATCH]
        _take_in(uow, campaign, mapping, batch)
        if progress:
            progress(start + len(batch), len(new))
    register(uow, campaign.programme_id, ImportKind.GIFTS, digest, report)
    return replace(report, written=True)


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


def optional_column(
    name: str,
    columns: Mapping[Any, tuple[str, ...]],
    parse: Callable[[str], Any] = cells.one_line,
) -> list[Column]:
    """The column of this name that may be missing or empty, where the mapping has it at all."""
    if name not in columns:
        return []
    return [Column(name, columns[name], parse=parse, required=False, filled=False)]


def _columns(mapping: GiftMapping) -> list[Column]:
    columns = mapping.columns
    optional = ("kana", "address", "address_2", "address_3", "anonymous", "status", "reference")
    return [
        Column("gift_id", columns["gift_id"], parse=cells.one_line),
        Column("amount", columns["amount"], parse=cells.yen),
        Column("given_at", columns["given_at"], parse=cells.moment),
        *optional_column("name", columns, japanese.name),
        *optional_column("email", columns, cells.email),
        *optional_column("postcode", columns, _postcode),
        *(column for name in optional for column in optional_column(name, columns)),
    ]


def _postcode(cell: str) -> str:
    """Seven digits where it is one of Japan's; donors abroad have others."""
    try:
        return japanese.postcode(cell)
    except ValueError:
        return cells.one_line(cell)


def _is_taken(row: Row, mapping: GiftMapping) -> bool:
    status = row.cells.get("status")
    return not mapping.take_only or status is None or status in mapping.take_only


def _gifts(
    uow: UnitOfWork, campaign: Campaign, mapping: GiftMapping, rows: Sequence[Row]
) -> tuple[list[_Gift], list[RowError]]:
    gifts: list[_Gift] = []
    errors: list[RowError] = []
    first_rows: dict[str, int] = {}
    for row in rows:
        number = row["gift_id"]
        if number in first_rows:
            facts = {"gift": number, "first_row": first_rows[number]}
            errors.append(RowError(row.number, mapping.columns["gift_id"][0], "gift_twice", facts))
            continue
        first_rows[number] = row.number
        if row["given_at"] > uow.now:
            heading = mapping.columns["given_at"][0]
            errors.append(RowError(row.number, heading, "date_in_future"))
            continue
        gifts.append(_gift(row, campaign, mapping))
    return gifts, errors


def _gift(row: Row, campaign: Campaign, mapping: GiftMapping) -> _Gift:
    of = row.cells.get
    address = "".join(of(name) or "" for name in ("address", "address_2", "address_3"))
    yes = {fold_header(value) for value in mapping.yes}
    return _Gift(
        row=row.number,
        id=DonationId(derived_id("gift", campaign.programme_id, mapping.source, row["gift_id"])),
        number=row["gift_id"],
        amount=row["amount"],
        given_at=row["given_at"],
        donor=DonorDetails(
            name=of("name"),
            kana=of("kana"),
            email=of("email"),
            postcode=of("postcode"),
            address=address or None,
        ),
        anonymous=fold_header(of("anonymous") or "") in yes,
        reference=of("reference"),
    )


def _unknown(
    uow: UnitOfWork, programme_id: UUID, gifts: Sequence[_Gift]
) -> tuple[list[_Gift], int, list[RowError]]:
    """The gifts that are new, how many are known, and those known by another amount."""
    stored = DonationRepository(uow).existing(programme_id, [gift.id for gift in gifts])
    clashes = [
        RowError(gift.row, "", "gift_differs", {"gift": gift.number})
        for gift in gifts
        if gift.id in stored and stored[gift.id].amount != gift.amount
    ]
    new = [gift for gift in gifts if gift.id not in stored]
    return new, len(gifts) - len(new) - len(clashes), clashes


def _take_in(
    uow: UnitOfWork, campaign: Campaign, mapping: GiftMapping, gifts: Sequence[_Gift]
) -> None:
    donors = keep_donors(
        uow,
        organisation_id=campaign.organisation_id,
        details=[gift.donor for gift in gifts],
    )
    rows = []
    for gift, donor_id in zip(gifts, donors, strict=True):
        row = pending_row(uow, campaign, id=gift.id, amount=gift.amount, channel=mapping.channel)
        row |= {
            "donor_id": donor_id,
            "anonymous": gift.anonymous,
            "external_ref": f"{mapping.source}:{gift.number}",
            "started_at": gift.given_at,
        }
        if mapping.channel is Channel.BANK_TRANSFER and gift.reference:
            row["reference"] = gift.reference
        rows.append(row | ({"settled_at": gift.given_at} if mapping.settled else {}))
    if mapping.settled:
        receive_settled(uow, programme_id=campaign.programme_id, rows=rows)
    else:
        DonationRepository(uow).add_new(rows)
