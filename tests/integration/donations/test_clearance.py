"""B13: a flagged gift is promised to no child until a second person has cleared it."""

import pytest

from services.core.donations import service as donations
from services.core.donations.errors import (
    CashCountDiffers,
    ClearanceReasonUnfit,
    FundsShort,
    GiftNotFlagged,
)
from services.core.donations.policies import Thresholds
from services.core.donations.types import (
    Channel,
    ClearanceReason,
    DonationStatus,
    DonorDetails,
    DonorKind,
    HoldReason,
    RefundReason,
)
from services.core.identity.errors import SecondPersonRequired
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from tests.factories.donations import HANAKO, make_campaign, make_gift
from tests.factories.programmes import make_programme

ABROAD = DonorDetails(name="Ann Apple", email="ann@example.com", country="US")


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


@pytest.fixture
def second(uow, uow_as, campaign):
    """The same books, in the hands of somebody else."""
    return uow_as("approver", campaign.organisation_id)


def waiting(uow, campaign):
    found = donations.awaiting_clearance(uow, organisation_id=campaign.organisation_id)
    return {one.id: one.reasons for one in found}


def of(gift):
    return {"programme_id": gift.programme_id, "donation_id": gift.id}


def allocate(uow, campaign, yen):
    return donations.allocate(
        uow,
        programme_id=campaign.programme_id,
        fund_id=campaign.fund_id,
        amounts=[Money(yen)],
    )


class TestFlagOnSettlement:
    def test_b13_keeps_a_flagged_gift_from_being_allocated_until_a_second_person_clears_it(
        self, uow, second, campaign
    ):
        gift = make_gift(uow, campaign, channel=Channel.BANK_TRANSFER, donor=ABROAD)

        assert waiting(uow, campaign) == {gift.id: [HoldReason.FOREIGN]}
        with pytest.raises(FundsShort):
            allocate(uow, campaign, 1_000)
        with pytest.raises(SecondPersonRequired):
            donations.clear_gift(uow, **of(gift), reason=ClearanceReason.IDENTITY_CONFIRMED)

        done = donations.clear_gift(second, **of(gift), reason=ClearanceReason.IDENTITY_CONFIRMED)

        assert not done.flags
        assert [one.reason for one in done.decisions] == [ClearanceReason.IDENTITY_CONFIRMED]
        assert waiting(uow, campaign) == {}
        [[lot]] = donations.allocate(
            uow,
            programme_id=campaign.programme_id,
            fund_id=campaign.fund_id,
            amounts=[Money(1_000)],
        )
        assert lot.donation_id == gift.id
        donations.give_back(uow, programme_id=campaign.programme_id, lots=[lot])

    def test_looks_at_thresholds_of_the_organisation(self, uow, campaign):
        donations.set_thresholds(
            uow,
            organisation_id=campaign.organisation_id,
            thresholds=Thresholds(
                cash_from=Money(5_000), large_from=Money(9_000), count_cash_from=Money(20_000)
            ),
        )

        gift = make_gift(uow, campaign, amount=9_000, channel=Channel.CASH)

        assert waiting(uow, campaign) == {gift.id: [HoldReason.CASH, HoldReason.LARGE]}
        assert (
            len(donations.thresholds_over_time(uow, organisation_id=campaign.organisation_id)) == 1
        )

    def test_knows_a_company_by_a_providers_name(self, uow, campaign):
        donations.note_provider(
            uow,
            organisation_id=campaign.organisation_id,
            provider_id=uuid7(),
            name="株式会社 見本塾",
        )
        company = DonorDetails(name="株式会社見本塾", kind=DonorKind.COMPANY)

        gift = make_gift(uow, campaign, donor=company)

        assert waiting(uow, campaign) == {gift.id: [HoldReason.RELATED_TO_PROVIDER]}

    def test_leaves_an_ordinary_gift_alone(self, uow, campaign):
        make_gift(uow, campaign, donor=HANAKO)

        assert waiting(uow, campaign) == {}


class TestRelateDonor:
    def test_holds_what_is_free_of_their_gifts(self, uow, campaign):
        gift = make_gift(uow, campaign, donor=HANAKO)

        donations.relate_donor(uow, donor_id=gift.donor_id, provider_id=uuid7())

        assert waiting(uow, campaign) == {gift.id: [HoldReason.RELATED_TO_PROVIDER]}


class TestRefuseGift:
    def test_gives_it_back_and_asks_nobody_again(self, uow, second, campaign):
        gift = make_gift(uow, campaign, donor=ABROAD)

        donations.refuse_gift(second, **of(gift), reason=ClearanceReason.SOURCE_UNCLEAR)

        [refund] = donations.refunds_of(second, **of(gift))
        assert (refund.reason, refund.amount) == (RefundReason.NOT_CLEARED, gift.amount)
        assert waiting(uow, campaign) == {}
        assert gift.held
        with pytest.raises(GiftNotFlagged):
            donations.clear_gift(second, **of(gift), reason=ClearanceReason.KNOWN_SUPPORTER)

    def test_wants_a_reason_for_refusing(self, second, uow, campaign):
        gift = make_gift(uow, campaign, donor=ABROAD)

        with pytest.raises(ClearanceReasonUnfit):
            donations.refuse_gift(second, **of(gift), reason=ClearanceReason.NO_INFLUENCE)

    def test_does_not_stand_in_the_way_of_a_refund(self, uow, campaign):
        gift = make_gift(uow, campaign, donor=ABROAD)

        donations.refund(uow, **of(gift))

        assert donations.refunds_of(uow, **of(gift))


class TestReceiveCash:
    def take(self, uow, campaign, yen):
        return donations.receive_cash(
            uow,
            programme_id=campaign.programme_id,
            campaign_id=campaign.id,
            amount=Money(yen),
        )

    def test_books_a_small_sum_at_once(self, uow, campaign):
        assert self.take(uow, campaign, 9_999).status is DonationStatus.SETTLED

    def test_waits_for_a_second_count_of_a_larger_one(self, uow, second, campaign):
        gift = self.take(uow, campaign, 24_500)

        assert gift.status is DonationStatus.PENDING
        with pytest.raises(SecondPersonRequired):
            donations.count_cash(uow, **of(gift), counted=Money(24_500))
        with pytest.raises(CashCountDiffers) as refused:
            donations.count_cash(second, **of(gift), counted=Money(24_000))
        assert "24,500" not in f"{refused.value} {vars(refused.value)}"
        assert "24500" not in str(vars(refused.value))

        donations.count_cash(second, **of(gift), counted=Money(24_500))

        assert gift.status is DonationStatus.SETTLED
        assert not donations.awaiting_count(uow, organisation_id=campaign.organisation_id)
