"""Campaigns: what they must tell, what may change, and how All-or-Nothing ends."""

from datetime import timedelta

import pytest

from services.core.donations import service as donations
from services.core.donations.errors import (
    CampaignDeadlineUnfit,
    CampaignFieldMissing,
    CampaignNotFound,
    CampaignNotOpen,
    CampaignNotPublished,
    CampaignOver,
    CampaignPublished,
    CampaignReasonMissing,
    CampaignTermsFixed,
    FundOverheadOverCap,
    StretchGoalsNotRising,
)
from services.core.donations.policies.campaigns import MANDATORY
from services.core.donations.types import (
    CampaignKind,
    Channel,
    DeadlineChange,
    StretchGoal,
)
from services.core.identity import service as identity
from services.core.kit.money import Money
from services.core.kit.periods import local_date
from tests.factories.donations import (
    HANAKO,
    make_campaign,
    make_draft,
    make_fund,
    make_gift,
)
from tests.factories.programmes import make_programme

DAY = timedelta(days=1)


@pytest.fixture
def programme(uow):
    return make_programme(uow)


@pytest.fixture
def all_or_nothing(uow, programme):
    return make_campaign(
        uow,
        programme,
        kind=CampaignKind.ALL_OR_NOTHING,
        goal=Money(100_000),
        closes_at=uow.now + 10 * DAY,
    )


def give(uow, campaign, *, channel=Channel.BANK_TRANSFER, **more):
    """A gift that nobody has to look at: cash would be flagged."""
    return make_gift(uow, campaign, channel=channel, **more)


def keys(campaign):
    return {"programme_id": campaign.programme_id, "campaign_id": campaign.id}


class TestPublishCampaign:
    @pytest.mark.parametrize("field", MANDATORY)
    def test_shows_nothing_that_lacks_what_donors_must_read(self, uow, programme, field):
        """B7: who asks, where, what for, and what if the goal is missed: fields mandatory."""
        draft = make_draft(uow, programme, **{field: " "})

        with pytest.raises(CampaignFieldMissing) as refusal:
            donations.publish_campaign(uow, **keys(draft))

        assert refusal.value.pointer == f"/{field}"

    def test_takes_no_gift_before(self, uow, programme):
        draft = make_draft(uow, programme)

        with pytest.raises((CampaignNotOpen, CampaignNotPublished)):
            give(uow, draft)
        donations.publish_campaign(uow, **keys(draft))

        assert give(uow, draft).campaign_version == 1

    def test_is_done_once(self, uow, programme):
        with pytest.raises(CampaignPublished):
            donations.publish_campaign(uow, **keys(make_campaign(uow, programme)))

    def test_says_whose_certification_a_deduction_rests_on(self, uow, programme):
        campaign = make_campaign(uow, programme)

        organisation = identity.get_organisation(uow, campaign.organisation_id)
        assert organisation.name_ja in campaign.certification

    def test_wants_each_goal_above_the_one_before(self, uow, programme):
        goals = [
            StretchGoal(amount=Money(minor), text_ja="さらに10人", text_en="Ten more")
            for minor in (2_000_000, 2_000_000)
        ]

        with pytest.raises(StretchGoalsNotRising) as refusal:
            make_campaign(uow, programme, stretch_goals=goals)
        assert refusal.value.pointer == "/stretch_goals/1"


class TestChangeCampaign:
    def test_keeps_what_earlier_donors_were_told(self, uow, programme):
        campaign = make_campaign(uow, programme, overhead_bps=1_000)
        before = give(uow, campaign)

        donations.change_campaign(
            uow,
            **keys(campaign),
            changes={"use_of_funds": "教材費にも充てます", "overhead_bps": 500},
            reason="教材が足りないため",
        )
        after = give(uow, campaign)

        told = [
            donations.told_to_donor(uow, **keys(campaign), version=gift.campaign_version)
            for gift in (before, after)
        ]
        assert [one.told["use_of_funds"] for one in told] == [
            "スタディクーポンの発行",
            "教材費にも充てます",
        ]
        assert [one.reason for one in told] == [None, "教材が足りないため"]
        assert [gift.overhead_minor for gift in (before, after)] == [1_000, 500]

    def test_wants_a_reason_of_a_published_one(self, uow, programme):
        draft, published = make_draft(uow, programme), make_campaign(uow, programme)
        donations.change_campaign(uow, **keys(draft), changes={"name_en": "Learn"})

        with pytest.raises(CampaignReasonMissing):
            donations.change_campaign(uow, **keys(published), changes={"name_en": "Learn"})

    @pytest.mark.parametrize("field", ["kind", "goal", "closes_at", "fund_id"])
    def test_leaves_the_terms_of_all_or_nothing(self, uow, all_or_nothing, field):
        with pytest.raises(CampaignTermsFixed):
            donations.change_campaign(
                uow, **keys(all_or_nothing), changes={field: None}, reason="都合により"
            )


