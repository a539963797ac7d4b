"""News for donors, supporters' own pages, and what becomes of both when somebody is forgotten."""

import pytest

from services.core.donations import service as donations
from services.core.donations.errors import (
    CampaignFieldMissing,
    CampaignNotFound,
    CampaignNotPublished,
    CampaignReasonMissing,
    CampaignUpdateWithdrawn,
    SupporterPageCodeTaken,
    SupporterPageDecided,
    UnsubscribeRefused,
)
from services.core.donations.models import Donation, SupporterPage
from services.core.donations.types import (
    Channel,
    DonorDetails,
    Notice,
    PageStatus,
    SupporterWords,
    UpdateWords,
)
from services.core.kit.models import OutboxMessage
from services.core.kit.money import Money
from tests.conftest import RING
from tests.factories.donations import HANAKO, make_campaign, make_draft, make_gift
from tests.factories.programmes import make_programme

WORDS = UpdateWords(title_ja="報告", title_en="Report", body_ja="届きました", body_en="It came")
MINE = SupporterWords(name="りんご", title="学びを贈ろう", text="いっしょに応援してください")


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


def keys(campaign):
    return {"programme_id": campaign.programme_id, "campaign_id": campaign.id}


def give(uow, campaign, *, donor=HANAKO, **more):
    told = {"channel": Channel.BANK_TRANSFER, **more}
    return make_gift(uow, campaign, donor=donor, **told)


def publish(uow, campaign, words=WORDS):
    return donations.publish_update(uow, **keys(campaign), words=words)


def told_of(uow, campaign):
    """To whom an errand goes."""
    rows = uow.session.query(OutboxMessage).filter(
        OutboxMessage.topic == "donor.to_be_told",
        OutboxMessage.tenant_id == campaign.programme_id,
    )
    return [row.payload["donor_id"] for row in rows]


class TestPublishUpdate:
    def test_says_something_in_both_languages(self, uow, campaign):
        with pytest.raises(CampaignFieldMissing) as refusal:
            publish(
                uow,
                campaign,
                UpdateWords(title_ja="報告", title_en="Report", body_ja="届きました", body_en=""),
            )
        assert refusal.value.pointer == "/body_en"

    def test_has_nobody_to_tell_of_a_draft(self, uow, campaign):
        with pytest.raises(CampaignNotPublished):
            publish(uow, make_draft(uow, make_programme(uow)))

    def test_reaches_each_donor_once_who_wants_it(self, uow, campaign):
        twice = give(uow, campaign)
        give(uow, campaign)
        give(uow, campaign, donor=DonorDetails(), anonymous=True)
        unwilling = give(uow, campaign, donor=DonorDetails(email="momo@example.org"))
        donations.set_updates(uow, donor_id=unwilling.donor_id, wanted=False)
        update = publish(uow, campaign)

        donations.announce(uow, campaign=campaign, notice=Notice.UPDATE, update_id=update.id)

        assert told_of(uow, campaign) == [str(twice.donor_id)]

    def test_of_their_money_tells_also_those_who_want_no_updates(self, uow, campaign):
        gift = give(uow, campaign)
        donations.set_updates(uow, donor_id=gift.donor_id, wanted=False)

        assert donations.announce(uow, campaign=campaign, notice=Notice.MISSED) == 1
        reached = donations.where_to_write(uow, donor_id=gift.donor_id, kind=Notice.MISSED)
        assert reached == HANAKO.email


class TestCorrectUpdate:
    def test_keeps_what_it_said_before(self, uow, campaign):
        update = publish(uow, campaign)

        donations.correct_update(
            uow,
            programme_id=campaign.programme_id,
            update_id=update.id,
            words=UpdateWords(
                title_ja="訂正", title_en="Corrected", body_ja="48人です", body_en="It was 48"
            ),
        )

        [told] = donations.updates_of(uow, **keys(campaign))
        assert [one.title_en for one in told.versions] == ["Report", "Corrected"]
        assert told.words.body_en == "It was 48"

    def test_is_over_once_it_is_withdrawn(self, uow, campaign):
        update = publish(uow, campaign)
        told = {"programme_id": campaign.programme_id, "update_id": update.id}
        with pytest.raises(CampaignReasonMissing):
            donations.withdraw_update(uow, **told, reason=" ")
        gone = donations.withdraw_update(uow, **told, reason="誤りがあったため")

        assert gone.withdrawn_because == "誤りがあったため"
        with pytest.raises(CampaignUpdateWithdrawn):
            donations.correct_update(uow, **told, words=WORDS)


