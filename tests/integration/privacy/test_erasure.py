"""Erasing takes exactly what the preview said, and leaves the books as they were."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from services.core.allocations import service as allocations
from services.core.allocations.types import AwardStatus
from services.core.donations.errors import DonorNotFound
from services.core.donations.models import BankDeposit, Donation, Donor
from services.core.donations.types import Channel
from services.core.households.errors import ChildNotFound
from services.core.households.models import Child, Guardian, Household
from services.core.households.types import NewGuardian
from services.core.kit import inbox
from services.core.kit.ids import uuid7
from services.core.kit.models import GivenAnswer, InboxEvent, OutboxMessage, SubjectKey
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, account_id
from services.core.privacy import service as privacy
from services.core.privacy.errors import (
    DonorKeptByLaw,
    ErasurePlanChanged,
    GuardianStillAnswers,
    PersonHeld,
)
from services.core.privacy.types import (
    AskedBy,
    ErasureGround,
    Gone,
    HoldId,
    HoldReason,
    Kept,
    Order,
    Subject,
    SubjectKind,
)
from services.core.vouchers.models import Credential, Voucher
from services.core.vouchers.types import VoucherStatus
from tests.factories.allocations import AMOUNT, make_drawn, make_fund
from tests.factories.donations import HANAKO, make_campaign, make_gift
from tests.factories.households import make_eligible, make_household, new_child
from tests.factories.journey import make_journey
from tests.factories.programmes import make_programme
from tests.factories.providers import second_person


def books(uow):
    """Sums of the ledger over all accounts: what no erasure may change."""
    query = "SELECT sum(debits_posted), sum(credits_posted), count(*) FROM ledger_accounts"
    return tuple(uow.session.execute(text(query)).one())


def child_of(which):
    return Subject(SubjectKind.CHILD, which)


class TestEraseChild:
    def test_gives_the_money_back_and_leaves_nothing_to_read(self, uow):
        journey = make_journey(uow, children=2)
        voucher, credential = journey.cards[0]
        siblings_voucher, siblings_credential = journey.cards[1]
        used = journey.redeem(0, 8_000)
        fund = account_id(journey.programme.id, AccountCode.FUND, journey.fund.id)
        before = ledger.balance(uow, programme_id=journey.programme.id, account=fund)

        report = privacy.erase_child(uow, child_id=voucher.child_id)

        uow.session.expire_all()
        after = ledger.balance(uow, programme_id=journey.programme.id, account=fund)
        left = voucher.amount_minor - used.amount.minor
        assert after.minor - before.minor == left == report.gone[Gone.RETURNED_YEN]
        assert voucher.status is VoucherStatus.REVOKED
        assert (credential.card_sealed, credential.revoked_at) == (b"", uow.now)
        key = uow.session.get(SubjectKey, (uow.organisation_id, voucher.child_id))
        assert key.wrapped is None
        assert {part.what for part in report.kept} >= {Kept.LEDGER_TRANSFERS, Kept.REDEMPTIONS}
        assert siblings_voucher.status is VoucherStatus.ISSUED
        assert siblings_credential.card_sealed

    def test_takes_what_the_preview_said(self, uow):
        journey = make_journey(uow)
        voucher, _ = journey.cards[0]

        seen = privacy.preview(uow, subject=child_of(voucher.child_id))
        assert uow.session.get(Child, (uow.organisation_id, voucher.child_id)).name_sealed
        uow.session.refresh(voucher)
        assert voucher.status is VoucherStatus.ISSUED
        report = privacy.erase_child(uow, child_id=voucher.child_id, confirm=seen.digest)

        passing = {Gone.OUTBOX_PAYLOADS, Gone.ANSWERS}
        assert {k: v for k, v in report.gone.items() if k not in passing} == {
            k: v for k, v in seen.gone.items() if k not in passing
        }
        assert report.people == seen.people
        kinds = [person.kind for person in report.people]
        assert kinds == [SubjectKind.CHILD, SubjectKind.GUARDIAN, SubjectKind.HOUSEHOLD]

    def test_refuses_when_something_else_would_go_than_was_confirmed(self, uow):
        journey = make_journey(uow)
        voucher, _ = journey.cards[0]
        seen = privacy.preview(uow, subject=child_of(voucher.child_id))
        journey.redeem(0, 8_000)

        with pytest.raises(ErasurePlanChanged):
            privacy.erase_child(uow, child_id=voucher.child_id, confirm=seen.digest)

        assert uow.session.get(Child, (uow.organisation_id, voucher.child_id)).name_sealed

    def test_is_done_once_and_tells_the_same_again(self, uow):
        application = make_eligible(uow, make_programme(uow))
        order = Order(ErasureGround.CONSENT_WITHDRAWN, AskedBy.GUARDIAN)
        first = privacy.erase_child(uow, child_id=application.child_id, order=order)
        sums = books(uow)
        uow.now += timedelta(days=1)

        again = privacy.erase_child(uow, child_id=application.child_id)

        assert again == first == privacy.get(uow, erasure_id=first.id)
        assert again.ground is ErasureGround.CONSENT_WITHDRAWN
        assert books(uow) == sums

    def test_takes_an_offer_back_that_nobody_has_answered(self, uow):
        programme = make_programme(uow)
        fund = make_fund(uow, programme, AMOUNT)
        winner = make_eligible(uow, programme)
        round_ = make_drawn(uow, programme, fund, places=1)
        allocations.award_round(second_person(uow), programme_id=programme.id, round_id=round_.id)

        report = privacy.erase_child(uow, child_id=winner.child_id)

        (award,) = allocations.awards(uow, programme_id=programme.id, round_id=round_.id)
        assert report.gone[Gone.OPEN_AWARDS] == 1
        assert award.status is AwardStatus.WITHDRAWN

    def test_sweeps_the_copies_of_answers_and_messages(self, uow):
        programme = make_programme(uow)
        _, (child_id, sibling_id) = make_household(
            uow, programme, new_child(), new_child(kana="ミホン タロウ")
        )
        for id in (child_id, sibling_id):
            uow.session.add(
                GivenAnswer(
                    organisation_id=programme.organisation_id,
                    principal_id=uuid7(),
                    route="POST /x",
                    key=f"{id}",
                    request_hash=b"",
                    status=201,
                    answer={"child_ids": [str(id)]},
                )
            )
            uow.session.add(
                OutboxMessage(
                    tenant_id=programme.organisation_id,
                    topic="t",
                    key="k",
                    payload={"child_id": str(id)},
                    done_at=uow.now,
                )
            )
        uow.session.flush()

        report = privacy.erase_child(uow, child_id=child_id)

        assert report.gone[Gone.ANSWERS] == report.gone[Gone.OUTBOX_PAYLOADS] == 1
        left = uow.session.query(GivenAnswer).filter(GivenAnswer.key == str(sibling_id))
        assert left.count() == 1

    def test_is_refused_while_a_hold_is_on_the_child_or_its_household(self, uow):
        household_id, (child_id,) = make_household(uow, make_programme(uow))
        hold = privacy.place_hold(
            uow,
            id=HoldId(uuid7()),
            subject=Subject(SubjectKind.HOUSEHOLD, household_id),
            reason=HoldReason.DISPUTE,
            until=uow.now + timedelta(days=30),
        )

        with pytest.raises(PersonHeld):
            privacy.erase_child(uow, child_id=child_id)

        privacy.release_hold(uow, hold_id=HoldId(hold.id))
        assert privacy.erase_child(uow, child_id=child_id).gone[Gone.PEOPLE] == 3

    def test_knows_no_stranger(self, uow):
        make_programme(uow)
        uow.enter(make_programme(uow).organisation_id)
        with pytest.raises(ChildNotFound):
            privacy.erase_child(uow, child_id=uuid7())


class TestEraseFamily:
    def test_takes_children_guardians_and_household(self, uow):
        programme = make_programme(uow)
        household_id, (first, second) = make_household(
            uow, programme, new_child(), new_child(kana="ミホン タロウ")
        )
        report = privacy.erase_household(uow, household_id=household_id)

        assert report.gone[Gone.PEOPLE] == 4
        for id in (first, second):
            assert uow.session.get(Child, (uow.organisation_id, id)).forgotten_at == uow.now
        household = uow.session.get(Household, (uow.organisation_id, household_id))
        assert (household.postcode_sealed, household.match_index) == (None, None)

    def test_keeps_the_only_guardian_of_a_child(self, uow):
        household_id, (child_id,) = make_household(uow, make_programme(uow))
        (guardian,) = uow.session.query(Guardian).filter_by(household_id=household_id)
        with pytest.raises(GuardianStillAnswers):
            privacy.erase_guardian(uow, guardian_id=guardian.id)

        other = Guardian.of(
            uow.vault,
            uow.session.get(Household, (uow.organisation_id, household_id)),
            NewGuardian(name="見本 祖母", kana="ミホン ソボ"),
            id=uuid7(),
        )
        uow.session.add(other)
        uow.session.flush()

        report = privacy.erase_guardian(uow, guardian_id=guardian.id)

        assert guardian.name_sealed is None
        assert other.read(uow.vault, "name") == "見本 祖母"
        assert uow.session.get(Child, (uow.organisation_id, child_id)).name_sealed
        assert report.gone[Gone.SEALED_FIELDS] == 2


class TestEraseDonor:
    def test_is_refused_until_the_donor_list_has_served(self, uow):
        gift = make_gift(uow, make_campaign(uow, make_programme(uow)), donor=HANAKO)

        with pytest.raises(DonorKeptByLaw) as refused:
            privacy.erase_donor(uow, donor_id=gift.donor_id)

        # A gift of fiscal year 2025 stands on a list that is kept to the end of March 2031.
        assert refused.value.context["erasable_from"] == date(2031, 4, 1)

    def test_takes_name_payer_and_what_the_gateway_told(self, uow):
        programme = make_programme(uow)
        gift = make_gift(uow, make_campaign(uow, programme), channel=Channel.CARD, donor=HANAKO)
        strangers = make_gift(uow, make_campaign(uow, programme), channel=Channel.CARD)
        uow.session.flush()
        for one in (gift, strangers):
            one.checkout_id = f"cs_{one.id.hex}"
            inbox.store(
                uow.session,
                source="stripe",
                external_id=f"evt_{one.id.hex}",
                object_id=one.checkout_id,
                topic="checkout.session.completed",
                payload={"customer_details": {"name": "髙橋 花子"}},
            )
        deposit = BankDeposit(
            programme_id=programme.id,
            id=uuid7(),
            organisation_id=programme.organisation_id,
            received_on=date(2025, 6, 10),
            amount_minor=10_000,
            amount_currency="JPY",
            donation_id=gift.id,
            taken_minor=10_000,
            matched_at=uow.now,
        )
        deposit.payer_sealed = uow.vault.seal(
            deposit.id, "bank_deposits.payer", deposit.id, "タカハシ ハナコ"
        )
        uow.session.add(deposit)
        uow.session.flush()
        uow.now = uow.now.replace(year=2031)

        report = privacy.erase_donor(uow, donor_id=gift.donor_id)

        uow.session.expire_all()
        donor = uow.session.get(Donor, (uow.organisation_id, gift.donor_id))
        assert (donor.name_sealed, donor.email_index, donor.forgotten_at) == (None, None, uow.now)
        assert deposit.payer_sealed is None
        assert (report.gone[Gone.BANK_PAYERS], report.gone[Gone.INBOX_PAYLOADS]) == (1, 1)
        told = {row.object_id: row.payload for row in uow.session.query(InboxEvent)}
        assert told[gift.checkout_id] == {}
        assert told[strangers.checkout_id] != {}
        assert uow.session.get(Donation, (programme.id, gift.id)).donor_id == gift.donor_id

    def test_is_done_at_once_where_no_gift_has_come(self, uow):
        gift = make_gift(uow, make_campaign(uow, make_programme(uow)), settled=False, donor=HANAKO)
        assert privacy.erase_donor(uow, donor_id=gift.donor_id).gone[Gone.PEOPLE] == 1

    def test_knows_no_stranger(self, uow):
        uow.enter(make_programme(uow).organisation_id)
        with pytest.raises(DonorNotFound):
            privacy.erase_donor(uow, donor_id=uuid7())


class TestEraseAgain:
    def test_takes_whom_a_backup_brought_back(self, uow):
        programme = make_programme(uow)
        _, (child_id,) = make_household(uow, programme)
        order, id = Order(), uuid7()

        assert privacy.erase_again(uow, subject=child_of(child_id), order=order, id=id)
        assert not privacy.erase_again(uow, subject=child_of(child_id), order=order, id=id)

        assert uow.session.get(Child, (uow.organisation_id, child_id)).forgotten_at == uow.now
        assert privacy.get(uow, erasure_id=id).subject == child_of(child_id)


class TestErasedVoucher:
    def test_card_opens_nowhere(self, uow):
        journey = make_journey(uow)
        voucher, credential = journey.cards[0]
        privacy.erase_child(uow, child_id=voucher.child_id)
        uow.session.expire_all()
        rows = uow.session.query(Credential).filter_by(voucher_id=voucher.id)
        assert [row.card_sealed for row in rows] == [b""]
        assert uow.session.get(Voucher, (voucher.programme_id, voucher.id)).ended_at == uow.now
        assert credential.revoked_at == uow.now
