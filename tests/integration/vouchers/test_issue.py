"""From an accepted award to a card, and a card in place of a lost one."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.core.allocations import service as allocations
from services.core.allocations.errors import AwardAlreadyIssued
from services.core.kit.money import Money
from services.core.kit.periods import start_of
from services.core.programmes import service as programmes
from services.core.programmes.errors import ProgrammeUnknown
from services.core.vouchers import service as vouchers
from services.core.vouchers.errors import (
    SigningKeyNotFound,
    TokenRefused,
    VoucherNotFound,
    VoucherNotIssued,
)
from services.core.vouchers.policies import USABLE
from services.core.vouchers.repository import StatusListRepository
from services.core.vouchers.service import issue
from services.core.vouchers.service.keys import private_key
from services.core.vouchers.short_code import grouped
from services.core.vouchers.token import issue_token, read_status_list, read_token
from services.core.vouchers.types import Refusal, VoucherStatus
from tests.factories.allocations import AMOUNT
from tests.factories.programmes import make_organisation, make_programme
from tests.factories.tokens import make_claims
from tests.factories.vouchers import make_accepted, make_voucher, make_vouchers


def card_of(uow, voucher):
    credential = vouchers.active_credential(
        uow, programme_id=voucher.programme_id, voucher_id=voucher.id
    )
    return vouchers.open_card(uow, credential)


def found(uow, voucher, shown):
    credential = vouchers.find_credential(uow, shown=shown, programme_ids=[voucher.programme_id])
    return credential.voucher_id


def refusal(uow, voucher, shown):
    with pytest.raises(TokenRefused) as caught:
        found(uow, voucher, shown)
    return caught.value.refusal


class TestIssueDue:
    def test_makes_each_accepted_award_a_voucher_with_its_whole_amount(self, uow):
        programme = make_programme(uow)
        ids = make_accepted(uow, programme, 3)

        assert vouchers.issue_due(uow, programme_id=programme.id) == 3

        for id in ids:
            voucher = vouchers.get(uow, programme_id=programme.id, voucher_id=id)
            assert voucher.status is VoucherStatus.ISSUED
            assert voucher.amount == Money(AMOUNT)
            assert voucher.valid_until == programme.terms.valid_until
            left = vouchers.available(uow, programme_id=programme.id, voucher_id=id)
            assert left == voucher.amount

    def test_issues_nothing_twice(self, uow):
        programme = make_programme(uow)
        make_vouchers(uow, programme, 2)

        assert vouchers.issue_due(uow, programme_id=programme.id) == 0

    def test_stops_at_the_limit_and_goes_on_later(self, uow):
        programme = make_programme(uow)
        make_accepted(uow, programme, 3)

        assert vouchers.issue_due(uow, programme_id=programme.id, limit=2) == 2
        assert vouchers.issue_due(uow, programme_id=programme.id, limit=2) == 1

    def test_works_in_batches(self, uow, monkeypatch):
        monkeypatch.setattr(issue, "BATCH", 2)
        programme = make_programme(uow)
        make_accepted(uow, programme, 5)

        assert vouchers.issue_due(uow, programme_id=programme.id) == 5

    def test_leaves_other_programmes_alone(self, uow):
        here, there = make_programme(uow), make_programme(uow)
        make_accepted(uow, there)

        assert vouchers.issue_due(uow, programme_id=here.id) == 0

    def test_binds_the_award(self, uow):
        programme = make_programme(uow)
        (voucher,) = make_vouchers(uow, programme)

        with pytest.raises(AwardAlreadyIssued):
            allocations.decline(uow, programme_id=programme.id, award_id=voucher.award_id)

    def test_signs_a_token_that_verifies_offline(self, uow):
        voucher = make_voucher(uow)
        trust = vouchers.trust_store(uow, programme_ids=[voucher.programme_id])

        claims = read_token(card_of(uow, voucher).token, trust=trust, at=uow.now)

        assert claims.voucher_id == voucher.id
        assert (claims.valid_from, claims.valid_until) == (voucher.valid_from, voucher.valid_until)

    def test_keeps_neither_code_nor_token_where_the_table_shows_it(self, uow):
        voucher = make_voucher(uow)
        credential = vouchers.active_credential(
            uow, programme_id=voucher.programme_id, voucher_id=voucher.id
        )
        card = card_of(uow, voucher)

        kept = credential.card_sealed + credential.code_index
        assert card.short_code.encode() not in kept
        assert card.token.encode() not in kept

    def test_begins_another_status_list_when_one_is_half_full(self, uow, monkeypatch):
        programme = make_programme(uow)
        make_vouchers(uow, programme)
        monkeypatch.setattr(
            StatusListRepository,
            "taken",
            lambda self, programme_id, number: range(USABLE if number == 1 else 0),
        )

        second = make_voucher(uow, programme)

        credential = vouchers.active_credential(
            uow, programme_id=programme.id, voucher_id=second.id
        )
        assert credential.status_list_no == 2

    def test_refuses_another_organisations_programme(self, uow, uow_as):
        programme = make_programme(uow)
        stranger = uow_as("stranger")
        stranger.enter(make_organisation(stranger).id)

        with pytest.raises(ProgrammeUnknown):
            vouchers.issue_due(stranger, programme_id=programme.id)


class TestFindCredential:
    def test_finds_it_by_token_and_by_typed_code(self, uow):
        programme = make_programme(uow)
        voucher, _siblings = make_vouchers(uow, programme, 2)
        card = card_of(uow, voucher)

        for shown in (card.token, card.short_code, grouped(card.short_code).lower()):
            assert found(uow, voucher, shown) == voucher.id

    def test_looks_in_the_programmes_named_only(self, uow):
        voucher, elsewhere = make_voucher(uow), make_voucher(uow)

        assert refusal(uow, elsewhere, card_of(uow, voucher).short_code) is (
            Refusal.UNKNOWN_CREDENTIAL
        )
        assert refusal(uow, elsewhere, card_of(uow, voucher).token) is Refusal.UNKNOWN_KEY

    def test_refuses_a_mistyped_code(self, uow):
        voucher = make_voucher(uow)
        code = card_of(uow, voucher).short_code

        assert refusal(uow, voucher, code[:-1]) is Refusal.BAD_CODE

    def test_refuses_a_code_that_nobody_was_given(self, uow):
        assert refusal(uow, make_voucher(uow), "2" * 12) is Refusal.UNKNOWN_CREDENTIAL

    def test_refuses_a_token_out_of_its_time(self, uow):
        voucher = make_voucher(uow)
        card = card_of(uow, voucher)

        uow.now = voucher.valid_until
        assert refusal(uow, voucher, card.token) is Refusal.EXPIRED

    def test_refuses_a_genuine_token_that_is_not_in_the_issue_log(self, uow):
        voucher = make_voucher(uow)
        stolen = vouchers.issuer_key(uow, _programme(uow, voucher))
        forged = _forge(uow, voucher, stolen)

        assert refusal(uow, voucher, forged) is Refusal.UNKNOWN_CREDENTIAL


class TestReissue:
    def test_makes_the_old_card_good_for_nothing(self, uow):
        voucher = make_voucher(uow)
        lost = card_of(uow, voucher)

        vouchers.reissue(uow, programme_id=voucher.programme_id, voucher_id=voucher.id)

        for shown in (lost.token, lost.short_code):
            assert refusal(uow, voucher, shown) is Refusal.REVOKED
        listed = _status_list(uow, voucher)
        trust = vouchers.trust_store(uow, programme_ids=[voucher.programme_id])
        with pytest.raises(TokenRefused) as caught:
            read_token(lost.token, trust=trust, at=uow.now, status=listed)
        assert caught.value.refusal is Refusal.REVOKED

    def test_keeps_voucher_and_balance(self, uow):
        voucher = make_voucher(uow)

        vouchers.reissue(uow, programme_id=voucher.programme_id, voucher_id=voucher.id)

        new = card_of(uow, voucher)
        assert found(uow, voucher, new.token) == found(uow, voucher, new.short_code) == voucher.id
        left = vouchers.available(uow, programme_id=voucher.programme_id, voucher_id=voucher.id)
        assert left == voucher.amount

    def test_may_happen_again_and_again(self, uow):
        voucher = make_voucher(uow)

        for _ in range(3):
            vouchers.reissue(uow, programme_id=voucher.programme_id, voucher_id=voucher.id)

        assert found(uow, voucher, card_of(uow, voucher).token) == voucher.id

    def test_refuses_a_voucher_that_is_over(self, uow):
        revoked, lapsed = make_voucher(uow), make_voucher(uow)
        vouchers.revoke(uow, programme_id=revoked.programme_id, voucher_id=revoked.id)
        uow.now = lapsed.valid_until

        for over in (revoked, lapsed):
            with pytest.raises(VoucherNotIssued):
                vouchers.reissue(uow, programme_id=over.programme_id, voucher_id=over.id)

    def test_refuses_an_unknown_voucher(self, uow):
        voucher, other = make_voucher(uow), make_voucher(uow)

        with pytest.raises(VoucherNotFound):
            vouchers.reissue(uow, programme_id=other.programme_id, voucher_id=voucher.id)


class TestCompromisedKey:
    def test_is_replaced_and_its_tokens_are_good_online_only(self, uow):
        voucher = make_voucher(uow)
        card = card_of(uow, voucher)
        old = vouchers.issuer_key(uow, _programme(uow, voucher))

        vouchers.compromise_key(uow, organisation_id=old.organisation_id, key_id=old.id)

        assert vouchers.issuer_key(uow, _programme(uow, voucher)).id != old.id
        assert found(uow, voucher, card.token) == voucher.id
        trust = vouchers.trust_store(uow, programme_ids=[voucher.programme_id])
        with pytest.raises(TokenRefused) as caught:
            read_token(card.token, trust=trust, at=uow.now)
        assert caught.value.refusal is Refusal.KEY_COMPROMISED

    def test_is_declared_once(self, uow):
        voucher = make_voucher(uow)
        old = vouchers.issuer_key(uow, _programme(uow, voucher))
        vouchers.compromise_key(uow, organisation_id=old.organisation_id, key_id=old.id)
        first, uow.now = uow.now, uow.now + timedelta(days=1)

        again = vouchers.compromise_key(uow, organisation_id=old.organisation_id, key_id=old.id)

        assert again.compromised_at == first

    def test_must_be_known(self, uow):
        voucher = make_voucher(uow)

        with pytest.raises(SigningKeyNotFound):
            vouchers.compromise_key(uow, organisation_id=voucher.organisation_id, key_id=voucher.id)


class TestRotateKeys:
    def test_has_the_next_key_ready_thirty_days_ahead(self, uow):
        programme = make_programme(uow)
        uow.now = datetime(2025, 6, 1, tzinfo=UTC)

        vouchers.rotate_keys(uow, programme_id=programme.id)
        vouchers.rotate_keys(uow, programme_id=programme.id)

        keys = vouchers.trust_store(uow, programme_ids=[programme.id]).keys
        assert [key.signs_from for key in keys] == [
            start_of(date(2025, 4, 1)),
            start_of(date(2025, 7, 1)),
        ]

    def test_signs_with_the_new_quarters_key_from_its_first_day(self, uow):
        programme = make_programme(uow)
        uow.now = start_of(date(2025, 7, 1)) - timedelta(seconds=1)
        vouchers.rotate_keys(uow, programme_id=programme.id)
        before = vouchers.issuer_key(uow, programme)

        uow.now = start_of(date(2025, 7, 1))

        assert vouchers.issuer_key(uow, programme).id != before.id

    def test_makes_none_when_the_year_is_over(self, uow):
        programme = make_programme(uow)
        uow.now = programme.terms.valid_until

        vouchers.rotate_keys(uow, programme_id=programme.id)

        assert vouchers.trust_store(uow, programme_ids=[programme.id]).keys == ()


def _programme(uow, voucher):
    return programmes.get(uow, voucher.programme_id)


def _status_list(uow, voucher):
    signed = vouchers.status_list(uow, programme_id=voucher.programme_id)
    trust = vouchers.trust_store(uow, programme_ids=[voucher.programme_id])
    return read_status_list(signed, trust=trust)


def _forge(uow, voucher, stolen):
    """What a thief of the key can make: a perfect token for a place that was never given out."""
    claims = make_claims(
        programme_code=stolen.programme_code,
        voucher_id=voucher.id,
        valid_from=voucher.valid_from,
        valid_until=voucher.valid_until,
    )
    return issue_token(claims, key=private_key(uow, stolen), record=stolen.record)
