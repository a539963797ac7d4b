from datetime import timedelta
from uuid import uuid4

import pytest

from services.core.vouchers.errors import SigningKeyUnsuitable, TokenRefused
from services.core.vouchers.token import (
    Algorithm,
    StatusBits,
    StatusList,
    TrustStore,
    read_status_list,
    read_token,
    sign_status_list,
)
from services.core.vouchers.token.base45_text import wrap
from services.core.vouchers.token.cose import Sign1
from services.core.vouchers.token.credential import _payload, external_aad
from services.core.vouchers.types import Refusal, TokenStatus
from tests.factories.tokens import (
    APRIL,
    JUNE,
    NEXT_APRIL,
    PROGRAMME,
    Issuer,
    make_claims,
    make_issuer,
)

SECOND = timedelta(seconds=1)
ISSUER = make_issuer()


def refusal_of(token: str, issuer: Issuer = ISSUER, **options) -> Refusal:
    with pytest.raises(TokenRefused) as caught:
        read_token(token, **{"trust": issuer.trust, "at": JUNE, **options})
    return caught.value.refusal


def status_list(*entries: tuple[int, TokenStatus], at=JUNE, number=1) -> StatusList:
    bits = StatusBits()
    for index, status in entries:
        bits[index] = status
    signed = sign_status_list(bits, programme_code=PROGRAMME, number=number, at=at, key=ISSUER.key)
    return read_status_list(signed, trust=ISSUER.trust)


class TestIssueToken:
    @pytest.mark.parametrize("algorithm", list(Algorithm))
    def test_says_what_was_claimed_in_either_algorithm(self, algorithm):
        issuer, claims = make_issuer(algorithm), make_claims()

        assert read_token(issuer.sign(claims), trust=issuer.trust, at=JUNE) == claims

    @pytest.mark.parametrize("parity", [2, 3])
    def test_keeps_a_phones_key(self, parity):
        claims = make_claims(holder_key=bytes([parity]) + bytes(range(32)))

        assert read_token(ISSUER.sign(claims), trust=ISSUER.trust, at=JUNE) == claims

    def test_is_short_enough_for_a_small_code(self):
        assert len(ISSUER.sign(make_claims())) <= 221  # alphanumeric capacity of 8-M
        phone = ISSUER.sign(make_claims(holder_key=b"\x02" + bytes(32)))
        assert len(phone) <= 311  # 10-M

    def test_refuses_a_life_beyond_the_keys(self):
        short = ISSUER.but(verifies_until=NEXT_APRIL - SECOND)

        with pytest.raises(SigningKeyUnsuitable):
            short.sign(make_claims())

    def test_refuses_another_programmes_key(self):
        with pytest.raises(SigningKeyUnsuitable):
            ISSUER.sign(make_claims(programme_code="999999"))

    def test_refuses_a_key_that_is_not_the_one_on_record(self):
        stranger = Issuer(make_issuer().key, ISSUER.record)

        with pytest.raises(SigningKeyUnsuitable):
            stranger.sign(make_claims())


class TestReadToken:
    def test_is_good_from_the_first_instant_to_the_last(self):
        token = ISSUER.sign(make_claims())

        assert read_token(token, trust=ISSUER.trust, at=APRIL)
        assert read_token(token, trust=ISSUER.trust, at=NEXT_APRIL - SECOND)

    def test_refuses_it_an_instant_too_early(self):
        assert refusal_of(ISSUER.sign(make_claims()), at=APRIL - SECOND) is Refusal.NOT_YET_VALID

    def test_refuses_it_at_the_very_instant_it_lapses(self):
        assert refusal_of(ISSUER.sign(make_claims()), at=NEXT_APRIL) is Refusal.EXPIRED

    def test_refuses_an_unknown_key(self):
        assert refusal_of(make_issuer().sign(make_claims())) is Refusal.UNKNOWN_KEY

    def test_tries_every_key_of_the_same_id(self):
        claims = make_claims()
        namesake = make_issuer().record
        object.__setattr__(namesake, "id", ISSUER.record.id)  # what 4 bytes allow to happen
        trust = TrustStore([namesake, ISSUER.record])

        assert read_token(ISSUER.sign(claims), trust=trust, at=JUNE) == claims

    def test_refuses_a_signature_for_another_audience(self):
        elsewhere = ISSUER.but(programme_code="271004")

        assert refusal_of(ISSUER.sign(make_claims()), elsewhere) is Refusal.BAD_SIGNATURE

    def test_refuses_a_key_that_speaks_for_another_programme(self):
        pretender = ISSUER.but(programme_code="271004")
        # Signed for its own audience, and claiming another.
        forged = _signed_for("271004", make_claims())

        assert refusal_of(forged, pretender) is Refusal.WRONG_PROGRAMME

    def test_refuses_a_programme_that_is_not_wanted_here(self):
        token = ISSUER.sign(make_claims())

        assert refusal_of(token, programme_code="271004") is Refusal.WRONG_PROGRAMME

    def test_refuses_a_compromised_key_offline_and_reads_it_where_the_log_is_asked(self):
        claims = make_claims()
        stolen = ISSUER.but(compromised_at=JUNE)

        assert refusal_of(ISSUER.sign(claims), stolen) is Refusal.KEY_COMPROMISED
        assert read_token(ISSUER.sign(claims), trust=stolen.trust, at=JUNE, online=True) == claims

    def test_refuses_a_token_that_outlives_its_key(self):
        token = ISSUER.sign(make_claims())

        assert refusal_of(token, ISSUER.but(verifies_until=JUNE)) is Refusal.KEY_EXPIRED


