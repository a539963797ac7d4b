"""The keys of an installation change, and everything it keeps still opens, verifies, is found."""

import csv
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from uuid import UUID

import pytest
from sqlalchemy import text

from services.core.audit import service as audit
from services.core.audit.types import SignedBecause
from services.core.donations import service as donations
from services.core.households import service as households
from services.core.households.types import NewGuardian
from services.core.integrations.vault_transit import TransitKeys
from services.core.kit import key_rotation
from services.core.kit.actor import operator
from services.core.kit.crypto import KeyPurpose, KeyRing, KeyVersionsUsedUp, SealBroken
from services.core.kit.keys import KeyTables
from services.core.vouchers import service as vouchers
from services.core.vouchers.token import read_token, read_trust_list
from services.worker.sealer import open_log, seal_logs
from services.worker.tasks import keys
from tests.conftest import RING
from tests.factories.donations import HANAKO
from tests.factories.households import make_household, new_child
from tests.factories.programmes import make_programme
from tests.factories.vouchers import make_voucher
from tests.fakes.transit import Transit, serving

NEW = b"another secret, of more than thirty-two bytes"


@pytest.fixture(params=["a tenant of today", "a tenant of former times"])
def programme(request, runtime):
    """A programme with a card that was handed out, a family, a donor and a signed log."""
    with runtime.unit_of_work(operator("founder")) as uow:
        programme = make_programme(uow)
        if request.param == "a tenant of former times":
            be_of_former_times(uow, programme.organisation_id)
    with runtime.unit_of_work(
        operator("founder"), organisation_id=programme.organisation_id
    ) as uow:
        make_voucher(uow, programme)
        guardian = NewGuardian(name="山田", kana="ヤマダ ハル", phone="090-1234-5678")
        make_household(uow, programme, new_child(kana="ヤマダ キョウコ"), guardian=guardian)
        donations.keep_donor(uow, organisation_id=programme.organisation_id, details=HANAKO)
    open_log(runtime, programme.organisation_id)
    seal_logs(runtime)
    return programme


def be_of_former_times(uow, organisation_id):
    """As migration 0014 leaves an organisation that was there before it."""
    take_keys_away(uow, organisation_id)
    uow.session.execute(
        text(
            "INSERT INTO tenant_keys (organisation_id, purpose, version)"
            " SELECT :id, unnest(ARRAY['key-encryption', 'blind-index', 'code-index']), 1"
        ),
        {"id": organisation_id},
    )


def take_keys_away(uow, organisation_id):
    uow.session.execute(
        text("DELETE FROM tenant_keys WHERE organisation_id = :id"), {"id": organisation_id}
    )


def acting(runtime, programme):
    return runtime.unit_of_work(operator("staff"), organisation_id=programme.organisation_id)


def use_everything(runtime, programme):
    """Open, verify, find and make anew whatever a key has to do with; what was found."""
    organisation_id = programme.organisation_id
    with acting(runtime, programme) as uow:
        rows = csv.DictReader(StringIO(vouchers.export_csv(uow, programme_id=programme.id)))
        card = next(row for row in rows)  # the card's content is sealed
        found = vouchers.find_credential(
            uow, shown=card["short_code"], programme_ids=[programme.id]
        )
        trust = read_trust_list(vouchers.trust_list(uow, organisation_id=organisation_id))
        claims = read_token(card["token"], trust=trust.store, at=uow.now)
        assert claims.voucher_id == found.voucher_id == UUID(card["id"])
        by_reading = households.find_children(uow, kana="やまだ")
        by_phone = households.find_children(uow, phone="+81 90 1234 5678")
        assert [one.kana for one in by_reading] == ["ヤマダ キョウコ"]
        assert by_phone == by_reading
        audit.checkpoint(uow, because=SignedBecause.ASKED)
        donor = donations.keep_donor(uow, organisation_id=organisation_id, details=HANAKO)
        vouchers.reissue(uow, programme_id=programme.id, voucher_id=found.voucher_id)
        return card["id"], by_reading[0].child_id, donor, uow.vault.derive("kept for years")


class TestSecret:
    def test_is_changed_and_the_former_taken_away(self, runtime, programme):
        before = use_everything(runtime, programme)

        both = replace(runtime, ring=KeyRing(NEW, previous=[RING.root]))
        assert use_everything(both, programme) == before
        assert keys.rewrap(both, programme.organisation_id) > 0
        assert keys.rewrap(both, programme.organisation_id) == 0

        new_alone = replace(runtime, ring=KeyRing(NEW))
        assert use_everything(new_alone, programme) == before
        with pytest.raises(SealBroken):
            use_everything(replace(runtime, ring=KeyRing(RING.root)), programme)

    def test_gives_way_to_a_keeper_elsewhere(self, runtime, programme):
        before = use_everything(runtime, programme)
        with serving(Transit()) as engine:
            keeper = TransitKeys(engine.url, key_name="minori", token=lambda: "hvs.first")
            elsewhere = replace(runtime, ring=KeyRing(RING.root, master=keeper))

            assert keys.rewrap(elsewhere, programme.organisation_id) > 0

            assert use_everything(elsewhere, programme) == before
            engine.rotate()
            later = replace(runtime, ring=KeyRing(RING.root, master=keeper))
            assert use_everything(later, programme) == before
            keeper._newest = None  # ten seconds later
            assert keys.rewrap(later, programme.organisation_id) > 0
            engine.forget_version(1)
            assert use_everything(later, programme) == before
            with pytest.raises(SealBroken):
                use_everything(runtime, programme)

    def test_is_changed_whatever_was_rotated_before(self, runtime, programme):
        before = use_everything(runtime, programme)
        keys.rotate(runtime, programme.organisation_id)
        keys.index_by_new_key(runtime, programme.organisation_id, anyway=True)
        keys.tend(runtime, programme.organisation_id)

        both = replace(runtime, ring=KeyRing(NEW, previous=[RING.root]))
        keys.rewrap(both, programme.organisation_id)

        assert use_everything(replace(runtime, ring=KeyRing(NEW)), programme) == before


