"""Gifts: started, settled, failed; only settled money is spendable (B1)."""

from datetime import UTC, datetime, timedelta

import pytest

from services.core.donations import service as donations
from services.core.donations.errors import (
    CampaignAmbiguous,
    CampaignCodeTaken,
    CampaignFieldMissing,
    CampaignNotFound,
    CampaignNotOpen,
    ChannelNotPayable,
    DonationIdReused,
    FundsShort,
    LotExceedsAllocation,
    OverheadOverCap,
)
from services.core.donations.types import Channel, DonationStatus, Lot
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, TransferCode, account_id
from tests.factories.donations import (
    HANAKO,
    give_back_by_hand,
    make_campaign,
    make_fund,
    make_gift,
    make_payment,
)
from tests.factories.programmes import make_programme


@pytest.fixture
def programme(uow):
    return make_programme(uow)


@pytest.fixture
def campaign(uow, programme):
    return make_campaign(uow, programme)


def balance(uow, campaign, code):
    owner = {AccountCode.FUND: campaign.fund_id, AccountCode.SHORTFALL: campaign.fund_id}
    account = account_id(campaign.programme_id, code, owner.get(code, campaign.organisation_id))
    return ledger.balance(uow, programme_id=campaign.programme_id, account=account).minor


def free(uow, campaign):
    found = donations.free(uow, programme_id=campaign.programme_id, fund_id=campaign.fund_id)
    assert found.minor == balance(uow, campaign, AccountCode.FUND)
    return found.minor


def promise(uow, campaign, *amounts):
    """Allocate, and move the ledger as an award does: to vouchers of no further interest."""
    lots = donations.allocate(
        uow,
        programme_id=campaign.programme_id,
        fund_id=campaign.fund_id,
        amounts=[Money(amount) for amount in amounts],
    )
    for some in lots:
        voucher = ledger.open_account(
            uow,
            programme_id=campaign.programme_id,
            code=AccountCode.VOUCHER,
            owner_id=uuid7(),
        )
        fund = account_id(campaign.programme_id, AccountCode.FUND, campaign.fund_id)
        ledger.post(
            uow,
            TransferCode.VOUCHER_FUNDED,
            programme_id=campaign.programme_id,
            debit=fund,
            credit=voucher,
            amount=Money(sum(lot.amount.minor for lot in some)),
            of=uuid7(),
        )
    return lots


def let_go(uow, campaign, lots):
    """Give lots back, the ledger first."""
    source = ledger.open_account(
        uow, programme_id=campaign.programme_id, code=AccountCode.SUSPENSE, owner_id=uuid7()
    )
    ledger.post(
        uow,
        TransferCode.VOUCHER_EXPIRED,
        programme_id=campaign.programme_id,
        debit=source,
        credit=account_id(campaign.programme_id, AccountCode.FUND, campaign.fund_id),
        amount=Money(sum(lot.amount.minor for lot in lots)),
        of=uuid7(),
    )
    donations.give_back(uow, programme_id=campaign.programme_id, lots=lots)


class TestStartCampaign:
    def test_refuses_an_overhead_above_the_programmes_cap(self, uow, programme):
        make_campaign(uow, programme, overhead_bps=1_500)

        with pytest.raises(OverheadOverCap):
            make_campaign(uow, programme, overhead_bps=1_501)

    @pytest.mark.parametrize(
        "field", ["solicitor_name", "solicitor_address", "use_of_funds", "if_goal_missed"]
    )
    def test_refuses_to_hide_what_donors_must_read(self, uow, programme, field):
        with pytest.raises(CampaignFieldMissing) as refusal:
            make_campaign(uow, programme, **{field: " "})

        assert refusal.value.pointer == f"/{field}"

    def test_refuses_a_code_that_is_taken(self, uow, programme):
        make_campaign(uow, programme, code="spring")

        with pytest.raises(CampaignCodeTaken):
            make_campaign(uow, programme, code="spring")

    def test_lets_another_programme_have_the_code(self, uow, programme):
        make_campaign(uow, programme, code="spring")
        make_campaign(uow, make_programme(uow), code="spring")


class TestCampaignByCode:
    def test_asks_for_the_programme_where_two_have_the_code(self, uow, programme):
        first = make_campaign(uow, programme, code="spring")
        make_campaign(uow, make_programme(uow), code="spring")

        with pytest.raises(CampaignAmbiguous):
            donations.campaign_by_code(uow, code="spring")
        named = donations.campaign_by_code(uow, code="spring", programme_id=programme.id)
        assert named is first

    def test_says_so_where_there_is_none(self, uow, programme):
        with pytest.raises(CampaignNotFound):
            donations.campaign_by_code(uow, code="nowhere")


