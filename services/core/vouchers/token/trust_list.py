"""
The trust list: which keys speak for which programme, signed by the organisation's root.

`trust.json` is a JSON Web Key Set (RFC 7517) for people and libraries to read, with the same
keys once more as a signed CWT. A verifier takes the keys from the signed part and insists that
the readable part says the same.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from services.core.vouchers.errors import TrustListInvalid
from services.core.vouchers.token import cbor
from services.core.vouchers.token.cose import Sign1
from services.core.vouchers.token.keys import Algorithm, SigningKey, TrustedKey, TrustStore

TYP = "application/minori-trust+cwt"
ISS, IAT, KEYS = 1, 6, -65538
ISSUER = "minori"

_NAMES = {Algorithm.ES256: ("EC", "P-256", "ES256"), Algorithm.EDDSA: ("OKP", "Ed25519", "EdDSA")}


@dataclass(frozen=True)
class TrustList:
    """A trust list whose signature has been verified."""

    root: TrustedKey
    issued_at: datetime
    store: TrustStore


def sign_trust_list(
    keys: list[TrustedKey], *, at: datetime, root: SigningKey, root_record: TrustedKey
) -> str:
    """`trust.json`, indented and in a fixed order, so that two versions can be compared."""
    payload = cbor.encode(
        {ISS: ISSUER, IAT: int(at.timestamp()), KEYS: [_row(key) for key in keys]}
    )
    signed = Sign1.sign(payload, key=root, typ=TYP).to_tagged_bytes()
    document = {
        "issued_at": _iso(at),
        "root": _jwk(root_record),
        "keys": [_jwk(key) for key in keys],
        "signed": _text(signed),
    }
    return json.dumps(document, indent=2) + "\n"


def read_trust_list(document: str, *, root: bytes | None = None) -> TrustList:
    """
    The keys to trust.

    :param root: the root's public bytes, got by another way than the list (printed at the
        office, built into an app). Without it the list's own root is believed: good for a file
        that one has fetched oneself, and no better than the place it came from.
    :raises TrustListInvalid: it is not signed by its root, or has been edited.
    """
    try:
        content = json.loads(document)
        root_record = _from_jwk(content["root"])
        message = Sign1.from_tagged_bytes(_bytes(content["signed"]))
        claims = cbor.decode(message.payload)
        keys = [_from_row(row) for row in claims[KEYS]]
        issued_at = datetime.fromtimestamp(claims[IAT], UTC)
        readable = [_jwk(root_record), *map(_jwk, keys)]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as problem:
        raise TrustListInvalid from problem
    if root is not None and root_record.public != root:
        raise TrustListInvalid
    if not message.is_of(root_record, typ=TYP):
        raise TrustListInvalid
    if [content["root"], *content["keys"]] != readable:
        raise TrustListInvalid
    return TrustList(root_record, issued_at, TrustStore(keys))


def _row(key: TrustedKey) -> list[object]:
    compromised = None if key.compromised_at is None else int(key.compromised_at.timestamp())
    return [
        int(key.algorithm),
        key.public,
        key.programme_code,
        int(key.signs_from.timestamp()),
        int(key.signs_until.timestamp()),
        int(key.verifies_until.timestamp()),
        compromised,
    ]


def _from_row(row: list[Any]) -> TrustedKey:
    algorithm, public, programme_code, *instants, compromised = row
    signs_from, signs_until, verifies_until = (datetime.fromtimestamp(i, UTC) for i in instants)
    return TrustedKey(
        algorithm=Algorithm(algorithm),
        public=public,
        programme_code=programme_code,
        signs_from=signs_from,
        signs_until=signs_until,
        verifies_until=verifies_until,
        compromised_at=None if compromised is None else datetime.fromtimestamp(compromised, UTC),
    )


def _jwk(key: TrustedKey) -> dict[str, str | None]:
    kty, crv, alg = _NAMES[key.algorithm]
    x, y = key.coordinates
    return {
        "kid": key.id.hex(),
        "kty": kty,
        "crv": crv,
        "alg": alg,
        "x": _text(x),
        **({} if y is None else {"y": _text(y)}),
        "programme": key.programme_code,
        "signs_from": _iso(key.signs_from),
        "signs_until": _iso(key.signs_until),
        "verifies_until": _iso(key.verifies_until),
        "compromised_at": None if key.compromised_at is None else _iso(key.compromised_at),
    }


def _from_jwk(jwk: dict[str, Any]) -> TrustedKey:
    algorithm = next(a for a, names in _NAMES.items() if names[2] == jwk["alg"])
    public = _bytes(jwk["x"])
    if algorithm is Algorithm.ES256:
        public = bytes([2 + (_bytes(jwk["y"])[-1] & 1)]) + public
    compromised_at = jwk["compromised_at"]
    return TrustedKey(
        algorithm=algorithm,
        public=public,
        programme_code=jwk["programme"],
        signs_from=datetime.fromisoformat(jwk["signs_from"]),
        signs_until=datetime.fromisoformat(jwk["signs_until"]),
        verifies_until=datetime.fromisoformat(jwk["verifies_until"]),
        compromised_at=None if compromised_at is None else datetime.fromisoformat(compromised_at),
    )


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
