"""
Take an organisation along (I10): everything that is its own as one archive, and in again elsewhere.

The archive is a zip: `manifest.json` (counts, checksums, the ledger's sums), `dictionary.json`
(what each column is), and each table twice, `data/<table>.jsonl` to be read by machines without
loss and `data/<table>.csv` to be looked at.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any
from uuid import UUID

from services.core.audit import service as audit
from services.core.identity import service as identity
from services.core.identity.errors import OrganisationUnknown
from services.core.kit.sheets import write_csv
from services.core.kit.unit_of_work import UnitOfWork
from services.core.privacy import archive
from services.core.privacy.errors import (
    ArchiveUnreadable,
    ArchiveWithoutPeople,
    InstallationNotEmpty,
)
from services.core.privacy.repository.archive import ArchiveRepository, Table, Tables
from services.core.privacy.service.carried import Carrier

MANIFEST, DICTIONARY = "manifest.json", "dictionary.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """
    What an archive holds.

    :param tables: rows and SHA-256 of each table's JSON lines.
    :param totals: the ledger's sums, programme by programme.
    """

    organisation_id: UUID
    exported_at: str
    with_people: bool
    tables: Mapping[str, tuple[int, str]]
    totals: list[dict[str, Any]]


def export_organisation(
    uow: UnitOfWork, *, tables: Tables, to: IO[bytes], with_people: bool
) -> Manifest:
    """
    Write all that is the organisation's to a file. It goes on the record.

    :param tables: every context's tables (`migrations.tables.all_tables`).
    :param with_people: names, addresses and secrets in clear; without, their columns are empty,
        and the archive can be read, but not taken in.
    """
    assert uow.organisation_id is not None, "an archive is one organisation's"
    repository = ArchiveRepository(uow, tables)
    carrier = Carrier(uow, with_people=with_people)
    found: dict[str, tuple[int, str]] = {}
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as zipped:
        for table in repository.tables():
            rows = [carrier.out(table, row) for row in repository.rows(table)]
            lines = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()
            zipped.writestr(f"data/{table.name}.jsonl", lines)
            zipped.writestr(f"data/{table.name}.csv", _csv(table, rows))
            found[table.name] = len(rows), hashlib.sha256(lines).hexdigest()
        manifest = Manifest(
            organisation_id=uow.organisation_id,
            exported_at=uow.now.isoformat(),
            with_people=with_people,
            tables=found,
            totals=repository.totals(),
        )
        zipped.writestr(MANIFEST, _manifest_text(manifest))
        zipped.writestr(DICTIONARY, _dictionary(repository))
    audit.record(
        uow,
        action="organisation.export",
        object_type="organisation",
        object_id=uow.organisation_id,
        facts={"with_people": with_people, "rows": sum(rows for rows, _ in found.values())},
    )
    return manifest


def import_organisation(uow: UnitOfWork, *, tables: Tables, source: IO[bytes]) -> Manifest:
    """
    Take an organisation in from its archive, ids and all, and seal its people anew.

    Search keys are made afterwards (`index_anew` of each context), the sums for reports by the
    worker. People sign in by new invitations.

    :raises ArchiveUnreadable: the file is none of ours, or was altered.
    :raises ArchiveWithoutPeople: it was made without people: nothing could be sealed.
    :raises InstallationNotEmpty: the organisation is here already.
    """
    with _opened(source) as zipped:
        manifest = _manifest(zipped)
        if not manifest.with_people:
            raise ArchiveWithoutPeople
        _must_be_new(uow, manifest.organisation_id)
        uow.enter(manifest.organisation_id)
        repository, carrier = ArchiveRepository(uow, tables), Carrier(uow, with_people=True)
        for table in repository.tables():
            rows = list(_lines(zipped, table.name, manifest))
            if table.name in archive.NOT_TAKEN_IN:
                continue
            carrier.prepare(table, rows)
            repository.take_in(table, (carrier.into(table, row) for row in rows))
        if repository.totals() != manifest.totals:
            raise ArchiveUnreadable
    audit.record(
        uow,
        action="organisation.import",
        object_type="organisation",
        object_id=manifest.organisation_id,
        facts={"exported_at": manifest.exported_at},
    )
    return manifest


def _must_be_new(uow: UnitOfWork, organisation_id: UUID) -> None:
    try:
        identity.get_organisation(uow, organisation_id)
    except OrganisationUnknown:
        return
    raise InstallationNotEmpty(organisation_id=organisation_id)


def _opened(source: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except zipfile.BadZipFile:
        raise ArchiveUnreadable from None


def _lines(zipped: zipfile.ZipFile, table: str, manifest: Manifest) -> Iterator[dict[str, Any]]:
    """:raises ArchiveUnreadable: the table is missing, or not what the manifest says."""
    try:
        content = zipped.read(f"data/{table}.jsonl")
    except KeyError:
        raise ArchiveUnreadable(table=table) from None
    if hashlib.sha256(content).hexdigest() != manifest.tables.get(table, (0, ""))[1]:
        raise ArchiveUnreadable(table=table)
    return (json.loads(line) for line in content.decode().splitlines())


def _manifest(zipped: zipfile.ZipFile) -> Manifest:
    try:
        told = json.loads(zipped.read(MANIFEST))
        if told["format"] != archive.FORMAT:
            raise ArchiveUnreadable(format=told["format"])
        return Manifest(
            organisation_id=UUID(told["organisation_id"]),
            exported_at=told["exported_at"],
            with_people=told["with_people"],
            tables={name: (one["rows"], one["sha256"]) for name, one in told["tables"].items()},
            totals=told["totals"],
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        raise ArchiveUnreadable from None


def _manifest_text(manifest: Manifest) -> str:
    return json.dumps(
        {
            "format": archive.FORMAT,
            "organisation_id": str(manifest.organisation_id),
            "exported_at": manifest.exported_at,
            "with_people": manifest.with_people,
            "tables": {
                name: {"rows": rows, "sha256": digest}
                for name, (rows, digest) in manifest.tables.items()
            },
            "totals": manifest.totals,
        },
        indent=2,
    )


def _csv(table: Table, rows: list[dict[str, Any]]) -> bytes:
    names = [column.name for column in table.columns]
    cells = (
        [
            json.dumps(row[name]) if isinstance(row[name], dict | list) else row[name]
            for name in names
        ]
        for row in rows
    )
    return write_csv([names, *cells])


def _dictionary(repository: ArchiveRepository) -> str:
    """What each column is: its type, whether it may be empty, and how it travels."""
    told = {
        table.name: {
            column.name: {
                "type": str(column.type),
                "nullable": bool(column.nullable),
                "key": column.primary_key,
                "travels": _travels(table.name, column.name),
            }
            for column in table.columns
        }
        for table in repository.tables()
    }
    return json.dumps({"tables": told, "left_out": dict(archive.LEFT_OUT)}, indent=2)


def _travels(table: str, column: str) -> str:
    if (table, column) in archive.SEALS or (table, column) in archive.INSTALLATION_SEALS:
        return "in clear, if people were asked for; sealed anew on arrival"
    if column in archive.INDEXES.get(table, ()):
        return "whether it was there; made anew on arrival"
    if column in archive.OF_THE_CLUSTER:
        return "not at all; the database gives its own"
    return "as it is"