class TestStart:
    def test_makes_nothing_spendable(self, uow, campaign):
        make_gift(uow, campaign, channel=Channel.KONBINI, settled=False)

        assert free(uow, campaign) == 0
        with pytest.raises(FundsShort):
            promise(uow, campaign, 1)

    def test_is_the_same_gift_by_the_same_id(self, uow, campaign):
        id = uuid7()
        first = make_gift(uow, campaign, settled=False, id=id)

        assert make_gift(uow, campaign, settled=False, id=id) is first
        with pytest.raises(DonationIdReused):
            make_gift(uow, campaign, settled=False, id=id, amount=999)

    @pytest.mark.parametrize(
        ("moved", "is_open"), [(timedelta(seconds=-1), True), (timedelta(0), False)]
    )
    def test_is_refused_from_the_instant_the_campaign_closes(self, uow, campaign, moved, is_open):
        uow.now = campaign.closes_at + moved
        if is_open:
            make_gift(uow, campaign, settled=False)
        else:
            with pytest.raises(CampaignNotOpen):
                make_gift(uow, campaign, settled=False)

    def test_restricts_a_gift_to_the_fund_that_the_donor_names(self, uow, programme, campaign):
        for_music = make_fund(uow, programme, restricted=True)

        make_gift(uow, campaign, amount=5_000, fund_id=for_music.id)

        assert free(uow, campaign) == 0
        named = donations.free(uow, programme_id=programme.id, fund_id=for_music.id)
        assert named == Money(4_500)

    def test_finds_the_same_donor_by_the_same_address(self, uow, campaign):
        gifts = [make_gift(uow, campaign, donor=HANAKO) for _ in range(2)]

        assert len({gift.donor_id for gift in gifts}) == 1

    def test_keeps_no_donors_data_in_plain(self, uow, campaign):
        gift = make_gift(uow, campaign, donor=HANAKO)

        rows = uow.session.connection().exec_driver_sql(
            "SELECT row_to_json(donors)::text FROM donors WHERE id = %s", (gift.donor_id,)
        )
        told = rows.scalar_one()
        for value in (HANAKO.name, HANAKO.email, HANAKO.address, HANAKO.kana):
            assert value not in told
            assert value.encode().hex() not in told


class TestSettle:
    def test_takes_the_overhead_share_and_leaves_the_rest_free(self, uow, campaign):
        make_gift(uow, campaign, amount=10_005)

        assert free(uow, campaign) == 9_005
        assert balance(uow, campaign, AccountCode.OVERHEAD) == 1_000
        assert balance(uow, campaign, AccountCode.BANK) == 10_005

    def test_pays_the_gateways_fee_out_of_overhead(self, uow, campaign):
        make_gift(uow, campaign, amount=10_000, channel=Channel.CARD)

        assert free(uow, campaign) == 9_000
        assert balance(uow, campaign, AccountCode.OVERHEAD) == 1_000 - 360
        assert balance(uow, campaign, AccountCode.GATEWAY_CLEARING) == 10_000 - 360
        assert balance(uow, campaign, AccountCode.BANK) == 0

    def test_changes_nothing_the_second_time(self, uow, campaign):
        gift = make_gift(uow, campaign)

        donations.settle(uow, programme_id=campaign.programme_id, donation_id=gift.id)

        assert free(uow, campaign) == 9_000

    def test_refuses_a_card_gift_that_no_gateway_has_told_of(self, uow, campaign):
        gift = make_gift(uow, campaign, channel=Channel.CARD, settled=False)

        with pytest.raises(ChannelNotPayable):
            donations.settle(uow, programme_id=campaign.programme_id, donation_id=gift.id)


class TestFail:
    def test_gives_way_to_money_that_came_all_the_same(self, uow, campaign):
        gift = make_gift(uow, campaign, channel=Channel.KONBINI, settled=False)
        programme_id = campaign.programme_id

        donations.fail(uow, programme_id=programme_id, donation_id=gift.id)
        assert gift.status is DonationStatus.FAILED

        donations.accept_payment(uow, make_payment(gift, settled_at=uow.now))
        donations.fail(uow, programme_id=programme_id, donation_id=gift.id)
        assert gift.status is DonationStatus.SETTLED


