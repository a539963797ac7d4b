"""B11, B14: the list of donors of a fiscal year, and who counts for public support."""

import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from services.core.donations import service as donations
from services.core.donations.errors import (
    DonorsNotLinkable,
    MunicipalFiguresUnfit,
    OfficerUnknown,
)
from services.core.donations.policies import Left
from services.core.donations.types import Channel, DonorDetails, MunicipalSource
from services.core.kit.money import Money
from services.core.kit.sheets import Encoding
from tests.factories.donations import HANAKO, make_campaign, make_gift
from tests.factories.programmes import make_programme

HOME = "東京都渋谷区渋谷1-1-1"
JUNE = datetime(2025, 6, 1, tzinfo=UTC)
OFFICER = DonorDetails(name="見本 理事", address="東京都見本区1-1")


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


def give(uow, campaign, amount, donor, **more):
    return make_gift(uow, campaign, amount=amount, donor=donor, settled_at=JUNE, **more)


def person(name, address=HOME):
    return DonorDetails(name=name, address=address)


def listed(uow, campaign):
    return donations.donor_list(uow, organisation_id=campaign.organisation_id, fiscal_year=2025)


def support(uow, campaign):
    found = donations.public_support(
        uow, organisation_id=campaign.organisation_id, first_year=2025, last_year=2025
    )
    return found.years[0]


class TestDonorList:
    def test_b14_shows_an_anonymous_gift_as_an_unnamed_line(self, uow, campaign):
        give(uow, campaign, 5_000, HANAKO, anonymous=True)
        give(uow, campaign, 700, DonorDetails())

        lines = listed(uow, campaign)

        assert [(line.donor.name, line.amount_minor) for line in lines] == [
            (None, 5_000),
            (None, 700),
        ]

    def test_has_every_gift_by_what_was_kept_and_none_of_a_municipality(self, uow, campaign):
        give(uow, campaign, 1, HANAKO)
        donations.receive_grant(
            uow,
            programme_id=campaign.programme_id,
            fund_id=campaign.fund_id,
            amount=Money(9_000),
            received_at=JUNE,
        )

        [line] = listed(uow, campaign)

        assert (line.donor.name, line.donor.address, line.amount_minor) == (
            HANAKO.name,
            HANAKO.address,
            1,
        )

    def test_marks_officers(self, uow, campaign):
        note(uow, campaign)
        give(uow, campaign, 5_000, OFFICER)

        assert [line.is_officer for line in listed(uow, campaign)] == [True]

    def test_goes_on_after_a_gift(self, uow, campaign):
        for yen in (1, 2, 3):
            give(uow, campaign, yen, HANAKO)
        first, *rest = listed(uow, campaign)

        after = donations.donor_list(
            uow,
            organisation_id=campaign.organisation_id,
            fiscal_year=2025,
            after=first.id,
            limit=1,
        )

        assert [line.id for line in after] == [rest[0].id]

    def test_leaves_as_csv_and_as_a_workbook_that_runs_no_formula(self, uow, campaign):
        give(uow, campaign, 5_000, person("=1+1 花子"))
        of_year = {"organisation_id": campaign.organisation_id, "fiscal_year": 2025}

        csv = donations.export_donor_list(
            uow, **of_year, language="ja", encoding=Encoding.CP932
        ).decode("cp932")
        book = load_workbook(
            io.BytesIO(donations.export_donor_workbook(uow, **of_year, language="en"))
        )

        assert "受領年月日" in csv
        assert "'=1+1 花子" in csv
        headings, row = book.active.iter_rows(values_only=True)
        assert headings[1] == "Name"
        assert (row[1], row[5]) == ("=1+1 花子", 5_000)
        assert book.active["B2"].data_type == "s"


class TestPublicSupport:
    def test_b11_counts_two(self, uow, campaign):
        """A couple, an officer, no address, two small gifts by one person, one of ¥2,999."""
        note(uow, campaign)
        give(uow, campaign, 3_000, person("山田 花子"))
        give(uow, campaign, 3_000, person("山田 太郎"))
        give(uow, campaign, 9_000, OFFICER)
        give(uow, campaign, 9_000, DonorDetails(name="住所 なし", email="nowhere@example.org"))
        give(uow, campaign, 1_500, HANAKO)
        give(uow, campaign, 1_500, HANAKO)
        give(uow, campaign, 2_999, person("佐藤 一", "大阪府大阪市1-1"))

        year = support(uow, campaign)

        assert year.counted == 2
        assert year.left_out == {
            Left.SAME_HOUSEHOLD: 1,
            Left.OFFICER: 1,
            Left.NOT_NAMED: 1,
            Left.BELOW_THRESHOLD: 1,
        }

    def test_counts_whom_staff_have_linked_as_one_until_they_undo_it(self, uow, campaign):
        one = give(uow, campaign, 3_000, person("山田 花子"))
        other = give(uow, campaign, 3_000, person("鈴木 太郎", "東京都渋谷区渋谷1の1の1 202"))
        whose = {"organisation_id": campaign.organisation_id}

        link = donations.link_donors(uow, **whose, donor_id=one.donor_id, other_id=other.donor_id)
        assert support(uow, campaign).counted == 1

        donations.unlink_donors(uow, **whose, link_id=link.id)
        assert support(uow, campaign).counted == 2
        assert not donations.donor_links(uow, **whose)

    def test_links_no_donor_with_itself(self, uow, campaign):
        one = give(uow, campaign, 3_000, person("山田 花子"))

        with pytest.raises(DonorsNotLinkable):
            donations.link_donors(
                uow,
                organisation_id=campaign.organisation_id,
                donor_id=one.donor_id,
                other_id=one.donor_id,
            )

    def test_counts_an_officer_again_after_the_term(self, uow, campaign):
        officer = note(uow, campaign)
        give(uow, campaign, 9_000, OFFICER)
        end = {"organisation_id": campaign.organisation_id, "officer_id": officer.id}

        donations.end_office(uow, **end, until_on=date(2025, 3, 31))

        assert support(uow, campaign).counted == 1
        assert [
            one.details.name
            for one in donations.officers(uow, organisation_id=campaign.organisation_id)
        ] == ["見本 理事"]
        with pytest.raises(OfficerUnknown):
            donations.end_office(uow, **end, until_on=date(2020, 3, 31))


class TestReceiveGrant:
    def receive(self, uow, campaign, **more):
        return donations.receive_grant(
            uow,
            programme_id=campaign.programme_id,
            fund_id=campaign.fund_id,
            amount=Money(800_000),
            channel=Channel.HOMETOWN_TAX,
            **more,
        )

    def test_b10_books_hometown_tax_as_the_municipalitys_and_receipts_nobody(self, uow, campaign):
        source = MunicipalSource(
            name="見本市", project="学びを贈る", donors=26, raised=Money(1_000_000)
        )

        grant = self.receive(uow, campaign, source=source)

        told = donations.municipal_income(
            uow, programme_id=grant.programme_id, donation_id=grant.id
        )
        assert told.passed_on_bps(grant.amount.minor) == 8_000
        assert grant.channel.municipal
        assert grant.donor_id is None
        assert listed(uow, campaign) == []

    def test_asks_which_municipality_and_what_for(self, uow, campaign):
        with pytest.raises(MunicipalFiguresUnfit):
            self.receive(uow, campaign)


def note(uow, campaign):
    return donations.note_officer(
        uow,
        organisation_id=campaign.organisation_id,
        details=OFFICER,
        from_on=date(2024, 6, 1),
    )
