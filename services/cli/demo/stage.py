"""The stage of the demo: an installation with a clock that is moved, people, and a folder."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

import typer
from typer.main import get_command

from services.cli import voucher
from services.cli.demo.labour import Labour
from services.cli.runtime import seated
from services.core.bootstrap import Runtime
from services.core.kit.actor import SYSTEM, Actor, operator
from services.core.kit.clock import SetClock
from services.core.kit.ids import derived_id
from services.core.kit.periods import TOKYO
from services.core.kit.unit_of_work import UnitOfWork
from services.sandbox.year.plan import Plan

ADMIN = operator("demo-admin")
APPROVER = operator("demo-approver")
CHAIR = operator("demo-chair")

Advance = Callable[[int], None]
"""Tell that so many more of a scene's steps are done."""


@dataclass
class Stage:
    """
    What every scene of the year stands on.

    :param folder: where artefacts are written.
    :param clock: the runtime's own; it runs one way.
    :param port: where the API listens on this machine.
    """

    plan: Plan
    runtime: Runtime
    clock: SetClock
    folder: Path
    labour: Labour
    port: int
    organisation_id: UUID = field(init=False)
    programme_id: UUID = field(init=False)
    programme_code: str = "131130"

    def __post_init__(self) -> None:
        self.organisation_id = self.id("organisation")
        self.programme_id = self.id("programme")

    @property
    def here(self) -> dict[str, Any]:
        """The programme, as verbs are told it."""
        return {"programme_id": self.programme_id}

    def id(self, *parts: object) -> UUID:
        """The id of something in this year: the same whenever the same year is played."""
        return derived_id("demo", self.plan.seed, self.plan.places, *parts)

    def at(self, day: date, hour: int = 10, minute: int = 0) -> None:
        """Move the clock to an hour of Japan's day."""
        self.move_to(datetime.combine(day, time(hour, minute), TOKYO))

    def move_to(self, at: datetime) -> None:
        self.clock.move_to(max(at, self.clock.at))

    @contextmanager
    def acting(self, actor: Actor = ADMIN) -> Iterator[UnitOfWork]:
        """One transaction of somebody in the organisation."""
        with self.runtime.unit_of_work(actor, organisation_id=self.organisation_id) as uow:
            yield uow

    def by_itself(self) -> Any:
        """One transaction of what the worker's clock starts."""
        return self.acting(SYSTEM)

    def type(self, app: typer.Typer, *words: object, actor: Actor = ADMIN) -> dict[str, Any]:
        """
        Type a command with `--json` as somebody, and read its answer.

        :raises RuntimeError: the command failed; the demo has no use for that.
        """
        heard = io.StringIO()
        arguments = [str(word) for word in words] + ["--json"]
        with seated(self.runtime, actor), redirect_stdout(heard):
            code = get_command(app).main(arguments, prog_name="minori", standalone_mode=False)
        if code:
            raise RuntimeError(
                f"minori {' '.join(arguments)} exited with {code}: {heard.getvalue()}"
            )
        answer: dict[str, Any] = json.loads(heard.getvalue())
        return answer

    def write(self, name: str, content: bytes | str) -> Path:
        """Keep an artefact; folders in its name are made."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    def say(self, app: typer.Typer, *words: object) -> None:
        """Type a command whose answer is a file."""
        with seated(self.runtime, ADMIN), redirect_stdout(io.StringIO()):
            arguments = [str(word) for word in words]
            get_command(app).main(arguments, prog_name="minori", standalone_mode=False)

    def export_vouchers(self) -> None:
        """`vouchers.csv`, `trust.json` and `status.cbor`, by the command that writes them."""
        self.say(voucher.app, "export", "--programme", self.programme_code, "--out", self.folder)

    def exported_vouchers(self) -> list[tuple[UUID, str, str]]:
        """Id, typed code and token of every voucher of the last export."""
        content = (self.folder / "vouchers.csv").read_text("utf-8-sig")
        rows = list(csv.reader(io.StringIO(content)))
        return [(UUID(row[0]), row[1], row[2]) for row in rows[1:]]
