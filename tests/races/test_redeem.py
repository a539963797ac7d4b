"""Many at once at the counter: who waits, and what each is told."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from fastapi.testclient import TestClient

from services.api.main import create_app
from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.redemptions import service as redemptions
from services.core.redemptions.errors import RedemptionRefused
from services.core.redemptions.types import ReversalId, ReversalReason
from services.core.vouchers import service as vouchers
from tests.factories.http import key_for
from tests.factories.redemptions import LESSON, entry, make_classroom, redeem

ATTEMPTS = 50


@pytest.fixture
def last_yen(runtime, clock):
    """A classroom whose voucher has one unit left, on the day of the lesson."""
    return opened(runtime, clock, amount=1_000)


class TestOverHttp:
    def test_one_last_unit_is_honoured_once_of_fifty(self, runtime, last_yen):
        answers = at_once(runtime, last_yen, [uuid7() for _ in range(ATTEMPTS)])

        assert Counter(answer.status_code for answer in answers) == {201: 1, 409: ATTEMPTS - 1}
        refused = {answer.json()["code"] for answer in answers if answer.status_code == 409}
        assert refused == {"balance_insufficient"}
        assert left(runtime, last_yen) == Money(0)

    def test_one_id_is_honoured_once_and_every_answer_is_the_same(self, runtime, clock):
        classroom = opened(runtime, clock, amount=10_000)
        id = uuid7()

        answers = at_once(runtime, classroom, [id] * 20)

        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.text for answer in answers}) == 1
        assert left(runtime, classroom) == Money(9_000)

    def test_two_ids_on_one_last_unit_are_told_the_truth(self, runtime, last_yen):
        answers = at_once(runtime, last_yen, [uuid7(), uuid7()])

        assert sorted(answer.status_code for answer in answers) == [201, 409]


class TestService:
    """The same statement on fifty connections, without the till that gathers entries."""

    def test_one_last_unit_is_honoured_once(self, runtime, last_yen):
        outcomes = Counter(in_threads(lambda: attempt(runtime, last_yen, entry(last_yen.provider))))

        assert outcomes == {"honoured": 1, "balance_insufficient": ATTEMPTS - 1}

    def test_one_id_finds_one_answer(self, runtime, clock):
        classroom = opened(runtime, clock, amount=10_000)
        said = entry(classroom.provider)

        def once():
            with runtime.unit_of_work(operator("counter"), organisation_id=org(classroom)) as uow:
                return redemptions.redeem(uow, entry=said, shown=classroom.card.token)

        assert len({honoured.recorded_at for honoured in in_threads(once)}) == 1
        assert left(runtime, classroom) == Money(9_000)

    def test_a_cap_holds_for_first_uses_of_a_window(self, runtime, clock):
        classroom = opened(runtime, clock, amount=100_000, issue_mode="monthly", monthly_cap=3_000)

        outcomes = Counter(
            in_threads(lambda: attempt(runtime, classroom, entry(classroom.provider)))
        )

        assert outcomes == {"honoured": 3, "cap_reached": ATTEMPTS - 3}

    def test_a_revocation_and_uses_leave_nothing_between_them(self, runtime, clock):
        classroom = opened(runtime, clock, amount=ATTEMPTS * 1_000)

        def revoke_or_use(number):
            if number == ATTEMPTS // 2:
                with runtime.unit_of_work(
                    operator("office"), organisation_id=org(classroom)
                ) as uow:
                    vouchers.revoke(
                        uow,
                        programme_id=classroom.programme.id,
                        voucher_id=classroom.card.voucher_id,
                    )
                return "revoked"
            return attempt(runtime, classroom, entry(classroom.provider))

        with ThreadPoolExecutor(16) as pool:
            outcomes = Counter(pool.map(revoke_or_use, range(ATTEMPTS)))

        assert outcomes["revoked"] == 1
        assert set(outcomes) <= {"revoked", "honoured", "voucher_is_revoked", "card_replaced"}
        assert left(runtime, classroom) == Money(0)

    def test_reversals_undo_a_use_once(self, runtime, clock):
        classroom = opened(runtime, clock, amount=10_000)
        with runtime.unit_of_work(operator("counter"), organisation_id=org(classroom)) as uow:
            used = redeem(uow, classroom, amount=4_000)
        id = ReversalId(uuid7())

        def undo():
            return runtime.attempt(
                lambda uow: (
                    redemptions.reverse(
                        uow,
                        id=id,
                        programme_id=classroom.programme.id,
                        redemption_id=used.id,
                        reason=ReversalReason.LESSON_CANCELLED,
                    ).id
                ),
                organisation_id=org(classroom),
            )

        assert set(in_threads(undo, times=10)) == {id}
        assert left(runtime, classroom) == Money(10_000)


def opened(runtime, clock, **terms):
    with runtime.unit_of_work(operator("founder")) as uow:
        classroom = make_classroom(uow, **terms)
        at = uow.now
    clock.move_to(at)
    return classroom


def attempt(runtime, classroom, said):
    try:
        with runtime.unit_of_work(operator("counter"), organisation_id=org(classroom)) as uow:
            redemptions.redeem(uow, entry=said, shown=classroom.card.token)
    except RedemptionRefused as refusal:
        return refusal.code
    return "honoured"


def in_threads(verb, times=ATTEMPTS):
    with ThreadPoolExecutor(16) as pool:
        return [done.result() for done in [pool.submit(verb) for _ in range(times)]]


def at_once(runtime, classroom, ids):
    """Send one request for each id, as the provider's counter, all at once."""
    key = key_for(runtime, org(classroom), Role.PROVIDER_COUNTER, provider_id=classroom.provider.id)
    body = {
        "code": classroom.card.token,
        "service_on": LESSON.isoformat(),
        "category": "tuition",
        "amount_minor": 1_000,
    }
    with counter(runtime, key) as client, ThreadPoolExecutor(25) as pool:
        asked = [pool.submit(client.put, f"/api/v1/redemptions/{id}", json=body) for id in ids]
        return [answer.result() for answer in asked]


@contextmanager
def counter(runtime, key):
    headers = {"Authorization": f"Bearer {key}", "Accept-Language": "en"}
    with TestClient(create_app(runtime), headers=headers) as client:
        yield client


def left(runtime, classroom):
    with runtime.unit_of_work(organisation_id=org(classroom)) as uow:
        return vouchers.available(
            uow, programme_id=classroom.programme.id, voucher_id=classroom.card.voucher_id
        )


def org(classroom):
    return classroom.programme.organisation_id
