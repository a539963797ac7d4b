"""One statement in two forms: the same lines, each taken in once."""

from datetime import date

import pytest
from sqlalchemy import select

from services.core.donations import mappings
from services.core.donations import service as donations
from services.core.donations.models import BankDeposit, GatewayBankLine
from services.core.kit.money import Money
from services.sandbox.year.bank_statement import StatementLine, statement_file
from tests.factories.donations import make_campaign
from tests.factories.programmes import make_programme

CSV = (
    "取引日,摘要,お預入金額,お引出金額,残高\r\n"
    '2025/06/02,振込 482100ﾀｶﾊｼ ﾊﾅｺ,"10,000",,"60,000"\r\n'
    '2025/06/02,振込 ｻﾄｳ ﾊｼﾞﾒ,"3,000",,"63,000"\r\n'
    '2025/06/03,電気料,,"1,000","62,000"\r\n'
    '2025/06/04,ｽﾄﾗｲﾌﾟｼﾞﾔﾊﾟﾝ(ｶ,"28,920",,"90,920"\r\n'
    '2025/06/05,ｽﾄﾗｲﾌﾟｼﾞﾔﾊﾟﾝ(ｶ,,"500","90,420"\r\n'
).encode("cp932")

ZENGIN = statement_file(
    [
        StatementLine(date(2025, 6, 2), 10_000, "482100タカハシ ハナコ"),
        StatementLine(date(2025, 6, 2), 3_000, "サトウ ハジメ"),
        StatementLine(date(2025, 6, 3), -1_000, "デンキリヨウ", kind="18"),
        StatementLine(date(2025, 6, 4), 28_920, "ストライプジヤパン(カ"),
        StatementLine(date(2025, 6, 5), -500, "ストライプジヤパン(カ"),
    ],
    opening=50_000,
)

FORMS = {"bank-generic": CSV, "bank-zengin": ZENGIN}


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


def take_in(uow, campaign, form):
    return donations.import_bank(
        uow,
        programme_id=campaign.programme_id,
        mapping=mappings.bank_mapping(form),
        data=FORMS[form],
        gateway_payers=["ストライプ"],
    )


class TestImportBank:
    @pytest.mark.parametrize("first", FORMS)
    def test_takes_each_line_in_once_whichever_form_came_first(self, uow, campaign, first):
        (second,) = set(FORMS) - {first}

        report, again = take_in(uow, campaign, first), take_in(uow, campaign, second)

        assert (report.imported, report.payouts, report.skipped) == (2, 2, 1)
        assert (again.imported, again.known, again.errors) == (0, 2, [])
        lines = uow.session.scalars(select(GatewayBankLine).order_by(GatewayBankLine.booked_on))
        assert [line.amount for line in lines] == [Money(28_920), Money(-500)]
        assert len(uow.session.scalars(select(BankDeposit)).all()) == 2

    def test_keeps_the_gateways_lines_once_for_all_programmes(self, uow, campaign):
        other = make_campaign(uow, make_programme(uow, organisation_id=campaign.organisation_id))
        take_in(uow, campaign, "bank-zengin")

        donations.import_bank(
            uow,
            programme_id=other.programme_id,
            mapping=mappings.bank_mapping("bank-generic"),
            data=CSV,
            leave_out=["タカハシ", "サトウ"],
            gateway_payers=["ストライプ"],
        )

        assert len(uow.session.scalars(select(GatewayBankLine)).all()) == 2

    def test_refuses_a_file_whose_trailer_does_not_agree(self, uow, campaign):
        altered = ZENGIN.replace(b"000000010000", b"000000010001", 1)

        report = donations.import_bank(
            uow,
            programme_id=campaign.programme_id,
            mapping=mappings.bank_mapping("bank-zengin"),
            data=altered,
        )

        assert not report.written
        assert {error.column for error in report.errors} >= {"入金額合計", "取引後残高"}
