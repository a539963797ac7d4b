"""Keys are changed while people are registered, read, found and forgotten: nobody is refused."""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest
from sqlalchemy import text

from services.core.bootstrap import Runtime
from services.core.households import service as households
from services.core.households.types import NewGuardian
from services.core.kit import key_rotation
from services.core.kit.actor import operator
from services.worker.tasks import keys
from tests.factories.households import new_child, new_household
from tests.factories.programmes import make_programme

WAIT_S = 60
FAMILIES = 200 if os.environ.get("MINORI_NIGHTLY") else 40
ROTATIONS = 10 if os.environ.get("MINORI_NIGHTLY") else 3


@pytest.fixture
def organisation_id(runtime: Runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        return make_programme(uow).organisation_id


@contextmanager
def acting(runtime, organisation_id):
    with runtime.unit_of_work(operator("staff"), organisation_id=organisation_id) as uow:
        yield uow


def register(runtime, organisation_id, number):
    """A family whose names no other bears; returns its child and how it is read."""
    name = "".join("アカサタナハマヤラワ"[int(digit)] for digit in f"{number:04}")
    guardian = NewGuardian(name="見本", kana=f"{name} リョウコ", email=f"{number}@example.jp")
    child = new_child(kana=f"{name} ハナコ")
    with acting(runtime, organisation_id) as uow:
        told = new_household(child, guardian=guardian)
        _, (child_id,) = households.register(uow, household=told)
    return child_id, name


def find(runtime, organisation_id, name):
    with acting(runtime, organisation_id) as uow:
        return [found.child_id for found in households.find_children(uow, kana=name)]


def versions(runtime, organisation_id):
    with acting(runtime, organisation_id) as uow:
        return {
            (state.purpose, state.version): state
            for state in key_rotation.status(uow)
            if state.retired_at is None
        }


class TestRotate:
    def test_refuses_nobody_and_loses_nothing(self, runtime, organisation_id):
        """Staff register, find and forget while keys are rotated and indexes made anew."""
        first = [register(runtime, organisation_id, number) for number in range(FAMILIES)]
        kept, forgotten = first[::2], first[1::2]
        over = Event()

        def rotating():
            for _ in range(ROTATIONS):
                keys.rotate(runtime, organisation_id)
                keys.index_by_new_key(runtime, organisation_id, anyway=True)
                keys.tend(runtime, organisation_id)
            over.set()

        def reading():
            rounds = 0
            while not over.is_set() or not rounds:
                for child_id, name in kept:
                    assert find(runtime, organisation_id, name) == [child_id]
                rounds += 1
            return rounds

        def writing():
            made = []
            while not over.is_set() or not made:
                made.append(register(runtime, organisation_id, 5_000 + len(made)))
            return made

        def forgetting():
            for child_id, _ in forgotten:
                with acting(runtime, organisation_id) as uow:
                    households.forget(uow, child_id)

        with ThreadPoolExecutor(4) as pool:
            acts = [pool.submit(act) for act in (rotating, reading, writing, forgetting)]
            _, _, made, _ = (act.result(WAIT_S * 10) for act in acts)

        keys.tend(runtime, organisation_id)
        for child_id, name in (*kept, *made):
            assert find(runtime, organisation_id, name) == [child_id]
        for _, name in forgotten:
            assert find(runtime, organisation_id, name) == []
        (wrapping,) = [
            state
            for (purpose, _), state in versions(runtime, organisation_id).items()
            if purpose == "key-encryption"
        ]
        assert wrapping.version == 1 + ROTATIONS

    def test_keeps_a_key_by_which_somebody_is_wrapping(self, runtime, organisation_id):
        """Who began before a rotation and commits after it: their key is not taken away."""
        keys.rotate(runtime, organisation_id)
        with acting(runtime, organisation_id) as slow:
            told = new_household(new_child(kana="オソイ ハナコ"))
            households.register(slow, household=told)  # wrapped, not committed

            keys.rotate(runtime, organisation_id)
            tended = keys.tend(runtime, organisation_id)
            assert tended.retired == 1  # the first; the second is held

        assert len(find(runtime, organisation_id, "おそい")) == 1
        keys.tend(runtime, organisation_id)
        assert len(find(runtime, organisation_id, "おそい")) == 1
        assert ("key-encryption", 2) not in versions(runtime, organisation_id)

    def test_goes_on_where_a_worker_was_killed(self, runtime, organisation_id):
        for number in range(6):
            register(runtime, organisation_id, number)
        keys.rotate(runtime, organisation_id)
        rewrapped = runtime.attempt(
            lambda uow: key_rotation.rewrap_subjects(uow, limit=5), organisation_id=organisation_id
        )
        assert rewrapped == 5  # and then it was killed

        tended = keys.tend(runtime, organisation_id)

        assert tended.rewrapped == 18 - 5
        assert tended.retired == 1

    def test_passes_over_what_somebody_holds(self, runtime, organisation_id):
        child_id, name = register(runtime, organisation_id, 1)
        keys.rotate(runtime, organisation_id)
        with acting(runtime, organisation_id) as uow:
            uow.session.execute(
                text("SELECT id FROM subject_keys WHERE id = :id FOR UPDATE"), {"id": child_id}
            )
            assert keys.tend(runtime, organisation_id).retired == 0

        assert keys.tend(runtime, organisation_id).rewrapped == 1
        assert find(runtime, organisation_id, name) == [child_id]
