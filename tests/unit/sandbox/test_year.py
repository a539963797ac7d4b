"""The invented year: equal seeds give equal years, sums are exact, nobody in it exists."""

import pytest

from services.core.kit.periods import TOKYO
from services.core.providers.policies import check_digit_of, invoice_number_is_well_formed
from services.sandbox.year.classrooms import classrooms_of
from services.sandbox.year.families import applicants_of, roster_file
from services.sandbox.year.gifts import bank_file, deposits_of, gifts_of, reference
from services.sandbox.year.lessons import FIRST, LAST, LAST_ENTRY, Attempt, lessons_of
from services.sandbox.year.people import FAMILY_NAMES
from services.sandbox.year.plan import Plan
from services.sandbox.year.sites import SITES

PLAN = Plan(places=54, seed=1)


class TestPlan:
    @pytest.mark.parametrize("places", [8, 54, 200, 10_000])
    def test_has_more_applicants_than_places_and_money_for_all_places(self, places):
        plan = Plan(places, seed=3)
        assert plan.applicants > plan.places
        assert plan.gift_yen * 85 // 100 + plan.grant_yen >= plan.places * 200_000


class TestGifts:
    def test_come_to_the_plan_s_sum_by_all_doors_together(self):
        gifts = gifts_of(PLAN)
        doors = (gifts.supporters, gifts.pledges, gifts.checkouts, gifts.strangers)
        total = sum(gift.yen for door in doors for gift in door)
        assert 0 <= PLAN.gift_yen - total < 100

    def test_are_the_same_for_the_same_seed_and_others_for_another(self):
        again, other = gifts_of(Plan(54, seed=1)), gifts_of(Plan(54, seed=2))
        assert gifts_of(PLAN) == again
        assert other != again

    def test_make_files_that_their_readers_can_decode(self):
        gifts = gifts_of(PLAN)
        assert "お預入金額" in bank_file(deposits_of(gifts)).decode("cp932")
        for site in SITES:
            rows = site.file(site.of(gifts.supporters)).decode("utf-8-sig").splitlines()
            assert len(rows) == 1 + len(site.of(gifts.supporters))
            assert rows[0].split(",") == list(site.heading)

    def test_by_crowdfunding_come_by_one_site_each(self):
        supporters = gifts_of(PLAN).supporters
        by_site = [gift for site in SITES for gift in site.of(supporters)]
        assert sorted(gift.number for gift in by_site) == sorted(gift.number for gift in supporters)

    def test_reach_the_bank_as_they_were_announced_but_for_two(self):
        gifts = gifts_of(PLAN)
        came = {deposit.payer: deposit.yen for deposit in deposits_of(gifts)}
        amiss = [
            came[f"{reference(gift)} {gift.kana}"] - gift.yen
            for gift in gifts.pledges
            if came[f"{reference(gift)} {gift.kana}"] != gift.yen
        ]
        assert amiss == [2_000, -2_000]


class TestFamilies:
    def test_are_all_invented(self):
        invented = tuple(name for name, _ in FAMILY_NAMES)
        assert all(one.child.written.startswith(invented) for one in applicants_of(PLAN))

    def test_hold_one_child_twice(self):
        found = applicants_of(PLAN)
        assert (found[-1].child, found[-1].born_on) == (found[0].child, found[0].born_on)
        assert found[-1].guardian != found[0].guardian

    def test_make_a_roster_in_shift_jis_with_the_rare_letters(self):
        assert "髙栗﨑" in roster_file(applicants_of(Plan(400, 1))).decode("cp932")


class TestClassrooms:
    def test_have_corporate_numbers_with_right_check_digits(self):
        numbers = [one.invoice_number for one in classrooms_of(PLAN) if one.invoice_number]
        assert numbers
        assert all(invoice_number_is_well_formed(number) for number in numbers)
        assert all(int(number[1]) == check_digit_of(number[2:]) for number in numbers)

    def test_bank_at_a_bank_or_at_the_post(self):
        assert all((one.bank is None) != (one.postal is None) for one in classrooms_of(PLAN))


class TestLessons:
    def test_lie_within_the_year_and_before_the_cut_off(self):
        lessons = lessons_of(PLAN, 54)
        days = [lesson.at.astimezone(TOKYO).date() for lesson in lessons]
        assert days == sorted(days)
        assert FIRST.first_day <= days[0]
        assert days[-1] <= LAST_ENTRY <= LAST.last_day

    def test_go_wrong_in_every_way_that_there_is(self):
        assert {lesson.attempt for lesson in lessons_of(PLAN, 54)} == set(Attempt)
