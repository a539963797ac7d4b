"""The API keeps its published word: every operation, asked with good and bad data alike."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import checks
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode
from schemathesis.generation.case import Case
from schemathesis.python import asgi
from schemathesis.specs.openapi import checks as openapi

from services.api.main import create_app, describe
from services.api.openapi import operations
from services.core.allocations import service as allocations
from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.clock import SetClock
from services.core.redemptions import service as redemptions
from tests.conftest import NOW, own_runtime
from tests.factories.estate import A, Estate
from tests.factories.giving import giving_desk
from tests.factories.http import key_for
from tests.factories.redemptions import make_classroom, redeem
from tests.factories.settlements import JUNE, close, only_statement
from tests.factories.world_of_gifts import begin_gifts, go_on_with_gifts

# Hypothesis dislikes how schemathesis chooses what to spoil; the seed holds for that as well.
pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisDeprecationWarning")

# Each operation is asked so many times with good data, and as many with bad.
EXAMPLES = 3

CHECKS = [
    checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_headers_conformance,
    openapi.response_schema_conformance,
    openapi.negative_data_rejection,
    openapi.missing_required_header,
    openapi.ignored_auth,
]

# What would end the world for all that is asked afterwards, is asked of what is not there.
SPARED = {"close_programme", "close_campaign", "forget_child", "revoke_api_key"}
# What a provider alone may say.
PROVIDERS_OWN = {"confirm_statement", "object_to_statement"}

# Whatever is sent as a file is a file: what is wrong with it, the answer tells row by row.
FILES = {"import_roster", "import_gifts"}

# What takes nothing can be given nothing bad.
ASKED_IN = [
    (mode, operation["operationId"])
    for mode in GenerationMode
    for _, _, operation in operations(describe())
    if mode is GenerationMode.POSITIVE
    or (
        ("parameters" in operation or "requestBody" in operation)
        and operation["operationId"] not in FILES
    )
]


class World:
    """A programme with gifts and a closed month, and keys for its office and a provider's."""

    def __init__(self, runtime, clock) -> None:
        with runtime.unit_of_work(operator("founder")) as uow:
            classroom = make_classroom(uow)
            programme = classroom.programme
            estate = Estate(programme.organisation_id)
            campaign = begin_gifts(uow, estate, programme, "ミナミ")
            go_on_with_gifts(uow, estate, campaign, "ミナミ")
            use = redeem(uow, classroom, amount=3_000)
            redemptions.confirm(uow, programme_id=programme.id, redemption_id=use.id)
            uow.now = JUNE.ends_at() + timedelta(days=6)
            clock.move_to(uow.now)
            close(uow, programme.id)
            statement = only_statement(uow, programme.id)
            [round_] = allocations.rounds(uow, programme_id=programme.id)
            [award] = allocations.awards(uow, programme_id=programme.id, round_id=round_.id)
        self.ids = {
            **{name: ids[A] for name, ids in estate.ids.items()},
            "organisation_id": programme.organisation_id,
            "programme_id": programme.id,
            "child_id": classroom.card.child_id,
            "voucher_id": classroom.card.voucher_id,
            "provider_id": classroom.provider.id,
            "site_id": classroom.site_id,
            "enrolment_id": classroom.enrolment.id,
            "redemption_id": use.id,
            "statement_id": statement.id,
            "round_id": round_.id,
            "award_id": award.id,
            "application_id": award.application_id,
        }
        self.code = classroom.card.code
        self.office = key_for(runtime, programme.organisation_id, Role.NPO_ADMIN, Role.NPO_APPROVER)
        self.provider = key_for(
            runtime,
            programme.organisation_id,
            Role.PROVIDER_OFFICE,
            provider_id=classroom.provider.id,
        )
        self.schema = schemathesis.openapi.from_asgi(
            "/openapi.json",
            create_app(runtime),
            # A parameter that is not known is ignored, as everywhere.
            config=SchemathesisConfig.from_dict({"generation": {"allow-extra-parameters": False}}),
        )

    def enter(self, case: Case) -> None:
        """Ask of what is there wherever the case names an id that nobody has."""
        chosen_by_client = 1 if case.method == "PUT" else 0
        named = list(case.path_parameters)
        named = named[: len(named) - chosen_by_client]
        case.path_parameters.update(self._known(case.path_parameters, named))
        if isinstance(case.body, dict):
            case.body.update(self._known(case.body, case.body))
            # Not only guesses, which would soon lock the scanner.
            if "site_id" in case.body and isinstance(case.body.get("code"), str):
                case.body["code"] = self.code

    def _known(self, told: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
        return {
            name: str(self.ids[name]) for name in names if name in self.ids and is_id(told[name])
        }


def is_id(value: object) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


@pytest.fixture(scope="module")
def world(databases, tmp_path_factory):
    clock = SetClock(NOW)
    folder = tmp_path_factory.mktemp("contract")
    with (
        own_runtime(databases, "own_contract", clock, folder) as runtime,
        giving_desk(runtime, clock),
    ):
        yield World(runtime, clock)
        asgi.shutdown_lifespans()


class TestEveryOperation:
    @pytest.mark.parametrize(("mode", "name"), ASKED_IN)
    def test_keeps_the_published_word(self, world, name, mode):
        operation = world.schema.find_operation_by_id(name)
        key = world.provider if name in PROVIDERS_OWN else world.office

        @seed(1)
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(mode))
        def ask(case: Case) -> None:
            if name not in SPARED:
                world.enter(case)
            case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {key}"})

        ask()
