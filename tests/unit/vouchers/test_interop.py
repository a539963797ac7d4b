"""Others' libraries verify what we sign: the `cwt` package, and WebCrypto as browsers have it."""

import json
import subprocess
from pathlib import Path

import base45
import cbor2
import pytest
from cwt import COSE, COSEKey, VerifyError

from services.core.vouchers.token import Algorithm, StatusBits, sign_status_list, sign_trust_list
from services.core.vouchers.types import Claims
from tests.factories.tokens import JUNE, PROGRAMME, Issuer, make_claims, make_issuer, make_root

VERIFIER = Path(__file__).with_name("verify.mjs")
BOTH = pytest.mark.parametrize("algorithm", list(Algorithm))


def cose_key(issuer: Issuer) -> COSEKey:
    x, y = issuer.record.coordinates
    if y is None:
        return COSEKey.new({1: 1, 2: issuer.key.id, 3: -8, -1: 6, -2: x})
    return COSEKey.new({1: 2, 2: issuer.key.id, 3: -7, -1: 1, -2: x, -3: y})


def node(issuers: list[Issuer], tokens: list[str]) -> list[dict | None]:
    root = make_root()
    records = [issuer.record for issuer in issuers]
    trust = json.loads(sign_trust_list(records, at=JUNE, root=root.key, root_record=root.record))
    asked = json.dumps({"keys": trust["keys"], "tokens": tokens})
    run = subprocess.run(
        ["node", str(VERIFIER)], input=asked, capture_output=True, text=True, check=True
    )
    return json.loads(run.stdout)


def as_node_tells(claims: Claims) -> dict:
    return {
        "programme": claims.programme_code,
        "voucher": claims.voucher_id.hex,
        "list": claims.status_list_no,
        "index": claims.status_index,
        "year": claims.fiscal_year,
        "category": claims.category,
        "from": int(claims.valid_from.timestamp()),
        "until": int(claims.valid_until.timestamp()),
    }


class TestCwtLibrary:
    @BOTH
    def test_verifies_a_credential(self, algorithm):
        issuer, claims = make_issuer(algorithm), make_claims()
        array = cbor2.loads(base45.b45decode(issuer.sign(claims)[4:]))

        payload = COSE.new().decode(
            cbor2.CBORTag(18, array),
            cose_key(issuer),
            external_aad=f"MV1|{PROGRAMME}".encode(),
        )

        assert cbor2.loads(payload)[7] == claims.voucher_id.bytes

    @BOTH
    def test_finds_another_audience_out(self, algorithm):
        issuer = make_issuer(algorithm)
        array = cbor2.loads(base45.b45decode(issuer.sign(make_claims())[4:]))

        with pytest.raises(VerifyError):
            COSE.new().decode(
                cbor2.CBORTag(18, array), cose_key(issuer), external_aad=b"MV1|271004"
            )

    @BOTH
    def test_verifies_a_status_list(self, algorithm):
        issuer = make_issuer(algorithm)
        signed = sign_status_list(
            StatusBits(), programme_code=PROGRAMME, number=1, at=JUNE, key=issuer.key
        )

        tagged = cbor2.loads(signed)

        # In the types that cwt was written for: its cbor2 read no tuples and no frozen maps.
        protected, unprotected, *rest = tagged.value
        parts = [protected, dict(unprotected), *rest]
        payload = COSE.new().decode(cbor2.CBORTag(tagged.tag, parts), cose_key(issuer))

        assert cbor2.loads(payload)[65533]["bits"] == 2


class TestWebCrypto:
    def test_verifies_credentials_of_both_algorithms(self):
        issuers = [make_issuer(algorithm) for algorithm in Algorithm]
        claims = [make_claims() for _ in range(10)]
        tokens = [issuer.sign(one) for issuer in issuers for one in claims]

        assert node(issuers, tokens) == [as_node_tells(one) for one in claims] * 2

    def test_finds_another_audience_and_an_unknown_key_out(self):
        issuer = make_issuer()
        token = issuer.sign(make_claims())

        assert node([issuer.but(programme_code="271004")], [token]) == [None]
        assert node([make_issuer()], [token]) == [None]
