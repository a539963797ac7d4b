"""PINs that do, and what is kept of one."""

import pytest

from services.core.identity import pins
from services.core.kit.crypto import KeyRing
from services.core.kit.ids import uuid7

OLD, NEW = b"the installation's first secret, long ago", b"the installation's secret of today, now"


class TestIsSimple:
    @pytest.mark.parametrize(
        "pin",
        ["000000", "123456", "234567", "890123", "654321", "210987", "121212", "123123", "112233"],
    )
    def test_knows_what_others_would_try(self, pin):
        assert pins.is_simple(pin)

    @pytest.mark.parametrize("pin", ["271828", "314159", "100200300401", "135791"])
    def test_leaves_the_rest_alone(self, pin):
        assert not pins.is_simple(pin)

    def test_leaves_out_few(self):
        simple = sum(pins.is_simple(f"{pin:06}") for pin in range(0, 1_000_000, 7))

        assert simple < 0.01 * 1_000_000 / 7


class TestNewPin:
    def test_is_six_digits_that_do(self):
        made = [pins.new_pin() for _ in range(200)]

        assert all(len(pin) == 6 and pin.isdecimal() and not pins.is_simple(pin) for pin in made)
        assert len(set(made)) > 190


class TestMatches:
    def test_knows_its_own(self):
        ring, id = KeyRing(NEW), uuid7()
        kept = pins.hash_pin(ring, id, "271828")

        assert pins.matches(ring, id, "271828", kept)
        assert not pins.matches(ring, id, "271829", kept)

    def test_is_bound_to_its_letter(self):
        ring = KeyRing(NEW)
        kept = pins.hash_pin(ring, uuid7(), "271828")

        assert not pins.matches(ring, uuid7(), "271828", kept)

    def test_needs_the_installation_s_secret(self):
        id = uuid7()
        kept = pins.hash_pin(KeyRing(OLD), id, "271828")

        assert not pins.matches(KeyRing(NEW), id, "271828", kept)
        assert pins.matches(KeyRing(NEW, previous=[OLD]), id, "271828", kept)

    def test_knows_nobody_where_nothing_is_kept(self):
        assert not pins.matches(KeyRing(NEW), None, "271828", None)
