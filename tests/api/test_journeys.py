"""The API asked one thing after another, each with what the last one answered."""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import Case

from tests.api.test_contract import CHECKS, SPARED, world  # noqa: F401 -- a fixture

# Hypothesis dislikes how schemathesis chooses what to spoil; the seed holds for that as well.
pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisDeprecationWarning")

# So many journeys of so many steps at most. A journey may end after its first step: with all of
# the API in it, schemathesis finds for too few a second one.
JOURNEYS, STEPS = (500, 12) if os.environ.get("MINORI_NIGHTLY") else (20, 8)


class TestOneAfterAnother:
    def test_keeps_the_published_word(self, world):  # noqa: F811
        """What one operation answers, the next one is asked with (links are inferred by name)."""
        schema = world.schema

        class Journey(schema.as_state_machine()):
            def before_call(self, case: Case) -> None:
                if case.operation.definition.raw["operationId"] not in SPARED:
                    world.enter(case)

            def get_call_kwargs(self, case: Case) -> dict[str, Any]:
                return {"headers": {"Authorization": f"Bearer {world.office}"}}

            def validate_response(self, response, case, additional_checks=(), **kwargs) -> None:
                case.validate_response(response, checks=CHECKS)

        run_state_machine_as_test(
            Journey,
            settings=settings(
                max_examples=JOURNEYS,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
