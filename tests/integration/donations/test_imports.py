"""Gifts and statements from files: dry run, faults by row, and each thing once."""

import json

import pytest
from typer.testing import CliRunner

from services.cli import app
from services.core.donations import mappings
from services.core.donations import service as donations
from services.core.donations.types import Channel, DonationStatus
from services.core.kit.money import Money
from services.core.ledger.types import AccountCode
from tests.conftest import RING
from tests.factories.donations import HANAKO, make_campaign, make_gift
from tests.factories.programmes import make_organisation, make_programme
from tests.integration.donations.test_gifts import balance, free

CAMPFIRE = (
    "支援ID,ステータス,支援日時,氏名,フリガナ,メールアドレス,"
    "郵便番号,都道府県,市区町村・番地,建物名,支援金額,匿名希望\r\n"
    "1001,支援完了,2025/06/01 10:00,髙橋 花子,タカハシ ハナコ,hanako@example.org,"
    '150-0002,東京都,渋谷区渋谷1-1-1,,"10,000",\r\n'
    "1002,支援完了,2025/06/02 11:30,山﨑 太郎,ヤマザキ タロウ,taro@example.org,"
    "150-0001,東京都,渋谷区神宮前2-2,ミホン荘101,5000,希望する\r\n"
    "1003,キャンセル,2025/06/02 12:00,佐藤 一,サトウ ハジメ,hajime@example.org,"
    ",,,,3000,\r\n"
    "1004,支援完了,2025/06/03 09:00,髙橋 花子,タカハシ ハナコ,hanako@example.org,"
    "150-0002,東京都,渋谷区渋谷1-1-1,,2000,\r\n"
)

FAULTY = (
    CAMPFIRE + "1004,支援完了,昨日,無名,,,,,,,100,\r\n1005,支援完了,2999/1/1,無名,,x,,,,,0,\r\n"
)

STATEMENT = (
    "口座番号,1234567\r\n"
    "取引日,摘要,お預入金額,お引出金額,残高\r\n"
    '2025/06/02,振込 482100ﾀｶﾊｼ ﾊﾅｺ,"10,000",,"10,000"\r\n'
    '2025/06/02,振込 ｻﾄｳ ﾊｼﾞﾒ,"3,000",,"13,000"\r\n'
    '2025/06/02,振込 ｻﾄｳ ﾊｼﾞﾒ,"3,000",,"13,000"\r\n'
    '2025/06/03,ＡＴＭ,,"1,000","12,000"\r\n'
    '2025/06/04,ｽﾄﾗｲﾌﾟｼﾞﾔﾊﾟﾝ(ｶ,"28,920",0,"40,920"\r\n'
)


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


def take_in(uow, campaign, text=CAMPFIRE, *, mapping="campfire", codec="cp932", **more):
    return donations.import_gifts(
        uow,
        campaign=campaign,
        mapping=mappings.gift_mapping(mapping),
        data=text.encode(codec),
        **more,
    )


def take_in_statement(uow, campaign, text=STATEMENT, **more):
    return donations.import_bank(
        uow,
        programme_id=campaign.programme_id,
        mapping=mappings.bank_mapping("bank-generic"),
        data=text.encode("cp932"),
        leave_out=["ストライプ"],
        **more,
    )


