import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.core.measurement.errors import TableNotAdditive, TableNotReadable
from services.core.measurement.protection import ALL, Protected, protect_counts, table_of
from tests.unit.measurement import attack

K = 10

counts = st.one_of(st.integers(0, 12), st.integers(0, 90))


@st.composite
def tables(draw):
    sizes = draw(st.sampled_from([(4,), (3, 3), (4, 3), (5, 2), (2, 3, 3), (3, 3, 2)]))
    return {cell: draw(counts) for cell in attack.table_cells(sizes)}


def protected(inner, k=K) -> Protected:
    names = [f"d{i}" for i in range(len(next(iter(inner))))]
    return protect_counts(table_of(names, attack.cube(inner).items()), k=k)


class TestProtectCounts:
    @settings(max_examples=150, deadline=None)
    @given(tables())
    def test_leaves_no_hidden_cell_to_be_derived(self, inner):
        result = protected(inner)

        found = attack.derived(inner, result.shown)

        assert not result.hidden & found.keys()

    @settings(max_examples=100, deadline=None)
    @given(tables())
    def test_shows_no_cell_under_the_threshold(self, inner):
        assert all(value >= K for value in protected(inner).shown.values())

    @settings(max_examples=60, deadline=None)
    @given(tables())
    def test_keeps_each_small_cell_uncertain_by_the_threshold(self, inner):
        result = protected(inner)

        for cell in result.sensitive:
            assert _another_table_differs_by(inner, result, cell, K)

    @settings(max_examples=40, deadline=None)
    @given(tables())
    def test_blanks_the_same_table_always_alike(self, inner):
        shuffled = dict(reversed(inner.items()))

        assert protected(inner).shown == protected(shuffled).shown

    @settings(max_examples=60, deadline=None)
    @given(tables())
    def test_shows_true_values_or_none(self, inner):
        full = attack.cube(inner)

        assert all(full[cell] == value for cell, value in protected(inner).shown.items())

    def test_would_be_beaten_without_complementary_suppression(self):
        inner = {("a", "x"): 3, ("a", "y"): 40, ("b", "x"): 30, ("b", "y"): 50}
        primary_only = {cell: n for cell, n in attack.cube(inner).items() if n >= K}

        assert attack.derived(inner, primary_only)[("a", "x")] == 3
        assert ("a", "x") not in attack.derived(inner, protected(inner).shown)

    def test_hides_no_more_than_one_box_for_one_small_cell(self):
        inner = dict.fromkeys(attack.table_cells((6, 5)), 40) | {("00", "10"): 3}

        result = protected(inner)

        assert len(result.sensitive) == 1
        assert len(result.complementary) == 3
        assert not any(ALL in cell for cell in result.complementary)

    def test_hides_nothing_where_nothing_is_small(self):
        inner = dict.fromkeys(attack.table_cells((4, 4)), 10)

        assert protected(inner).hidden == frozenset()

    def test_does_not_let_two_small_cells_hide_in_their_own_small_sum(self):
        # 3 and 4 with 106 and 113 shown would say that exactly seven are elsewhere.
        result = protected({("a",): 3, ("b",): 4, ("c",): 106})

        assert result.shown == {(ALL,): 113}

    def test_hides_a_nought_that_might_have_been_otherwise(self):
        result = protected({("a",): 0, ("b",): 30, ("c",): 20})

        assert ("a",) in result.hidden

    def test_shows_a_structural_nought(self):
        rows = [(("a",), 0), (("b",), 30), (("c",), 20), ((ALL,), 50)]

        result = protect_counts(table_of(["x"], rows, structural=[("a",)]), k=K)

        assert result.shown == dict(rows)

    def test_takes_a_combination_that_no_row_names_for_a_structural_nought(self):
        inner = {("a", "x"): 30, ("b", "y"): 4, ("b", "z"): 50, ("a", "z"): 30}

        result = protected(inner)

        assert not result.hidden & attack.derived(inner, result.shown).keys()

    def test_needs_no_second_blank_where_there_is_no_margin(self):
        table = table_of(["x"], [(("a",), 3), (("b",), 30)])

        assert protect_counts(table, k=K).shown == {("b",): 30}

    def test_counts_on_the_attacker_to_add_up_margins_that_were_left_out(self):
        rows = [(("a", "x"), 3), (("a", "y"), 40), (("b", "x"), 30), (("b", "y"), 50)]
        table = table_of(["d", "e"], [*rows, ((ALL, "x"), 33), ((ALL, "y"), 90)])

        result = protect_counts(table, k=K)

        assert ("a", "x") not in attack.derived(dict(rows), result.shown)
        assert len(result.complementary) == 1

    def test_protects_along_the_levels_of_a_hierarchy(self):
        tree = {ALL: ["eligible", "other"], "eligible": ["issued", "waiting"]}
        rows = [("issued", 45), ("waiting", 4), ("eligible", 49), ("other", 60), (ALL, 109)]
        table = table_of(["s"], [((n,), v) for n, v in rows], hierarchies={"s": tree})

        result = protect_counts(table, k=K)

        assert result.value(("waiting",)) is None
        # Either the pair is blank, or its sum is; never just the small one.
        assert result.value(("issued",)) is None or result.value(("eligible",)) is None


class TestTableOf:
    def test_refuses_a_margin_that_is_not_the_sum_of_its_parts(self):
        with pytest.raises(TableNotAdditive):
            table_of(["x"], [(("a",), 3), (("b",), 30), ((ALL,), 34)])

    def test_refuses_a_cell_that_comes_twice(self):
        with pytest.raises(TableNotReadable):
            table_of(["x"], [(("a",), 3), (("a",), 3)])

    def test_refuses_fewer_people_than_nobody(self):
        with pytest.raises(TableNotReadable):
            table_of(["x"], [(("a",), -1)])


def _another_table_differs_by(inner, result, cell, width):
    """Whether moving people round hidden cells, none below nought, can span that width."""
    full = attack.cube(inner)
    hidden = set(full) - result.shown.keys()
    return _span(full, hidden, cell) >= width


def _span(full, hidden, cell):
    best = 0
    dimensions = [sorted({other[i] for other in full} - {cell[i]}) for i in range(len(cell))]
    for other in _products(dimensions):
        corners = _corners(cell, other)
        if not corners.keys() <= hidden:
            continue
        sinking = [full[corner] for corner, sign in corners.items() if sign < 0]
        rising = [full[corner] for corner, sign in corners.items() if sign > 0]
        best = max(best, (min(sinking) if sinking else 10**9) + min(rising))
    return best


def _products(dimensions):
    found = [()]
    for values in dimensions:
        found = [(*one, value) for one in found for value in values]
    return found


def _corners(cell, other):
    corners = {(): 1}
    for mine, theirs in zip(cell, other, strict=True):
        factor = 1 if ALL in {mine, theirs} else -1
        corners = {
            (*corner, value): sign * (factor if value == theirs else 1)
            for corner, sign in corners.items()
            for value in (mine, theirs)
        }
    return corners
