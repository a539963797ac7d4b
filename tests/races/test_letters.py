"""Many PINs at once: five are compared, and no more."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from services.core.identity import service as identity
from services.core.identity.models.letters import TRIES
from services.core.kit.actor import ANYBODY, operator
from tests.factories.doors import make_guardian, make_letter
from tests.factories.http import client
from tests.factories.identity import API
from tests.factories.programmes import make_programme

AT_ONCE = 50


@dataclass
class Door:
    """A family's letter, tried by many."""

    runtime: object
    letter: object

    @classmethod
    def of(cls, runtime):
        with runtime.unit_of_work(operator("founder")) as uow:
            programme = make_programme(uow)
            guardian = make_guardian(uow, programme)
        return cls(runtime, make_letter(runtime, programme.organisation_id, guardian))

    def count(self):
        tried = self.runtime.attempt(
            lambda uow: identity.try_letter(uow, code=self.letter.code), actor=ANYBODY
        )
        return tried.pin_hash is not None


class TestTries:
    def test_are_five_of_fifty_at_once(self, runtime):
        door = Door.of(runtime)

        with ThreadPoolExecutor(AT_ONCE) as threads:
            may_compare = list(threads.map(lambda _: door.count(), range(AT_ONCE)))

        assert Counter(may_compare) == {True: TRIES, False: AT_ONCE - TRIES}

    def test_are_told_alike_over_http(self, runtime):
        door = Door.of(runtime)
        browser = client(runtime)
        body = {"code": door.letter.code, "pin": "314159"}

        def guess(_):
            return browser.post(f"{API}/sign-in/letter", json=body)

        with ThreadPoolExecutor(10) as threads:
            answers = list(threads.map(guess, range(15)))

        assert {(answer.status_code, answer.content) for answer in answers} == {
            (401, answers[0].content)
        }
        assert not door.count()
