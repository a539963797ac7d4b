"""The two signed lists: which credentials stand, and which keys to trust."""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

import cbor2
import pytest

from services.core.vouchers.errors import TokenRefused, TrustListInvalid
from services.core.vouchers.token import (
    Algorithm,
    StatusBits,
    TrustStore,
    cbor,
    read_status_list,
    read_trust_list,
    sign_status_list,
    sign_trust_list,
)
from services.core.vouchers.token.cose import Sign1
from services.core.vouchers.token.status_list import BYTES, TYP
from services.core.vouchers.types import Refusal, TokenStatus
from tests.factories.tokens import JUNE, PROGRAMME, make_issuer, make_root

ISSUER = make_issuer()
ROOT = make_root()
SUBJECT = f"urn:minori:status:{PROGRAMME}:1"


def signed_list(bits: StatusBits | None = None) -> bytes:
    return sign_status_list(
        bits or StatusBits(), programme_code=PROGRAMME, number=1, at=JUNE, key=ISSUER.key
    )


def refused(data: bytes, trust: TrustStore = ISSUER.trust) -> bool:
    with pytest.raises(TokenRefused) as caught:
        read_status_list(data, trust=trust)
    return caught.value.refusal is Refusal.STATUS_UNAVAILABLE


class TestSignStatusList:
    def test_comes_back_entry_by_entry(self):
        bits = StatusBits()
        bits[70_000] = TokenStatus.REVOKED

        read = read_status_list(signed_list(bits), trust=ISSUER.trust)

        assert (read.programme_code, read.number, read.issued_at) == (PROGRAMME, 1, JUNE)
        assert (read.of(70_000), read.of(70_001)) == (TokenStatus.REVOKED, TokenStatus.VALID)

    def test_has_the_drafts_shape(self):
        tagged = cbor2.loads(signed_list())
        protected, _, payload, _ = tagged.value
        claims = cbor2.loads(payload)

        assert tagged.tag == 18
        assert cbor2.loads(protected)[16] == "application/statuslist+cwt"
        assert claims[2] == SUBJECT
        assert claims[4] - claims[6] == 24 * 3600 + 1
        assert claims[65534] == 3600
        assert claims[65533]["bits"] == 2
        assert zlib.decompress(claims[65533]["lst"]) == bytes(BYTES)

    def test_is_small_while_little_is_revoked(self):
        assert len(signed_list()) < 300


class TestReadStatusList:
    def test_refuses_any_byte_changed(self):
        data = signed_list()

        for place in range(len(data)):
            assert refused(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])

    def test_refuses_a_key_it_does_not_know(self):
        assert refused(signed_list(), make_issuer().trust)

    def test_refuses_a_compromised_key(self):
        assert refused(signed_list(), ISSUER.but(compromised_at=JUNE).trust)

    def test_refuses_a_key_of_another_programme(self):
        assert refused(signed_list(), ISSUER.but(programme_code="271004").trust)

    @pytest.mark.parametrize(
        "body",
        [
            {"bits": 1, "lst": zlib.compress(bytes(BYTES))},
            {"bits": 2, "lst": b"not zlib"},
            {"bits": 2, "lst": zlib.compress(bytes(BYTES - 1))},
            {"bits": 2, "lst": zlib.compress(bytes(BYTES * 1000))},  # would blow up
            {"bits": 2},
        ],
    )
    def test_refuses_a_list_of_another_form_although_it_is_signed(self, body):
        claims = {2: SUBJECT, 4: 2, 6: 1, 65533: body}
        message = Sign1.sign(cbor.encode(claims), key=ISSUER.key, typ=TYP)

        assert refused(message.to_tagged_bytes())

    def test_refuses_other_claims_although_they_are_signed(self):
        message = Sign1.sign(cbor.encode({1: "x"}), key=ISSUER.key, typ=TYP)

        assert refused(message.to_tagged_bytes())

    def test_refuses_a_credential_in_its_place(self):
        assert refused(Sign1.sign(b"", key=ISSUER.key).to_bytes())
        assert refused(b"")


def trust_list(*keys) -> str:
    records = [key.record for key in keys]
    return sign_trust_list(records, at=JUNE, root=ROOT.key, root_record=ROOT.record)


class TestSignTrustList:
    def test_comes_back_key_by_key(self):
        keys = [ISSUER, make_issuer(Algorithm.EDDSA), ISSUER.but(compromised_at=JUNE)]

        read = read_trust_list(trust_list(*keys), root=ROOT.key.public)

        assert list(read.store.keys) == [key.record for key in keys]
        assert read.issued_at == JUNE

    def test_is_a_json_web_key_set(self):
        key = json.loads(trust_list(ISSUER))["keys"][0]

        assert (key["kty"], key["crv"], key["alg"]) == ("EC", "P-256", "ES256")
        assert key["kid"] == ISSUER.key.id.hex()
        assert key["programme"] == PROGRAMME


class TestReadTrustList:
    def test_refuses_another_root(self):
        with pytest.raises(TrustListInvalid):
            read_trust_list(trust_list(ISSUER), root=make_root().key.public)

    def test_refuses_a_readable_part_that_was_edited(self):
        document = json.loads(trust_list(ISSUER))
        document["keys"][0]["verifies_until"] = "2099-01-01T00:00:00+00:00"

        with pytest.raises(TrustListInvalid):
            read_trust_list(json.dumps(document))

    def test_refuses_keys_that_its_root_did_not_sign(self):
        mine, theirs = json.loads(trust_list(ISSUER)), json.loads(trust_list(make_issuer()))
        signature = cbor2.loads(_bytes(mine["signed"])).value[3]
        array = cbor2.loads(_bytes(theirs["signed"])).value
        forged = cbor2.dumps(cbor2.CBORTag(18, [*array[:3], signature]))
        theirs["signed"] = urlsafe_b64encode(forged).decode()

        with pytest.raises(TrustListInvalid):
            read_trust_list(json.dumps(theirs))

    @pytest.mark.parametrize("document", ["", "{}", "[]", '{"root": {}}', "null", '"\\ud800"'])
    def test_refuses_what_is_no_trust_list(self, document):
        with pytest.raises(TrustListInvalid):
            read_trust_list(document)

    def test_refuses_a_point_off_the_curve(self):
        document = json.loads(trust_list(ISSUER))
        document["root"]["x"] = "A" * 43

        with pytest.raises(TrustListInvalid):
            read_trust_list(json.dumps(document))


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
