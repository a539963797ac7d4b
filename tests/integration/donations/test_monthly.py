"""Monthly gifts through the real library: each month a donation, and what happens in between."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.core.donations import service as donations
from services.core.donations.errors import CarryOverUnfit, DonorEmailMissing, MonthlyGiftNotRunning
from services.core.donations.models import Donation
from services.core.donations.service import MonthlyChange
from services.core.donations.types import (
    Channel,
    DonationStatus,
    DonorDetails,
    MonthlyGiftState,
    RefundId,
)
from services.core.identity import service as identity
from services.core.kit.actor import operator
from services.core.kit.ids import derived_id, uuid7
from services.core.kit.money import Money
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, account_id
from services.sandbox.fakestripe import Card, Deliveries, FaultPlan
from services.worker.monthly import mind_cards
from tests.factories.donations import HANAKO, make_campaign, make_fund
from tests.factories.giving import SECRET, a_donor, one_desk
from tests.factories.programmes import make_programme

CLOSES_AT = datetime(2035, 4, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def shared_desk(databases, tmp_path_factory):
    with one_desk(databases, "monthly", tmp_path_factory.mktemp("monthly")) as desk:
        yield desk


@pytest.fixture
def desk(shared_desk):
    shared_desk.mail.sent.clear()
    yield shared_desk
    for running in list(shared_desk.world.all_of("subscription")):  # the next test has its own
        if running["status"] in {"active", "past_due"}:
            shared_desk.world.subscriptions.cancel(running["id"], {})


@pytest.fixture
def campaign(desk):
    with desk.runtime.unit_of_work(operator("founder")) as uow:
        (organisation,) = identity.organisations(uow)
        uow.enter(organisation.id)
        programme = make_programme(uow)
        return make_campaign(uow, programme, closes_at=CLOSES_AT)


def wish(desk, campaign, donor=None, yen=1_000, **changes):
    """A monthly gift that was asked for, and the gateway's page for it."""
    donor = donor or a_donor()
    asked = donations.Wish(gift=Money(yen), channel=Channel.CARD, donor=donor, **changes)
    with desk.runtime.unit_of_work() as uow:
        gift = donations.start_monthly(
            uow,
            programme_id=campaign.programme_id,
            campaign_id=campaign.id,
            key=str(uuid7()),
            wish=asked,
            terms=desk.runtime.giving_terms,
            language="ja",
        )
        request = donations.monthly_checkout_request(
            uow,
            organisation_id=gift.organisation_id,
            monthly_gift_id=gift.id,
            success_url="https://example.org/ok",
            cancel_url="https://example.org/",
            language="ja",
        )
    return gift, desk.runtime.monthly_gateway.open_monthly(request)


def begin(desk, campaign, card=None, **changes):
    gift, page = wish(desk, campaign, **changes)
    desk.world.pay(page.id, card or Card())
    desk.hear()
    return look(desk, gift)


def look(desk, gift):
    with desk.runtime.unit_of_work(organisation_id=gift.organisation_id) as uow:
        return donations.get_monthly(
            uow, organisation_id=gift.organisation_id, monthly_gift_id=gift.id
        )


def months(desk, gift, programme_id=None):
    with desk.runtime.unit_of_work() as uow:
        found = uow.session.query(Donation).filter_by(monthly_gift_id=gift.id)
        if programme_id is not None:
            found = found.filter_by(programme_id=programme_id)
        return found.order_by(Donation.started_at).all()


def ids_of_paid(desk, gift):
    """What the donations of all paid invoices of a monthly gift must be called."""
    return {
        derived_id("stripe", invoice["id"], "donation")
        for invoice in desk.world.all_of("invoice")
        if (invoice["_subscription"], invoice["status"]) == (gift.subscription_id, "paid")
    }


