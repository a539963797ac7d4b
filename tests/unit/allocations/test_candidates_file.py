"""The file of candidates: taken to the byte, or refused with every fault told."""

import pytest

from services.core.allocations.candidates_file import candidates_csv, read_candidates
from services.core.allocations.draw import DrawCandidate
from services.core.allocations.errors import CandidatesUnreadable


def faults(content: str | bytes) -> list[tuple[int, str, str]]:
    data = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(CandidatesUnreadable) as refusal:
        read_candidates(data)
    for error in refusal.value.errors:
        assert error.words("ja")
        assert error.words("en")
    return [(error.row, error.column, error.code) for error in refusal.value.errors]


class TestReadCandidates:
    def test_takes_ids_to_the_last_byte(self) -> None:
        content = 'id,priority,score\n" a ",1,1\n"b,\nc",1,1\n\'=1+1,1,1\n山田\u3000花,1,1\n'

        ids = [candidate.id for candidate in read_candidates(content.encode())]

        assert ids == [" a ", "b,\nc", "'=1+1", "山田\u3000花"]

    def test_takes_columns_in_any_order_with_a_mark_and_empty_lines(self) -> None:
        content = "\ufeffscore,id,priority\r\n\r\n 72.50 ,a, 1 \r\n"

        assert read_candidates(content.encode()) == [DrawCandidate("a", 1, "72.5")]

    def test_tells_every_fault_with_row_and_column(self) -> None:
        content = (
            "id,priority,score\n"
            "a,1,50\n"
            "b,first,5O\n"  # two faults in one row
            "\n"
            "a,1,50\n"
            ",1,50\n"
            "c,1\n"
            "d,1,50,x\n"
            "e,-1,１０\n"
        )

        assert faults(content) == [
            (3, "priority", "priority_expected"),
            (3, "score", "score_expected"),
            (5, "id", "candidate_twice"),
            (6, "id", "cell_empty"),
            (7, "", "row_too_short"),
            (8, "", "row_too_long"),
            (9, "priority", "priority_expected"),
            (9, "score", "score_expected"),
        ]

    @pytest.mark.parametrize(
        ("content", "fault"),
        [
            ("", (0, "", "file_empty")),
            ("id,priority\na,1\n", (1, "score", "column_missing")),
            ("id,priority,score,name\n", (1, "name", "column_unknown")),
            ("id,priority,score,score\n", (1, "score", "column_twice")),
            ('id,priority,score\n"a,1,1\n', (2, "", "row_malformed")),
            ("id,priority,score\n山,1,1\n".encode("cp932"), (2, "", "encoding_wrong")),
        ],
    )
    def test_refuses_what_is_no_such_file(
        self, content: str | bytes, fault: tuple[int, str, str]
    ) -> None:
        assert faults(content) == [fault]


class TestCandidatesCsv:
    def test_writes_what_is_read_back(self) -> None:
        candidates = [
            DrawCandidate.of('quoted "b",\r\nb', 2, "0.5"),
            DrawCandidate.of(" a", 1, -3),
        ]

        again = read_candidates(candidates_csv(candidates).encode())

        assert again == sorted(candidates, key=lambda each: each.id)