class TestReadTokenWithAStatusList:
    def test_takes_a_credential_that_stands(self):
        claims = make_claims(status_index=5)
        others = status_list((4, TokenStatus.REVOKED), (6, TokenStatus.SUSPENDED))

        assert read_token(ISSUER.sign(claims), trust=ISSUER.trust, at=JUNE, status=others) == claims

    @pytest.mark.parametrize(
        ("status", "refusal"),
        [
            (TokenStatus.REVOKED, Refusal.REVOKED),
            (TokenStatus.SUSPENDED, Refusal.SUSPENDED),
            (3, Refusal.REVOKED),  # a value we do not know is not a good one
        ],
    )
    def test_refuses_what_the_list_says(self, status, refusal):
        token = ISSUER.sign(make_claims(status_index=131_071))

        assert refusal_of(token, status=status_list((131_071, status))) is refusal

    def test_refuses_a_list_a_second_older_than_a_day(self):
        token = ISSUER.sign(make_claims())
        day = timedelta(hours=24)

        assert read_token(token, trust=ISSUER.trust, at=JUNE, status=status_list(at=JUNE - day))
        stale = status_list(at=JUNE - day - SECOND)
        assert refusal_of(token, status=stale) is Refusal.STATUS_STALE

    def test_takes_a_list_from_later_since_it_knows_more(self):
        token = ISSUER.sign(make_claims())

        assert read_token(token, trust=ISSUER.trust, at=JUNE, status=status_list(at=NEXT_APRIL))

    def test_refuses_another_list(self):
        token = ISSUER.sign(make_claims())

        assert refusal_of(token, status=status_list(number=2)) is Refusal.STATUS_UNAVAILABLE

    def test_says_expired_before_it_says_revoked(self):
        token = ISSUER.sign(make_claims(status_index=5))
        listed = status_list((5, TokenStatus.REVOKED), at=NEXT_APRIL)

        assert refusal_of(token, at=NEXT_APRIL, status=listed) is Refusal.EXPIRED

    def test_says_bad_signature_before_it_says_revoked(self):
        token = ISSUER.sign(make_claims(status_index=5))
        listed = status_list((5, TokenStatus.REVOKED))

        elsewhere = ISSUER.but(programme_code="271004")
        assert refusal_of(token, elsewhere, status=listed) is Refusal.BAD_SIGNATURE


class TestClaims:
    @pytest.mark.parametrize(
        "changes",
        [
            {"programme_code": "13113"},
            {"programme_code": "13113A"},
            {"programme_code": "１３１１３０"},
            {"status_index": 131_072},
            {"status_index": -1},
            {"fiscal_year": 1 << 31},
        ],
    )
    def test_out_of_range_are_refused_although_they_are_signed(self, changes):
        assert refusal_of(_signed_for(PROGRAMME, make_claims(**changes))) is Refusal.BAD_FORMAT

    def test_name_nobody(self):
        fields = set(make_claims(voucher_id=uuid4()).__dataclass_fields__)

        assert not {"name", "birth_date", "school", "amount", "balance"} & fields


def _signed_for(audience: str, claims) -> str:
    from_key = ISSUER.key
    message = Sign1.sign(_payload(claims), key=from_key, external_aad=external_aad(audience))
    return wrap("MV1:", message.to_bytes())
