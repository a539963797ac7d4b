"""Bank transfers to the gateway, through the real library: what fits, and what a person decides."""

from datetime import timedelta

import pytest

from services.core.audit.models import AuditEntry
from services.core.donations import service as donations
from services.core.donations.errors import (
    CashChanged,
    CashDecisionBegun,
    CashDecisionUnfit,
    DonorHasCash,
    NoCashWaiting,
)
from services.core.donations.models import CashDecision, GatewayMovement
from services.core.donations.types import CashDecisionKind, Channel, DonationStatus
from services.core.identity import service as identity
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, account_id
from services.worker.tasks.gateway import ask_for_refunds
from services.worker.virtual_accounts import carry_out_decisions
from tests.factories.donations import make_campaign
from tests.factories.giving import a_donor, one_desk
from tests.factories.programmes import make_programme


@pytest.fixture(scope="module")
def desk(databases, tmp_path_factory):
    with one_desk(databases, "transfers", tmp_path_factory.mktemp("transfers")) as desk:
        yield desk


@pytest.fixture
def campaign(desk):
    with desk.runtime.unit_of_work(operator("founder")) as uow:
        (organisation,) = identity.organisations(uow)
        uow.enter(organisation.id)
        programme = make_programme(uow)
        return make_campaign(uow, programme, channels=[Channel.VIRTUAL_ACCOUNT])


def announce(desk, campaign, yen=10_000):
    """A gift by transfer that somebody announced, with their account number at the gateway."""
    runtime, of = desk.runtime, {"organisation_id": campaign.organisation_id}
    with runtime.unit_of_work(**of) as uow:
        gift = donations.give(
            uow,
            programme_id=campaign.programme_id,
            campaign_id=campaign.id,
            key=str(uuid7()),
            wish=donations.Wish(gift=Money(yen), channel=Channel.VIRTUAL_ACCOUNT, donor=a_donor()),
            terms=runtime.giving_terms,
        )
    at = {"programme_id": campaign.programme_id, "donation_id": gift.id}
    with runtime.unit_of_work(**of) as uow:
        payer = donations.payer_by_transfer(uow, **at)
    customer = payer.customer_id or runtime.virtual_accounts.open_account(
        organisation_id=payer.organisation_id, donor_id=payer.donor_id
    )
    with runtime.unit_of_work(**of) as uow:
        donations.keep_virtual_account(uow, **of, donor_id=payer.donor_id, customer_id=customer)
        asked = donations.transfer_request(uow, **at)
    told = runtime.virtual_accounts.ask_for_transfer(asked)
    with runtime.unit_of_work(**of) as uow:
        donations.note_transfer_asked(uow, **at, payment_id=told.payment_id)
    return gift, customer


def send(desk, customer, yen):
    desk.world.send_transfer(customer, yen)
    desk.hear()
    carry_out_decisions(desk.runtime)
    desk.hear()


def look(desk, campaign, gift):
    with desk.runtime.unit_of_work() as uow:
        return donations.get(uow, programme_id=campaign.programme_id, donation_id=gift.id)


def queue(desk, gift):
    """What of the gift's donor waits for a person."""
    with desk.runtime.unit_of_work(organisation_id=gift.organisation_id) as uow:
        found = donations.cash_queue(uow, organisation_id=gift.organisation_id, limit=100)
        return [
            (line.account.cash_minor, [one.id for one in line.gifts])
            for line in found
            if line.account.donor_id == gift.donor_id
        ]


def decide(desk, campaign, gift, kind, yen):
    with desk.runtime.unit_of_work(
        operator("staff"), organisation_id=campaign.organisation_id
    ) as uow:
        return donations.decide_cash(
            uow,
            organisation_id=campaign.organisation_id,
            donor_id=gift.donor_id,
            kind=kind,
            cash=Money(yen),
            donation_id=gift.id,
        )


def carry_out(desk):
    desk.wait(minutes=11)
    carry_out_decisions(desk.runtime)
    desk.hear()


def fund(desk, campaign):
    with desk.runtime.unit_of_work() as uow:
        account = account_id(campaign.programme_id, AccountCode.FUND, campaign.fund_id)
        return ledger.balance(uow, programme_id=campaign.programme_id, account=account).minor


def returned_to(desk, customer):
    found = desk.world.all_of("refund")
    return [refund["amount"] for refund in found if refund["customer"] == customer]


def at_gateway(desk, customer):
    """The cash that lies there, as the gateway itself says."""
    return desk.world.cash.available(customer)


