"""A list or a file that one entry of the log tells of reaches everybody who was on it (I5)."""

import io
from datetime import timedelta

import pytest

from services.core.donations import service as donations
from services.core.donations.types import DonorDetails
from services.core.households import service as households
from services.core.households.types import NewGuardian
from services.core.kit.actor import Actor, ActorKind
from services.core.kit.ids import uuid7
from services.core.migrations.tables import all_tables
from services.core.privacy import service as privacy
from services.core.privacy.types import (
    BreachId,
    BreachKind,
    DataItem,
    Span,
    Subject,
    SubjectKind,
)
from services.core.vouchers import service as vouchers
from tests.factories.donations import HANAKO, make_campaign, make_gift
from tests.factories.households import make_application, make_eligible, make_household, new_child
from tests.factories.journey import make_journey
from tests.factories.programmes import make_programme
from tests.integration.privacy.test_breaches import hour

KUMIKO = DonorDetails(
    name="見本 久美子",
    kana="ミホン クミコ",
    email="kumiko@example.org",
    postcode="1500002",
    address="東京都渋谷区渋谷2-2-2",
)


@pytest.fixture
def programme(uow):
    programme = make_programme(uow)
    uow.enter(programme.organisation_id)
    return programme


@pytest.fixture
def later(uow):
    """Move on by an hour, so that a span holds what comes now, and nothing from before."""

    def move():
        uow.now += timedelta(hours=1)
        return hour(uow)

    return move


def exported(uow, *, with_people):
    privacy.export_organisation(uow, tables=all_tables(), to=io.BytesIO(), with_people=with_people)


def reached(uow, span):
    return privacy.look_into(uow, span=span).people


def of(kind, people):
    return {person.id for person in people if person.kind is kind}


def children_of(journey):
    return {voucher.child_id for voucher, _ in journey.cards}


class TestArchive:
    def test_reaches_every_child_guardian_and_donor_with_all_that_it_holds(
        self, uow, programme, later
    ):
        _, children = make_household(uow, programme, new_child(), new_child(name="見本 次郎"))
        gift = make_gift(uow, make_campaign(uow, programme), donor=HANAKO)
        span = later()
        exported(uow, with_people=True)

        scope = privacy.look_into(uow, span=span)

        assert dict(scope.counts) == {
            SubjectKind.CHILD: 2,
            SubjectKind.GUARDIAN: 1,
            SubjectKind.DONOR: 1,
        }
        assert of(SubjectKind.CHILD, scope.people) == set(children)
        seen = scope.people[Subject(SubjectKind.CHILD, children[0])]
        assert seen == frozenset(DataItem) - {DataItem.GIFT, DataItem.CERTIFICATE}
        assert scope.people[Subject(SubjectKind.DONOR, gift.donor_id)] == {
            DataItem.NAME,
            DataItem.CONTACT,
            DataItem.ADDRESS,
            DataItem.GIFT,
            DataItem.RECORD,
        }
        assert scope.items[DataItem.INCOME] == 3
        assert scope.items[DataItem.ADDRESS] == 4

    def test_without_people_reaches_nobody(self, uow, programme, later):
        make_household(uow, programme)
        span = later()
        exported(uow, with_people=False)
        assert reached(uow, span) == {}

    def test_reaches_those_who_were_there_then(self, uow, programme, later):
        _, (erased_before,) = make_household(uow, programme)
        _, (erased_after,) = make_household(uow, programme)
        later()
        privacy.erase_child(uow, child_id=erased_before)
        span = later()
        exported(uow, with_people=True)
        later()
        privacy.erase_child(uow, child_id=erased_after)
        make_household(uow, programme)

        assert of(SubjectKind.CHILD, reached(uow, span)) == {erased_after}

    def test_leads_to_the_list_of_whom_to_tell(self, uow_as, uow, programme, later):
        make_household(uow, programme)
        make_gift(uow, make_campaign(uow, programme), donor=HANAKO)
        span = later()
        exported(uow, with_people=True)
        uow.now += timedelta(minutes=1)
        breach = privacy.open_breach(
            uow,
            id=BreachId(uuid7()),
            aware_at=uow.now,
            kinds={BreachKind.SENSITIVE},
        )
        privacy.set_scope(uow, breach_id=breach.id, span=span)
        privacy.ask_for_list(uow, breach_id=breach.id)
        other = uow_as("approver", programme.organisation_id)
        other.now = uow.now
        privacy.approve_list(other, breach_id=breach.id)

        told = {one.subject.kind: one.fields for one in privacy.affected(uow, breach_id=breach.id)}

        assert told[SubjectKind.CHILD]["child"] == "見本 花子"
        assert told[SubjectKind.GUARDIAN]["name"] == "見本 良子"
        assert told[SubjectKind.DONOR]["email"] == HANAKO.email


