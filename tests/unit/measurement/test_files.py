import pytest

from services.core.measurement.errors import (
    TableNotAdditive,
    TableNotReadable,
    ThresholdTooLow,
)
from services.core.measurement.protection.files import protect_file

TABLE = b"""ward,grade,count
north,lower,3
north,upper,40
north,all,43
south,lower,30
south,upper,50
south,all,80
all,lower,33
all,upper,90
all,all,123
"""


class TestProtectFile:
    def test_leaves_hidden_cells_empty_and_all_else_as_it_was(self):
        safe = protect_file(TABLE, k=10).content.decode()

        assert safe.splitlines() == [
            "ward,grade,count",
            "north,lower,",
            "north,upper,",
            "north,all,43",
            "south,lower,",
            "south,upper,",
            "south,all,80",
            "all,lower,33",
            "all,upper,90",
            "all,all,123",
        ]

    def test_keeps_byte_order_mark_and_line_ends(self):
        windows = b"\xef\xbb\xbf" + TABLE.replace(b"\n", b"\r\n")

        safe = protect_file(windows, k=10).content

        assert safe.startswith(b"\xef\xbb\xbfward,")
        assert safe.count(b"\r\n") == TABLE.count(b"\n")

    def test_shows_noughts_that_the_file_calls_structural(self):
        table = b"x,count,structural\na,0,true\nb,30,\nc,20,\nall,50,\n"

        assert protect_file(table, k=10).content == table

    @pytest.mark.parametrize(
        ("table", "error"),
        [
            (b"x,count\na,3\na,4\n", TableNotReadable),
            (b"x,count\na,three\n", TableNotReadable),
            (b"x,count\na\n", TableNotReadable),
            (b"x,n\na,3\n", TableNotReadable),
            (b"\xff\xfe", TableNotReadable),
            (b"x,count\na,30\nb,20\nall,51\n", TableNotAdditive),
        ],
    )
    def test_refuses_a_table_that_it_cannot_trust(self, table, error):
        with pytest.raises(error):
            protect_file(table, k=10)

    def test_refuses_a_threshold_below_that_of_public_figures(self):
        with pytest.raises(ThresholdTooLow):
            protect_file(TABLE, k=9)