class TestRefund:
    def test_that_nobody_answered_for_is_put_to_no_other_gift_by_itself(self, desk, campaign):
        gift, customer = announce(desk, campaign)
        send(desk, customer, 10_000)
        with desk.runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
            donations.refund(uow, programme_id=campaign.programme_id, donation_id=gift.id)
        ask_for_refunds(desk.runtime)
        desk.hear()
        assert look(desk, campaign, gift).status is DonationStatus.REFUNDED
        with desk.runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
            later = donations.start(
                uow,
                programme_id=campaign.programme_id,
                campaign_id=campaign.id,
                amount=Money(10_000),
                channel=Channel.VIRTUAL_ACCOUNT,
            )
            later.donor_id, later.payment_id = gift.donor_id, f"pi_{later.id.hex}"

        desk.wait(days=46)
        send(desk, customer, 10_000)  # as the gateway does

        assert queue(desk, gift) == [(10_000, [later.id])]


class TestSendTransfer:
    def test_settles_the_gift_that_it_fits_to_the_yen(self, desk, campaign):
        gift, customer = announce(desk, campaign)
        send(desk, customer, 10_000)

        assert look(desk, campaign, gift).status is DonationStatus.SETTLED
        assert (queue(desk, gift), at_gateway(desk, customer)) == ([], 0)
        assert fund(desk, campaign) == 9_000

    @pytest.mark.parametrize("yen", [12_000, 8_000])
    def test_b4_of_another_sum_waits_for_a_person_and_is_in_no_book(self, desk, campaign, yen):
        """B4: ¥10,000 asked, ¥12,000 and ¥8,000 received: a manual queue, none auto-receipted."""
        gift, customer = announce(desk, campaign)
        send(desk, customer, yen)
        desk.wait(days=7)
        carry_out_decisions(desk.runtime)

        assert queue(desk, gift) == [(yen, [gift.id])]
        assert look(desk, campaign, gift).status is DonationStatus.PENDING
        assert fund(desk, campaign) == 0
        with desk.runtime.unit_of_work() as uow:
            assert (
                uow.session.query(GatewayMovement)
                .filter_by(programme_id=campaign.programme_id)
                .count()
                == 0
            )

    def test_in_two_parts_settles_the_gift_when_the_second_came(self, desk, campaign):
        gift, customer = announce(desk, campaign)
        send(desk, customer, 4_000)
        assert look(desk, campaign, gift).status is DonationStatus.PENDING

        desk.wait(hours=1)
        send(desk, customer, 6_000)

        assert look(desk, campaign, gift).status is DonationStatus.SETTLED
        assert queue(desk, gift) == []

    def test_without_any_gift_waits_as_well(self, desk, campaign):
        gift, customer = announce(desk, campaign)
        send(desk, customer, 10_000)
        desk.wait(hours=1)
        send(desk, customer, 500)

        assert queue(desk, gift) == [(500, [])]


