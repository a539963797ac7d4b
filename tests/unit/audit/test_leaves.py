"""What a leaf is made of: one entry, one encoding."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.audit import leaves
from services.core.kit.actor import ActorKind

ONE = UUID("0198f3a2-5c1e-7b11-8a52-3f0c6d1e9b01")
facts = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


class TestEncoded:
    @given(facts)
    def test_is_the_deterministic_encoding_of_rfc_8949(self, fact):
        once = leaves.encoded({"facts": fact})
        assert cbor2.loads(once) == {"facts": fact}
        assert leaves.encoded(cbor2.loads(once)) == once

    @given(st.dictionaries(st.text(max_size=300), st.integers(), min_size=2))
    def test_sorts_keys_by_their_bytes(self, told):
        encoded_keys = [cbor2.dumps(key) for key in cbor2.loads(leaves.encoded(told))]
        assert encoded_keys == sorted(encoded_keys)


class TestInstant:
    def test_is_one_text_whatever_the_zone(self):
        at = datetime(2026, 4, 1, tzinfo=UTC)
        japan = timezone(timedelta(hours=9))
        assert leaves.instant(at.astimezone(japan)) == "2026-04-01T00:00:00.000000Z"


class TestPlain:
    def test_says_what_json_can_say(self):
        told = leaves.plain(
            {
                "id": ONE,
                "kind": ActorKind.MEMBER,
                "on": date(2026, 4, 1),
                "at": datetime(2026, 4, 1, tzinfo=UTC),
                "raw": b"\x01",
                "many": (ONE, None, True),
                "some": {"b", "a"},
                "share": Decimal("0.5"),
            }
        )
        assert told == {
            "id": str(ONE),
            "kind": "member",
            "on": "2026-04-01",
            "at": "2026-04-01T00:00:00.000000Z",
            "raw": "01",
            "many": [str(ONE), None, True],
            "some": ["a", "b"],
            "share": "0.5",
        }

    def test_knows_no_float(self):
        with pytest.raises(TypeError, match="never a float"):
            leaves.plain({"deep": [{"share": 0.5}]})


class TestValuesHash:
    def test_is_equal_for_equal_values_only(self):
        hashed = leaves.values_hash(b"key", {"income": 1_800_000, "members": 3})
        assert hashed == leaves.values_hash(b"key", {"members": 3, "income": 1_800_000})
        assert hashed != leaves.values_hash(b"key", {"income": 1_800_001, "members": 3})

    def test_says_nothing_to_who_tries_values_without_the_key(self):
        guess = {"birth_date": date(2011, 5, 5)}
        assert leaves.values_hash(b"key", guess) != leaves.values_hash(b"", guess)

    def test_of_nothing_is_nothing(self):
        assert leaves.values_hash(b"key", None) is None
        assert leaves.values_hash(b"key", {}) is not None