class TestMoveDeadline:
    def test_is_a_decision_that_donors_read(self, uow, all_or_nothing):
        until = all_or_nothing.closes_at

        move(uow, all_or_nothing, until + 5 * DAY)
        move(uow, all_or_nothing, until + 2 * DAY)

        made = donations.campaign_decisions(uow, **keys(all_or_nothing))
        assert [(one.change, one.instead_of, one.until) for one in made] == [
            (DeadlineChange.EXTENDED, until, until + 5 * DAY),
            (DeadlineChange.ENDED_EARLY, until + 5 * DAY, until + 2 * DAY),
        ]
        news = donations.updates_of(uow, **keys(all_or_nothing))
        assert {one.words.body_en for one in news} == {"For the holidays"}
        assert all_or_nothing.version == 3

    def test_comes_too_late_after_the_end(self, uow, all_or_nothing):
        uow.now = all_or_nothing.closes_at

        with pytest.raises(CampaignOver):
            move(uow, all_or_nothing, uow.now + DAY)

    def test_reaches_into_no_past(self, uow, all_or_nothing):
        with pytest.raises(CampaignDeadlineUnfit):
            move(uow, all_or_nothing, uow.now - DAY)

    def test_wants_its_reason_in_both_languages(self, uow, all_or_nothing):
        with pytest.raises(CampaignReasonMissing):
            move(uow, all_or_nothing, uow.now + DAY, reason_en=" ")


class TestFigures:
    def test_tell_each_yen_where_it_is(self, uow, all_or_nothing):
        kept = give(uow, all_or_nothing, amount=40_000, donor=HANAKO)
        give(uow, all_or_nothing, amount=10_000, donor=HANAKO)
        give(uow, all_or_nothing, amount=7_000, settled=False)
        back = give(uow, all_or_nothing, amount=5_000)
        confirm(uow, donations.refund(uow, programme_id=back.programme_id, donation_id=back.id))

        told = donations.figures(uow, **keys(all_or_nothing))

        assert kept.held
        assert (told.pledged, told.settled, told.kept, told.refunded) == (
            7_000,
            55_000,
            50_000,
            5_000,
        )
        assert (told.held, told.overhead, told.allocated) == (50_000, 5_000, 0)
        assert (told.gifts, told.donors) == (2, 1)


class TestAllocate:
    def test_refuses_a_fund_whose_overhead_went_above_the_cap(self, uow, programme):
        """A6: an over-cap allocation is refused."""
        campaign = make_campaign(uow, programme, overhead_bps=1_500)
        give(uow, campaign, amount=100_000)
        allocate(uow, campaign, 1)

        lower_the_cap(programme, 1_499)

        with pytest.raises(FundOverheadOverCap) as refusal:
            allocate(uow, campaign, 1)
        assert refusal.value.context["share_bps"] == 1_500

    def test_counts_what_covers_the_fee_as_nobodys_share(self, uow, programme):
        campaign = make_campaign(uow, programme, overhead_bps=1_500)
        give(uow, campaign, amount=103_600, fee_cover=Money(3_600))

        allocate(uow, campaign, 1)

        [told] = donations.overhead_by_fund(uow, programme_id=programme.id)
        assert (told.given, told.overhead, told.share_bps) == (100_000, 15_000, 1_500)
        assert not told.over_cap


class TestSeeing:
    def test_hides_drafts_from_everybody(self, uow, programme):
        draft, published = make_draft(uow, programme), make_campaign(uow, programme)

        shown = donations.campaigns_of(uow, programme_id=programme.id)
        all_of_them = donations.campaigns_of(uow, programme_id=programme.id, drafts=True)

        assert [one.id for one in shown] == [published.id]
        assert {one.id for one in all_of_them} == {draft.id, published.id}

    def test_finds_none_of_another_programme(self, uow, programme):
        other = make_campaign(uow, make_programme(uow))

        with pytest.raises(CampaignNotFound):
            donations.get_campaign(uow, programme_id=programme.id, campaign_id=other.id)

    def test_offers_the_funds_that_donors_may_choose(self, uow, programme):
        music = make_fund(uow, programme, restricted=True, grade_min=9, grade_max=9)
        campaign = make_campaign(uow, programme, fund_ids=[music.id, music.id])

        assert donations.fund_ids_of(uow, campaign) == [campaign.fund_id, music.id]


def move(uow, campaign, until, **reasons):
    told = {"reason_ja": "夏休みのため", "reason_en": "For the holidays"}
    return donations.move_deadline(uow, **keys(campaign), until=until, **(told | reasons))


def allocate(uow, campaign, yen):
    with uow.session.begin_nested() as savepoint:
        lots = donations.allocate(
            uow,
            programme_id=campaign.programme_id,
            fund_id=campaign.fund_id,
            amounts=[Money(yen)],
        )
        savepoint.rollback()
    return lots


def lower_the_cap(programme, cap_bps):
    programme.terms_data = {**programme.terms_data, "overhead_cap_bps": cap_bps}
    programme.__dict__.pop("terms", None)


def confirm(uow, refund):
    donations.confirm_refund(
        uow,
        programme_id=refund.programme_id,
        refund_id=refund.id,
        sent_on=local_date(uow.now),
    )
