"""Blind indexes: they find what is equal, and are too short to tell who it is."""

from collections import Counter
from uuid import UUID

import pytest

from services.core.kit.crypto import PLACES, KeyPurpose, KeyRing, Vault, width_bits
from services.core.kit.crypto.blind_index import cut
from tests.fakes.keys import KeysInMemory

RING = KeyRing(b"0123456789abcdef0123456789abcdef")
TENANT = UUID(int=1)
SHORT = "children.family_kana"
LONG = "children.duplicate"


@pytest.fixture
def keys():
    return KeysInMemory()


@pytest.fixture
def vault(keys):
    return Vault(RING, keys, TENANT)


class TestBlindIndex:
    def test_finds_equal_values_by_any_width_and_case(self, vault):
        assert vault.blind_index(LONG, " ABC ") == vault.blind_index(LONG, "ａｂｃ")

    def test_differs_by_place_and_tenant(self, vault, keys):
        others = KeysInMemory()
        for store in (keys, others):
            store.be_of_former_times()  # with one and the same key for every tenant
        ours = vault.blind_index(LONG, "x")
        assert ours != vault.blind_index("households.match", "x")
        assert ours != Vault(RING, others, UUID(int=2)).blind_index(LONG, "x")

    def test_begins_with_the_version_of_its_key(self, vault, keys):
        assert vault.blind_index(LONG, "x")[0] == 1
        keys.rotate(RING, TENANT, KeyPurpose.BLIND_INDEX)
        assert Vault(RING, keys, TENANT).blind_index(LONG, "x")[0] == 2

    def test_is_looked_up_under_every_living_version(self, vault, keys):
        before = vault.blind_index(LONG, "x")
        keys.rotate(RING, TENANT, KeyPurpose.BLIND_INDEX)
        meanwhile = Vault(RING, keys, TENANT)
        assert meanwhile.lookups(LONG, "x") == [meanwhile.blind_index(LONG, "x"), before]

        keys.retire(KeyPurpose.BLIND_INDEX, 1)
        assert len(Vault(RING, keys, TENANT).lookups(LONG, "x")) == 1

    def test_takes_a_guess_as_dear_as_argon2id(self, vault):
        (phone,) = vault.indexes("guardians.phone")
        (email,) = vault.indexes("guardians.email")
        assert (phone.is_guessable, email.is_guessable) == (True, False)
        assert vault.lookups("guardians.phone", "09012345678") == [
            vault.blind_index("guardians.phone", "09012345678")
        ]


class TestWidth:
    @pytest.mark.parametrize(
        ("rows", "bits"),
        [(0, 4), (63, 4), (64, 5), (100, 5), (2_000, 9), (54_000, 14), (10**9, 24)],
    )
    def test_follows_the_size(self, rows, bits):
        assert width_bits(rows) == bits

    @pytest.mark.parametrize("rows", [32, 100, 3_000, 54_321, 1_000_000])
    def test_leaves_two_others_at_least_to_every_value(self, rows):
        assert rows / 2 ** width_bits(rows) >= 2

    def test_is_kept_in_the_index(self, keys):
        """Four thousand names in 2^10 classes: each shares its index with about three others."""
        Vault(RING, keys, TENANT).blind_index(SHORT, "x")
        keys.rotate(RING, TENANT, KeyPurpose.BLIND_INDEX, {SHORT: 10})
        vault = Vault(RING, keys, TENANT)

        classes = Counter(vault.blind_index(SHORT, f"ナマエ{number}") for number in range(4_096))

        assert all(len(index) == 3 for index in classes)
        assert 900 < len(classes) <= 1_024
        assert sum(count**2 for count in classes.values()) / 4_096 - 1 > 2

    def test_is_cut_to_the_bit(self):
        assert cut(b"\xff\xff", 11) == b"\xff\xe0"
        assert cut(b"\xff", 8) == b"\xff"


class TestPlaces:
    def test_hold_no_fact_that_could_be_tried_out_alone(self):
        alone = ("birth date", "postcode", "flag", "benefit", "income", "grade", "school")
        for name, place in PLACES.items():
            parts = place.holds.split(" together")[0].replace(" and ", ", ").split(", ")
            assert not (len(parts) == 1 and any(word in parts[0] for word in alone)), name

    def test_are_stretched_where_all_values_could_be_tried(self):
        assert {name for name, place in PLACES.items() if place.is_guessable} == {"guardians.phone"}