def change(desk, gift, what, ask):
    """As the routes do it: written down, asked of the gateway, taken over."""
    of = {"organisation_id": gift.organisation_id}
    with desk.runtime.unit_of_work(**of) as uow:
        gift = donations.ask_for_change(uow, **of, monthly_gift_id=gift.id, change=what)
    ask(desk.runtime.monthly_gateway, gift.subscription_id)
    told = desk.runtime.monthly_gateway.monthly_gift(gift.subscription_id, at=desk.clock.now())
    with desk.runtime.unit_of_work(**of) as uow:
        return donations.accept_monthly(uow, told)


def subjects(desk):
    return [mail.subject for mail in desk.mail.sent]


class TestStart:
    def test_takes_nothing_before_the_page_was_paid_on(self, desk, campaign):
        gift, _ = wish(desk, campaign)
        desk.wait(hours=25)

        assert look(desk, gift).state is MonthlyGiftState.ABANDONED
        assert months(desk, gift) == []

    def test_books_each_month_as_one_donation_with_the_fee_covered(self, desk, campaign):
        gift = begin(desk, campaign, cover_fee=True, anonymous=True)
        desk.wait(days=31)
        desk.wait(days=31)

        assert gift.state is MonthlyGiftState.ACTIVE
        booked = months(desk, gift)
        assert [one.amount.minor for one in booked] == [1_038] * 3
        assert {one.status for one in booked} == {DonationStatus.SETTLED}
        assert {one.fee_cover_minor for one in booked} == {38}
        assert {(one.donor_id, one.anonymous) for one in booked} == {(gift.donor_id, True)}
        assert {one.id for one in booked} == ids_of_paid(desk, gift)
        # The cover bears the fee, and children get what they would have had of 1,000 yen.
        with desk.runtime.unit_of_work() as uow:
            fund = account_id(campaign.programme_id, AccountCode.FUND, campaign.fund_id)
            held = ledger.balance(uow, programme_id=campaign.programme_id, account=fund)
        assert held == Money(2_700)

    def test_needs_an_address_and_asks_the_gateway_for_no_name(self, desk, campaign):
        with pytest.raises(DonorEmailMissing):
            wish(desk, campaign, donor=DonorDetails(name=HANAKO.name))
        gift = begin(desk, campaign)

        customer = desk.world.customers.retrieve(gift.customer_id)
        assert customer["email"] != HANAKO.email
        assert customer["name"] is None

    def test_gives_strangers_no_card_of_somebody_elses(self, desk, campaign):
        """Two gifts under one address are two customers: no page offers the other's card."""
        first = begin(desk, campaign, donor=HANAKO)
        second = begin(desk, campaign, donor=HANAKO)

        assert first.donor_id == second.donor_id
        assert first.customer_id != second.customer_id


class TestHear:
    def test_ends_in_the_same_books_by_messages_late_doubled_and_in_disorder(self, desk, campaign):
        plan = FaultPlan(seed=3, repeat_share=0.4, disorder=12, delay_share=0.2)
        desk = replace(desk, deliveries=Deliveries(desk.world, [SECRET], plan))
        gift, page = wish(desk, campaign)
        desk.world.pay(page.id)
        for _ in range(4):
            desk.wait(days=16)
        desk.wait(days=4)

        gift = look(desk, gift)
        assert gift.state is MonthlyGiftState.ACTIVE
        booked = months(desk, gift)
        assert {one.id for one in booked} == ids_of_paid(desk, gift)
        assert {one.status for one in booked} == {DonationStatus.SETTLED}

    def test_lets_a_month_be_refunded_as_any_gift(self, desk, campaign):
        gift = begin(desk, campaign)
        (month,) = months(desk, gift)
        desk.runtime.gateway.refund(RefundId(uuid7()), month.payment_id, month.amount)
        desk.hear()

        assert months(desk, gift)[0].status is DonationStatus.REFUNDED


