"""Five traps that other implementations fell into, each with the test that keeps us out."""

import base45
import cbor2
import pytest

from services.core.vouchers.errors import TokenRefused
from services.core.vouchers.token import MAX_CHARACTERS, cbor, read_token
from services.core.vouchers.token.cose import Sign1
from services.core.vouchers.token.credential import external_aad
from services.core.vouchers.token.keys import P256_ORDER
from services.core.vouchers.types import Refusal
from tests.factories.tokens import JUNE, PROGRAMME, Issuer, make_claims, make_issuer

ISSUER = make_issuer()
CLAIMS = make_claims()
TOKEN = ISSUER.sign(CLAIMS)
BYTES = base45.b45decode(TOKEN.removeprefix("MV1:"))
PROTECTED, _, PAYLOAD, SIGNATURE = cbor2.loads(BYTES)


def text_of(data: bytes) -> str:
    return "MV1:" + base45.b45encode(data).decode()


def refusal_of(text: str, issuer: Issuer = ISSUER) -> Refusal:
    with pytest.raises(TokenRefused) as caught:
        read_token(text, trust=issuer.trust, at=JUNE)
    return caught.value.refusal


def signed(payload: bytes) -> str:
    aad = external_aad(PROGRAMME)
    return text_of(Sign1.sign(payload, key=ISSUER.key, external_aad=aad).to_bytes())


class TestTrap1MalleableSignatures:
    def test_the_mirrored_signature_is_refused(self):
        s = int.from_bytes(SIGNATURE[32:], "big")
        mirrored = SIGNATURE[:32] + (P256_ORDER - s).to_bytes(32, "big")
        twin = text_of(cbor2.dumps([PROTECTED, {}, PAYLOAD, mirrored]))

        assert refusal_of(twin) is Refusal.BAD_SIGNATURE

    def test_what_was_used_is_told_by_the_voucher_and_not_by_the_bytes(self):
        again = ISSUER.sign(CLAIMS)
        other_entry = ISSUER.sign(make_claims(voucher_id=CLAIMS.voucher_id, status_index=7))

        assert again == TOKEN
        assert other_entry != TOKEN
        read = read_token(other_entry, trust=ISSUER.trust, at=JUNE)
        assert read.voucher_id == CLAIMS.voucher_id

    @pytest.mark.parametrize(
        "r_and_s",
        [bytes(64), b"\xff" * 64, bytes(32) + SIGNATURE[32:]],
        ids=["both zero", "both too large", "r zero"],
    )
    def test_numbers_outside_the_group_are_refused(self, r_and_s):
        outside = text_of(cbor2.dumps([PROTECTED, {}, PAYLOAD, r_and_s]))

        assert refusal_of(outside) is Refusal.BAD_SIGNATURE


class TestTrap2LenientCbor:
    def test_a_duplicate_key_is_refused_although_it_is_signed(self):
        pairs = cbor2.loads(PAYLOAD)
        body = b"".join(cbor2.dumps(key) + cbor2.dumps(value) for key, value in pairs.items())
        doubled = bytes([0xA0 + len(pairs) + 1]) + cbor2.dumps(1) + cbor2.dumps("999999") + body
        assert cbor2.loads(doubled)[1] == PROGRAMME, "the lenient decoder takes the last one"

        assert refusal_of(signed(doubled)) is Refusal.BAD_FORMAT

    @pytest.mark.parametrize("more", [b"\x00", b"\xf6", BYTES])
    def test_trailing_bytes_are_refused(self, more):
        assert refusal_of(text_of(BYTES + more)) is Refusal.BAD_FORMAT
        assert refusal_of(signed(PAYLOAD + more)) is Refusal.BAD_FORMAT

    @pytest.mark.parametrize(
        "payload",
        [
            PAYLOAD.replace(b"\x07\x50", b"\x18\x07\x50"),  # a long form of a short number
            b"\xbf" + PAYLOAD[1:] + b"\xff",  # a map of indefinite length
            cbor2.dumps(dict(reversed(cbor2.loads(PAYLOAD).items()))),  # unsorted
            cbor2.dumps(cbor2.loads(PAYLOAD) | {99: 0}, canonical=True),  # unknown key
            cbor2.dumps(cbor2.loads(PAYLOAD) | {"1": 0}, canonical=True),
            cbor2.dumps(cbor2.CBORTag(61, cbor2.loads(PAYLOAD)), canonical=True),
            cbor2.dumps([1, 2]),
            b"",
        ],
        ids=[
            "long form",
            "indefinite length",
            "unsorted",
            "unknown key",
            "text key",
            "tagged",
            "array",
            "empty",
        ],
    )
    def test_any_other_encoding_or_claim_is_refused_although_it_is_signed(self, payload):
        assert refusal_of(signed(payload)) is Refusal.BAD_FORMAT

    def test_sorting_is_that_of_the_standard_for_every_map_of_ours(self):
        for value in (cbor2.loads(PROTECTED), cbor2.loads(PAYLOAD), {2: 0, 65533: 0, 65534: 0}):
            keys = [cbor2.dumps(key) for key in cbor2.loads(cbor.encode(value))]
            assert keys == sorted(keys)


