"""Receipts: for named gifts with an address, numbered without a gap (B8, B10, B14)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.core.donations import service as donations
from services.core.donations.errors import (
    CertificationMissing,
    ReceiptCancelled,
    ReceiptNotDue,
    ReceiptNotFound,
)
from services.core.donations.models import Certification
from services.core.donations.service import Progress
from services.core.donations.types import (
    Channel,
    DatePolicy,
    NoReceipt,
    ReceiptKind,
    RunStatus,
    WhyCancelled,
)
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.sheets import CellsNotEncodable, Encoding
from tests.factories.certifications import make_certification
from tests.factories.donations import HANAKO, make_campaign, make_gift
from tests.factories.programmes import make_programme

# Still the old year in London, the new one in Japan.
NEW_YEAR = datetime(2025, 12, 31, 15, tzinfo=UTC)
TARO = replace(HANAKO, name="梨本 太郎", email="taro@example.org", postcode="0600000")


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


def issue(uow, campaign, year=2025):
    return donations.issue_receipts(uow, programme_id=campaign.programme_id, year=year)


def give_back(uow, gift, amount=None):
    donations.refund(
        uow,
        programme_id=gift.programme_id,
        donation_id=gift.id,
        amount=None if amount is None else Money(amount),
    )
    for refund in donations.refund_tasks(uow, programme_id=gift.programme_id, after=None, limit=10):
        donations.confirm_refund(
            uow, programme_id=gift.programme_id, refund_id=refund.id, sent_on=uow.now.date()
        )


def own(uow, receipt):
    return donations.own_receipts(uow, donor_id=receipt.donor_id)


class TestIssueReceipts:
    def test_numbers_them_in_the_order_of_arrival_and_goes_on_from_there(self, uow, campaign):
        second = make_gift(uow, campaign, donor=HANAKO, settled_at=uow.now)
        first = make_gift(uow, campaign, donor=HANAKO, settled_at=datetime(2025, 4, 2, tzinfo=UTC))

        before = issue(uow, campaign).receipts
        third = make_gift(uow, campaign, donor=HANAKO)
        after = issue(uow, campaign).receipts

        on = {
            donations.issue_for_gift(
                uow, programme_id=campaign.programme_id, donation_id=gift.id
            ).number: gift.id
            for gift in (first, second, third)
        }
        assert [one.number for one in (*before, *after)] == list(on)
        assert list(on) == ["2025-000001", "2025-000002", "2025-000003"]

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
        give_back(uow, gift, 4_000)

        assert [receipt.amount for receipt in issue(uow, campaign).receipts] == [Money(6_000)]


class TestTerm:
    """B8: no receipt for a gift outside the term of the certification."""

    @pytest.fixture
    def uncertified(self, uow, campaign):
        for version in uow.session.query(Certification).all():
            uow.session.delete(version)
        uow.session.flush()
        return campaign

    def test_is_asked_for_before_the_first_receipt(self, uow, uncertified):
        make_gift(uow, uncertified, donor=HANAKO)

        with pytest.raises(CertificationMissing):
            issue(uow, uncertified)

    def test_leaves_out_gifts_before_and_after_it(self, uow, uncertified):
        make_certification(
            uow,
            uncertified.organisation_id,
            certified_on=date(2025, 5, 1),
            valid_from=date(2025, 5, 1),
            valid_until=date(2025, 6, 10),
            in_force_from=date(2025, 5, 1),
        )
        gifts = [
            make_gift(
                uow, uncertified, donor=HANAKO, settled_at=datetime(2025, month, day, 3, tzinfo=UTC)
            )
            for month, day in ((4, 30), (5, 1), (6, 10), (6, 11))
        ]

        issued = issue(uow, uncertified)

        assert [one.accepted_on.day for one in issued.receipts] == [1, 10]
        assert issued.left_out == {NoReceipt.OUTSIDE_TERM: 2}
        with pytest.raises(ReceiptNotDue) as refusal:
            donations.issue_for_gift(
                uow, programme_id=uncertified.programme_id, donation_id=gifts[0].id
            )
        assert refusal.value.context["reason"] == "outside_term"

    def test_puts_gifts_under_two_notices_on_two_receipts(self, uow, campaign):
        make_certification(
            uow,
            campaign.organisation_id,
            notice_number="見本都認第2号",
            certified_on=date(2025, 6, 1),
            valid_from=date(2025, 6, 1),
            valid_until=date(2030, 5, 31),
            in_force_from=date(2025, 6, 1),
        )
        gifts = [
            make_gift(uow, campaign, donor=HANAKO, settled_at=datetime(2025, month, 5, tzinfo=UTC))
            for month in (4, 5, 6)
        ]

        issued = donations.issue_for_year(uow, year=2025, donor_ids=[gifts[0].donor_id])

        assert [one.amount.minor for one in issued.receipts] == [20_000, 10_000]
        assert len({one.certification_id for one in issued.receipts}) == 2


class TestIssueForYear:
    def test_sums_up_what_a_donor_gave_to_all_programmes(self, uow, campaign):
        other = make_campaign(uow, make_programme(uow))
        gifts = [make_gift(uow, one, donor=HANAKO) for one in (campaign, campaign, other)]
        make_gift(uow, campaign, donor=TARO)

        issued = donations.issue_for_year(uow, year=2025, donor_ids=[gifts[0].donor_id])
        again = donations.issue_for_year(uow, year=2025, donor_ids=[gifts[0].donor_id])

        (receipt,) = issued.receipts
        assert (receipt.kind, receipt.amount) == (ReceiptKind.YEAR, Money(30_000))
        assert again.receipts == []

    def test_leaves_alone_what_stands_on_a_receipt_of_its_own(self, uow, campaign):
        first = make_gift(uow, campaign, donor=HANAKO)
        issue(uow, campaign)
        make_gift(uow, campaign, amount=7_000, donor=HANAKO)

        issued = donations.issue_for_year(uow, year=2025, donor_ids=[first.donor_id])

        assert [one.amount for one in issued.receipts] == [Money(7_000)]

    def test_merges_them_where_the_donor_wishes(self, uow, campaign):
        first = make_gift(uow, campaign, donor=HANAKO)
        (single,) = issue(uow, campaign).receipts
        make_gift(uow, campaign, amount=7_000, donor=HANAKO)

        issued = donations.issue_for_year(uow, year=2025, donor_ids=[first.donor_id], merge=True)

        assert [one.amount for one in issued.receipts] == [Money(17_000)]
        assert {view.number: view.cancelled for view in own(uow, single)} == {
            "2025-000002": None,
            "2025-000001": WhyCancelled.MERGED,
        }


class TestCorrectReceipts:
    """A receipt that says too much is cancelled, and one that names it takes its place."""

    def test_replaces_one_whose_gift_was_given_back_in_part(self, uow, campaign):
        gift = make_gift(uow, campaign, amount=10_000, donor=HANAKO)
        (receipt,) = issue(uow, campaign).receipts
        give_back(uow, gift, 4_000)

        assert donations.correct_receipts(uow, limit=10) == 1
        assert donations.correct_receipts(uow, limit=10) == 0

        new, old = own(uow, receipt)
        assert (old.cancelled, old.replaced_by) == (WhyCancelled.GIVEN_BACK, "2025-000002")
        assert (new.number, new.amount_minor, new.cancelled) == ("2025-000002", 6_000, None)

    def test_only_cancels_one_whose_gift_was_given_back_wholly(self, uow, campaign):
        gift = make_gift(uow, campaign, donor=HANAKO)
        (receipt,) = issue(uow, campaign).receipts
        give_back(uow, gift)

        donations.correct_receipts(uow, limit=10)

        (view,) = own(uow, receipt)
        assert (view.cancelled, view.replaced_by) == (WhyCancelled.GIVEN_BACK, None)

    def test_keeps_the_other_gifts_of_a_year(self, uow, campaign):
        gifts = [make_gift(uow, campaign, amount=n * 1_000, donor=HANAKO) for n in (1, 2, 3)]
        (receipt,) = donations.issue_for_year(
            uow, year=2025, donor_ids=[gifts[0].donor_id]
        ).receipts
        give_back(uow, gifts[1])

        donations.correct_receipts(uow, limit=10)

        new, old = own(uow, receipt)
        assert (old.amount_minor, new.amount_minor, new.gifts) == (6_000, 4_000, 2)
        assert new.kind is ReceiptKind.YEAR


class TestReissueReceipt:
    def test_keeps_the_number_and_counts(self, uow, campaign):
        make_gift(uow, campaign, donor=HANAKO)
        (receipt,) = issue(uow, campaign).receipts

        counts = [donations.reissue_receipt(uow, receipt_id=receipt.id).ordinal for _ in range(2)]

        (view,) = own(uow, receipt)
        assert (counts, view.reissued, view.number) == ([1, 2], 2, "2025-000001")

    def test_refuses_one_that_counts_no_more(self, uow, campaign):
        gift = make_gift(uow, campaign, donor=HANAKO)
        (receipt,) = issue(uow, campaign).receipts
        give_back(uow, gift)
        donations.correct_receipts(uow, limit=10)

        with pytest.raises(ReceiptCancelled):
            donations.reissue_receipt(uow, receipt_id=receipt.id)

    def test_knows_no_receipt_of_another_donor(self, uow, campaign):
        make_gift(uow, campaign, donor=HANAKO)
        (receipt,) = issue(uow, campaign).receipts

        with pytest.raises(ReceiptNotFound):
            donations.reissue_receipt(uow, receipt_id=receipt.id, donor_id=uuid7())


class TestReceiptRun:
    @pytest.mark.parametrize("kind", ReceiptKind)
    def test_goes_on_where_it_was_cut_off(self, uow, campaign, kind):
        for number in range(5):
            donor = replace(HANAKO, email=f"{number}@example.org")
            make_gift(uow, campaign, donor=donor)
        run = donations.start_run(
            uow, organisation_id=campaign.organisation_id, year=2025, kind=kind, id=uuid7()
        )
        part = donations.issue_part(uow, year=2025, kind=kind, progress=Progress(), batch=2)
        assert (part.issued, part.over) == (2, False)

        then = donations.advance_run(uow, run_id=run.id, progress=Progress())

        assert (then.issued, then.over) == (3, True)
        assert (run.status, run.due, run.issued) == (RunStatus.DONE, 3, 3)


class TestPostBatch:
    def test_sorts_by_postcode_who_wishes_for_paper(self, uow, campaign):
        gifts = [make_gift(uow, campaign, donor=donor) for donor in (HANAKO, TARO)]
        make_gift(uow, campaign, donor=replace(HANAKO, name="桃", email="m@example.org"))
        issue(uow, campaign)
        for gift in gifts:
            donations.wish_for_post(uow, donor_id=gift.donor_id, by_post=True)

        batch = donations.post_batch(uow, year=2025, language="ja")

        assert [paper["postcode"] for paper in batch.papers] == ["〒060-0000", "〒150-0002"]
        header, *rows = batch.cover.decode("utf-8-sig").splitlines()
        assert header == "順番,受領証番号,郵便番号,住所,氏名・名称,金額（円）"
        assert rows[0].startswith("1,2025-000002,0600000,")


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


class TestWaitingGifts:
    def test_are_told_that_their_money_is_on_the_way(self, uow, campaign):
        """B9: by policy A no receipt is issued before the payout has arrived."""
        donations.choose_date_policy(
            uow, organisation_id=campaign.organisation_id, year=2025, policy=DatePolicy.A
        )
        gift = make_gift(uow, campaign, channel=Channel.CARD, donor=HANAKO)

        with pytest.raises(ReceiptNotDue) as refusal:
            donations.issue_for_gift(uow, programme_id=campaign.programme_id, donation_id=gift.id)

        assert refusal.value.context["reason"] == "not_accepted"
