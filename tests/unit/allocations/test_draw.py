"""The published-seed draw: the same order for everyone, from what is published."""

import hashlib
import hmac
from decimal import Decimal

import pytest

from services.core.allocations.draw import (
    DrawCandidate,
    DrawResult,
    candidates_hash,
    commitment,
    draw,
    result_of,
    shortest_decimal,
)
from services.core.allocations.errors import CandidateTwice, DrawNumberInvalid

SEED = bytes(range(32))


def ids(candidates: list[DrawCandidate], seed: bytes = SEED) -> list[str]:
    return [each.candidate.id for each in draw(candidates, seed).order]


class TestShortestDecimal:
    @pytest.mark.parametrize(
        ("written", "kept"),
        [
            ("72.50", "72.5"),
            ("+072.5", "72.5"),
            ("100", "100"),
            ("00", "0"),
            ("-0.000", "0"),
            ("-5.10", "-5.1"),
            ("10.010", "10.01"),
            (60, "60"),
            (Decimal("1E+3"), "1000"),
            (Decimal("7.250"), "7.25"),
            ("9" * 30 + "." + "9" * 30, "9" * 30 + "." + "9" * 30),
        ],
    )
    def test_gives_one_text_for_one_number(self, written: Decimal | int | str, kept: str) -> None:
        assert shortest_decimal(written) == kept

    @pytest.mark.parametrize(
        "written",
        ["", "1e3", "NaN", "inf", "1,000", "７２", "1.", ".5", "--1", "1_0", " 1", "9" * 31],
    )
    def test_refuses_what_is_no_decimal(self, written: str) -> None:
        with pytest.raises(DrawNumberInvalid) as refusal:
            shortest_decimal(written)

        assert refusal.value.context == {"column": "score", "value": written}

    @pytest.mark.parametrize("written", ["-1", "1.0", "", "x", "1" * 10])
    def test_leaves_priorities_to_be_whole(self, written: str) -> None:
        with pytest.raises(DrawNumberInvalid, match="priority"):
            DrawCandidate.of("a", written, 0)


class TestCandidatesHash:
    def test_is_of_the_bytes_that_the_docs_tell(self) -> None:
        candidates = [DrawCandidate.of("は", 2, "72.50"), DrawCandidate.of("a", 1, 90)]

        told = "minori-draw-1\n1:a,1,90\n3:は,2,72.5\n".encode()
        assert candidates_hash(candidates) == hashlib.sha256(told).digest()

    def test_tells_an_id_with_separators_from_two_candidates(self) -> None:
        two = [DrawCandidate.of("a", 1, 2), DrawCandidate.of("b", 1, 2)]
        one = [DrawCandidate.of("a,1,2\n1:b", 1, 2)]

        assert candidates_hash(two) != candidates_hash(one)

    def test_refuses_two_of_one_id(self) -> None:
        with pytest.raises(CandidateTwice):
            candidates_hash([DrawCandidate.of("a", 1, 1), DrawCandidate.of("a", 2, 2)])


class TestDraw:
    def test_puts_the_first_class_first_then_the_higher_score(self) -> None:
        candidates = [
            DrawCandidate.of("second class", 2, 100),
            DrawCandidate.of("low", 1, "9.9"),
            DrawCandidate.of("high", 1, "10.0"),
            DrawCandidate.of("negative", 1, -1),
        ]

        assert ids(candidates) == ["high", "low", "negative", "second class"]

    def test_tells_scores_apart_beyond_what_a_float_can(self) -> None:
        nearly = "0.1234567890123456789012345678"
        candidates = [
            DrawCandidate.of("more", 1, nearly + "9"),
            DrawCandidate.of("less", 1, nearly),
        ]

        for seed in (b"one", b"two", b"three", b"four"):
            assert ids(candidates, seed) == ["more", "less"]

    def test_breaks_ties_by_the_ticket_that_the_docs_tell(self) -> None:
        tied = [DrawCandidate.of(id, 1, 50) for id in ("a", "b", "c", "d")]
        hashed = candidates_hash(tied).hex()

        def ticket(id: str) -> str:
            message = f"minori-draw-1|{hashed}|{id}".encode()
            return hmac.new(SEED, message, hashlib.sha256).hexdigest()

        drawn = draw(tied, SEED)
        assert [each.candidate.id for each in drawn.order] == sorted("abcd", key=ticket)
        assert [each.ticket for each in drawn.order] == sorted(map(ticket, "abcd"))

    def test_gives_another_order_for_another_seed(self) -> None:
        tied = [DrawCandidate.of(f"{n}", 1, 50) for n in range(20)]

        assert ids(tied, b"one seed") != ids(tied, b"another")

    def test_commits_to_the_seed_by_its_digest(self) -> None:
        assert draw([], SEED).commitment == hashlib.sha256(SEED).hexdigest()
        assert commitment(SEED) == hashlib.sha256(SEED).digest()


class TestResultOf:
    @pytest.mark.parametrize(
        ("rank", "places", "result"),
        [
            (1, 1, DrawResult.SELECTED),
            (2, 1, DrawResult.WAITING),
            (1, 0, DrawResult.WAITING),
            (1, None, None),
        ],
    )
    def test_is_known_where_the_places_are(
        self, rank: int, places: int | None, result: DrawResult | None
    ) -> None:
        assert result_of(rank, places) is result