class TestTrap3LooseText:
    def test_lower_case_is_refused(self):
        assert refusal_of(TOKEN.lower()) is Refusal.BAD_FORMAT
        assert refusal_of("MV1:" + TOKEN[4:].lower()) is Refusal.BAD_FORMAT

    def test_one_character_left_over_is_refused(self):
        spare = "0" * (3 - (len(TOKEN) - 4) % 3 + 1)

        assert refusal_of(TOKEN + spare) is Refusal.BAD_FORMAT

    def test_a_group_above_its_limit_is_refused(self):
        assert refusal_of("MV1:" + ":::" + TOKEN[7:]) is Refusal.BAD_FORMAT

    def test_too_long_a_text_is_refused_before_it_is_decoded(self, monkeypatch):
        monkeypatch.setattr(base45, "b45decode", lambda text: pytest.fail("was decoded"))

        assert refusal_of("MV1:" + "0" * (MAX_CHARACTERS - 3)) is Refusal.BAD_FORMAT

    @pytest.mark.parametrize("extra", ["\n", "\r\n", "\x00", " ", "\u3000"])
    def test_nothing_may_follow(self, extra):
        assert refusal_of(TOKEN + extra) is Refusal.BAD_FORMAT

    @pytest.mark.parametrize("text", ["", "MV1:", "MV2:" + TOKEN[4:], TOKEN[4:], "ＭＶ１:", "💴"])
    def test_what_is_no_token_is_refused(self, text):
        assert refusal_of(text) is Refusal.BAD_FORMAT


class TestTrap4LengthsFrom256:
    def test_byte_strings_of_every_length_come_back_whole(self):
        for length in range(600):
            value = bytes(range(256)) * 3
            assert cbor.decode(cbor.encode([value[:length]])) == [value[:length]]
            assert cbor.bstr(value[:length]) == cbor.encode(value[:length])

    def test_a_payload_longer_than_255_bytes_is_verified(self):
        payload = bytes(300)
        message = Sign1.from_bytes(Sign1.sign(payload, key=ISSUER.key).to_bytes())

        assert message.payload == payload
        assert message.is_of(ISSUER.record)


class TestTrap5HeadersThatLead:
    @pytest.mark.parametrize(
        "header", [{4: b"1234"}, {33: b""}, {"jku": "https://example"}, {1: -7}]
    )
    def test_any_unprotected_header_is_refused(self, header):
        led = text_of(cbor2.dumps([PROTECTED, header, PAYLOAD, SIGNATURE]))

        assert refusal_of(led) is Refusal.BAD_FORMAT

    @pytest.mark.parametrize(
        "header",
        [
            {1: -8, 4: ISSUER.key.id},  # the token would choose the algorithm
            {1: 5, 4: ISSUER.key.id},
            {4: ISSUER.key.id},
            {1: -7, 4: ISSUER.key.id, 35: "https://example"},  # x5u
        ],
    )
    def test_any_other_protected_header_is_refused_although_it_is_signed(self, header):
        protected = cbor.encode(header)
        message = cbor.encode(["Signature1", protected, external_aad(PROGRAMME), PAYLOAD])
        led = text_of(cbor2.dumps([protected, {}, PAYLOAD, ISSUER.key.sign(message)]))

        assert refusal_of(led) is Refusal.BAD_SIGNATURE
