"""The report's numbers taken together: no handful can be read from two of them (G4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.measurement import tables
from services.core.measurement.protection import ALL
from services.core.measurement.protection.rates import Precision
from services.core.measurement.types import Figures, Rate, Reach, Stage

K = 10


@st.composite
def reaches(draw):
    users = draw(st.integers(0, 60))
    issued = users + draw(st.integers(0, 40))
    return Reach(
        eligible=issued + draw(st.integers(0, 40)),
        issued=issued,
        users=users,
        granted_minor=issued * 200_000,
        used_minor=users * 50_000,
    )


class TestStagesAndRates:
    @given(reaches())
    def test_never_tell_of_fewer_than_k(self, reach):
        stages = tables.protect_stages(reach, k=K)
        known = {stage: count for stage, count in stages.items() if count is not None}
        rates = tables.rates(reach, stages, k=K)

        # What an attacker adds: exact rates, turned into the number that is missing.
        if rates[Rate.USERS].precision is Precision.EXACT:
            known |= {Stage.USED: reach.users, Stage.ISSUED: reach.issued}
        if rates[Rate.ISSUE].precision is Precision.EXACT:
            known |= {Stage.ISSUED: reach.issued, Stage.ELIGIBLE: reach.eligible}
        if rates[Rate.AMOUNT].precision is Precision.EXACT:
            known |= {Stage.ISSUED: reach.issued}
        for whole, part in [
            (Stage.ELIGIBLE, Stage.ISSUED),
            (Stage.ELIGIBLE, Stage.NOT_ISSUED),
            (Stage.ISSUED, Stage.USED),
            (Stage.ISSUED, Stage.NOT_USED),
            (Stage.ELIGIBLE, Stage.USED),
        ]:
            if whole in known and part in known:
                assert known[whole] - known[part] >= K
        assert all(count >= K for count in known.values())

    @given(reaches())
    def test_bound_a_rate_from_below_and_above_truly(self, reach):
        stages = tables.protect_stages(reach, k=K)

        for rate, true in [
            (tables.rates(reach, stages, k=K)[Rate.ISSUE], (reach.issued, reach.eligible)),
            (tables.rates(reach, stages, k=K)[Rate.USERS], (reach.users, reach.issued)),
        ]:
            if rate.precision is Precision.AT_LEAST:
                assert rate.basis_points * true[1] <= true[0] * 10_000
            if rate.precision is Precision.BELOW:
                assert rate.basis_points * true[1] > true[0] * 10_000

    def test_keep_vouchers_and_users_where_all_who_are_eligible_have_one(self):
        reach = Reach(eligible=30, issued=30, users=18, granted_minor=30, used_minor=10)

        stages = tables.protect_stages(reach, k=K)

        assert (stages[Stage.ISSUED], stages[Stage.USED], stages[Stage.ELIGIBLE]) == (30, 18, None)
        rates = tables.rates(reach, stages, k=K)
        assert rates[Rate.USERS].basis_points == 6_000
        assert rates[Rate.ISSUE].basis_points == 30 * 10_000 // 39

    @pytest.mark.parametrize("users", [25, 28, 30])
    def test_say_the_same_of_any_handful_that_did_not_use_theirs(self, users):
        reach = Reach(eligible=80, issued=30, users=users, granted_minor=30, used_minor=10)

        rates = tables.rates(reach, tables.protect_stages(reach, k=K), k=K)

        assert rates[Rate.USERS].precision is Precision.AT_LEAST
        assert rates[Rate.USERS].basis_points == 7_000


class TestProtectUses:
    @given(st.integers(10, 60), st.lists(st.integers(0, 60), min_size=2, max_size=4))
    def test_leaves_those_who_did_not_use_theirs_unknown(self, issued, users):
        months = [min(count, issued) for count in users]
        figures = [
            *(Figures(f"2025-0{m}", ALL, ALL, n, n, n, 0) for m, n in enumerate(months, 1)),
            Figures(ALL, ALL, ALL, max(months), sum(months), sum(months), 0),
        ]

        rows = tables.protect_uses(figures, k=K, issued=issued)

        # Whoever used theirs in a month used it: each count shown bounds those who did not.
        shown = [row.children for row in rows if row.children is not None]
        assert all(issued - count >= K for count in shown)
