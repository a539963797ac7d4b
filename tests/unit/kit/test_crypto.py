"""Sealing: what opens, what does not, and what is gone for good."""

from uuid import UUID

import pytest

from services.core.kit.crypto import INDEX_BYTES, KeyRing, SealBroken, SubjectForgotten, Vault
from services.core.kit.ids import uuid7

RING = KeyRing(b"0123456789abcdef0123456789abcdef")
TENANT = UUID(int=1)
PLACE = "children.name"


class KeysInMemory:
    def __init__(self):
        self.wrapped: dict[UUID, bytes | None] = {}

    def load(self, subject_ids):
        return {one: self.wrapped[one] for one in subject_ids if one in self.wrapped}

    def store(self, wrapped):
        self.wrapped.update(wrapped)

    def destroy(self, subject_id):
        self.wrapped[subject_id] = None


@pytest.fixture
def keys():
    return KeysInMemory()


@pytest.fixture
def vault(keys):
    return Vault(RING, keys, TENANT)


class TestSeal:
    def test_opens_where_it_was_sealed(self, vault, keys):
        child, row = uuid7(), uuid7()
        blob = vault.seal(child, PLACE, row, "見本 花子")

        assert Vault(RING, keys, TENANT).unseal(child, PLACE, row, blob) == "見本 花子"

    def test_is_never_twice_the_same(self, vault):
        child, row = uuid7(), uuid7()
        assert vault.seal(child, PLACE, row, "x") != vault.seal(child, PLACE, row, "x")

    def test_does_not_open_in_another_row(self, vault):
        child = uuid7()
        blob = vault.seal(child, PLACE, uuid7(), "x")
        with pytest.raises(SealBroken):
            vault.unseal(child, PLACE, uuid7(), blob)

    def test_does_not_open_in_another_place(self, vault):
        child, row = uuid7(), uuid7()
        blob = vault.seal(child, PLACE, row, "x")
        with pytest.raises(SealBroken):
            vault.unseal(child, "children.school", row, blob)

    def test_does_not_open_for_another_tenant(self, vault, keys):
        child, row = uuid7(), uuid7()
        blob = vault.seal(child, PLACE, row, "x")
        with pytest.raises(SealBroken):
            Vault(RING, keys, UUID(int=2)).unseal(child, PLACE, row, blob)

    def test_does_not_open_when_a_bit_was_turned(self, vault):
        child, row = uuid7(), uuid7()
        blob = bytearray(vault.seal(child, PLACE, row, "x"))
        blob[-1] ^= 1
        with pytest.raises(SealBroken):
            vault.unseal(child, PLACE, row, bytes(blob))


class TestSealBytes:
    def test_opens_to_the_very_bytes(self, vault, keys):
        child, row = uuid7(), uuid7()
        scan = bytes(range(256))
        blob = vault.seal_bytes(child, "evidence.file", row, scan)

        assert Vault(RING, keys, TENANT).unseal_bytes(child, "evidence.file", row, blob) == scan

    def test_does_not_open_as_another_file(self, vault):
        child = uuid7()
        blob = vault.seal_bytes(child, "evidence.file", uuid7(), b"scan")
        with pytest.raises(SealBroken):
            vault.unseal_bytes(child, "evidence.file", uuid7(), blob)


class TestForget:
    def test_makes_every_copy_unreadable(self, vault, keys):
        child, row = uuid7(), uuid7()
        blob = vault.seal(child, PLACE, row, "x")

        vault.forget(child)

        for reader in (vault, Vault(RING, keys, TENANT)):
            with pytest.raises(SubjectForgotten):
                reader.unseal(child, PLACE, row, blob)

    def test_leaves_the_others(self, vault):
        kept, forgotten, row = uuid7(), uuid7(), uuid7()
        vault.prepare([kept, forgotten, kept])
        blob = vault.seal(kept, PLACE, row, "x")

        vault.forget(forgotten)

        assert vault.unseal(kept, PLACE, row, blob) == "x"


class TestBlindIndex:
    def test_finds_equal_values_by_any_width_and_case(self, vault):
        assert vault.blind_index(PLACE, " ABC ") == vault.blind_index(PLACE, "ａｂｃ")
        assert len(vault.blind_index(PLACE, "x")) == INDEX_BYTES

    def test_differs_by_place_and_tenant(self, vault, keys):
        ours = vault.blind_index(PLACE, "x")
        assert ours != vault.blind_index("guardians.name", "x")
        assert ours != Vault(RING, keys, UUID(int=2)).blind_index(PLACE, "x")


class TestKeyRing:
    def test_refuses_a_short_root(self):
        with pytest.raises(ValueError, match="32"):
            KeyRing(b"short")

    def test_seals_for_one_purpose_only(self):
        sealed = RING.seal("signing-key", b"secret")
        assert RING.unseal("signing-key", sealed) == b"secret"
        with pytest.raises(SealBroken):
            RING.unseal("another", sealed)
