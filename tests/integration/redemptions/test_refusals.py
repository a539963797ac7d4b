"""Every refusal, provoked; every attempt kept; ten wrong codes lock the scanner."""

from datetime import datetime, timedelta

import pytest

from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.periods import TOKYO
from services.core.programmes import service as programmes
from services.core.programmes.types import ServiceCategory
from services.core.providers import service as providers
from services.core.providers.types import NewSite, SiteId, SuspensionReason
from services.core.redemptions import service as redemptions
from services.core.redemptions.errors import REFUSALS, RedemptionRefused, ScannerNotFound
from services.core.redemptions.policies import WRONG_CODES_MAX, WRONG_CODES_WITHIN
from services.core.vouchers import service as vouchers
from services.core.vouchers.short_code import new_code
from services.core.vouchers.token.base45_text import unwrap, wrap
from services.core.vouchers.token.credential import PREFIX
from tests.factories.providers import make_provider
from tests.factories.redemptions import (
    LESSON,
    enrol,
    entry,
    make_cards,
    make_classroom,
    redeem,
)


def code_unreadable(uow, classroom):
    use(uow, classroom, shown="MV1:CUT OFF")


def code_not_genuine(uow, classroom):
    forged = bytearray(unwrap(PREFIX, classroom.card.token))
    forged[-40] ^= 1  # one bit of the signature
    use(uow, classroom, shown=wrap(PREFIX, bytes(forged)))


def code_unknown(uow, classroom):
    use(uow, classroom, shown=new_code())


def card_replaced(uow, classroom):
    vouchers.reissue(uow, programme_id=classroom.programme.id, voucher_id=classroom.card.voucher_id)
    use(uow, classroom, shown=classroom.card.token)


def scanner_locked(uow, classroom):
    for _ in range(WRONG_CODES_MAX):
        try_code(uow, classroom, new_code())
    use(uow, classroom, shown=classroom.card.code)


def provider_not_accepting(uow, classroom):
    providers.suspend(uow, provider_id=classroom.provider.id, because=SuspensionReason.UNDER_REVIEW)
    use(uow, classroom)


def provider_terms_due(uow, classroom):
    providers.publish_terms(uow, version=1, text_ja="転売禁止", text_en="No resale")
    use(uow, classroom)


def programme_not_open(uow, classroom):
    programmes.close(uow, programme_id=classroom.programme.id)
    use(uow, classroom)


def entry_closed(uow, classroom):
    uow.now = classroom.programme.terms.cutoff_at
    use(uow, classroom)


def proxy_deadline_passed(uow, classroom):
    uow.now = jst(2025, 7, 6)
    use(uow, classroom, proxied=True)


def service_date_in_future(uow, classroom):
    use(uow, classroom, service_on=LESSON + timedelta(days=1))


def service_date_outside_validity(uow, classroom):
    use(uow, classroom, service_on=classroom.programme.terms.starts_on - timedelta(days=1))


def category_not_allowed(uow, classroom):
    use(uow, classroom, category=ServiceCategory.SHOP_GOODS)


def amount_not_in_units(uow, classroom):
    use(uow, classroom, amount=0)


def voucher_is_revoked(uow, classroom):
    vouchers.revoke(uow, programme_id=classroom.programme.id, voucher_id=classroom.card.voucher_id)
    use(uow, classroom)


def voucher_has_expired(uow, classroom):
    uow.now = classroom.programme.terms.valid_until
    use(uow, classroom)


def child_not_enrolled(uow, classroom):
    elsewhere = make_provider(uow, classroom.programme)
    redemptions.redeem(uow, entry=entry(elsewhere), shown=classroom.card.token)


def voucher_of_another_child(uow, classroom):
    [sisters] = make_cards(uow, classroom.programme)
    hers = enrol(uow, sisters, classroom.provider)
    use(uow, classroom, enrolment_id=hers.id)


def site_not_of_provider(uow, classroom):
    other = make_provider(uow, classroom.programme)
    site = NewSite(id=SiteId(uuid7()), name="よその校舎")
    providers.add_site(uow, provider_id=other.id, site=site)
    use(uow, classroom, site_id=site.id)


