"""Keys: what signs, what is trusted to have signed, and the two registered algorithms."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from functools import cached_property
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

KEY_ID_BYTES = 4
SIGNATURE_BYTES = 64

# Order of the P-256 group (NIST SP 800-186, 3.2.1.3).
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

_ECDSA = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
_ECDSA_VERIFY = ec.ECDSA(hashes.SHA256())


class Algorithm(IntEnum):
    """COSE algorithms in use (IANA COSE Algorithms registry)."""

    ES256 = -7
    EDDSA = -8


def key_id(public: bytes) -> bytes:
    """The first four bytes of SHA-256 over the key: a hint which key to try, not a proof."""
    return hashlib.sha256(public).digest()[:KEY_ID_BYTES]


@dataclass(frozen=True)
class SigningKey:
    """
    A private key and its algorithm.

    ES256 signs deterministically (RFC 6979) and with low `s`, so that one content has one
    signature and no fault of a random source can give the key away.
    """

    private: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey = field(repr=False)

    @classmethod
    def generate(cls, algorithm: Algorithm = Algorithm.ES256) -> Self:
        if algorithm is Algorithm.EDDSA:
            return cls(ed25519.Ed25519PrivateKey.generate())
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def from_pem(cls, pem: str) -> Self:
        """:raises ValueError: it is no private key of a registered algorithm."""
        private = load_pem_private_key(pem.encode("ascii"), password=None)
        if isinstance(private, ed25519.Ed25519PrivateKey):
            return cls(private)
        if isinstance(private, ec.EllipticCurvePrivateKey) and private.curve.name == "secp256r1":
            return cls(private)
        raise ValueError("not a P-256 or Ed25519 private key")

    def to_pem(self) -> str:
        """The key itself, unencrypted: for a vault to seal, for nothing else."""
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(
            "ascii"
        )

    @property
    def algorithm(self) -> Algorithm:
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return Algorithm.EDDSA
        return Algorithm.ES256

    @cached_property
    def public(self) -> bytes:
        """Compressed point (33 bytes) for ES256, the raw key (32 bytes) for EdDSA."""
        return _public_bytes(self.private.public_key())

    @cached_property
    def id(self) -> bytes:
        return key_id(self.public)

    def sign(self, message: bytes) -> bytes:
        """64 bytes: r || s, or Ed25519's own."""
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return self.private.sign(message)
        r, s = decode_dss_signature(self.private.sign(message, _ECDSA))
        s = min(s, P256_ORDER - s)
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@dataclass(frozen=True)
class TrustedKey:
    """
    A public key as the trust list tells of it. Its record chooses the algorithm, never a token.

    :param programme_code: the programme whose tokens it signs; "" for a root.
    :param signs_until: exclusive; after it the key makes no new signature.
    :param verifies_until: exclusive; no token of it may be valid beyond.
    :param compromised_at: from when on another may hold the private key too.
    """

    algorithm: Algorithm
    public: bytes
    programme_code: str
    signs_from: datetime
    signs_until: datetime
    verifies_until: datetime
    compromised_at: datetime | None = None

    @cached_property
    def id(self) -> bytes:
        return key_id(self.public)

    @cached_property
    def _loaded(self) -> ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey:
        """:raises ValueError: the bytes are no key of the algorithm."""
        if self.algorithm is Algorithm.EDDSA:
            return ed25519.Ed25519PublicKey.from_public_bytes(self.public)
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), self.public)

    @property
    def coordinates(self) -> tuple[bytes, bytes | None]:
        """x and y, 32 bytes each, as a JWK wants them; no y for EdDSA."""
        loaded = self._loaded
        if isinstance(loaded, ed25519.Ed25519PublicKey):
            return self.public, None
        numbers = loaded.public_numbers()
        return numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """
        Whether this key made `signature` over `message`.

        The mirrored twin (r, n - s) of an ECDSA signature verifies in the mathematics, but not
        here: only the low `s` that our signer writes is taken.
        """
        if len(signature) != SIGNATURE_BYTES:
            return False
        loaded = self._loaded
        try:
            if isinstance(loaded, ed25519.Ed25519PublicKey):
                loaded.verify(signature, message)
                return True
            r = int.from_bytes(signature[:32], "big")
            s = int.from_bytes(signature[32:], "big")
            if s > P256_ORDER // 2:
                return False
            loaded.verify(encode_dss_signature(r, s), message, _ECDSA_VERIFY)
        except InvalidSignature:
            return False
        return True


class TrustStore:
    """The keys a verifier trusts, found by key id; several may share one."""

    def __init__(self, keys: Iterable[TrustedKey]) -> None:
        self.keys = tuple(keys)
        self._by_id: dict[bytes, list[TrustedKey]] = defaultdict(list)
        for key in self.keys:
            self._by_id[key.id].append(key)

    def with_id(self, key_id: bytes) -> list[TrustedKey]:
        return self._by_id.get(key_id, [])


def _public_bytes(public: ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey) -> bytes:
    if isinstance(public, ed25519.Ed25519PublicKey):
        return public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
