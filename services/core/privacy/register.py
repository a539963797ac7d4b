"""
The register of erasures: a file outside the database, so that a restored backup can be told.

A line is a JSON object of ids and dates. The file only ever grows: what it knows that the database
does not, a backup has brought back, and `minori erase --replay` takes it away again.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from services.core.privacy.errors import ArchiveUnreadable
from services.core.privacy.types import (
    AskedBy,
    ErasureGround,
    ErasureId,
    ErasureReport,
    Order,
    Subject,
    SubjectKind,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One erasure as the register knows it."""

    organisation_id: UUID
    id: ErasureId
    subject: Subject
    order: Order
    erased_at: datetime

    @classmethod
    def of(cls, organisation_id: UUID, report: ErasureReport) -> Self:
        order = Order(report.ground, report.asked_by)
        return cls(organisation_id, report.id, report.subject, order, report.erased_at)

    @classmethod
    def parse(cls, line: str) -> Self:
        """:raises ArchiveUnreadable: the line is none of a register."""
        try:
            told: dict[str, Any] = json.loads(line)
            return cls(
                organisation_id=UUID(told["organisation_id"]),
                id=ErasureId(UUID(told["id"])),
                subject=Subject(SubjectKind(told["kind"]), UUID(told["subject_id"])),
                order=Order(ErasureGround(told["ground"]), AskedBy(told["asked_by"])),
                erased_at=datetime.fromisoformat(told["erased_at"]),
            )
        except (ValueError, KeyError, TypeError):
            raise ArchiveUnreadable from None

    def line(self) -> str:
        return json.dumps(
            {
                "organisation_id": str(self.organisation_id),
                "id": str(self.id),
                "kind": self.subject.kind.value,
                "subject_id": str(self.subject.id),
                "ground": self.order.ground.value,
                "asked_by": self.order.asked_by.value,
                "erased_at": self.erased_at.isoformat(),
            }
        )


def read(path: Path) -> list[Entry]:
    """
    The register's entries; none where it was never written.

    :raises ArchiveUnreadable: a line is none of a register.
    """
    if not path.exists():
        return []
    return [Entry.parse(line) for line in path.read_text("utf-8").splitlines() if line]


def add(path: Path, entries: Iterable[Entry]) -> int:
    """
    Append those that the register does not know yet, durably; how many.

    :raises ArchiveUnreadable: the file that is there is none of a register.
    """
    known = {entry.subject for entry in read(path)}
    new = [entry for entry in entries if entry.subject not in known]
    if new:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            file.writelines(f"{entry.line()}\n" for entry in new)
            file.flush()
            os.fsync(file.fileno())
    return len(new)
