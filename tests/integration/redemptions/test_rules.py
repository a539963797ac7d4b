"""The programme's rules at the counter: last days, forms, caps, places, reissued cards."""

from datetime import date, datetime, timedelta

import pytest

from services.core.kit.ids import uuid7
from services.core.kit.periods import TOKYO
from services.core.providers import service as providers
from services.core.redemptions import service as redemptions
from services.core.redemptions.errors import RedemptionRefused
from services.core.redemptions.types import OverrideReason
from services.core.vouchers import service as vouchers
from services.core.vouchers.short_code import new_code
from tests.factories.providers import make_provider
from tests.factories.redemptions import LESSON, card_of, enrol, entry, make_classroom, redeem


class TestCutOff:
    """Requirement D6: the last day to enter a use is 24 March, to have had the lesson 31 March."""

    @pytest.mark.parametrize(
        ("at", "outcome"),
        [
            (datetime(2026, 3, 24, 23, 59, tzinfo=TOKYO), "honoured"),
            (datetime(2026, 3, 25, 0, 0, tzinfo=TOKYO), "entry_closed"),
            (datetime(2026, 3, 31, 23, 59, tzinfo=TOKYO), "entry_closed"),
            (datetime(2026, 4, 1, 0, 0, tzinfo=TOKYO), "voucher_has_expired"),
        ],
    )
    def test_holds_to_the_minute(self, uow, at, outcome):
        classroom = make_classroom(uow)
        uow.now = at

        assert told(uow, classroom) == outcome

    def test_lets_a_lesson_of_any_earlier_day_of_the_year_in(self, uow):
        classroom = make_classroom(uow)
        uow.now = datetime(2026, 3, 24, 23, 59, tzinfo=TOKYO)

        assert told(uow, classroom, service_on=date(2025, 6, 25)) == "honoured"


class TestProxy:
    def test_is_in_time_until_the_fifth_of_the_next_month(self, uow):
        classroom = make_classroom(uow)
        uow.now = jst(2025, 7, 5)

        assert told(uow, classroom, proxied=True) == "honoured"

    def test_is_let_in_later_by_a_supervisor_with_a_reason(self, uow):
        classroom = make_classroom(uow)
        uow.now = jst(2025, 7, 6)

        outcome = told(uow, classroom, proxied=True, override=OverrideReason.FORM_ARRIVED_LATE)

        assert outcome == "honoured"


class TestCap:
    def test_counts_two_joined_months_as_one_window(self, uow):
        classroom = make_classroom(
            uow,
            amount=50_000,
            issue_mode="pooled",
            monthly_cap=10_000,
            joint_months=[(7, 8)],
        )
        uow.now = jst(2025, 8, 20)

        assert told(uow, classroom, amount=15_000, service_on=date(2025, 7, 1)) == "honoured"
        assert told(uow, classroom, amount=5_001, service_on=date(2025, 8, 1)) == "cap_reached"
        assert told(uow, classroom, amount=5_000, service_on=date(2025, 8, 1)) == "honoured"
        assert told(uow, classroom, amount=10_000, service_on=date(2025, 6, 25)) == "honoured"


class TestEnrolment:
    def test_ends_the_day_after_the_last_lesson(self, uow):
        classroom = make_classroom(uow)
        redemptions.leave(
            uow,
            programme_id=classroom.programme.id,
            enrolment_id=classroom.enrolment.id,
            left_on=LESSON,
        )

        assert told(uow, classroom) == "child_not_enrolled"
        assert told(uow, classroom, service_on=LESSON - timedelta(days=1)) == "honoured"

    def test_is_taken_up_again_by_a_child_that_comes_back(self, uow):
        classroom = make_classroom(uow)
        redemptions.leave(
            uow,
            programme_id=classroom.programme.id,
            enrolment_id=classroom.enrolment.id,
            left_on=LESSON,
        )

        again = enrol(uow, classroom.card, classroom.provider)

        assert again.id == classroom.enrolment.id
        assert told(uow, classroom) == "honoured"

    def test_of_a_whole_list_gives_places_to_those_who_have_none_yet(self, uow):
        classroom = make_classroom(uow)
        piano = make_provider(uow, classroom.programme)
        [site] = providers.sites_of(uow, provider_id=piano.id)
        children = {uuid7(): classroom.card.child_id}
        listed = {
            "programme_id": classroom.programme.id,
            "provider_id": piano.id,
            "site_id": site.id,
        }

        new = redemptions.enrol_many(uow, children=children, **listed)
        again = redemptions.enrol_many(
            uow, children={uuid7(): classroom.card.child_id, **children}, **listed
        )

        enrolments = redemptions.enrolments_of(
            uow, programme_id=classroom.programme.id, provider_id=piano.id
        )
        assert (new, again) == (1, 0)
        assert [one.id for one in enrolments] == list(children)

    def test_is_made_by_showing_the_card(self, uow):
        classroom = make_classroom(uow)
        piano = make_provider(uow, classroom.programme)
        [site] = providers.sites_of(uow, provider_id=piano.id)

        enrolment = redemptions.enrol_shown(
            uow,
            id=uuid7(),
            programme_id=classroom.programme.id,
            provider_id=piano.id,
            site_id=site.id,
            shown=classroom.card.code,
            scanner_id=piano.id,
        )

        assert enrolment.child_id == classroom.card.child_id

    @pytest.mark.parametrize("spoilt", ["replaced", "unknown"])
    def test_is_refused_without_a_good_card(self, uow, spoilt):
        classroom = make_classroom(uow)
        if spoilt == "replaced":
            vouchers.reissue(
                uow, programme_id=classroom.programme.id, voucher_id=classroom.card.voucher_id
            )

        with pytest.raises(RedemptionRefused) as refused:
            redemptions.enrol_shown(
                uow,
                id=uuid7(),
                programme_id=classroom.programme.id,
                provider_id=classroom.provider.id,
                site_id=classroom.site_id,
                shown=classroom.card.code if spoilt == "replaced" else new_code(),
                scanner_id=classroom.provider.id,
            )

        assert (
            refused.value.code == {"replaced": "card_replaced", "unknown": "code_unknown"}[spoilt]
        )


class TestReissuedCard:
    def test_is_honoured_where_the_old_one_is_not(self, uow):
        classroom = make_classroom(uow)
        vouchers.reissue(
            uow, programme_id=classroom.programme.id, voucher_id=classroom.card.voucher_id
        )
        newer = card_of(uow, classroom.programme.id, classroom.card.voucher_id)

        redemptions.redeem(uow, entry=entry(classroom.provider), shown=newer.code)


def told(uow, classroom, **what):
    """What the counter is told: that it was honoured, or the code of the refusal."""
    try:
        redeem(uow, classroom, **what)
    except RedemptionRefused as refusal:
        return refusal.code
    return "honoured"


def jst(year, month, day):
    return datetime(year, month, day, 12, tzinfo=TOKYO)
