"""Receipts: for named gifts with an address, numbered without a gap (B8, B10, B14)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.core.donations import service as donations
from services.core.donations.types import NoReceipt
from services.core.kit.money import Money
from services.core.kit.sheets import CellsNotEncodable, Encoding
from tests.factories.donations import HANAKO, give_back_by_hand, make_campaign, make_gift
from tests.factories.programmes import make_programme

# Still the old year in London, the new one in Japan.
NEW_YEAR = datetime(2025, 12, 31, 15, tzinfo=UTC)


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


def issue(uow, campaign, year=2025):
    return donations.issue_receipts(uow, programme_id=campaign.programme_id, year=year)


class TestIssueReceipts:
    def test_numbers_them_in_the_order_of_arrival_and_goes_on_from_there(self, uow, campaign):
        second = make_gift(uow, campaign, donor=HANAKO, settled_at=uow.now)
        first = make_gift(uow, campaign, donor=HANAKO, settled_at=datetime(2025, 4, 2, tzinfo=UTC))

        before = issue(uow, campaign).receipts
        third = make_gift(uow, campaign, donor=HANAKO)
        after = issue(uow, campaign).receipts

        told = [(one.donation_id, one.number) for one in (*before, *after)]
        assert told == [
            (first.id, "2025-000001"),
            (second.id, "2025-000002"),
            (third.id, "2025-000003"),
        ]

    def test_counts_an_organisations_programmes_together(self, uow, campaign):
        other = make_campaign(uow, make_programme(uow))
        make_gift(uow, campaign, donor=HANAKO)
        make_gift(uow, other, donor=HANAKO)

        serials = [issue(uow, one).receipts[0].serial for one in (campaign, other)]

        assert serials == [1, 2]

    def test_follows_the_calendar_year_of_japan(self, uow, campaign):
        make_gift(uow, campaign, donor=HANAKO, settled_at=NEW_YEAR)

        assert issue(uow, campaign).receipts == []
        (receipt,) = issue(uow, campaign, 2026).receipts
        assert (receipt.number, receipt.accepted_on.isoformat()) == (
            "2026-000001",
            "2026-01-01",
        )

    def test_leaves_out_who_has_no_address_or_stays_unnamed(self, uow, campaign):
        make_gift(uow, campaign, donor=replace(HANAKO, address=None, email="a@example.org"))
        make_gift(uow, campaign, donor=HANAKO, anonymous=True)
        make_gift(uow, campaign)

        issued = issue(uow, campaign)

        assert issued.receipts == []
        assert issued.left_out == {NoReceipt.NO_ADDRESS: 1, NoReceipt.ANONYMOUS: 1}

    def test_comes_once_a_donor_has_told_the_address(self, uow, campaign):
        make_gift(uow, campaign, donor=replace(HANAKO, address=None, postcode=None))
        assert issue(uow, campaign).left_out == {NoReceipt.NO_ADDRESS: 1}

        make_gift(uow, campaign, donor=replace(HANAKO, name="別の名前"))

        assert len(issue(uow, campaign).receipts) == 2
        lines = donations.receipts_of_year(uow, programme_id=campaign.programme_id, year=2025)
        assert {line.donor.name for line in lines} == {HANAKO.name}
        assert {line.donor.address for line in lines} == {HANAKO.address}

    def test_never_receipts_a_municipalitys_money(self, uow, campaign):
        donations.receive_grant(
            uow,
            programme_id=campaign.programme_id,
            fund_id=campaign.fund_id,
            amount=Money(1_000),
        )

        issued = issue(uow, campaign)

        assert (issued.receipts, issued.left_out) == ([], {})

    def test_receipts_only_what_was_kept(self, uow, campaign):
        gift = make_gift(uow, campaign, amount=10_000, donor=HANAKO)
        give_back_by_hand(uow, gift, 4_000)

        assert [receipt.amount for receipt in issue(uow, campaign).receipts] == [Money(6_000)]


class TestExportReceipts:
    def export(self, uow, campaign, **more):
        return donations.export_receipts(
            uow, programme_id=campaign.programme_id, year=2025, language="ja", **more
        )

    def test_opens_in_excel_and_runs_no_formula(self, uow, campaign):
        make_gift(uow, campaign, amount=3_000, donor=replace(HANAKO, name="=1+1"))
        issue(uow, campaign)

        data = self.export(uow, campaign)

        assert data.startswith(b"\xef\xbb\xbf")
        header, line = data.decode("utf-8-sig").splitlines()
        assert header.startswith("受領証番号,受領年月日,氏名・名称")
        assert line.startswith("2025-000001,2025-06-11,'=1+1,1500002,")
        assert ",3000," in line

    def test_reports_a_name_that_cp932_cannot_hold(self, uow, campaign):
        make_gift(uow, campaign, donor=replace(HANAKO, name="𠮷田 花子"))
        issue(uow, campaign)

        with pytest.raises(CellsNotEncodable):
            self.export(uow, campaign, encoding=Encoding.CP932)