class TestImportGifts:
    @pytest.mark.parametrize("codec", ["cp932", "utf-8", "utf-8-sig"])
    def test_takes_in_what_is_a_gift(self, uow, campaign, codec):
        report = take_in(uow, campaign, codec=codec)

        assert (report.imported, report.skipped, report.written) == (3, 1, True)
        assert report.amount == Money(17_000)
        assert free(uow, campaign) == 17_000 * 9 // 10

    def test_keeps_rare_names_and_joins_the_address(self, uow, campaign):
        take_in(uow, campaign)
        donations.issue_receipts(uow, programme_id=campaign.programme_id, year=2025)

        lines = donations.receipts_of_year(uow, programme_id=campaign.programme_id, year=2025)

        # Tarō wishes to stay unnamed, so he gets no receipt.
        assert [line.donor.name for line in lines] == ["髙橋 花子", "髙橋 花子"]
        assert lines[0].donor == HANAKO

    def test_brings_a_file_once(self, uow, campaign):
        take_in(uow, campaign)

        again = take_in(uow, campaign)

        assert (again.repeated, again.written) == (True, False)
        assert free(uow, campaign) == 15_300

    def test_brings_a_gift_once_from_overlapping_files(self, uow, campaign):
        lines = CAMPFIRE.splitlines(keepends=True)
        take_in(uow, campaign, "".join(lines[:3]))

        report = take_in(uow, campaign)

        assert (report.imported, report.known) == (1, 2)
        assert free(uow, campaign) == 15_300

    def test_only_tells_in_a_dry_run(self, uow, campaign):
        report = take_in(uow, campaign, dry_run=True)

        assert (report.imported, report.written) == (3, False)
        assert free(uow, campaign) == 0
        assert take_in(uow, campaign).written

    def test_writes_nothing_while_a_row_has_a_fault(self, uow, campaign):
        report = take_in(uow, campaign, FAULTY)

        told = [(error.row, error.column, error.code) for error in report.errors]
        assert told == [
            (6, "支援日時", "date_expected"),
            (7, "支援金額", "amount_out_of_range"),
            (7, "メールアドレス", "email_expected"),
        ]
        assert not report.written
        assert free(uow, campaign) == 0

    def test_writes_the_valid_rows_where_that_is_asked(self, uow, campaign):
        report = take_in(uow, campaign, FAULTY, valid_only=True)

        assert (report.imported, len(report.errors), report.written) == (3, 3, True)

    def test_refuses_a_number_that_stands_for_two_gifts(self, uow, campaign):
        twice = CAMPFIRE.replace("1004,", "1001,")
        other_amount = CAMPFIRE.replace('"10,000"', "9999")
        (error,) = take_in(uow, campaign, twice).errors
        assert (error.row, error.code, error.facts["first_row"]) == (5, "gift_twice", 2)

        take_in(uow, campaign)
        (error,) = take_in(uow, campaign, other_amount).errors
        assert (error.row, error.code) == (2, "gift_differs")

    def test_refuses_money_that_has_not_come_yet(self, uow, campaign):
        (error,) = take_in(uow, campaign, CAMPFIRE.replace("2025/06/03", "2025/12/03")).errors

        assert (error.row, error.code) == (5, "date_in_future")

    def test_notes_announced_transfers_as_pending(self, uow, campaign):
        report = take_in(
            uow,
            campaign,
            "申込番号,金額,申込日,フリガナ,振込番号\n1,10000,2025/5/1,タカハシハナコ,482100\n",
            mapping="pledges",
            codec="utf-8",
        )

        assert report.imported == 1
        assert free(uow, campaign) == 0

    def test_tells_how_far_it_is(self, uow, campaign):
        steps = []

        take_in(uow, campaign, progress=lambda done, rows: steps.append((done, rows)))

        assert steps == [(3, 3)]


class TestImportBank:
    @pytest.fixture
    def pledge(self, uow, campaign):
        return make_gift(uow, campaign, amount=10_000, channel=Channel.BANK_TRANSFER, settled=False)

    def test_settles_pledges_and_holds_the_rest_apart(self, uow, campaign, pledge):
        pledge.reference = "482100"

        report = take_in_statement(uow, campaign)

        assert (report.imported, report.matched, report.unmatched) == (3, 1, 2)
        assert report.skipped == 2
        assert pledge.status is DonationStatus.SETTLED
        assert balance(uow, campaign, AccountCode.BANK) == 16_000
        assert balance(uow, campaign, AccountCode.SUSPENSE) == 6_000

    def test_finds_a_pledge_by_the_payers_name(self, uow, campaign):
        pledge = make_gift(
            uow,
            campaign,
            amount=3_000,
            channel=Channel.BANK_TRANSFER,
            settled=False,
            donor=HANAKO,
        )
        statement = STATEMENT.replace("ｻﾄｳ ﾊｼﾞﾒ", "ﾀｶﾊｼ ﾊﾅｺ", 1)

        take_in_statement(uow, campaign, statement)

        assert pledge.status is DonationStatus.SETTLED

    @pytest.mark.parametrize("paid", ["12,000", "8,000"])
    def test_leaves_too_much_and_too_little_to_a_person(self, uow, campaign, pledge, paid):
        pledge.reference = "482100"

        take_in_statement(uow, campaign, STATEMENT.replace('"10,000",,', f'"{paid}",,'))

        assert pledge.status is DonationStatus.PENDING
        waiting = donations.unmatched_deposits(uow, programme_id=campaign.programme_id)
        assert Money(int(paid.replace(",", ""))) in [deposit.amount for deposit in waiting]

    def test_brings_a_line_once_from_overlapping_statements(self, uow, campaign):
        lines = STATEMENT.splitlines(keepends=True)
        take_in_statement(uow, campaign, "".join(lines[:5]))

        report = take_in_statement(uow, campaign, "".join(lines))

        assert (report.imported, report.known) == (0, 3)
        assert balance(uow, campaign, AccountCode.BANK) == 16_000

    def test_is_undone_by_no_second_import(self, uow, campaign):
        take_in_statement(uow, campaign)

        assert take_in_statement(uow, campaign).repeated


