"""Sealing: what opens, what does not, and what is gone for good."""

from itertools import combinations
from uuid import UUID

import pytest

from services.core.kit.crypto import (
    KeyPurpose,
    KeyRing,
    RootSecrets,
    SealBroken,
    SubjectForgotten,
    Vault,
    WrappedKey,
)
from services.core.kit.ids import uuid7
from tests.fakes.keys import KeysInMemory

RING = KeyRing(b"0123456789abcdef0123456789abcdef")
TENANT = UUID(int=1)
PLACE = "children.name"


class FORMER:
    """A subject's key and a field of version 0.1, under `RING` and for `TENANT`."""

    subject, row = UUID(int=9), UUID(int=8)
    wrapped = bytes.fromhex(
        "851670f2ba0ffb6e1842e48cc15e5ec882450537b37b58f55608a1e348c81d99c25ef9ea104c"
        "71b0ffe5dde6c730b18ca7bed9183f48d9f62d446ad7"
    )
    blob = bytes.fromhex(
        "014c947cc1a65fb6608b9c7a26f5c2484b54a7e9c473afb5262d952c14dd6398afd5f6a06abd67226706"
    )


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

    def test_does_not_open_when_any_bit_was_turned(self, vault):
        child, row = uuid7(), uuid7()
        whole = vault.seal(child, PLACE, row, "x")
        for at in range(len(whole)):
            blob = bytearray(whole)
            blob[at] ^= 1
            with pytest.raises(SealBroken):
                vault.unseal(child, PLACE, row, bytes(blob))

    @pytest.mark.parametrize("cut", [b"", b"\x01", b"\x01" + bytes(11)])
    def test_does_not_open_what_is_too_short_to_be_one(self, vault, cut):
        with pytest.raises(SealBroken):
            vault.unseal(uuid7(), PLACE, uuid7(), cut)

    def test_does_not_open_where_two_were_exchanged(self):
        """Every pair out of two tenants, subjects, columns and rows, each in the other's stead."""
        stores = {UUID(int=1): KeysInMemory(), UUID(int=2): KeysInMemory()}
        vaults = {tenant: Vault(RING, store, tenant) for tenant, store in stores.items()}
        subjects, rows = (uuid7(), uuid7()), (uuid7(), uuid7())
        places = [
            (tenant, subject, column, row)
            for tenant in vaults
            for subject in subjects
            for column in (PLACE, "children.school")
            for row in rows
        ]
        sealed = {(tenant, *where): vaults[tenant].seal(*where, "x") for tenant, *where in places}
        for one, other in combinations(places, 2):
            for (tenant, *where), blob in ((one, sealed[other]), (other, sealed[one])):
                with pytest.raises(SealBroken):
                    vaults[tenant].unseal(*where, blob)

    def test_draws_a_nonce_anew_each_time(self, vault):
        child, row = uuid7(), uuid7()
        nonces = {vault.seal(child, PLACE, row, "x")[1:13] for _ in range(2_000)}
        assert len(nonces) == 2_000


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


class TestTenantKeys:
    def test_are_drawn_at_random_for_a_new_tenant(self, keys):
        Vault(RING, keys, TENANT).seal(uuid7(), PLACE, uuid7(), "x")

        assert {key.purpose for key in keys.kept} == set(KeyPurpose)
        assert all(key.wrapped for key in keys.kept)

    def test_open_the_very_bytes_of_former_times(self, keys):
        """As 0.1 wrote them: one's key under the installation's, a field, and two indexes."""
        keys.be_of_former_times()
        keys.wrapped[FORMER.subject] = WrappedKey(FORMER.wrapped, 1)
        vault = Vault(RING, keys, TENANT)

        assert vault.unseal(FORMER.subject, PLACE, FORMER.row, FORMER.blob) == "見本 花子"
        assert vault.blind_index("children.kana", "ヤマダハナコ").hex() == "3ca1820d6dac7bcf"
        assert vault.blind_index("credentials.code", "ABC").hex() == "1550b7bb9834684e"

    def test_open_what_was_there_before_they_were_kept(self, keys):
        """A subject's key under the derived key, a field under it, and indexes of that time."""
        keys.be_of_former_times()
        child, row = uuid7(), uuid7()
        vault = Vault(RING, keys, TENANT)
        blob, index = vault.seal(child, PLACE, row, "x"), vault.blind_index("children.kana", "ヤ")
        assert {key.purpose for key in keys.kept if key.wrapped} == {KeyPurpose.DERIVATION}

        later = Vault(KeyRing(b"n" * 32, previous=[RING.root]), keys, TENANT)
        assert later.unseal(child, PLACE, row, blob) == "x"
        assert later.lookups("children.kana", "ヤ") == [index]
        assert len(index) == 8

    def test_are_read_anew_where_a_rotation_came_between(self, keys):
        child, row = uuid7(), uuid7()
        blob = Vault(RING, keys, TENANT).seal(child, PLACE, row, "x")
        slow = Vault(RING, keys, TENANT)
        slow.blind_index("children.kana", "ヤ")  # has read the tenant's keys

        keys.rotate(RING, TENANT, KeyPurpose.KEY_ENCRYPTION)
        keys.wrapped.update(Vault(RING, keys, TENANT).rewrap(dict(keys.wrapped)))
        keys.retire(KeyPurpose.KEY_ENCRYPTION, 1)

        assert slow.unseal(child, PLACE, row, blob) == "x"
        assert keys.wrapped[child].version == 2

    def test_do_not_come_from_a_transaction_that_was_undone(self, keys):
        Vault(RING, keys, TENANT).seal(uuid7(), PLACE, uuid7(), "x")
        keys.wrapped.clear()
        keys.kept.clear()  # rolled back, while the process lives on

        child, row = uuid7(), uuid7()
        blob = Vault(RING, keys, TENANT).seal(child, PLACE, row, "x")

        fresh = KeyRing(RING.root)
        assert Vault(fresh, keys, TENANT).unseal(child, PLACE, row, blob) == "x"