@pytest.fixture
def tenant(uow):
    programme = make_programme(uow)
    uow.enter(programme.organisation_id)
    return programme


class TestOutgrown:
    def test_is_not_said_of_a_new_tenant(self, uow, tenant):
        assert key_rotation.outgrown(uow) is None

    def test_is_said_when_a_search_opens_eight_times_too_many(self, uow, tenant, uow_as):
        letters = "アカサタナハマヤラワイキシチニヒ"
        names = (f"{one}{two}ミ {one}" for one in letters for two in letters)
        make_household(uow, tenant, *(new_child(kana=name) for name in names))

        widths = key_rotation.outgrown(uow)

        assert widths["children.kana"] == 7  # 256 children: two for each of 128
        assert widths["guardians.kana"] == 4
        key_rotation.rotate(uow, purpose=KeyPurpose.BLIND_INDEX, widths=widths)
        later = uow_as("later", tenant.organisation_id)
        assert households.index_anew(later, limit=1_000) == 256 + 1 + 1
        assert households.index_anew(later, limit=1_000) == 0
        assert key_rotation.outgrown(later) is None
        shared = later.session.execute(
            text(
                "SELECT count(*) / count(DISTINCT kana_index)::float FROM children"
                " WHERE organisation_id = :id AND octet_length(kana_index) = 2"
            ),
            {"id": tenant.organisation_id},
        ).scalar_one()
        assert shared >= 2
        (found,) = households.find_children(later, kana="アカミ ア")
        assert found.kana == "アカミ ア"

    def test_is_said_of_indexes_of_former_times(self, uow, tenant):
        be_of_former_times(uow, tenant.organisation_id)
        assert key_rotation.outgrown(uow)["children.kana"] == 4


class TestRetireIndexes:
    def test_waits_until_nobody_writes_under_the_former(self, uow, tenant, uow_as):
        make_household(uow, tenant)
        key_rotation.rotate(uow, purpose=KeyPurpose.BLIND_INDEX)
        later = uow_as("later", tenant.organisation_id)
        households.index_anew(later, limit=10)

        assert key_rotation.retire_indexes(later) == 0
        assert key_rotation.retire_indexes(later, after=timedelta(0)) == 1
        assert len(uow_as("after", tenant.organisation_id).vault.indexes("children.kana")) == 1


class TestRotate:
    def test_makes_a_version_a_time_until_a_byte_is_full(self, uow, tenant):
        assert key_rotation.rotate(uow) == 2
        uow.session.execute(
            text(
                "UPDATE tenant_keys SET version = 255, wrapped = NULL, retired_at = now()"
                " WHERE version = 2"
            )
        )
        with pytest.raises(KeyVersionsUsedUp):
            key_rotation.rotate(uow)

    def test_asks_whose_key(self, uow):
        with pytest.raises(ValueError, match="enter an organisation"):
            key_rotation.rotate(uow)


class TestStatus:
    def test_tells_each_version_and_what_it_wraps(self, uow, tenant, uow_as):
        make_household(uow, tenant)  # household, guardian, child
        key_rotation.rotate(uow)
        later = uow_as("later", tenant.organisation_id)
        key_rotation.rewrap_subjects(later, limit=2)

        wraps = {
            state.version: state.wraps
            for state in key_rotation.status(later)
            if state.purpose is KeyPurpose.KEY_ENCRYPTION
        }

        assert wraps[2] == 2
        assert wraps[1] >= 1
        assert all(state.is_under_todays_master for state in key_rotation.status(later))


class TestVault:
    def test_forgets_keys_that_a_savepoint_has_undone(self, uow, tenant, uow_as):
        """A tenant's first keys are made in a dry run, and again when it is meant."""
        take_keys_away(uow, tenant.organisation_id)
        with uow.session.begin_nested() as rehearsal:
            make_household(uow, tenant, new_child(kana="ケイコ アイ"))
            rehearsal.rollback()

        make_household(uow, tenant, new_child(kana="ホンバン アイ"))

        later = uow_as("later", tenant.organisation_id)
        assert len(households.find_children(later, kana="ほんばん")) == 1
        assert households.find_children(later, kana="けいこ") == []


class TestKeyTables:
    def test_keep_a_tenants_keys_from_the_others(self, uow, tenant, uow_as):
        make_household(uow, tenant)
        other = make_programme(uow_as("other"))
        reader = uow_as("other", other.organisation_id)
        assert len(KeyTables(reader, other.organisation_id).tenant_keys()) == len(KeyPurpose)
        assert KeyTables(reader, tenant.organisation_id).tenant_keys() == []
