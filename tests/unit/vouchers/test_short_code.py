from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.vouchers.short_code import (
    ALPHABET,
    LENGTH,
    grouped,
    new_code,
    read_code,
    with_check,
)

codes = st.text(ALPHABET, min_size=LENGTH - 2, max_size=LENGTH - 2).map(with_check)


def is_refused(text: str) -> bool:
    try:
        read_code(text)
    except ValueError:
        return True
    return False


class TestNewCode:
    def test_is_long_enough_and_unambiguous(self):
        assert LENGTH >= 9 + 2
        assert not set("01ILOQZSBGU") & set(ALPHABET), "look-alikes"
        assert not set("AEIOU") & set(ALPHABET), "words"

    def test_is_another_each_time(self):
        assert len({new_code() for _ in range(1_000)}) == 1_000


class TestReadCode:
    @given(codes)
    def test_takes_what_was_given_out(self, code):
        assert read_code(code) == code
        assert read_code(grouped(code)) == code

    @given(codes)
    def test_takes_it_as_people_type_it(self, code):
        full_width = "".join(chr(ord(character) + 0xFEE0) for character in code)
        look_alikes = code.translate(str.maketrans("258 6D", "ZSB GO"))
        for typed in (
            code.lower(),
            full_width,
            full_width.lower(),
            f"  {grouped(code).replace('-', ' ')}\u3000",
            grouped(code).replace("-", "ー"),
            grouped(code).replace("-", "－"),
            grouped(code).replace("-", "—"),
            look_alikes,
        ):
            assert read_code(typed) == code

    @given(codes)
    def test_finds_every_wrong_character(self, code):
        for place in range(LENGTH):
            for wrong in set(ALPHABET) - {code[place]}:
                assert is_refused(code[:place] + wrong + code[place + 1 :])

    @given(codes)
    def test_finds_every_two_that_changed_places_adjacent_or_not(self, code):
        for one, other in combinations(range(LENGTH), 2):
            swapped = list(code)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            assert is_refused("".join(swapped)) == (code[one] != code[other])

    @given(codes, st.data())
    def test_finds_every_two_wrong_characters(self, code, data):
        places = data.draw(
            st.lists(st.integers(0, LENGTH - 1), min_size=2, max_size=2, unique=True)
        )
        wrong = list(code)
        for place in places:
            wrong[place] = data.draw(st.sampled_from(sorted(set(ALPHABET) - {code[place]})))

        assert is_refused("".join(wrong))

    @pytest.mark.parametrize(
        "typed", ["", "ABC", "222-222-222-22", "222-222-222-2222", "1" * 12, "💴"]
    )
    def test_refuses_what_no_code_looks_like(self, typed):
        assert is_refused(typed)

    @given(st.text())
    def test_never_fails_otherwise(self, text):
        is_refused(text)


class TestGrouped:
    def test_is_in_threes(self):
        assert grouped("7KM4XP9RTW2F") == "7KM-4XP-9RT-W2F"
