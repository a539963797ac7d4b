"""Crowdfunding sites hold gifts until they pay out, and keep a fee."""

from datetime import date

import pytest
from sqlalchemy import select

from services.core.donations import mappings
from services.core.donations import service as donations
from services.core.donations.errors import (
    MappingMalformed,
    MappingNameTaken,
    SitePayoutArrived,
    SitePayoutNotExplained,
)
from services.core.donations.models import Donation
from services.core.donations.service.booking import site_owner
from services.core.donations.types import DatePolicy, DonorKind, RefundStatus
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, account_id
from tests.factories.donations import make_campaign
from tests.factories.programmes import make_programme
from tests.integration.donations.test_acceptance import choose
from tests.integration.donations.test_gifts import balance, free

HEADINGS = "支援ID,ステータス,支援日時,氏名,個人・法人,支援金額,システム利用料\r\n"
READYFOR = (
    HEADINGS + "1,決済完了,2025/05/01 10:00,見本 花子,個人,10000,220\r\n"
    "2,決済完了,2025/05/02 10:00,株式会社見本,法人,50000,220\r\n"
    "3,決済失敗,2025/05/03 10:00,見本 太郎,個人,3000,220\r\n"
)
MONTHLY = "決済ID,決済日,金額,氏名,支援種別,ステータス\r\n"


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow), overhead_bps=0)


def take_in(uow, campaign, text, mapping="readyfor", **more):
    return donations.import_gifts(
        uow,
        campaign=campaign,
        mapping=mappings.gift_mapping(mapping),
        data=text.encode(),
        **more,
    )


def at_site(uow, campaign, site="readyfor"):
    held = {
        one.site: one.minor for one in donations.at_sites(uow, programme_id=campaign.programme_id)
    }
    return held.get(site, 0)


def pays_out(uow, campaign, gross=60_000, fee=7_200, id=None):
    return donations.record_site_payout(
        uow,
        id=id or uuid7(),
        programme_id=campaign.programme_id,
        site="readyfor",
        gross=Money(gross),
        fee=Money(fee),
        until_on=date(2025, 5, 31),
    )


class TestImportGifts:
    def test_leaves_the_money_at_the_site_and_the_supporters_fee_to_it(self, uow, campaign):
        report = take_in(uow, campaign, READYFOR)

        assert (report.imported, report.amount, report.skipped) == (2, Money(60_000), 1)
        assert at_site(uow, campaign) == 60_000
        assert balance(uow, campaign, AccountCode.BANK) == 0
        assert free(uow, campaign) == 60_000

    def test_tells_what_became_of_each_column(self, uow, campaign):
        text = "備考,支援ID,支援日時,支援金額\r\n,1,2025/05/01,1000\r\n感謝,2,2025/05/01,500\r\n"

        report = take_in(uow, campaign, text, dry_run=True)

        became = {one.heading: (one.became, one.filled) for one in report.columns}
        assert became["支援金額"] == ("amount", 2)
        assert became["備考"] == (None, 0)

    def test_takes_a_body_for_what_it_is(self, uow, campaign):
        take_in(uow, campaign, READYFOR)

        [_, company] = donations.donor_list(
            uow, organisation_id=campaign.organisation_id, fiscal_year=2025
        )
        assert company.donor.kind is DonorKind.COMPANY

    def test_takes_each_month_of_a_monthly_gift(self, uow, campaign):
        text = MONTHLY + (
            "7,2025/05/01,1000,見本 花子,継続,成功\r\n7,2025/06/01,1000,見本 花子,継続,成功\r\n"
        )

        report = take_in(uow, campaign, text, "syncable")
        again = take_in(
            uow, campaign, text + "8,2025/06/02,500,見本 太郎,単発,成功\r\n", "syncable"
        )

        assert report.imported == 2
        assert (again.imported, again.known) == (1, 2)

    def test_gives_back_what_the_site_cancelled_since(self, uow, campaign):
        take_in(uow, campaign, READYFOR)

        report = take_in(uow, campaign, READYFOR.replace("2,決済完了", "2,返金済み"))

        assert report.withdrawn == 1
        assert at_site(uow, campaign) == 10_000
        assert free(uow, campaign) == 10_000
        pays_out(uow, campaign, gross=10_000, fee=1_200)

    def test_lets_nobody_send_by_hand_what_the_site_gave_back(self, uow, campaign):
        take_in(uow, campaign, READYFOR)
        [gift] = [
            one for one in uow.session.scalars(select(Donation)) if one.amount == Money(50_000)
        ]
        asked = donations.refund(uow, programme_id=campaign.programme_id, donation_id=gift.id)

        report = take_in(uow, campaign, READYFOR.replace("2,決済完了", "2,返金済み"))

        assert (report.withdrawn, asked.status) == (1, RefundStatus.CANCELLED)
        assert donations.refund_tasks(uow, programme_id=campaign.programme_id, limit=9) == []
        assert at_site(uow, campaign) == 10_000

    def test_refuses_goods_and_a_fee_that_leaves_nothing_by_row_and_reason(self, uow, campaign):
        text = "番号,金額,入金日,寄付の種類\r\n1,1000,2025/05/01,物品\r\n"

        report = take_in(uow, campaign, text, "generic")

        assert [(e.row, e.column, e.code) for e in report.errors] == [
            (2, "寄付の種類", "gift_in_kind")
        ]
        assert "物品" in report.errors[0].words("ja")


