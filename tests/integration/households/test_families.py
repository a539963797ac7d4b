"""Registering families, and knowing them again."""

from dataclasses import replace
from datetime import date

import pytest

from services.core.households import service as households
from services.core.households.errors import HouseholdDetailInvalid
from services.core.households.models import Child, Guardian, Household
from services.core.households.types import NewGuardian
from services.core.programmes.types import Benefit
from tests.factories.households import make_household, new_child, new_household
from tests.factories.programmes import make_programme


@pytest.fixture
def programme(uow):
    return make_programme(uow)


def row(uow, table, id):
    return uow.session.get(table, (uow.organisation_id, id))


class TestRegister:
    def test_seals_what_it_is_told_and_opens_it_again(self, uow, programme):
        household_id, (child_id,) = make_household(
            uow,
            programme,
            new_child(name="髙橋 花子", kana="ﾀｶﾊｼ はなこ", school="見本中学校"),
            postcode="〒150-0002",
        )

        child = row(uow, Child, child_id)
        assert child.read(uow.vault, "name") == "髙橋 花子"
        assert child.read(uow.vault, "kana") == "タカハシ ハナコ"
        assert child.read(uow.vault, "school") == "見本中学校"
        household = row(uow, Household, household_id)
        assert household.read(uow.vault, "postcode") == "1500002"
        assert household.read(uow.vault, "benefits") == "school_aid"
        assert household.read(uow.vault, "income") is None

    def test_knows_a_household_again_by_its_municipal_number(self, uow, programme):
        told = new_household()
        first, children = households.register(uow, household=told)

        again, same_children = households.register(uow, household=told)

        assert (again, same_children) == (first, children)

    def test_knows_one_without_number_by_guardian_and_postcode(self, uow, programme):
        told = new_household(reference=None)
        first, _ = households.register(uow, household=told)
        typed_otherwise = replace(
            told, guardian=replace(told.guardian, kana="みほんりょうこ"), postcode="150-0002"
        )

        again, _ = households.register(uow, household=typed_otherwise)

        assert again == first

    def test_adds_a_sibling_to_the_household_that_is_known(self, uow, programme):
        told = new_household()
        first, (sister,) = households.register(uow, household=told)
        brother = new_child(name="見本 太郎", kana="ミホン タロウ", birth_date=date(2012, 5, 5))

        again, children = households.register(
            uow, household=replace(told, children=(*told.children, brother))
        )

        assert again == first
        assert children[0] == sister
        assert len(set(children)) == 2

    def test_writes_down_what_has_changed(self, uow, programme):
        told = new_household()
        household_id, _ = households.register(uow, household=told)
        now = replace(
            told,
            postcode="1510051",
            benefits=frozenset({Benefit.PUBLIC_ASSISTANCE}),
            guardian=replace(told.guardian, phone="090-1234-5678"),
        )

        households.register(uow, household=now)

        household = row(uow, Household, household_id)
        assert household.read(uow.vault, "postcode") == "1510051"
        assert household.read(uow.vault, "benefits") == "public_assistance"
        (guardian,) = uow.session.query(Guardian).filter_by(household_id=household_id)
        assert guardian.read(uow.vault, "phone") == "09012345678"

    def test_keeps_families_of_one_number_in_two_municipalities_apart(self, uow, programme):
        here = new_household(reference="1")
        first, _ = households.register(uow, household=here)

        elsewhere, _ = households.register(uow, household=replace(here, municipality_code="13112"))

        assert elsewhere != first

    @pytest.mark.parametrize(
        ("wrong", "pointer"),
        [
            ({"postcode": "150"}, "/postcode"),
            ({"guardian": NewGuardian(name="見本", kana="見本")}, "/guardian/kana"),
            ({"guardian": NewGuardian(name="見本", kana="ミホン", phone="1")}, "/guardian/phone"),
            ({"children": (new_child(kana="花子"),)}, "/children/0/kana"),
        ],
    )
    def test_says_which_detail_is_not_of_its_form(self, uow, programme, wrong, pointer):
        with pytest.raises(HouseholdDetailInvalid) as refusal:
            households.register(uow, household=new_household(**wrong))

        assert refusal.value.pointer == pointer


class TestFindChildren:
    @pytest.mark.parametrize("typed", ["ﾔﾏﾀﾞ", "やまだ", "ヤマダ", "ヤマダ キョウコ", "ﾔﾏﾀﾞｷﾖｳｺ"])
    def test_finds_a_reading_however_it_is_typed(self, uow, programme, typed):
        _, (wanted,) = make_household(uow, programme, new_child(kana="やまだ きょうこ"))
        make_household(uow, programme, new_child(kana="ヤマタ キョウコ"))

        assert [found.child_id for found in households.find_children(uow, kana=typed)] == [wanted]

    def test_sorts_by_reading(self, uow, programme):
        make_household(uow, programme, new_child(kana="サトウ ハル"))
        make_household(uow, programme, new_child(kana="サトウ アキ"))

        found = households.find_children(uow, kana="さとう")

        assert [child.kana for child in found] == ["サトウ アキ", "サトウ ハル"]
