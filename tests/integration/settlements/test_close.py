"""Closing a month: what is frozen, what waits, and what never changes."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.core.redemptions import service as redemptions
from services.core.settlements import service as settlements
from services.core.settlements.errors import LaterMonthClosed, MonthNotOver
from services.core.settlements.types import LineKind, StatementStatus
from tests.factories.providers import make_provider
from tests.factories.redemptions import enrol, redeem
from tests.factories.settlements import AUGUST, JULY, JUNE, close, only_statement, reverse


class TestCloseMonth:
    def test_freezes_confirmed_uses_into_one_statement_for_each_provider(
        self, uow, classroom, programme_id
    ):
        other = make_provider(uow, classroom.programme, name="べつの塾")
        enrol(uow, classroom.card, other)
        redeem(uow, classroom, amount=3_000)
        redeem(uow, classroom, amount=1_500)
        redeem(uow, classroom, amount=500, provider_id=other.id)

        closed = close(uow, programme_id)

        assert (closed.statements, closed.lines, closed.gross) == (2, 3, 5_000)
        sums = {one.provider_id: one for one in settlements.page(uow, programme_id=programme_id)}
        assert sums[classroom.provider.id].gross_minor == 4_500
        assert sums[classroom.provider.id].lines == 2
        assert sums[other.id].gross_minor == 500
        assert sums[other.id].status is StatementStatus.CLOSED

    def test_makes_no_statement_where_nothing_was_used(self, uow, classroom, programme_id):
        make_provider(uow, classroom.programme)

        assert close(uow, programme_id).statements == 0

    def test_leaves_a_use_that_nobody_has_confirmed_to_the_next_month(
        self, uow, classroom, programme_id
    ):
        uow.now = JUNE.ends_at().replace(day=29)
        redeem(uow, classroom, amount=700)

        assert close(uow, programme_id, JUNE).lines == 0
        assert close(uow, programme_id, JULY).gross == 700

    def test_leaves_a_use_recorded_after_the_month_to_its_own(self, uow, classroom, programme_id):
        uow.now = JUNE.ends_at()
        july = redeem(uow, classroom, amount=700)
        redemptions.confirm(uow, programme_id=programme_id, redemption_id=july.id)

        assert close(uow, programme_id, JUNE).lines == 0
        assert close(uow, programme_id, JULY).gross == 700

    def test_nets_a_reversal_within_the_month(self, uow, classroom, programme_id):
        use = redeem(uow, classroom, amount=2_000)
        redemptions.confirm(uow, programme_id=programme_id, redemption_id=use.id)
        reverse(uow, programme_id, use.id, 800)

        assert close(uow, programme_id).gross == 1_200
        lines = settlements.lines_of(
            uow, programme_id=programme_id, statement_id=only_statement(uow, programme_id).id
        )
        assert [(line.kind, line.amount) for line in lines] == [
            (LineKind.REDEMPTION, 2_000),
            (LineKind.REVERSAL, -800),
        ]

    def test_bills_nothing_of_a_use_undone_before_anybody_confirmed_it(
        self, uow, classroom, programme_id
    ):
        reverse(uow, programme_id, redeem(uow, classroom).id)

        assert close(uow, programme_id).lines == 0
        assert close(uow, programme_id, JULY).lines == 0

    def test_puts_a_later_correction_on_the_next_statement_and_leaves_the_closed_one(
        self, uow, classroom, programme_id
    ):
        use = redeem(uow, classroom, amount=2_000)
        close(uow, programme_id, JUNE)
        june = only_statement(uow, programme_id, JUNE)
        said = (june.gross_minor, june.lines, june.digest)

        reverse(uow, programme_id, use.id)
        close(uow, programme_id, JULY)

        july = only_statement(uow, programme_id, JULY)
        assert (july.gross_minor, july.lines) == (-2_000, 1)
        uow.session.refresh(june)
        assert (june.gross_minor, june.lines, june.digest) == said

    def test_closes_once_however_often_it_is_asked(self, uow, classroom, programme_id):
        redeem(uow, classroom, amount=2_000)
        first = close(uow, programme_id)
        redeem(uow, classroom, amount=100)

        assert close(uow, programme_id) == first

    def test_refuses_a_month_that_has_not_ended_in_tokyo(self, uow, programme_id):
        uow.now = JUNE.ends_at().replace(microsecond=0)
        with pytest.raises(MonthNotOver):
            settlements.close_month(uow, programme_id=programme_id, month=JULY)

    def test_refuses_a_month_before_one_that_is_closed(self, uow, programme_id):
        close(uow, programme_id, AUGUST)

        with pytest.raises(LaterMonthClosed):
            close(uow, programme_id, JULY)

    def test_takes_the_providers_own_share_off_each_line(self, uow, classroom, programme_id):
        classroom.provider.contribution_bps = 1_000
        redeem(uow, classroom, amount=9_995)

        close(uow, programme_id)

        statement = only_statement(uow, programme_id)
        assert (statement.gross_minor, statement.contribution_minor) == (9_995, 999)
        assert statement.net_minor == 8_996

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE statements SET gross_minor = gross_minor + 1",
            "DELETE FROM statements",
            "UPDATE statement_lines SET amount_minor = amount_minor + 1",
            "DELETE FROM statement_lines",
            "DELETE FROM monthly_closes",
        ],
    )
    def test_leaves_rows_that_the_database_itself_will_not_change(
        self, uow, classroom, programme_id, change
    ):
        redeem(uow, classroom)
        close(uow, programme_id)

        with pytest.raises(DBAPIError), uow.session.begin_nested():
            uow.session.execute(text(change))


class TestStatementDocument:
    def test_says_what_the_provider_must_know_and_names_no_child(
        self, uow, classroom, programme_id
    ):
        classroom.provider.contribution_bps = 1_000
        redeem(uow, classroom, amount=10_000)
        close(uow, programme_id)

        document = settlements.statement_document(
            uow, programme_id=programme_id, statement_id=only_statement(uow, programme_id).id
        )
        page = document.html("ja")

        for told in (
            "支払通知書",
            "みほん塾",
            "令和7年6月分",
            "T7000012050002",
            "10,000円",
            "-1,000円",
            "9,000円",
            "909円",
            "令和7年7月31日",
            "令和7年7月14日",
        ):
            assert told in page
        assert "ミホン ハナコ" not in page
        assert "花子" not in page

    def test_is_complete_in_english(self, uow, classroom, programme_id):
        redeem(uow, classroom, amount=10_000)
        close(uow, programme_id)

        page = settlements.statement_document(
            uow, programme_id=programme_id, statement_id=only_statement(uow, programme_id).id
        ).html("en")

        assert "Notice of payment" in page
        assert "¥10,000" in page
        assert "2025-07-31" in page

    def test_uses_the_rate_of_the_provider_where_it_has_one(self, uow, classroom, programme_id):
        settlements.set_tax_rate(
            uow, programme_id=programme_id, provider_id=classroom.provider.id, tax_rate_bps=800
        )
        redeem(uow, classroom, amount=10_000)
        close(uow, programme_id)

        assert only_statement(uow, programme_id).tax_rate_bps == 800

    def test_is_printed_on_paper_too(self, uow, classroom, programme_id):
        redeem(uow, classroom, amount=10_000)
        close(uow, programme_id)

        pdf = settlements.statement_document(
            uow, programme_id=programme_id, statement_id=only_statement(uow, programme_id).id
        ).pdf("ja")

        [page] = PdfReader(BytesIO(pdf)).pages
        assert "支払通知書" in page.extract_text()
        assert "10,000円" in page.extract_text()

    def test_says_that_a_negative_sum_is_set_off_later(self, uow, classroom, programme_id):
        use = redeem(uow, classroom, amount=2_000)
        close(uow, programme_id, JUNE)
        reverse(uow, programme_id, use.id)
        close(uow, programme_id, JULY)

        page = settlements.statement_document(
            uow, programme_id=programme_id, statement_id=only_statement(uow, programme_id, JULY).id
        ).html("ja")

        assert "-2,000円" in page
        assert "相殺" in page
