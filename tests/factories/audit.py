"""Logs for tests: entries in transactions of their own, sealed, signed, kept outside."""

from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from services.core.audit import service as audit
from services.core.audit.types import SignedBecause
from services.core.bootstrap import Runtime
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork
from tests.factories.programmes import make_organisation

HOST = "log.example.org"


@dataclass
class Log:
    """An organisation's log, and what outside places were given of it."""

    runtime: Runtime
    organisation_id: UUID
    outside: list[str] = field(default_factory=list)

    def record(self, times: int = 1, **facts: object) -> None:
        """Write entries, each in a transaction of its own."""
        for number in range(times):
            with self.runtime.unit_of_work(
                operator("taro"), organisation_id=self.organisation_id
            ) as uow:
                uow.purpose = "testing"
                record(uow, number=number, **facts)

    def attempt(self, verb, **arguments):
        """A verb of the audit service in a transaction of its own."""
        return self.runtime.attempt(
            partial(verb, **arguments), organisation_id=self.organisation_id
        )

    def seal(self) -> int:
        self.attempt(audit.open_log, host=HOST)
        sealed = 0
        while (batch := self.attempt(audit.seal)).sealed:
            sealed += batch.sealed
        return sealed

    def sign(self) -> str | None:
        """Sign, and put the note aside."""
        self.seal()
        made = self.attempt(audit.checkpoint, because=SignedBecause.GROWN)
        if made is not None:
            self.outside.append(made.note)
        self.seal()
        return None if made is None else made.note


def record(uow: UnitOfWork, *, number: int = 0, **facts: object) -> None:
    audit.record(
        uow,
        action=f"thing.mend_{number % 3}",
        object_type="thing",
        object_id=uuid7(),
        facts={"number": number, **facts},
        before={"state": "broken"},
        after={"state": "mended", "number": number},
    )


def make_log(runtime: Runtime, *, entries: int = 0, signed: int = 1) -> Log:
    """A log of an organisation of its own, with `entries` that were signed in so many steps."""
    with runtime.unit_of_work(operator("founder")) as uow:
        log = Log(runtime, make_organisation(uow).id)
    for _ in range(signed if entries else 0):
        log.record(entries // signed)
        log.sign()
    return log
