"""The one statement: what it honours, what it leaves, what a retry finds."""

import pytest

from services.core.kit.models import OutboxMessage
from services.core.kit.money import Money
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, account_id
from services.core.programmes.types import ServiceCategory
from services.core.redemptions import service as redemptions
from services.core.redemptions.errors import RedemptionIdReused
from services.core.redemptions.events import VoucherRedeemed
from services.core.redemptions.types import RedemptionStatus
from services.core.vouchers import service as vouchers
from tests.factories.providers import make_provider
from tests.factories.redemptions import LESSON, enrol, entry, make_cards, make_classroom, redeem


class TestRedeem:
    def test_owes_the_provider_what_the_voucher_paid(self, uow):
        classroom = make_classroom(uow, amount=10_000)

        honoured = redeem(uow, classroom, amount=4_000)

        assert left(uow, classroom) == Money(6_000)
        assert owed(uow, classroom) == Money(4_000)
        assert honoured.amount == Money(4_000)
        assert honoured.site_id == classroom.site_id
        stored = redemptions.get(
            uow, programme_id=classroom.programme.id, redemption_id=honoured.id
        )
        assert stored.status is RedemptionStatus.RECORDED
        assert (stored.recorded_at, stored.entered_by) == (uow.now, uow.actor.id)

    def test_takes_the_typed_code_as_well(self, uow):
        classroom = make_classroom(uow)

        redemptions.redeem(uow, entry=entry(classroom.provider), shown=classroom.card.code.lower())

        assert left(uow, classroom) == Money(9_000)

    def test_may_use_a_voucher_up_to_the_last_yen(self, uow):
        classroom = make_classroom(uow, amount=3_000)

        redeem(uow, classroom, amount=1_000)
        redeem(uow, classroom, amount=2_000)

        assert left(uow, classroom) == Money(0)

    def test_works_at_a_second_provider_of_the_same_child(self, uow):
        classroom = make_classroom(uow)
        piano = make_provider(uow, classroom.programme, name="ピアノ教室")
        enrol(uow, classroom.card, piano)

        redeem(uow, classroom, amount=1_000)
        redemptions.redeem(uow, entry=entry(piano, amount=2_000), shown=classroom.card.token)

        assert left(uow, classroom) == Money(7_000)

    def test_tells_others_exactly_what_the_event_says(self, uow):
        classroom = make_classroom(uow)

        honoured = redeem(uow, classroom)

        event = VoucherRedeemed(
            organisation_id=classroom.programme.organisation_id,
            programme_id=classroom.programme.id,
            redemption_id=honoured.id,
            voucher_id=classroom.card.voucher_id,
            provider_id=classroom.provider.id,
        )
        [message] = (
            uow.session.query(OutboxMessage)
            .filter_by(tenant_id=classroom.programme.id, topic=event.topic)
            .all()
        )
        assert (message.key, message.payload) == (event.key, event.payload())


class TestRetry:
    def test_finds_the_answer_that_was_given(self, uow):
        classroom = make_classroom(uow)
        said = entry(classroom.provider, amount=4_000)
        first = redemptions.redeem(uow, entry=said, shown=classroom.card.token)

        uow.now = classroom.programme.terms.cutoff_at
        again = redemptions.redeem(uow, entry=said, shown=classroom.card.code)

        assert again == first
        assert left(uow, classroom) == Money(6_000)

    @pytest.mark.parametrize("change", ["amount", "provider", "day", "category", "card"])
    def test_is_refused_for_another_use(self, uow, change):
        classroom = make_classroom(uow)
        provider, shown, told = classroom.provider, classroom.card.token, {}
        if change == "provider":
            provider = make_provider(uow, classroom.programme)
            enrol(uow, classroom.card, provider)
        elif change == "card":
            [siblings_card] = make_cards(uow, classroom.programme)
            enrol(uow, siblings_card, provider)
            shown = siblings_card.token
        else:
            told = {
                "amount": {"amount": 1_001},
                "day": {"service_on": LESSON.replace(day=20)},
                "category": {"category": ServiceCategory.TEST},
            }[change]
        id = redeem(uow, classroom, amount=1_000).id

        with pytest.raises(RedemptionIdReused):
            redemptions.redeem(uow, entry=entry(provider, id=id, **told), shown=shown)


class TestRedeemMany:
    def test_answers_each_use_in_its_place(self, uow):
        classroom = make_classroom(uow, amount=3_000)
        shown = classroom.card.shown
        uses = [
            (entry(classroom.provider, amount=amount), shown) for amount in (1_000, 5_000, 2_000)
        ]

        first, refused, last = redemptions.redeem_many(uow, uses=uses)

        assert (first.amount, last.amount) == (Money(1_000), Money(2_000))
        assert refused.code == "balance_insufficient"
        assert left(uow, classroom) == Money(0)


def left(uow, classroom):
    return vouchers.available(
        uow, programme_id=classroom.programme.id, voucher_id=classroom.card.voucher_id
    )


def owed(uow, classroom):
    payable = account_id(
        classroom.programme.id, AccountCode.PROVIDER_PAYABLE, classroom.provider.id
    )
    return ledger.balance(uow, programme_id=classroom.programme.id, account=payable)
