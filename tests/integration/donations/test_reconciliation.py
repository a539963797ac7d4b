"""Gateway, books and bank as they are: explained to the last, and planted errors found."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from services.core.donations import mappings
from services.core.donations import service as donations
from services.core.donations.events import DifferencesFound
from services.core.donations.models import BookedPayout
from services.core.donations.policies.reconciliation import Explained, Found
from services.core.donations.service import NewGatewayLine, Span
from services.core.donations.types import Channel, FindingKind
from services.core.kit.ids import uuid7
from services.core.kit.models import OutboxMessage
from services.core.kit.money import Money
from services.sandbox.year.bank_statement import StatementLine, statement_file
from tests.conftest import NOW
from tests.factories.donations import make_campaign, make_gift
from tests.factories.gateway import open_shop
from tests.factories.programmes import make_programme

PAYER = "ストライプ"


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


@pytest.fixture
def other(uow, campaign):
    return make_campaign(uow, make_programme(uow, organisation_id=campaign.organisation_id))


@pytest.fixture
def shop(uow, campaign, other):
    """Three weeks: gifts to two programmes, a refund, a fee, a payout that fails, its successor."""
    with open_shop(uow) as shop:
        for amount in (3_000, 5_000, 10_000):
            shop.give(campaign, amount)
        shop.give(other, 4_000, Channel.KONBINI)
        shop.world.take_fee(330)
        shop.pass_days(12)
        shop.follow()
        shop.world.fail_payout(next(shop.world.all_of("payout"))["id"])
        shop.world.refund({"payment_intent": last(shop, "payment_intent"), "amount": 500})
        shop.give(other, 7_000)
        shop.pass_days(12)
        shop.follow()
        uow.now += timedelta(days=60)
        assert take_in_statement(uow, campaign, shop).payouts == 1
        yield shop


def last(shop, kind):
    return next(shop.world.all_of(kind))["id"]


def take_in_statement(uow, campaign, shop, *, changed=0):
    """The bank's file of the payouts that arrived, and of a later day."""
    paid = [one for one in uow.session.query(BookedPayout) if one.status == "paid"]
    until = max(one.arrives_on for one in paid) + timedelta(days=10)
    lines = [
        StatementLine(one.arrives_on, one.amount.minor + changed, "ストライプジヤパン(カ")
        for one in paid
    ]
    file = statement_file([*lines, StatementLine(until, 1_000, "サトウ ハジメ")])
    return donations.import_bank(
        uow,
        programme_id=campaign.programme_id,
        mapping=mappings.bank_mapping("bank-zengin"),
        data=file,
        gateway_payers=[PAYER],
    )


def reconcile(uow, campaign, shop):
    with donations.ask(shop.books, since=NOW - timedelta(days=1), until=uow.now) as told:
        return list(
            donations.compare(
                uow,
                organisation_id=campaign.organisation_id,
                told=told,
                gateway_payers=[PAYER],
            )
        )


def findings(uow, campaign, shop):
    found = [one for one in reconcile(uow, campaign, shop) if isinstance(one, Found)]
    return {(one.kind, one.about) for one in found}


# What somebody with the keys to the database might do, and what is found of it.
PLANTED = {
    "lost": (
        "DELETE FROM gateway_movements WHERE external_id = :charge",
        FindingKind.MISSING_IN_BOOKS,
    ),
    "wrong amount": (
        (
            "UPDATE gateway_movements SET amount_minor = amount_minor + 1"
            " WHERE external_id = :charge"
        ),
        FindingKind.AMOUNT_DIFFERS,
    ),
    "wrong fee": (
        "UPDATE gateway_movements SET fee_minor = fee_minor - 1 WHERE external_id = :charge",
        FindingKind.FEE_DIFFERS,
    ),
    "wrong day": (
        (
            "UPDATE gateway_movements SET occurred_at = occurred_at + interval '1 day'"
            " WHERE external_id = :charge"
        ),
        FindingKind.TIME_DIFFERS,
    ),
    "wrong payout": (
        "UPDATE gateway_movements SET payout_id = :last_payout WHERE external_id = :charge",
        FindingKind.WRONG_PAYOUT,
    ),
}