def cap_reached(uow, _classroom):
    capped = make_classroom(uow, amount=50_000, issue_mode="monthly", monthly_cap=10_000)
    use(uow, capped, amount=10_000)
    use(uow, capped, amount=1)


def balance_insufficient(uow, classroom):
    use(uow, classroom, amount=10_001)


PROVOKED = [
    code_unreadable,
    code_not_genuine,
    code_unknown,
    card_replaced,
    scanner_locked,
    provider_not_accepting,
    provider_terms_due,
    programme_not_open,
    entry_closed,
    proxy_deadline_passed,
    service_date_in_future,
    service_date_outside_validity,
    category_not_allowed,
    amount_not_in_units,
    voucher_is_revoked,
    voucher_has_expired,
    child_not_enrolled,
    voucher_of_another_child,
    site_not_of_provider,
    cap_reached,
    balance_insufficient,
]


class TestRefusal:
    @pytest.mark.parametrize("provoke", PROVOKED, ids=lambda provoke: provoke.__name__)
    def test_is_given_with_its_code_and_kept(self, uow, provoke):
        classroom = make_classroom(uow, amount=10_000)

        with pytest.raises(RedemptionRefused) as refused:
            provoke(uow, classroom)

        assert refused.value.code == provoke.__name__
        before = redemptions.refusals_by_code(uow).get(provoke.__name__, 0)
        keep(uow, refused.value, classroom)
        assert redemptions.refusals_by_code(uow)[provoke.__name__] == before + 1

    def test_has_a_test_for_each_code(self):
        assert {provoke.__name__ for provoke in PROVOKED} == set(REFUSALS)

    def test_leaves_the_balance_as_it_was(self, uow):
        classroom = make_classroom(uow, amount=10_000)

        with pytest.raises(RedemptionRefused):
            balance_insufficient(uow, classroom)

        left = vouchers.available(
            uow, programme_id=classroom.programme.id, voucher_id=classroom.card.voucher_id
        )
        assert left == Money(10_000)


class TestScanner:
    def test_is_locked_by_the_tenth_wrong_code_and_not_before(self, uow):
        classroom = make_classroom(uow)
        for _ in range(WRONG_CODES_MAX - 1):
            try_code(uow, classroom, new_code())

        redeem(uow, classroom)
        try_code(uow, classroom, new_code())

        with pytest.raises(RedemptionRefused, match="scanner_locked"):
            redeem(uow, classroom)

    def test_is_opened_by_the_office(self, uow):
        classroom = make_classroom(uow)
        with pytest.raises(ScannerNotFound):
            redemptions.unlock_scanner(uow, scanner_id=classroom.provider.id)
        for _ in range(WRONG_CODES_MAX):
            try_code(uow, classroom, new_code())

        redemptions.unlock_scanner(uow, scanner_id=classroom.provider.id)

        redeem(uow, classroom)

    def test_forgets_wrong_codes_after_a_day(self, uow):
        classroom = make_classroom(uow)
        for _ in range(WRONG_CODES_MAX - 1):
            try_code(uow, classroom, new_code())

        uow.now += WRONG_CODES_WITHIN
        try_code(uow, classroom, new_code())

        redeem(uow, classroom)

    def test_is_not_locked_by_honest_refusals(self, uow):
        classroom = make_classroom(uow, amount=1_000)
        for _ in range(WRONG_CODES_MAX):
            with pytest.raises(RedemptionRefused) as refused:
                use(uow, classroom, amount=1_001)
            keep(uow, refused.value, classroom)

        redeem(uow, classroom)


def use(uow, classroom, *, shown=None, **told):
    return redemptions.redeem(
        uow, entry=entry(classroom.provider, **told), shown=shown or classroom.card.token
    )


def try_code(uow, classroom, code):
    with pytest.raises(RedemptionRefused) as refused:
        use(uow, classroom, shown=code)
    keep(uow, refused.value, classroom)


def keep(uow, refusal, classroom):
    redemptions.keep_refusal(
        uow,
        refusal=refusal,
        provider_id=classroom.provider.id,
        scanner_id=classroom.provider.id,
        asked_id=uuid7(),
    )


def jst(year, month, day):
    return datetime(year, month, day, 12, tzinfo=TOKYO)