class TestMatchDeposit:
    def test_turns_suspense_into_a_gift(self, uow, campaign):
        take_in_statement(uow, campaign)
        deposit, *others = donations.unmatched_deposits(uow, programme_id=campaign.programme_id)
        assert donations.payer_of(uow, deposit) in {"タカハシ ハナコ", "サトウ ハジメ"}

        gift = donations.match_deposit(
            uow,
            programme_id=campaign.programme_id,
            deposit_id=deposit.id,
            campaign_id=campaign.id,
            donor=HANAKO,
        )

        assert gift.status is DonationStatus.SETTLED
        assert free(uow, campaign) == gift.amount.minor * 9 // 10
        waiting = sum(other.amount.minor for other in others)
        assert balance(uow, campaign, AccountCode.SUSPENSE) == waiting


class TestCommand:
    @pytest.fixture
    def minori(self, runtime, monkeypatch):
        """Runs `minori …` on the test's own database."""
        url = runtime.engine.url.render_as_string(hide_password=False)
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setenv("SECRET_KEY", RING.root.decode())

        def run(*words):
            return CliRunner().invoke(app, [str(word) for word in words])

        return run

    @pytest.fixture
    def programme(self, runtime):
        with runtime.unit_of_work() as uow:
            make_organisation(uow)
            programme = make_programme(uow)
            make_campaign(uow, programme, code="spring")
        return programme

    def test_takes_in_gifts_and_says_so(self, minori, programme, tmp_path):
        file = tmp_path / "gifts.csv"
        file.write_bytes(CAMPFIRE.encode("cp932"))
        asked = ("import", "gifts", file, "--campaign", "spring", "--mapping", "campfire", "--json")

        dry = minori(*asked, "--dry-run")
        done = minori(*asked)
        again = minori(*asked)

        assert [one.exit_code for one in (dry, done, again)] == [0, 0, 0]
        told = [json.loads(one.stdout) for one in (dry, done, again)]
        assert [one["written"] for one in told] == [False, True, False]
        assert told[1]["amount"] == 17_000
        assert told[2]["repeated"] is True

    def test_shows_each_fault_and_exits_with_one(self, minori, programme, tmp_path):
        file = tmp_path / "gifts.csv"
        file.write_text(CAMPFIRE + "1005,支援完了,2025/6/9,無名,,,,,,,12.5,\r\n", encoding="utf-8")

        refused = minori("import", "gifts", file, "--campaign", "spring", "--mapping", "campfire")

        assert refused.exit_code == 1
        assert "6" in refused.stderr
        assert "支援金額" in refused.stderr
        assert "12.5" in refused.stderr

    def test_names_the_mappings_that_there_are(self, minori, programme, tmp_path):
        file = tmp_path / "gifts.csv"
        file.write_text(CAMPFIRE, encoding="utf-8")

        refused = minori("import", "gifts", file, "--campaign", "spring", "--mapping", "x")

        assert refused.exit_code == 1
        assert "campfire" in refused.stderr

    def test_lists_and_matches_what_waits(self, minori, programme, tmp_path):
        file = tmp_path / "bank.csv"
        file.write_bytes(STATEMENT.encode("cp932"))
        took = minori(
            "import", "bank", file, "--programme", programme.code, "--leave-out", "ストライプ"
        )
        assert took.exit_code == 0, took.output

        waiting = json.loads(
            minori("import", "unmatched", "--programme", programme.code, "--json").stdout
        )
        done = minori("import", "match", waiting[0]["id"], "--campaign", "spring", "--json")
        again = minori("import", "match", waiting[0]["id"], "--campaign", "spring")

        assert len(waiting) == 3
        assert json.loads(done.stdout)["amount"] == waiting[0]["amount"]
        assert again.exit_code == 1
        assert "unmatched_settled_already" in again.stderr
