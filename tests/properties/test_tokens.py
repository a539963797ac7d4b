"""No mutant of a good token is accepted, and none makes the verifier fail in another way."""

import random
from datetime import timedelta

import base45
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.vouchers.errors import TokenRefused
from services.core.vouchers.token import cbor, read_status_list, read_token
from services.core.vouchers.token.base45_text import wrap
from services.core.vouchers.token.cose import Sign1
from services.core.vouchers.token.credential import external_aad
from services.core.vouchers.types import Claims
from tests.factories.tokens import APRIL, JUNE, NEXT_APRIL, PROGRAMME, make_claims, make_issuer

ISSUER = make_issuer()
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
MUTANTS = 10_000
SECOND = timedelta(seconds=1)


def mutated_bytes(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        place = chance.randrange(len(changed))
        match chance.randrange(5):
            case 0:
                changed[place] ^= 1 << chance.randrange(8)
            case 1:
                changed[place] = chance.randrange(256)
            case 2:
                changed.insert(place, chance.randrange(256))
            case 3:
                del changed[place]
            case _:
                changed[place:place] = changed[place : place + chance.randrange(9)]
    return bytes(changed)


def mutated_text(text: str, chance: random.Random) -> str:
    characters = list(text)
    for _ in range(chance.choice((1, 1, 2, 4))):
        place = chance.randrange(len(characters))
        match chance.randrange(4):
            case 0:
                characters[place] = chance.choice(ALPHANUMERIC)
            case 1:
                characters.insert(place, chance.choice(ALPHANUMERIC + "aｚ\n"))
            case 2:
                del characters[place]
            case _:
                other = chance.randrange(len(characters))
                characters[place], characters[other] = characters[other], characters[place]
    return "".join(characters)


class TestMutants:
    @pytest.mark.parametrize("phone", [False, True])
    def test_none_is_accepted_and_none_fails_otherwise(self, phone):
        chance = random.Random(20250611)
        claims = make_claims(holder_key=b"\x02" + bytes(range(32)) if phone else None)
        good = ISSUER.sign(claims)
        data = base45.b45decode(good[4:])
        accepted = []
        for number in range(MUTANTS):
            if number % 2:
                mutant = mutated_text(good, chance)
            else:
                mutant = "MV1:" + base45.b45encode(mutated_bytes(data, chance)).decode()
            if mutant == good:
                continue
            try:
                read_token(mutant, trust=ISSUER.trust, at=JUNE)
            except TokenRefused:
                continue
            accepted.append(mutant)

        assert accepted == []

    @given(st.text(max_size=700))
    def test_any_text_whatever_is_refused(self, text):
        for shown in (text, "MV1:" + text):
            with pytest.raises(TokenRefused):
                read_token(shown, trust=ISSUER.trust, at=JUNE)

    @given(st.binary(max_size=400))
    def test_any_bytes_whatever_are_refused(self, data):
        with pytest.raises(TokenRefused):
            read_token("MV1:" + base45.b45encode(data).decode(), trust=ISSUER.trust, at=JUNE)
        with pytest.raises(TokenRefused):
            read_status_list(data, trust=ISSUER.trust)

    @given(st.binary(max_size=60))
    def test_any_payload_whatever_is_refused_although_it_is_signed(self, payload):
        message = Sign1.sign(payload, key=ISSUER.key, external_aad=external_aad(PROGRAMME))

        with pytest.raises(TokenRefused):
            read_token(wrap("MV1:", message.to_bytes()), trust=ISSUER.trust, at=JUNE)


instants = st.datetimes(APRIL.replace(tzinfo=None), NEXT_APRIL.replace(tzinfo=None)).map(
    lambda at: at.replace(microsecond=0, tzinfo=APRIL.tzinfo)
)


class TestRoundTrip:
    @given(
        valid_from=instants,
        status_list_no=st.integers(0, 2**31 - 1),
        status_index=st.integers(0, 131_071),
        fiscal_year=st.integers(2000, 2100),
        category=st.integers(0, 255),
        holder_key=st.none() | st.binary(min_size=32, max_size=32).map(lambda x: b"\x03" + x),
    )
    def test_claims_come_back_as_they_went_in(self, **facts):
        claims = make_claims(**facts)

        read = read_token(ISSUER.sign(claims), trust=ISSUER.trust, at=NEXT_APRIL - SECOND)

        assert isinstance(read, Claims)
        assert read == claims

    @given(
        st.recursive(
            st.integers(-(2**63), 2**63 - 1) | st.binary() | st.text() | st.booleans() | st.none(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        )
    )
    def test_cbor_has_one_encoding_for_one_value(self, value):
        assert cbor.decode(cbor.encode(value)) == value