class TestDecideCash:
    def test_takes_the_gift_as_asked_and_returns_the_rest(self, desk, campaign):
        gift, customer = announce(desk, campaign)
        send(desk, customer, 12_000)
        decide(desk, campaign, gift, CashDecisionKind.AS_ASKED, 12_000)
        assert queue(desk, gift) == []
        carry_out(desk)

        found = look(desk, campaign, gift)
        assert (found.status, found.amount) == (DonationStatus.SETTLED, Money(10_000))
        assert (at_gateway(desk, customer), fund(desk, campaign)) == (0, 9_000)
        assert returned_to(desk, customer) == [2_000]

    @pytest.mark.parametrize("yen", [12_000, 8_000])
    def test_takes_all_as_the_gift_by_the_donors_word(self, desk, campaign, yen):
        gift, customer = announce(desk, campaign)
        send(desk, customer, yen)
        decide(desk, campaign, gift, CashDecisionKind.ALL_AS_GIFT, yen)
        carry_out(desk)

        found = look(desk, campaign, gift)
        assert (found.status, found.amount) == (DonationStatus.SETTLED, Money(yen))
        assert (at_gateway(desk, customer), fund(desk, campaign)) == (0, yen * 9 // 10)

    def test_returns_all_and_waits_for_the_gift_no_longer(self, desk, campaign):
        gift, customer = announce(desk, campaign)
        send(desk, customer, 8_000)
        decide(desk, campaign, gift, CashDecisionKind.RETURN_ALL, 8_000)
        carry_out(desk)

        assert look(desk, campaign, gift).status is DonationStatus.FAILED
        assert (at_gateway(desk, customer), fund(desk, campaign)) == (0, 0)

    def test_has_its_effect_once_however_often_the_worker_is_killed(self, desk, campaign):
        gift, customer = announce(desk, campaign)
        send(desk, customer, 12_000)
        decision = decide(desk, campaign, gift, CashDecisionKind.AS_ASKED, 12_000)
        carry_out(desk)
        of = {"organisation_id": campaign.organisation_id}
        with desk.runtime.unit_of_work(**of) as uow:  # as if it had died before it noted so
            uow.session.get(CashDecision, (campaign.organisation_id, decision.id)).done_at = None
        carry_out(desk)

        assert returned_to(desk, customer) == [2_000]
        assert fund(desk, campaign) == 9_000
        assert queue(desk, gift) == []

    def test_can_be_withdrawn_until_it_is_carried_out(self, desk, campaign):
        gift, customer = announce(desk, campaign)
        send(desk, customer, 12_000)
        decision = decide(desk, campaign, gift, CashDecisionKind.AS_ASKED, 12_000)
        of = {"organisation_id": campaign.organisation_id, "decision_id": decision.id}
        with desk.runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
            donations.withdraw_decision(uow, **of)
        carry_out(desk)
        assert queue(desk, gift) == [(12_000, [gift.id])]

        decision = decide(desk, campaign, gift, CashDecisionKind.ALL_AS_GIFT, 12_000)
        carry_out(desk)
        with (
            pytest.raises(CashDecisionBegun),
            desk.runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow,
        ):
            donations.withdraw_decision(uow, **(of | {"decision_id": decision.id}))

    def test_is_refused_about_a_sum_that_was_not_looked_at(self, desk, campaign):
        gift, customer = announce(desk, campaign)
        send(desk, customer, 12_000)

        with pytest.raises(CashChanged):
            decide(desk, campaign, gift, CashDecisionKind.ALL_AS_GIFT, 11_000)
        with pytest.raises(CashDecisionUnfit):
            decide(desk, campaign, gift, CashDecisionKind.EXACT, 12_000)
        decide(desk, campaign, gift, CashDecisionKind.ALL_AS_GIFT, 12_000)
        with pytest.raises(NoCashWaiting):
            decide(desk, campaign, gift, CashDecisionKind.ALL_AS_GIFT, 12_000)

    def test_is_written_down(self, desk, campaign):
        gift, customer = announce(desk, campaign)
        send(desk, customer, 12_000)
        decision = decide(desk, campaign, gift, CashDecisionKind.ALL_AS_GIFT, 12_000)
        carry_out(desk)

        with desk.runtime.unit_of_work() as uow:
            entries = uow.session.query(AuditEntry).filter_by(object_id=decision.id)
            actions = [entry.action for entry in entries.order_by(AuditEntry.recorded_at)]
        assert actions == ["donated_cash.decide", "donated_cash.carry_out"]

    def test_puts_cash_back_in_the_queue_where_the_gateway_will_not(self, desk, campaign):
        gift, customer = announce(desk, campaign)
        send(desk, customer, 12_000)
        decision = decide(desk, campaign, gift, CashDecisionKind.RETURN_ALL, 12_000)
        of = {"organisation_id": gift.organisation_id}
        with desk.runtime.unit_of_work(**of) as uow:  # it is the gateway's that there is less
            uow.session.get(CashDecision, (gift.organisation_id, decision.id)).cash = Money(13_000)
            uow.session.get(
                CashDecision, (gift.organisation_id, decision.id)
            ).to_return_minor = 13_000
        carry_out(desk)

        with desk.runtime.unit_of_work(**of) as uow:
            found = donations.get_cash_decision(uow, **of, decision_id=decision.id)
        assert found.refusal == "balance_insufficient"
        assert queue(desk, gift) == [(12_000, [])]  # the gift was given up before


class TestHearLate:
    def test_changes_nothing_by_older_news_of_the_cash(self, desk, campaign):
        gift, customer = announce(desk, campaign)
        before = desk.runtime.virtual_accounts.cash(
            customer, at=desk.clock.now() - timedelta(minutes=1)
        )
        send(desk, customer, 12_000)
        desk.runtime.attempt(lambda uow: donations.note_cash(uow, before))

        assert queue(desk, gift) == [(12_000, [gift.id])]


class TestForgetDonor:
    def test_waits_for_a_decision_about_their_cash_then_deletes_them_at_the_gateway(
        self, desk, campaign
    ):
        gift, customer = announce(desk, campaign)
        send(desk, customer, 12_000)
        of = {"organisation_id": campaign.organisation_id}
        with pytest.raises(DonorHasCash), desk.runtime.unit_of_work(**of) as uow:
            donations.forget_donor(uow, donor_id=gift.donor_id)
        decide(desk, campaign, gift, CashDecisionKind.ALL_AS_GIFT, 12_000)
        carry_out(desk)

        with desk.runtime.unit_of_work(**of) as uow:
            donations.forget_donor(uow, donor_id=gift.donor_id)
        desk.hear()

        assert desk.world.customers.retrieve(customer)["deleted"] is True
        assert look(desk, campaign, gift).status is DonationStatus.SETTLED
