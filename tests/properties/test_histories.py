"""
K1, L1 to L14, L20, L21: whatever happens to money, in whatever order, the books hold.

Each history is a programme's year lived through the real verbs. Many are lived side by side in one
database, so that every truth is also asked in the presence of other programmes' rows.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.core.impact.repository import TraceRepository
from services.core.impact.trace import trace_gifts
from tests.conftest import assert_invariants
from tests.properties.histories.command import Step
from tests.properties.histories.history import History
from tests.properties.histories.note import assert_note_adds_up
from tests.properties.histories.stage import stages_in

# So many histories are lived before all truths are asked; so many fit into one database.
NIGHTLY = os.environ.get("MINORI_NIGHTLY") == "1"
TOGETHER = 16
STAGES = 3 * TOGETHER if NIGHTLY else TOGETHER
HISTORIES = 10_000 if NIGHTLY else 6 * TOGETHER

GIVING = [
    *("give", "promise", "pay", "pay") * 2,
    *("give_up", "hear_again", "grant", "deposit", "match", "assign", "redesignate"),
    *("hold", "release", "refund", "refund", "confirm", "confirm", "come_back", "cancel"),
    *("refund_there", "send_back", "refund_fails", "dispute", "dispute", "decide"),
    *("pay_out", "payout_fails", "unmatch", "return_deposit"),
]
SPENDING = [
    *("award", "offer", "accept", "redeem", "redeem", "reverse", "close_month") * 2,
    *("decline", "lapse", "revoke", "end_year", "pay_providers", "hear_bank", "look"),
]

STEPS = st.builds(
    Step,
    verb=st.sampled_from(GIVING + SPENDING),
    yen=st.integers(1, 14_000),
    which=st.integers(0, 5),
    days=st.integers(0, 12),
    again=st.sampled_from([False, False, False, True]),
)
# Most of what can go wrong needs a promise behind it: so each history begins with one.
BEGINNING = [
    Step("give", 9_000, 0, 0, False),
    Step("grant", 12_000, 1, 1, False),
    Step("award", 1, 0, 1, False),
    Step("accept", 1, 0, 1, False),
]


@pytest.fixture(scope="module")
def stages(databases, tmp_path_factory):
    folder = tmp_path_factory.mktemp("histories")
    name = f"histories_{os.getpid()}"
    with stages_in(databases, folder, begun, count=STAGES, name=name) as stages:
        yield stages


def begun(runtime, stage):
    history = History(stage, stage.begins_at)
    history.live(runtime, BEGINNING)
    return history


class TestHistories:
    def test_leave_every_truth_true_and_each_yen_in_one_place(self, stages):
        lived = st.lists(STEPS, min_size=5, max_size=20)

        @settings(
            max_examples=HISTORIES // TOGETHER,
            deadline=None,
            database=None,
            # What went wrong is told history by history: sooner than it could be made smaller.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(st.lists(lived, min_size=TOGETHER, max_size=TOGETHER))
        def live(lives):
            runtime, histories = stages.take(TOGETHER)
            try:
                for history, steps in zip(histories, lives, strict=True):
                    history.live(runtime, steps)
                with runtime.unit_of_work() as uow:
                    assert_invariants(uow)
                    for history in histories:
                        assert_each_yen_is_in_one_place(uow, history)
                for history in histories:
                    with runtime.unit_of_work(organisation_id=history.stage.organisation_id) as uow:
                        assert_note_adds_up(uow, history.stage)
            except BaseException as error:
                stages.discard()
                for history in histories:
                    if str(history.programme_id) in str(error) or history.interrupted:
                        error.add_note(history.told)
                raise

        live()


def assert_each_yen_is_in_one_place(uow, history):
    """K1, and beside it what the history itself remembers of what came and went."""
    facts = TraceRepository(uow).facts(history.programme_id)
    traces = trace_gifts(facts.gifts, facts.lots, facts.uses)
    whose = f"of programme {history.programme_id}"
    assert {id: one.gift.amount_minor for id, one in traces.items()} == history.came, whose
    gone = {id: one.gift.gone_minor for id, one in traces.items() if one.gift.gone_minor}
    assert gone == history.went(), whose
    for trace in traces.values():
        assert sum(trace.parts.values()) == trace.gift.amount_minor, whose
        assert all(minor >= 0 for minor in trace.parts.values()), whose
    traced: dict = {}
    for trace in traces.values():
        for piece in (*trace.pieces, *trace.stood_in):
            use = piece.use.redemption_id
            traced[use] = traced.get(use, 0) + piece.amount_minor
    assert traced == {use.redemption_id: use.net_minor for use in facts.uses}, whose
