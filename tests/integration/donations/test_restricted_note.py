"""B12: the note on restricted gifts, equal to the ledger to the yen."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from services.core.donations import note_pages
from services.core.donations import service as donations
from services.core.donations.errors import NoteDoesNotAddUp
from services.core.donations.policies.note import Source, Use
from services.core.donations.service.acceptance import accept_on_payout
from services.core.donations.types import Channel, DatePolicy
from services.core.kit.money import Money
from tests.factories.donations import HANAKO, make_campaign, make_fund, make_gift
from tests.factories.programmes import make_programme

MARCH = datetime(2025, 3, 31, 3, tzinfo=UTC)


@pytest.fixture
def campaign(uow):
    programme = make_programme(uow)
    fund = make_fund(uow, programme, restricted=True, code="exam")
    return make_campaign(uow, programme, fund_id=fund.id)


def note(uow, campaign, fiscal_year=2025):
    return donations.restricted_note(
        uow, organisation_id=campaign.organisation_id, fiscal_year=fiscal_year
    )


def figures(one):
    (line,) = one.lines
    told = line.figures
    return told.opening, told.increase, told.decrease, told.closing


class TestRestrictedNote:
    """B12: closing = opening + increase - decrease for each fund; the sum equals the ledger."""

    def test_tells_a_funds_year(self, uow, campaign):
        make_gift(uow, campaign, amount=20_000, settled_at=MARCH)
        make_gift(uow, campaign, amount=10_000)

        assert figures(note(uow, campaign, 2024)) == (0, 20_000, 2_000, 18_000)
        this = note(uow, campaign)
        assert figures(this) == (18_000, 10_000, 1_000, 27_000)
        assert (this.restricted, this.unrestricted, this.waiting) == (27_000, 3_000, 0)
        assert this.use(Use.OVERHEAD) == 1_000

    def test_tells_public_money_apart(self, uow, campaign):
        donations.receive_grant(
            uow,
            programme_id=campaign.programme_id,
            fund_id=campaign.fund_id,
            amount=Money(50_000),
        )
        make_gift(uow, campaign, amount=10_000)

        told = note(uow, campaign)
        rows = note_pages.note_rows(told, "ja")

        assert (told.source(Source.GRANTS), told.source(Source.GIFTS)) == (50_000, 10_000)
        assert ("　うち 自治体の補助金等", None, 50_000, None, None, "") in rows

    def test_leaves_funds_without_a_purpose_to_the_rest(self, uow, campaign):
        free = make_campaign(uow, make_programme(uow))
        make_gift(uow, free, amount=10_000)

        told = note(uow, campaign)

        assert (list(told.lines), told.restricted, told.unrestricted) == ([], 0, 10_000)

    def test_counts_a_gift_from_its_day_of_acceptance_on(self, uow, campaign):
        """B9, B12: by policy A, a gift on its way over the year's end is of the next year."""
        donations.choose_date_policy(
            uow, organisation_id=campaign.organisation_id, year=2025, policy=DatePolicy.A
        )
        gift = make_gift(
            uow, campaign, amount=10_000, channel=Channel.CARD, donor=HANAKO, settled_at=MARCH
        )
        before = note(uow, campaign, 2024)
        accept_on_payout(
            uow,
            programme_id=gift.programme_id,
            donation_ids=[gift.id],
            arrived_on=date(2025, 4, 4),
        )

        assert (before.restricted, before.waiting) == (0, 9_000)
        assert figures(note(uow, campaign)) == (0, 10_000, 1_000, 9_000)

    def test_is_refused_where_it_does_not_add_up(self, uow, campaign):
        make_gift(uow, campaign, amount=10_000)
        savepoint = uow.session.begin_nested()
        # An account that belongs to no fund, as no verb makes one.
        uow.session.execute(
            text(
                "INSERT INTO ledger_accounts (programme_id, id, code, owner_id, counted, limited)"
                " VALUES (:p, gen_random_uuid(), 'voucher', gen_random_uuid(), true, true)"
            ),
            {"p": campaign.programme_id},
        )
        uow.session.execute(
            text(
                "INSERT INTO ledger_transfers (programme_id, id, code, of_id, debit_account_id,"
                " credit_account_id, amount_minor, occurred_at)"
                " SELECT b.programme_id, gen_random_uuid(), 'donation_received',"
                " gen_random_uuid(), b.id, v.id, 5, now()::date - 3650"
                " FROM ledger_accounts b JOIN ledger_accounts v"
                " ON v.programme_id = b.programme_id AND v.code = 'voucher'"
                " WHERE b.code = 'bank' AND b.programme_id = :p"
            ),
            {"p": campaign.programme_id},
        )

        with pytest.raises(NoteDoesNotAddUp) as refusal:
            note(uow, campaign)

        assert (refusal.value.context["ledger"], refusal.value.context["note"]) == (9_005, 9_000)
        savepoint.rollback()


class TestPages:
    @pytest.mark.parametrize(
        ("language", "title", "fund"),
        [
            ("ja", "使途等が制約された寄付等の内訳", "まなび基金"),
            ("en", "Note on restricted gifts", "Learning fund"),
        ],
    )
    def test_tell_the_same_in_both_languages(self, uow, campaign, language, title, fund):
        make_gift(uow, campaign, amount=10_000)
        told = note(uow, campaign)

        csv = note_pages.note_csv(told, language).decode("utf-8-sig")
        page = note_pages.note_html(told, "見本", language)

        for told in (csv, page):
            assert title in told
            assert fund in told
        assert ",0,10000,1000,9000," in csv
        assert "9,000" in page
