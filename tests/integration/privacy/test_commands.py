"""`minori erase`, `minori retention`, `minori breach`, and the worker's jobs behind them."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from services.cli import app
from services.cli.errors import language
from services.cli.runtime import seated
from services.core.kit.actor import operator
from services.core.kit.periods import TOKYO
from services.core.kit.texts import text as text_of
from services.core.privacy import register
from services.core.privacy import service as privacy
from services.core.privacy.errors import ArchiveUnreadable
from services.core.privacy.types import DataClass
from services.worker.tasks import privacy as tasks
from tests.factories.households import make_household
from tests.factories.programmes import make_programme

OFFICE = operator("office")


@pytest.fixture
def programme(runtime):
    with runtime.unit_of_work(OFFICE) as uow:
        return make_programme(uow)


@pytest.fixture
def minori(runtime, programme):
    """A command of the office; what it printed."""

    def run(*words, code=0):
        with seated(runtime, OFFICE):
            done = CliRunner().invoke(app, [str(word) for word in words])
        assert done.exit_code == code, (done.output, done.exception)
        return done.output

    return run


def family(runtime, programme, **told):
    with runtime.unit_of_work(OFFICE, organisation_id=programme.organisation_id) as uow:
        _, (child_id,) = make_household(uow, programme, **told)
    return child_id


def names_left(runtime, programme):
    with runtime.unit_of_work(OFFICE, organisation_id=programme.organisation_id) as uow:
        query = "SELECT id FROM children WHERE name_sealed IS NOT NULL"
        return set(uow.session.scalars(text(query)))


class TestErase:
    def test_previews_and_then_does_what_was_confirmed(self, runtime, programme, minori):
        child_id, sibling = family(runtime, programme), family(runtime, programme)
        words = ("erase", "child", child_id, "--organisation", programme.organisation_id)
        seen = json.loads(minori(*words, "--json"))
        assert names_left(runtime, programme) == {child_id, sibling}

        minori(*words, "--confirm", seen["digest"])

        assert names_left(runtime, programme) == {sibling}

    def test_asks_for_whom(self, minori):
        minori("erase", code=2)


class TestReplay:
    def test_takes_again_whom_a_backup_brought_back(self, runtime, programme, minori):
        erased, other = family(runtime, programme), family(runtime, programme)
        tables = ("children", "guardians", "households", "subject_keys")
        organisation_id = programme.organisation_id
        with runtime.engine.begin() as connection:
            for table in tables:
                connection.execute(text("SET LOCAL minori.reach = 'every'"))
                connection.execute(text(f"CREATE TEMP TABLE backup_{table} AS TABLE {table}"))
            with runtime.unit_of_work(OFFICE, organisation_id=organisation_id) as uow:
                privacy.erase_child(uow, child_id=erased)
            tasks.write_register(runtime)
            assert names_left(runtime, programme) == {other}
            # The backup comes back: all rows as they were, the key of the erased one included.
            for table in tables:
                columns = connection.execute(
                    text(
                        "SELECT column_name FROM information_schema.columns WHERE table_name = :t"
                        " AND column_name NOT IN ('organisation_id', 'id')"
                    ),
                    {"t": table},
                ).scalars()
                sets = ", ".join(f"{name} = b.{name}" for name in columns)
                connection.execute(
                    text(
                        f"UPDATE {table} t SET {sets} FROM backup_{table} b"
                        " WHERE b.organisation_id = t.organisation_id AND b.id = t.id"
                    )
                )
        assert names_left(runtime, programme) == {erased, other}

        told = json.loads(minori("erase", "--replay", "--json"))

        assert told == {"registered": 1, "erased_again": 1}
        assert names_left(runtime, programme) == {other}
        assert json.loads(minori("erase", "--replay", "--json"))["erased_again"] == 0

    def test_register_only_grows_and_is_written_once(self, runtime, programme):
        child_id = family(runtime, programme)
        with runtime.unit_of_work(OFFICE, organisation_id=programme.organisation_id) as uow:
            privacy.erase_child(uow, child_id=child_id)
        path = tasks.register_of(runtime)
        tasks.write_register(runtime)
        first = path.read_text()
        tasks.write_register(runtime)
        assert path.read_text() == first
        assert [entry.subject.id for entry in register.read(path)] == [child_id]
        path.write_text("none of ours\n")
        with pytest.raises(ArchiveUnreadable):
            register.read(path)


class TestOrganisation:
    def test_is_written_to_an_archive_of_its_owners_eyes_only(
        self, runtime, programme, minori, tmp_path
    ):
        family(runtime, programme)
        path = tmp_path / "archive.zip"
        of = (programme.organisation_id, "--to", path)
        told = json.loads(minori("organisation", "export", *of, "--json"))
        assert told["rows"]["children"] == 1
        assert path.stat().st_mode & 0o077 == 0
        minori("organisation", "export", *of, code=2)
        refused = minori("organisation", "import", path, "--json", code=1)
        assert json.loads(refused)["code"] == "installation_not_empty"


class TestErasePreview:
    def test_says_that_nothing_was_done_yet(self, runtime, programme, minori):
        child_id = family(runtime, programme)
        shown = minori("erase", "child", child_id, "--organisation", programme.organisation_id)
        assert text_of("erasure-preview-gone", language()) in shown
        assert text_of("erasure-report-gone", language()) not in shown


class TestRetention:
    def test_shows_what_is_due_and_ends_it(self, runtime, programme, minori):
        child_id = family(runtime, programme)
        runtime.clock.move_to(runtime.clock.now() + timedelta(days=400))
        of = ("retention", "--organisation", programme.organisation_id)
        due = json.loads(minori(*of, "--json"))
        assert due["due"]["not_selected"] == [1, 0]
        assert "Applicants who" in minori(*of)

        told = json.loads(minori(*of, "--run", "--confirm", due["digest"], "--json"))

        assert told["done"]["not_selected"] == 1
        assert child_id not in names_left(runtime, programme)

    def test_of_the_month_is_begun_by_the_worker_once(self, runtime, programme):
        child_id = family(runtime, programme)
        runtime.clock.move_to(runtime.clock.now() + timedelta(days=400))
        for _ in range(2):
            tasks.carry_out_retention(runtime)
        with runtime.unit_of_work(OFFICE, organisation_id=programme.organisation_id) as uow:
            (run,) = privacy.runs(uow)
        done = {step.data_class: step.done for step in run.steps}
        assert done[DataClass.NOT_SELECTED] == 1
        assert child_id not in names_left(runtime, programme)


class TestBreach:
    def test_is_kept_at_the_host(self, runtime, programme, minori):
        of = ("--organisation", programme.organisation_id)
        opened = minori(
            "breach", "open", *of, "--aware", "2025-06-09T09:00", "--kind", "sensitive"
        ).strip()
        states = json.loads(minori("breach", "list", *of, "--json"))
        assert states == {opened: {"preliminary": "due_today", "final": "running"}}
        assert "preliminary" in minori("breach", "list", *of)
        scope = minori(
            "breach", "scope", *of, opened, "--since", "2025-06-01", "--until", "2025-06-30"
        )
        assert json.loads(scope)["acts"] > 0
        assert "1 概要" in minori("breach", "draft", *of, opened)
        minori("breach", "reported", *of, opened, "preliminary")
        states = json.loads(minori("breach", "list", *of, "--json"))
        assert states[opened]["preliminary"] == "done"

    def test_counts_the_last_day_of_a_scope_and_stops_at_a_minute(self, runtime, programme, minori):
        family(runtime, programme)
        of = ("--organisation", programme.organisation_id)
        today = f"{runtime.clock.now().astimezone(TOKYO):%Y-%m-%d}"
        opened = minori("breach", "open", *of, "--aware", today, "--kind", "sensitive").strip()
        asked = ("breach", "scope", *of, opened, "--since", today, "--until")
        assert json.loads(minori(*asked, today))["acts"] > 0
        assert json.loads(minori(*asked, f"{today}T00:01"))["acts"] == 0
        minori(*asked, "tomorrow", code=2)