class TestUnsubscribe:
    def test_ends_updates_for_whom_the_link_was_sent_to(self, uow, campaign):
        gift = give(uow, campaign)
        token = donations.unsubscribe_token(
            RING, organisation_id=campaign.organisation_id, donor_id=gift.donor_id
        )

        donations.unsubscribe(uow, token=token)
        donations.unsubscribe(uow, token=token)

        assert not donations.wants_updates(uow, donor_id=gift.donor_id)

    def test_believes_no_other_token(self, uow, campaign):
        gift, other = give(uow, campaign), campaign.id
        good = donations.unsubscribe_token(
            RING, organisation_id=campaign.organisation_id, donor_id=gift.donor_id
        )
        bad = donations.unsubscribe_token(
            RING, organisation_id=campaign.organisation_id, donor_id=other
        )

        for token in (good[:-4], good[:20] + bad[20:40] + good[40:], "x", "あ"):
            with pytest.raises(UnsubscribeRefused):
                donations.unsubscribe(uow, token=token)
        assert donations.wants_updates(uow, donor_id=gift.donor_id)


class TestSupporterPage:
    @pytest.fixture
    def supporter(self, uow, campaign):
        return give(uow, campaign).donor_id

    def ask(self, uow, campaign, supporter, code="ringo"):
        return donations.ask_for_page(
            uow,
            **keys(campaign),
            donor_id=supporter,
            code=code,
            goal=Money(100_000),
            words=MINE,
        )

    def decide(self, uow, page, *, approve=True):
        return donations.decide_page(
            uow, programme_id=page.programme_id, page_id=page.id, approve=approve
        )

    def test_is_seen_by_nobody_before_it_is_approved(self, uow, campaign, supporter):
        page = self.ask(uow, campaign, supporter)

        assert donations.supporter_pages(uow, **keys(campaign)) == []
        with pytest.raises(CampaignNotFound):
            donations.start(
                uow,
                programme_id=campaign.programme_id,
                campaign_id=page.id,
                amount=Money(1_000),
                channel=Channel.CARD,
            )
        self.decide(uow, page)

        [shown] = donations.supporter_pages(uow, **keys(campaign))
        assert (shown.words, shown.code) == (MINE, f"{campaign.code}.ringo")

    def test_brings_gifts_to_the_campaign_on_its_terms(self, uow, campaign, supporter):
        page = self.decide(uow, self.ask(uow, campaign, supporter))

        gift = donations.start(
            uow,
            programme_id=campaign.programme_id,
            campaign_id=page.id,
            amount=Money(3_000),
            channel=Channel.BANK_TRANSFER,
        )
        donations.settle(uow, programme_id=campaign.programme_id, donation_id=gift.id)

        assert (gift.campaign_id, gift.fund_id) == (campaign.id, campaign.fund_id)
        assert gift.overhead_bps == campaign.overhead_bps
        [shown] = donations.supporter_pages(uow, **keys(campaign))
        whole = donations.figures(uow, **keys(campaign))
        assert (shown.figures.kept, whole.kept) == (3_000, 13_000)

    def test_is_decided_once(self, uow, campaign, supporter):
        page = self.decide(uow, self.ask(uow, campaign, supporter), approve=False)

        with pytest.raises(SupporterPageDecided):
            self.decide(uow, page)

    def test_has_an_address_of_its_own(self, uow, campaign, supporter):
        self.ask(uow, campaign, supporter)

        with pytest.raises(SupporterPageCodeTaken):
            self.ask(uow, campaign, supporter)

    def test_ends_and_loses_its_words_with_its_supporter(self, uow, campaign, supporter):
        page = self.decide(uow, self.ask(uow, campaign, supporter))

        donations.forget_donor(uow, donor_id=supporter)

        kept = uow.session.get(SupporterPage, (page.programme_id, page.id))
        assert (kept.status, kept.words_sealed) == (PageStatus.ENDED, None)
        assert donations.supporter_pages(uow, **keys(campaign)) == []
        assert uow.session.query(Donation).filter_by(campaign_id=campaign.id).count() == 1
