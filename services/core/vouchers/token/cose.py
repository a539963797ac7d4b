"""COSE_Sign1 (RFC 9052, 4.2), held to one shape: two known headers, none of them unprotected."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from services.core.vouchers.token import cbor
from services.core.vouchers.token.keys import KEY_ID_BYTES, Algorithm, SigningKey, TrustedKey

COSE_SIGN1_TAG = b"\xd2"  # tag 18 in one byte

ALG, KID, TYP = 1, 4, 16

_ARRAY_OF_4, _EMPTY_MAP = b"\x84", b"\xa0"
_CONTEXT = cbor.encode("Signature1")


@dataclass(frozen=True, slots=True)
class Sign1:
    """A signed message, not yet verified."""

    protected: bytes
    payload: bytes
    signature: bytes

    @classmethod
    def sign(
        cls, payload: bytes, *, key: SigningKey, external_aad: bytes = b"", typ: str | None = None
    ) -> Self:
        """Sign `payload` together with what both sides know without sending it."""
        protected = protected_header(key.algorithm, key.id, typ)
        signature = key.sign(_to_be_signed(protected, external_aad, payload))
        return cls(protected, payload, signature)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """
        Read the untagged array `[protected, {}, payload, signature]`.

        :raises cbor.NotDeterministic: anything else, any unprotected header included.
        """
        match cbor.decode(data):
            case [
                bytes() as protected,
                dict() as unprotected,
                bytes() as payload,
                bytes() as signature,
            ] if not unprotected:
                return cls(protected, payload, signature)
        raise cbor.NotDeterministic

    @classmethod
    def from_tagged_bytes(cls, data: bytes) -> Self:
        """:raises cbor.NotDeterministic: it is not a tagged COSE_Sign1 of our shape."""
        if not data.startswith(COSE_SIGN1_TAG):
            raise cbor.NotDeterministic
        return cls.from_bytes(data[len(COSE_SIGN1_TAG) :])

    def to_bytes(self) -> bytes:
        parts = map(cbor.bstr, (self.payload, self.signature))
        return b"".join((_ARRAY_OF_4, cbor.bstr(self.protected), _EMPTY_MAP, *parts))

    def to_tagged_bytes(self) -> bytes:
        return COSE_SIGN1_TAG + self.to_bytes()

    def key_id(self) -> bytes:
        """
        Which key is said to have signed.

        :raises cbor.NotDeterministic: the protected header is not of our shape.
        """
        match cbor.decode(self.protected):
            case {4: bytes() as kid} if len(kid) == KEY_ID_BYTES:
                return kid
        raise cbor.NotDeterministic

    def is_of(self, key: TrustedKey, *, external_aad: bytes = b"", typ: str | None = None) -> bool:
        """
        Whether `key` signed this for that use.

        The header must be, to the byte, the one that this key's record leads to: a token has no
        say in its algorithm, and no header of other people's making is ever looked at.
        """
        if self.protected != protected_header(key.algorithm, key.id, typ):
            return False
        message = _to_be_signed(self.protected, external_aad, self.payload)
        return key.verifies(self.signature, message)


@lru_cache(maxsize=256)
def protected_header(algorithm: Algorithm, kid: bytes, typ: str | None = None) -> bytes:
    header: dict[int, object] = {ALG: int(algorithm), KID: kid}
    if typ is not None:
        header[TYP] = typ
    return cbor.encode(header)


def _to_be_signed(protected: bytes, external_aad: bytes, payload: bytes) -> bytes:
    """The Sig_structure (RFC 9052, 4.4)."""
    parts = map(cbor.bstr, (protected, external_aad, payload))
    return b"".join((_ARRAY_OF_4, _CONTEXT, *parts))