class TestFail:
    def test_is_told_once_by_a_plain_mail_and_mended_by_another_card(self, desk, campaign):
        donor = replace(HANAKO, email="hanako.fails@example.org")
        gift = begin(desk, campaign, donor=donor)
        desk.world.break_card(gift.subscription_id)
        desk.wait(days=31)
        desk.wait(days=3, hours=2)

        assert look(desk, gift).state is MonthlyGiftState.PAST_DUE
        (mail,) = [sent for sent in desk.mail.sent if sent.to == donor.email]
        assert mail.language == "ja"
        assert "1000 円" in mail.text.replace(",", "")
        assert HANAKO.name not in mail.text

        page = desk.runtime.monthly_gateway.open_card_page(
            gift.subscription_id,
            gift.customer_id,
            success_url="https://example.org/ok",
            cancel_url="https://example.org/",
        )
        desk.world.pay(page.id, Card(last4="4444"))
        desk.hear()

        assert look(desk, gift).state is MonthlyGiftState.ACTIVE
        assert len(months(desk, gift)) == 2

    def test_ends_when_the_gateway_gives_up_and_says_so(self, desk, campaign):
        gift = begin(desk, campaign)
        desk.world.break_card(gift.subscription_id)
        for _ in range(7):
            desk.wait(days=8)

        assert look(desk, gift).state is MonthlyGiftState.ENDED
        assert [subject[-12:] for subject in subjects(desk)][-1].endswith("終了しました")
        assert len(months(desk, gift)) == 1


class TestCard:
    def test_is_told_of_a_month_and_a_week_before_it_expires(self, desk, campaign):
        expires = (desk.clock.now() + timedelta(days=70)).date()
        gift = begin(desk, campaign, card=Card(exp_month=expires.month, exp_year=expires.year))
        last_day = look(desk, gift).card_expires_on
        told = []
        while desk.clock.now().date() < last_day:
            desk.wait(days=1)
            if mind_cards(desk.runtime):
                told.append((last_day - desk.clock.now().date()).days)
            assert mind_cards(desk.runtime) == 0  # the same day once more
        desk.hear()

        assert told == [30, 7]
        assert sum("有効期限" in subject for subject in subjects(desk)) == 2


class TestChange:
    def test_takes_another_sum_pauses_goes_on_and_stops(self, desk, campaign):
        gift = begin(desk, campaign)
        gift = change(
            desk,
            gift,
            MonthlyChange.AMOUNT,
            lambda gate, order: gate.set_amount(order, Money(2_500)),
        )
        assert gift.amount == Money(2_500)
        desk.wait(days=31)
        assert [one.amount.minor for one in months(desk, gift)] == [1_000, 2_500]

        gift = change(
            desk, gift, MonthlyChange.PAUSE, lambda gate, order: gate.pause(order, until=None)
        )
        assert gift.state is MonthlyGiftState.PAUSED
        desk.wait(days=62)
        assert len(months(desk, gift)) == 2

        gift = change(desk, gift, MonthlyChange.RESUME, lambda gate, order: gate.resume(order))
        assert gift.state is MonthlyGiftState.ACTIVE

        def stop_later(gate, order):
            gate.stop(order, at_period_end=True)

        gift = change(desk, gift, MonthlyChange.STOP, stop_later)
        assert (gift.state, gift.stops_at) == (MonthlyGiftState.ACTIVE, gift.period_ends_at)
        gift = change(desk, gift, MonthlyChange.KEEP_ON, lambda gate, order: gate.keep_on(order))
        assert gift.stops_at is None

        gift = change(
            desk,
            gift,
            MonthlyChange.STOP,
            lambda gate, order: gate.stop(order, at_period_end=False),
        )
        assert gift.state is MonthlyGiftState.ENDED
        taken = len(months(desk, gift))
        desk.wait(days=62)
        assert len(months(desk, gift)) == taken
        with pytest.raises(MonthlyGiftNotRunning):
            change(desk, gift, MonthlyChange.RESUME, lambda gate, order: gate.resume(order))

    def test_books_a_month_that_is_heard_of_after_the_stop(self, desk, campaign):
        gift, page = wish(desk, campaign)
        desk.world.pay(page.id)  # and no message of it has come yet
        told = desk.runtime.monthly_gateway.finish_page(page.id, at=desk.clock.now())
        desk.runtime.monthly_gateway.stop(told.id, at_period_end=False)
        ended = desk.runtime.monthly_gateway.monthly_gift(told.id, at=desk.clock.now())
        desk.runtime.attempt(
            lambda uow: donations.accept_monthly(uow, ended),
            organisation_id=gift.organisation_id,
        )
        assert look(desk, gift).state is MonthlyGiftState.ENDED

        desk.hear()

        (month,) = months(desk, gift)
        assert month.status is DonationStatus.SETTLED
        assert look(desk, gift).state is MonthlyGiftState.ENDED