class TestRecordSitePayout:
    def test_takes_the_fee_out_of_overhead_and_never_of_a_childs_money(self, uow, campaign):
        take_in(uow, campaign, READYFOR)

        payout = pays_out(uow, campaign)

        assert payout.net == Money(52_800)
        assert free(uow, campaign) == 60_000
        assert balance(uow, campaign, AccountCode.OVERHEAD) == -7_200
        assert at_site(uow, campaign) == 0

    def test_refuses_what_the_gifts_do_not_explain(self, uow, campaign):
        take_in(uow, campaign, READYFOR)

        with pytest.raises(SitePayoutNotExplained):
            pays_out(uow, campaign, gross=59_999)

    def test_is_the_same_by_the_same_id(self, uow, campaign):
        take_in(uow, campaign, READYFOR)
        payout = pays_out(uow, campaign)

        assert pays_out(uow, campaign, id=payout.id) is payout


class TestNoteSitePayoutArrived:
    def test_takes_the_deposit_that_waits_and_dates_the_gifts_by_it(self, uow, campaign):
        choose(uow, campaign, DatePolicy.A)
        take_in(uow, campaign, READYFOR)
        payout = pays_out(uow, campaign)
        donations.import_bank(
            uow,
            programme_id=campaign.programme_id,
            mapping=mappings.bank_mapping("bank-generic"),
            data=(
                "取引日,摘要,お預入金額,お引出金額,残高\r\n"
                "2025/06/10,振込 ﾚﾃﾞｲ-ﾌｵ-(ｶ,52800,,52800\r\n"
            ).encode(),
        )
        [waiting] = donations.waiting_deposits(uow, programme_id=campaign.programme_id, limit=10)

        arrive(uow, campaign, payout, deposit_id=waiting.id)

        assert balance(uow, campaign, AccountCode.BANK) == 52_800
        assert balance(uow, campaign, AccountCode.SUSPENSE) == 0
        assert clearing(uow, campaign) == 0
        days = {
            line.accepted_on
            for line in donations.donor_list(
                uow, organisation_id=campaign.organisation_id, fiscal_year=2025
            )
        }
        assert days == {date(2025, 6, 10)}

    def test_refuses_a_second_arrival(self, uow, campaign):
        take_in(uow, campaign, READYFOR)
        payout = pays_out(uow, campaign)
        arrive(uow, campaign, payout)

        with pytest.raises(SitePayoutArrived):
            arrive(uow, campaign, payout, arrived_on=date(2025, 6, 9))

        assert arrive(uow, campaign, payout) is payout


BODY = {
    "title": "見本サイト",
    "channel": "crowdfunding",
    "held_by_site": True,
    "columns": {"gift_id": ["番"], "amount": ["額"], "given_at": ["日"], "name": ["名"]},
}


class TestSaveMapping:
    def save(self, uow, campaign, name="mihon", **changes):
        return donations.save_mapping(
            uow,
            organisation_id=campaign.organisation_id,
            name=name,
            body={**BODY, **changes},
        )

    def test_reads_a_new_site_without_code_and_keeps_every_version(self, uow, campaign):
        self.save(uow, campaign)
        self.save(uow, campaign)
        self.save(uow, campaign, title="見本サイト（新）")

        mapping = donations.gift_mapping(
            uow, organisation_id=campaign.organisation_id, name="mihon"
        )
        report = donations.import_gifts(
            uow,
            campaign=campaign,
            mapping=mapping,
            data="番,額,日,名\r\n1,500,2025/05/01,花子\r\n".encode(),
        )

        assert report.imported == 1
        assert at_site(uow, campaign, "mihon") == 500
        history = donations.mapping_history(
            uow, organisation_id=campaign.organisation_id, name="mihon"
        )
        assert [row.version for row in history] == [2, 1]

    def test_refuses_a_name_of_the_installations(self, uow, campaign):
        with pytest.raises(MappingNameTaken):
            self.save(uow, campaign, name="campfire")

    @pytest.mark.parametrize(
        "changes",
        [
            {"columns": {"gift_id": ["番"], "amount": ["額"]}},
            {"columns": {"gift_id": ["番"], "amount": ["番"], "given_at": ["日"]}},
            {"channel": "cash"},
            {"amount_includes_fee": True},
        ],
    )
    def test_refuses_what_makes_no_mapping(self, uow, campaign, changes):
        with pytest.raises(MappingMalformed):
            self.save(uow, campaign, **changes)


def arrive(uow, campaign, payout, **how):
    if not how:
        how = {"arrived_on": date(2025, 6, 10)}
    return donations.note_site_payout_arrived(
        uow, programme_id=campaign.programme_id, payout_id=payout.id, **how
    )


def clearing(uow, campaign, site="readyfor"):
    owner = site_owner(campaign.organisation_id, site)
    account = account_id(campaign.programme_id, AccountCode.SITE_CLEARING, owner)
    return ledger.balance(uow, programme_id=campaign.programme_id, account=account).minor