class TestCompare:
    """L13: each movement of the gateway answers to the books and the bank, and back."""

    def test_explains_every_movement_of_books_that_follow(self, uow, campaign, shop):
        lines = reconcile(uow, campaign, shop)

        assert all(isinstance(one, Explained) for one in lines), lines
        assert len(lines) == len(list(shop.world.all_of("balance_transaction")))

    @pytest.mark.parametrize("name", PLANTED)
    def test_finds_what_was_planted_in_a_movement(self, uow, campaign, shop, name):
        statement, kind = PLANTED[name]
        charges = [
            one for one in shop.world.all_of("balance_transaction") if one["type"] == "charge"
        ]
        facts = {"charge": charges[-1]["id"], "last_payout": last(shop, "payout")}
        savepoint = uow.session.begin_nested()
        bound = {key: value for key, value in facts.items() if f":{key}" in statement}
        uow.session.execute(text(statement), bound)

        found = findings(uow, campaign, shop)

        assert (kind, facts["charge"]) in found
        # A movement that is gone leaves its transfers behind, which is found as well.
        assert {kind for kind, _ in found} <= {kind, FindingKind.TRANSFER_UNEXPLAINED}
        savepoint.rollback()

    def test_finds_a_second_row_of_one_movement_in_another_programme(
        self, uow, campaign, other, shop
    ):
        charge = next(
            one for one in shop.world.all_of("balance_transaction") if one["type"] == "payment"
        )
        savepoint = uow.session.begin_nested()
        gift = make_gift(uow, campaign, amount=4_000, channel=Channel.CARD, settled=False)
        uow.session.execute(
            text(
                "INSERT INTO gateway_movements SELECT (jsonb_populate_record(m, jsonb_build_object("
                "'programme_id', cast(:programme AS uuid), 'donation_id', cast(:gift AS uuid),"
                "'id', gen_random_uuid()))).* FROM gateway_movements m WHERE external_id = :charge"
            ),
            {"programme": campaign.programme_id, "gift": gift.id, "charge": charge["id"]},
        )

        assert (FindingKind.BOOKED_TWICE, charge["id"]) in findings(uow, campaign, shop)
        savepoint.rollback()

    def test_finds_a_payout_that_was_told_as_paid_and_failed_later(self, uow, campaign, shop):
        paid = last(shop, "payout")
        back = shop.world.fail_payout(paid)["failure_balance_transaction"]

        found = findings(uow, campaign, shop)

        assert found == {
            (FindingKind.PAYOUT_STATE_DIFFERS, paid),
            (FindingKind.MISSING_IN_BOOKS, back),
        }
        shop.follow()
        # The bank had shown it, and has not shown it leaving again.
        assert findings(uow, campaign, shop) == {(FindingKind.BANK_LINE_WITHOUT_PAYOUT, paid)}

    def test_finds_a_gift_that_also_came_in_from_a_list(self, uow, campaign, shop):
        """Somebody exported the gateway's payments, and took them in as gifts of a site."""
        paid = list(shop.world.all_of("payment_intent"))[-1]
        donations.import_gifts(
            uow,
            campaign=campaign,
            mapping=mappings.gift_mapping("generic"),
            data=f"id,amount,date,name\n{paid['id']},3000,2025-06-11,\n".encode(),
        )

        ((kind, _),) = findings(uow, campaign, shop)

        assert kind is FindingKind.TWO_DOORS

    def test_finds_a_payout_that_was_booked_as_a_deposit(self, uow, campaign, shop):
        """Taken in before anybody told under which name the gateway pays."""
        shop.give(campaign, 8_000)
        shop.pass_days(12)
        shop.follow()
        newest = uow.session.query(BookedPayout).order_by(BookedPayout.created_at.desc()).first()
        donations.receive_deposits(
            uow,
            programme_id=campaign.programme_id,
            deposits=[deposit_of(newest)],
        )

        assert {kind for kind, _ in findings(uow, campaign, shop)} == {FindingKind.TWO_DOORS}

    def test_finds_a_line_that_was_altered_and_one_that_is_nobodys(self, uow, campaign, shop):
        shop.give(campaign, 8_000)
        shop.pass_days(12)
        shop.follow()
        newest = uow.session.query(BookedPayout).order_by(BookedPayout.created_at.desc()).first()
        nobodys = NewGatewayLine(
            id=uuid7(), booked_on=newest.arrives_on + timedelta(days=14), amount=Money(99)
        )
        altered = NewGatewayLine(
            id=uuid7(), booked_on=newest.arrives_on, amount=newest.amount + Money(9)
        )
        donations.note_gateway_lines(
            uow, organisation_id=campaign.organisation_id, lines=[altered, nobodys]
        )

        assert findings(uow, campaign, shop) == {
            (FindingKind.BANK_LINE_DIFFERS, newest.external_id),
            (FindingKind.BANK_LINE_WITHOUT_PAYOUT, str(nobodys.id)),
        }


class TestKeepReconciliation:
    def test_keeps_the_findings_and_tells_of_them(self, uow, campaign, shop):
        lost = last(shop, "payout")
        shop.world.fail_payout(lost)
        span = Span(NOW - timedelta(days=1), uow.now)
        of = {"organisation_id": campaign.organisation_id}
        run = donations.request_reconciliation(uow, **of, span=span, id=uuid7())

        for _ in range(2):
            donations.keep_reconciliation(
                uow,
                **of,
                reconciliation_id=run.id,
                lines=reconcile(uow, campaign, shop),
                entries=14,
            )

        kept = donations.findings_page(uow, **of, reconciliation_id=run.id, after=None, limit=10)
        assert [one.kind for one in kept] == [
            FindingKind.PAYOUT_STATE_DIFFERS,
            FindingKind.MISSING_IN_BOOKS,
        ]
        told = uow.session.query(OutboxMessage).filter_by(topic=DifferencesFound.topic).all()
        assert [one.payload["findings"] for one in told] == [2]


def deposit_of(payout):
    return donations.NewDeposit(
        id=uuid7(),
        received_on=payout.arrives_on,
        amount=payout.amount,
        payer="ストライプジヤパン(カ",
        reference=None,
    )
