"""What anybody says at an open door changes nobody else, and takes nothing of theirs."""

from dataclasses import replace

import pytest

from services.core.donations import service as donations
from services.core.donations.policies import ChannelTerms, FeePrice
from services.core.donations.service import Wish
from services.core.donations.types import Channel, DonorDetails
from services.core.impact import service as impact
from services.core.kit.actor import ANYBODY
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from tests.factories.donations import HANAKO, make_campaign, make_gift, make_monthly_gift
from tests.factories.programmes import make_programme

BY_CARD = {Channel.CARD: ChannelTerms(least=Money(50), most=None, price=FeePrice(360))}
FALSE = replace(HANAKO, name="偽 名", address="東京都偽区1-1-1", phone="0300000000", country="US")


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


@pytest.fixture
def anybody(uow_as, campaign):
    return uow_as(ANYBODY, campaign.organisation_id)


def begin(anybody, campaign, donor):
    """An unpaid gift of somebody who has no account."""
    return donations.give(
        anybody,
        programme_id=campaign.programme_id,
        campaign_id=campaign.id,
        key=str(uuid7()),
        wish=Wish(gift=Money(1_000), channel=Channel.CARD, donor=donor),
        terms=BY_CARD,
    )


def told(uow, donor_id):
    return donations.read_donor(uow, donor_id=donor_id)


def own(uow, campaign, donor_id):
    found = impact.own_gifts(
        uow, organisation_id=campaign.organisation_id, donor_id=donor_id, limit=9
    )
    return {gift.id for gift in found}


class TestGive:
    def test_adds_nothing_to_whom_somebody_else_says_they_are(self, uow, anybody, campaign):
        hers = make_gift(uow, campaign, donor=DonorDetails(email=HANAKO.email))

        begin(anybody, campaign, FALSE)

        assert told(uow, hers.donor_id) == DonorDetails(email=HANAKO.email)

    def test_lets_nobody_come_first_with_false_details(self, uow, anybody, campaign):
        begin(anybody, campaign, FALSE)

        hers = begin(anybody, campaign, HANAKO)
        by_the_office = make_gift(uow, campaign, donor=HANAKO)

        assert told(uow, hers.donor_id) == told(uow, by_the_office.donor_id) == HANAKO

    def test_takes_no_gifts_of_whose_name_and_address_were_told(self, uow, anybody, campaign):
        mallory = begin(anybody, campaign, replace(HANAKO, email="mallory@example.org"))

        hers = make_gift(uow, campaign, donor=replace(HANAKO, email=None))

        assert hers.donor_id != mallory.donor_id
        assert own(uow, campaign, mallory.donor_id) == {mallory.id}

    def test_knows_again_who_says_the_same_word_for_word(self, anybody, campaign):
        first, again, moved = (
            begin(anybody, campaign, donor)
            for donor in (HANAKO, HANAKO, replace(HANAKO, address="東京都渋谷区渋谷2-2-2"))
        )

        assert first.donor_id == again.donor_id
        assert moved.donor_id != first.donor_id


class TestStartMonthly:
    def test_changes_nobody_else(self, uow, campaign):
        hers = make_gift(uow, campaign, donor=DonorDetails(email=HANAKO.email))

        monthly = make_monthly_gift(uow, campaign, donor=FALSE)

        assert monthly.donor_id != hers.donor_id
        assert told(uow, hers.donor_id) == DonorDetails(email=HANAKO.email)


class TestSignIn:
    """Whoever signs in has proved the e-mail: all that was given under it is theirs to see."""

    def test_shows_all_gifts_and_monthly_gifts_of_the_email(self, uow, anybody, campaign):
        first = begin(anybody, campaign, HANAKO)
        moved = begin(anybody, campaign, replace(HANAKO, address="東京都渋谷区渋谷2-2-2"))
        by_the_office = make_gift(uow, campaign, donor=HANAKO)
        other = begin(anybody, campaign, replace(HANAKO, email="mallory@example.org"))
        monthly = make_monthly_gift(uow, campaign)

        me = donations.find_donor_by_email(uow, email=HANAKO.email)

        assert me == first.donor_id
        assert own(uow, campaign, me) == {first.id, moved.id, by_the_office.id}
        assert own(uow, campaign, other.donor_id) == {other.id}
        [seen] = donations.monthly_gifts(
            uow, organisation_id=campaign.organisation_id, donor_id=me, limit=9
        )
        assert seen.id == monthly.id
        [receipt] = donations.issue_receipts(
            uow, programme_id=campaign.programme_id, year=2025
        ).receipts
        assert [one.number for one in donations.own_receipts(uow, donor_id=me)] == [receipt.number]


class TestCorrectDonor:
    def test_takes_over_what_is_said_and_leaves_the_rest(self, uow, campaign):
        gift = make_gift(uow, campaign, donor=HANAKO)
        moved = DonorDetails(address="東京都渋谷区渋谷2-2-2")

        donations.correct_donor(uow, donor_id=gift.donor_id, details=moved)

        assert told(uow, gift.donor_id) == replace(HANAKO, address=moved.address)

    def test_makes_two_of_one_email_one_account(self, uow, campaign):
        gift = make_gift(uow, campaign, donor=HANAKO)
        misspelt = make_gift(uow, campaign, donor=replace(HANAKO, email="hanoko@example.org"))

        donations.correct_donor(
            uow, donor_id=misspelt.donor_id, details=DonorDetails(email=HANAKO.email)
        )

        me = donations.find_donor_by_email(uow, email=HANAKO.email)
        assert own(uow, campaign, me) == {gift.id, misspelt.id}
