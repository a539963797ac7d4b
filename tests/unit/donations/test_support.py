"""B11: who counts in the public-support test, and who does not, and why."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from services.core.donations import policies
from services.core.donations.policies import Left, Support, YearOfSupport
from services.core.donations.policies.support import plain_address
from services.core.donations.types import DonorDetails, DonorKind
from services.core.kit.ids import uuid7
from services.core.kit.money import Money

HOME = "東京都見本区見本一丁目2番3号"


@dataclass(frozen=True)
class Giver:
    id: UUID
    household_index: bytes | None = None
    on_the_list: bool = True


def giver(home=None, **more):
    return Giver(uuid7(), None if home is None else home.encode(), **more)


def count(given, *, officers=(), links=(), unnamed=0, others=()):
    return policies.count_year(
        2025,
        given={one.id: Money(yen) for one, yen in given.items()},
        unnamed=unnamed,
        givers={one.id: one for one in [*given, *others]},
        officers=frozenset(one.id for one in officers),
        links=[(one.id, other.id) for one, other in links],
    )


class TestCountYear:
    def test_b11_counts_two_of_couple_officer_nameless_small_gifts_and_2999(self):
        """A couple, an officer, no address, two small gifts of one person, one of ¥2,999."""
        hanako, taro = giver("山田|見本1-2-3"), giver("山田|見本1-2-3")
        officer, homeless, often, little = giver(), giver(on_the_list=False), giver(), giver()

        year = count(
            {
                hanako: 3_000,
                taro: 5_000,
                officer: 9_000,
                homeless: 9_000,
                often: 3_000,
                little: 2_999,
            },
            officers=[officer],
        )

        assert year.counted == 2
        assert year.left_out == {
            Left.SAME_HOUSEHOLD: 1,
            Left.OFFICER: 1,
            Left.NOT_NAMED: 1,
            Left.BELOW_THRESHOLD: 1,
        }

    def test_adds_up_what_a_household_gave(self):
        one, other = giver("山田|見本"), giver("山田|見本")

        assert count({one: 1_500, other: 1_500}).counted == 1

    def test_leaves_out_an_officers_household_though_the_officer_gave_nothing(self):
        officer, partner = giver("山田|見本"), giver("山田|見本")

        year = count({partner: 9_000}, officers=[officer], others=[officer])

        assert (year.counted, year.left_out) == (0, {Left.OFFICERS_HOUSEHOLD: 1})

    def test_knows_a_household_by_links_over_one_who_gave_nothing(self):
        one, between, other = giver("a"), giver("b"), giver("c")

        year = count(
            {one: 3_000, other: 3_000}, links=[(one, between), (other, between)], others=[between]
        )

        assert (year.counted, year.left_out) == (1, {Left.SAME_HOUSEHOLD: 1})

    def test_counts_gifts_of_nobody_known_as_left_out(self):
        assert count({}, unnamed=3).left_out == {Left.NOT_NAMED: 3}


class TestSupport:
    @pytest.mark.parametrize(("second", "met"), [(99, False), (100, True)])
    def test_asks_for_a_hundred_on_average(self, second, met):
        support = Support([YearOfSupport(2024, 100), YearOfSupport(2025, second)])

        assert support.is_met is met

    def test_tells_the_average(self):
        assert Support([YearOfSupport(2024, 3), YearOfSupport(2025, 4)]).average == 3.5


class TestHouseholdOf:
    @pytest.mark.parametrize(
        "address",
        ["東京都見本区見本1-2-3", "東京都見本区見本１丁目２番３号", "東京都見本区 見本1ー2ー3"],
    )
    def test_is_one_however_the_address_is_written(self, address):
        wife = DonorDetails(name="山田 花子", address=HOME)
        husband = DonorDetails(name="山田　太郎", address=address)

        assert policies.household_of(wife) == policies.household_of(husband)

    def test_tells_families_at_one_address_apart(self):
        one, other = (DonorDetails(name=name, address=HOME) for name in ("山田 花子", "佐藤 花子"))

        assert policies.household_of(one) != policies.household_of(other)

    @pytest.mark.parametrize(
        "details",
        [
            DonorDetails(name="山田 花子"),
            DonorDetails(name="山田花子", address=HOME),
            DonorDetails(name="株式会社 見本", address=HOME, kind=DonorKind.COMPANY),
        ],
    )
    def test_is_not_told_without_address_or_family_name_or_of_a_company(self, details):
        assert policies.household_of(details) is None


def test_plain_address_keeps_other_numbers_apart():
    assert plain_address("見本1-2-3") != plain_address("見本12-3")
