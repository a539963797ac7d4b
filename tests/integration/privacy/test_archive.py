"""An organisation that moves house finds its money and its people there (I10)."""

import io
import json
import zipfile
from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from sqlalchemy import text

from services.core.households import service as households
from services.core.kit.actor import operator
from services.core.kit.clock import SetClock
from services.core.kit.crypto import KeyRing
from services.core.migrations.tables import all_tables
from services.core.privacy import archive
from services.core.privacy import service as privacy
from services.core.privacy.errors import (
    ArchiveUnreadable,
    ArchiveWithoutPeople,
    InstallationNotEmpty,
)
from services.core.vouchers import service as vouchers
from services.worker.tasks import keys
from tests.conftest import NOW, own_runtime
from tests.factories.donations import HANAKO, make_campaign, make_gift
from tests.factories.journey import make_journey
from tests.factories.settlements import close

OFFICE = operator("office")


@dataclass
class House:
    """An organisation as it was, and its archives with people and without."""

    organisation_id: UUID
    people: tuple
    books: tuple
    whole: bytes
    nameless: bytes


@pytest.fixture(scope="module")
def house(databases, tmp_path_factory):
    """Gifts, vouchers, lessons, a closed month, a child erased; and another organisation."""
    clock, folder = SetClock(NOW), tmp_path_factory.mktemp("house")
    with own_runtime(databases, "house", clock, folder) as runtime:
        with runtime.unit_of_work(OFFICE) as uow:
            journey = make_journey(uow, children=3)
            journey.redeem(0, 8_000)
            journey.redeem(1, 5_000)
            make_gift(uow, make_campaign(uow, journey.programme), donor=HANAKO)
            privacy.erase_child(uow, child_id=journey.cards[2][0].child_id)
            close(uow, journey.programme.id)
            clock.move_to(uow.now)
        with runtime.unit_of_work(operator("strangers")) as uow:
            make_journey(uow)
        id = journey.programme.organisation_id
        yield House(
            organisation_id=id,
            people=people(runtime, id),
            books=books(runtime, id),
            whole=exported(runtime, id, with_people=True),
            nameless=exported(runtime, id, with_people=False),
        )


@pytest.fixture
def elsewhere(databases, tmp_path):
    """An empty installation with a secret of its own."""
    with own_runtime(databases, "elsewhere", SetClock(NOW), tmp_path) as runtime:
        yield replace(runtime, ring=KeyRing(b"the secret of the other installation, its own"))


def exported(runtime, organisation_id, *, with_people):
    file = io.BytesIO()
    with runtime.unit_of_work(OFFICE, organisation_id=organisation_id) as uow:
        privacy.export_organisation(uow, tables=all_tables(), to=file, with_people=with_people)
    return file.getvalue()


def imported(runtime, data):
    with runtime.unit_of_work(OFFICE) as uow:
        return privacy.import_organisation(uow, tables=all_tables(), source=io.BytesIO(data))


def people(runtime, organisation_id):
    """Whom a search finds, what their cards say, and how many rows there are."""
    with runtime.unit_of_work(OFFICE, organisation_id=organisation_id) as uow:
        found = {
            (child.child_id, child.name) for child in households.find_children(uow, kana="ミホン")
        }
        own = text("SELECT id FROM programmes WHERE organisation_id = :id")
        ids = uow.session.scalars(own, {"id": organisation_id}).all()
        cards = "".join(vouchers.export_csv(uow, programme_id=id) for id in sorted(ids))
        donors = uow.session.scalar(text("SELECT count(*) FROM donors"))
        return found, cards, donors


def books(runtime, organisation_id):
    with runtime.unit_of_work(OFFICE, organisation_id=organisation_id) as uow:
        accounts = uow.session.execute(
            text(
                "SELECT programme_id, id, code, debits_posted, credits_posted, debits_pending,"
                " credits_pending FROM ledger_accounts ORDER BY 1, 2"
            )
        ).all()
        transfers = uow.session.execute(
            text(
                "SELECT programme_id, id, code, amount_minor, occurred_at, recorded_at"
                " FROM ledger_transfers ORDER BY 1, 2"
            )
        ).all()
        return accounts, transfers


class TestMovingHouse:
    def test_brings_the_same_money_and_the_same_people_once(self, house, elsewhere):
        manifest = imported(elsewhere, house.whole)
        for verb in keys.INDEXES:
            with elsewhere.unit_of_work(OFFICE, organisation_id=house.organisation_id) as uow:
                while verb(uow, limit=100):
                    pass

        assert books(elsewhere, house.organisation_id) == house.books
        assert people(elsewhere, house.organisation_id) == house.people
        assert len(house.people[0]) == 2
        assert manifest.tables["children"][0] == 3
        with elsewhere.unit_of_work(OFFICE) as uow, uow.across_tenants():
            assert uow.session.scalar(text("SELECT count(*) FROM organisations")) == 1
        with pytest.raises(InstallationNotEmpty):
            imported(elsewhere, house.whole)


class TestArchive:
    def test_says_what_each_column_is_and_what_was_left_out(self, house):
        with zipfile.ZipFile(io.BytesIO(house.whole)) as zipped:
            manifest = json.loads(zipped.read("manifest.json"))
            dictionary = json.loads(zipped.read("dictionary.json"))
            names = set(zipped.namelist())
            first = zipped.read("data/children.csv").decode("utf-8-sig").splitlines()[0]
        assert dictionary["tables"].keys() == manifest["tables"].keys()
        assert dictionary["left_out"]["sessions"] == "sign-in"
        assert {"data/children.csv", "data/children.jsonl"} <= names
        assert first.split(",")[0] in dictionary["tables"]["children"]
        told = all_tables().tables.keys()
        assert set(manifest["tables"]) | set(archive.LEFT_OUT) == set(told)

    def test_knows_how_every_sealed_column_and_search_key_travels(self):
        carried = {*archive.SEALS, *archive.INSTALLATION_SEALS}
        indexes = {(table, name) for table, names in archive.INDEXES.items() for name in names}
        for table in all_tables().sorted_tables:
            if table.name in archive.LEFT_OUT:
                continue
            for column in table.columns:
                if column.name.endswith("_sealed"):
                    assert (table.name, column.name) in carried
                if column.name.endswith("_index") and column.type.python_type is bytes:
                    assert (table.name, column.name) in indexes

    def test_tells_no_name_without_people_and_is_then_not_taken_in(self, house, elsewhere):
        with zipfile.ZipFile(io.BytesIO(house.nameless)) as zipped:
            content = b"".join(zipped.read(name) for name in zipped.namelist()).decode()
        for secret in ("見本 良子", "ミホン リョウコ", "hanako@example.org", "PRIVATE KEY"):
            assert secret not in content
        with pytest.raises(ArchiveWithoutPeople):
            imported(elsewhere, house.nameless)

    def test_that_was_altered_is_not_taken_in(self, house, elsewhere):
        altered = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(house.whole)) as zipped,
            zipfile.ZipFile(altered, "w") as other,
        ):
            for name in zipped.namelist():
                content = zipped.read(name)
                if name == "data/redemptions.jsonl":
                    content = content.replace(b"8000", b"9000")
                other.writestr(name, content)
        for data in (altered.getvalue(), b"no archive"):
            with pytest.raises(ArchiveUnreadable):
                imported(elsewhere, data)