class TestCarryOver:
    def test_is_undone_while_it_is_still_to_come(self, desk, campaign):
        of = {"organisation_id": campaign.organisation_id}
        with desk.runtime.unit_of_work(operator("founder"), **of) as uow:
            later = make_campaign(uow, make_programme(uow, **of), closes_at=CLOSES_AT)
        gift = begin(desk, campaign)

        def carry(one, other, **when):
            with desk.runtime.unit_of_work(operator("staff"), **of) as uow:
                donations.carry_over(
                    uow,
                    programme_id=one.programme_id,
                    campaign_id=one.id,
                    to_programme_id=other.programme_id,
                    to_campaign_id=other.id,
                    **when,
                )
                terms = donations.terms_of_monthly(uow, **of, gifts=[gift])
            return terms[gift.id].campaign_id

        assert carry(campaign, later, valid_from=desk.clock.now() + timedelta(days=9)) == later.id
        assert carry(later, campaign) == campaign.id

    def test_lets_the_months_to_come_be_for_the_next_years_campaign(self, desk, campaign):
        of = {"organisation_id": campaign.organisation_id}
        with desk.runtime.unit_of_work(operator("founder"), **of) as uow:
            later_year = make_programme(uow, **of)
            later = make_campaign(uow, later_year, closes_at=CLOSES_AT)
            other = make_fund(uow, later_year)
        gift = begin(desk, campaign)
        desk.wait(days=31)

        def carry(**changes):
            with desk.runtime.unit_of_work(
                operator("staff"), organisation_id=campaign.organisation_id
            ) as uow:
                asked = {
                    "programme_id": campaign.programme_id,
                    "campaign_id": campaign.id,
                    "to_programme_id": later.programme_id,
                    "to_campaign_id": later.id,
                }
                return donations.carry_over(uow, **(asked | changes))

        seen = carry(preview=True)
        assert (seen.gifts, seen.a_month, list(seen.left)) == (1, Money(1_000), [])
        carry(valid_from=desk.clock.now() + timedelta(days=10))
        assert carry(preview=True).gifts == 0
        desk.wait(days=31)

        assert len(months(desk, gift, campaign.programme_id)) == 2
        (month,) = months(desk, gift, later.programme_id)
        assert (month.campaign_id, month.fund_id) == (later.id, later.fund_id)
        assert any("次の年度" in subject for subject in subjects(desk))
        assert other.id != later.fund_id
        with pytest.raises(CarryOverUnfit):
            carry(to_programme_id=campaign.programme_id, to_campaign_id=campaign.id)


class TestForgetDonor:
    def test_ends_what_still_runs_for_them(self, desk, campaign):
        gift = begin(desk, campaign)
        with desk.runtime.unit_of_work(organisation_id=gift.organisation_id) as uow:
            email = donations.donor_email(uow, donor_id=gift.donor_id)
            donations.forget_donor(uow, donor_id=gift.donor_id)
        desk.hear()

        assert look(desk, gift).state is MonthlyGiftState.ENDED
        assert not [sent for sent in desk.mail.sent if sent.to == email]