class TestReceipts:
    @pytest.mark.parametrize("read", ["list", "file"])
    def test_reach_the_donors_of_that_year(self, uow, programme, later, read):
        campaign = make_campaign(uow, programme)
        gift = make_gift(uow, campaign, donor=HANAKO)
        make_gift(uow, campaign, donor=KUMIKO, settled=False)
        donations.issue_receipts(uow, programme_id=programme.id, year=gift.settled_at.year)
        span = later()
        asked = {"programme_id": programme.id, "year": gift.settled_at.year}
        if read == "list":
            donations.receipts_of_year(uow, **asked)
        else:
            donations.export_receipts(uow, **asked, language="ja")

        assert reached(uow, span) == {
            Subject(SubjectKind.DONOR, gift.donor_id): {
                DataItem.NAME,
                DataItem.ADDRESS,
                DataItem.GIFT,
            }
        }

    def test_that_a_donor_reads_are_their_own(self, uow_as, uow, programme, later):
        campaign = make_campaign(uow, programme)
        gift = make_gift(uow, campaign, donor=HANAKO)
        make_gift(uow, campaign, donor=KUMIKO)
        asked = {"programme_id": programme.id, "year": gift.settled_at.year}
        assert len(donations.issue_receipts(uow, **asked).receipts) == 2
        span = later()
        hanako = Actor(id=gift.donor_id, kind=ActorKind.DONOR)
        own = uow_as(hanako, programme.organisation_id)
        own.now = uow.now
        donations.receipts_of_year(own, **asked, donor_id=gift.donor_id)
        assert of(SubjectKind.DONOR, reached(uow, span)) == {gift.donor_id}

        donations.receipts_of_year(uow, **asked)

        assert len(of(SubjectKind.DONOR, reached(uow, span))) == 2

    def test_of_another_year_reach_nobody(self, uow, programme, later):
        gift = make_gift(uow, make_campaign(uow, programme), donor=HANAKO)
        year = gift.settled_at.year
        donations.issue_receipts(uow, programme_id=programme.id, year=year)
        span = later()
        donations.receipts_of_year(uow, programme_id=programme.id, year=year - 1)
        assert reached(uow, span) == {}


class TestCards:
    def test_in_a_file_reach_the_children_whose_voucher_was_good(self, uow, later):
        journey = make_journey(uow, children=2)
        first = journey.cards[0][0]
        later()
        vouchers.revoke(uow, programme_id=journey.programme.id, voucher_id=first.id)
        span = later()
        vouchers.export_csv(uow, programme_id=journey.programme.id)
        assert of(SubjectKind.CHILD, reached(uow, span)) == children_of(journey) - {first.child_id}

    def test_on_a_sheet_reach_those_on_it_alone(self, uow, later):
        journey = make_journey(uow, children=2)
        one = journey.cards[0][0]
        span = later()
        vouchers.card_sheets(uow, programme_id=journey.programme.id, voucher_ids=[one.id])

        only_sheets = Span(since=span.since, until=span.until, actions=("voucher.print",))

        assert of(SubjectKind.CHILD, reached(uow, only_sheets)) == {one.child_id}


class TestAnswers:
    @pytest.mark.parametrize("municipality_code", ["13113", None])
    def test_in_a_file_reach_its_municipalitys_children(
        self, uow, programme, later, municipality_code
    ):
        here = make_eligible(uow, programme)
        elsewhere = make_application(
            uow, programme, guardian=NewGuardian(name="別野 父", kana="ベツノ チチ"),
            municipality_code="13104",
        )  # fmt: skip
        households.decide(uow, programme_id=programme.id, application_id=elsewhere.id)
        span = later()

        households.confirmations(
            uow, programme_id=programme.id, municipality_code=municipality_code
        )

        expected = {here.child_id} | ({elsewhere.child_id} if municipality_code is None else set())
        people = reached(uow, span)
        assert of(SubjectKind.CHILD, people) == expected
        assert set(people.values()) == {frozenset({DataItem.ELIGIBILITY})}


class TestLetters:
    def test_show_name_and_address(self, uow, programme, later):
        household_id, _ = make_household(
            uow, programme, guardian=NewGuardian(name="見本 父", kana="ミホン チチ")
        )
        span = later()
        households.letter_addresses(uow, household_ids=[household_id])
        assert reached(uow, span) == {
            Subject(SubjectKind.HOUSEHOLD, household_id): {DataItem.NAME, DataItem.ADDRESS}
        }


class TestDonorList:
    def test_in_a_file_reaches_who_gave_by_name_that_year(self, uow, programme, later):
        campaign = make_campaign(uow, programme)
        named = make_gift(uow, campaign, donor=HANAKO)
        make_gift(uow, campaign, donor=KUMIKO, anonymous=True)
        span = later()
        donations.export_donor_list(
            uow, organisation_id=programme.organisation_id, fiscal_year=2025, language="ja"
        )

        assert reached(uow, span) == {
            Subject(SubjectKind.DONOR, named.donor_id): {
                DataItem.NAME,
                DataItem.ADDRESS,
                DataItem.GIFT,
            }
        }
