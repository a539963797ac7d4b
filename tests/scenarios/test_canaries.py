"""
The canary hunt: a small journey with people who can be told from all others, and then a search for
them wherever something is kept, logged, sent or shown (people.md, "Personal data"; I3).

Where a canary may sing, the table says, with the reason; anywhere else it is a leak. One canary,
the control, is planted in each kind of place on purpose: a hunt that does not find it there is no
hunt.
"""

from pathlib import Path

import pytest

from tests.scenarios.aviary import Aviary, canaries_of
from tests.scenarios.birds import CONTROL, PERMITTED
from tests.scenarios.hunter import CODES, hunt

PAGE = Path(__file__).parents[2] / "docs/security.md"


@pytest.fixture(scope="module")
def aviary(databases, server, tmp_path_factory):
    folder = tmp_path_factory.mktemp("aviary")
    with Aviary.opened(databases, server, folder) as aviary:
        aviary.live()
        aviary.plant_control()
        yield aviary


@pytest.fixture(scope="module")
def sightings(aviary, tmp_path_factory):
    workshop = tmp_path_factory.mktemp("workshop")
    return hunt([*canaries_of(aviary), CONTROL], aviary.haunts.places(), workshop)


class TestCanaries:
    def test_sing_where_they_may_only(self, sightings):
        leaks = {
            (one.canary, one.place, one.code, one.file)
            for one in sightings
            if one.canary != CONTROL.name and (one.canary, one.place) not in PERMITTED
        }
        assert leaks == set()

    def test_sing_where_they_must(self, sightings):
        """What is permitted is so because it is needed: a table of exceptions must not grow old."""
        heard = {(one.canary, one.place) for one in sightings}
        assert {pair for pair in PERMITTED if pair not in heard} == set()

    def test_are_found_in_every_kind_of_place_when_planted(self, aviary, sightings):
        found = {one.place for one in sightings if one.canary == CONTROL.name}
        assert found == set(aviary.haunts.places())

    def test_are_counted_on_the_page_as_they_are(self, aviary):
        canaries, places = canaries_of(aviary), aviary.haunts.places()
        told = (
            f"{len(canaries)} canaries in {len(CODES)} codes, {len(places)} kinds of places, "
            f"{len(PERMITTED)} exceptions"
        )
        assert told in PAGE.read_text("utf-8")

    def test_were_all_let_out(self, aviary):
        for canary in canaries_of(aviary):
            assert all(canary.texts), canary.name
        assert aviary.failures == []