class TestAllocate:
    def test_takes_the_oldest_money_first(self, uow, campaign):
        day = datetime(2025, 5, 1, tzinfo=UTC)
        younger = make_gift(uow, campaign, amount=1_000, settled_at=day + timedelta(days=1))
        older = make_gift(uow, campaign, amount=1_000, settled_at=day)

        first, second = promise(uow, campaign, 600, 700)

        assert first == [Lot(older.id, Money(600))]
        assert second == [Lot(older.id, Money(300)), Lot(younger.id, Money(400))]
        assert free(uow, campaign) == 500

    def test_takes_nothing_when_the_fund_falls_short(self, uow, campaign):
        make_gift(uow, campaign, amount=1_000)

        with pytest.raises(FundsShort):
            promise(uow, campaign, 600, 301)

        assert free(uow, campaign) == 900

    def test_leaves_other_funds_alone(self, uow, programme, campaign):
        make_gift(uow, make_campaign(uow, programme), amount=5_000)

        with pytest.raises(FundsShort):
            promise(uow, campaign, 1)


class TestGiveBack:
    def test_frees_the_money_for_the_next_child(self, uow, campaign):
        make_gift(uow, campaign, amount=1_000)
        (lots,) = promise(uow, campaign, 900)

        let_go(uow, campaign, [Lot(lots[0].donation_id, Money(250))])

        assert free(uow, campaign) == 250

    def test_refuses_more_than_was_promised(self, uow, campaign):
        gift = make_gift(uow, campaign, amount=1_000)
        promise(uow, campaign, 100)

        with pytest.raises(LotExceedsAllocation):
            donations.give_back(
                uow, programme_id=campaign.programme_id, lots=[Lot(gift.id, Money(101))]
            )


class TestReceiveGrant:
    def test_enters_the_fund_wholly_and_has_no_donor(self, uow, campaign):
        id = uuid7()
        for _ in range(2):
            grant = donations.receive_grant(
                uow,
                programme_id=campaign.programme_id,
                fund_id=campaign.fund_id,
                amount=Money(2_000_000),
                id=id,
            )

        assert grant.donor_id is None
        assert free(uow, campaign) == 2_000_000
        assert balance(uow, campaign, AccountCode.OVERHEAD) == 0

    def test_books_a_decision_once_by_its_number(self, uow, campaign):
        asked = {"programme_id": campaign.programme_id, "fund_id": campaign.fund_id}
        first = donations.receive_grant(uow, amount=Money(100), external_ref="7-1", **asked)

        assert donations.receive_grant(uow, amount=Money(100), external_ref="7-1", **asked) is first
        with pytest.raises(DonationIdReused):
            donations.receive_grant(uow, amount=Money(100), external_ref="7-1", id=uuid7(), **asked)

    def test_refuses_an_id_of_another_amount(self, uow, campaign):
        id = uuid7()
        asked = {"programme_id": campaign.programme_id, "fund_id": campaign.fund_id, "id": id}
        donations.receive_grant(uow, amount=Money(100), **asked)

        with pytest.raises(DonationIdReused):
            donations.receive_grant(uow, amount=Money(200), **asked)


class TestSummary:
    def test_adds_up(self, uow, campaign):
        make_gift(uow, campaign, amount=10_000, channel=Channel.CARD, donor=HANAKO)
        make_gift(uow, campaign, amount=5_000, donor=HANAKO)
        make_gift(uow, campaign, amount=7_000, settled=False)
        donations.receive_grant(
            uow,
            programme_id=campaign.programme_id,
            fund_id=campaign.fund_id,
            amount=Money(100_000),
        )
        returned = make_gift(uow, campaign, amount=2_000)
        give_back_by_hand(uow, returned)
        promise(uow, campaign, 50_000)

        told = donations.summary(uow, programme_id=campaign.programme_id)

        assert (told.gifts, told.donors) == (3, 1)
        assert (told.gifts_settled, told.municipal, told.refunded) == (17_000, 100_000, 2_000)
        assert (told.overhead, told.gateway_fees, told.shortfall) == (1_500, 360, 0)
        out = told.refunded + told.overhead + 50_000 + free(uow, campaign)
        assert told.gifts_settled + told.municipal == out


class TestFigures:
    def test_tells_promised_and_arrived_money_apart(self, uow, campaign):
        make_gift(uow, campaign, amount=3_000)
        make_gift(uow, campaign, amount=4_000, channel=Channel.KONBINI, settled=False)
        make_gift(uow, make_campaign(uow, make_programme(uow)), amount=999)

        told = donations.figures(uow, programme_id=campaign.programme_id, campaign_id=campaign.id)

        assert (told.pledged, told.settled, told.gifts) == (4_000, 3_000, 1)