class TestDerive:
    def test_outlives_the_secret(self, keys):
        ours = Vault(RING, keys, TENANT).derive("audit")
        later = KeyRing(b"n" * 32, previous=[RING.root])
        assert Vault(later, keys, TENANT).derive("audit") == ours
        assert Vault(RING, keys, TENANT).derive("another") != ours


class TestKeyRing:
    def test_refuses_a_short_root(self):
        with pytest.raises(ValueError, match="32"):
            KeyRing(b"short")
        with pytest.raises(ValueError, match="32"):
            KeyRing(RING.root, previous=[b"short"])

    def test_seals_for_one_purpose_only(self):
        sealed = RING.seal("signing-key", b"secret")
        assert RING.unseal("signing-key", sealed) == b"secret"
        with pytest.raises(SealBroken):
            RING.unseal("another", sealed)

    def test_opens_what_a_former_secret_sealed_and_seals_it_anew(self):
        new = KeyRing(b"n" * 32, previous=[b"m" * 32, RING.root])
        sealed = RING.seal("signing-key", b"secret")

        resealed = new.reseal("signing-key", sealed)

        assert KeyRing(b"n" * 32).unseal("signing-key", resealed) == b"secret"
        assert new.reseal("signing-key", resealed) is None

    def test_opens_what_bears_no_mark(self):
        """As it was sealed before each seal said under which secret: nonce and ciphertext."""
        sealed = bytes.fromhex(
            "000102030405060708090a0b4267e44f8f33a41e36008281e5efeb2c216a4cd1f8c4"
        )
        assert RING.unseal("signing-key", sealed) == b"secret"
        assert RING.reseal("signing-key", sealed) is not None

    def test_derives_what_it_always_has(self):
        known = "ac82f721d3f4"
        assert RING.derive("key-encryption").hex().startswith(known)
        assert KeyRing(b"n" * 32, previous=[RING.root]).derive_first("key-encryption") == (
            RING.derive("key-encryption")
        )

    def test_asks_its_keeper_once(self, keys):
        keeper = Counting()
        ring = KeyRing(RING.root, master=keeper)
        child, row = uuid7(), uuid7()
        blob = Vault(ring, keys, TENANT).seal(child, PLACE, row, "x")
        fresh = KeyRing(RING.root, master=keeper)
        keeper.unwrapped = 0

        for _ in range(50):
            vault = Vault(fresh, keys, TENANT)
            assert vault.unseal(child, PLACE, row, blob) == "x"
            vault.blind_index("children.kana", "ヤ")

        assert keeper.unwrapped == 1

    def test_remembers_within_bounds(self):
        ring = KeyRing(RING.root)
        for number in range(5_000):
            ring.unseal("x", ring.seal("x", str(number).encode()))
        assert len(ring._opened) == 4_096


class TestSecrets:
    def test_are_shown_by_nothing(self, keys):
        ring = KeyRing(b"hush" * 8, previous=[b"hist" * 8])
        vault = Vault(ring, keys, TENANT)
        vault.seal(uuid7(), PLACE, uuid7(), "x")
        shown = [repr(one) for one in (ring, ring.master, vault, *vault.indexes("children.kana"))]
        shown += [repr(vars(one)) for one in (vault,)]
        assert not any("hush" in one or "hist" in one for one in shown)
        key = ring.derive("key-encryption")
        assert not any(repr(key) in one for one in shown)


class Counting(RootSecrets):
    """A keeper that counts how often it is asked to open."""

    def __init__(self):
        super().__init__([b"another secret of thirty-two bytes"])
        self.unwrapped = 0

    def unwrap(self, wrapped):
        self.unwrapped += 1
        return super().unwrap(wrapped)
