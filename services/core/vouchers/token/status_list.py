"""
The status list: two bits for every credential, signed, so that a verifier can ask offline.

Shape of the IETF's Token Status List draft: a CWT whose claim 65533 holds `bits` and the
zlib-compressed `lst`. Entries are given out at random and the list has far more places than
children, so neither its length nor a place in it tells who or how many.
"""

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.core.vouchers.errors import TokenRefused
from services.core.vouchers.token import cbor
from services.core.vouchers.token.cose import Sign1
from services.core.vouchers.token.keys import SigningKey, TrustStore
from services.core.vouchers.types import Refusal, TokenStatus

SIZE = 131_072
BITS = 2
PER_BYTE = 8 // BITS
BYTES = SIZE // PER_BYTE

# A verifier that has been without network for longer asks before it accepts (policy).
MAX_AGE = timedelta(hours=24)
# Devices fetch anew every hour.
TIME_TO_LIVE = timedelta(hours=1)

TYP = "application/statuslist+cwt"
SUBJECT = "urn:minori:status:"
SUB, EXP, IAT, STATUS_LIST, TTL = 2, 4, 6, 65533, 65534


class StatusBits:
    """The list itself: entry 0 in the lowest bits of the first byte, as the draft orders them."""

    def __init__(self, data: bytes = bytes(BYTES)) -> None:
        if len(data) != BYTES:
            raise ValueError(f"a status list has {BYTES} bytes, not {len(data)}")
        self._bytes = bytearray(data)

    def __getitem__(self, index: int) -> int:
        byte, place = divmod(index, PER_BYTE)
        return self._bytes[byte] >> place * BITS & 0b11

    def __setitem__(self, index: int, status: TokenStatus) -> None:
        byte, place = divmod(index, PER_BYTE)
        shift = place * BITS
        self._bytes[byte] = self._bytes[byte] & ~(0b11 << shift) | status << shift

    def __bytes__(self) -> bytes:
        return bytes(self._bytes)


@dataclass(frozen=True)
class StatusList:
    """A list whose signature has been verified."""

    programme_code: str
    number: int
    issued_at: datetime
    expires_at: datetime
    bits: StatusBits

    def of(self, index: int) -> int:
        return self.bits[index]

    def is_stale(self, at: datetime) -> bool:
        """
        Whether too much may have happened since it was signed.

        A list from after `at` knows all that was known at `at`, and more: it is never stale.
        """
        return at - self.issued_at > MAX_AGE or at >= self.expires_at


def sign_status_list(
    bits: StatusBits, *, programme_code: str, number: int, at: datetime, key: SigningKey
) -> bytes:
    """The signed list as bytes (a tagged COSE_Sign1, media type `application/statuslist+cwt`)."""
    issued_at = int(at.timestamp())
    payload = cbor.encode(
        {
            SUB: f"{SUBJECT}{programme_code}:{number}",
            EXP: issued_at + int(MAX_AGE.total_seconds()) + 1,
            IAT: issued_at,
            STATUS_LIST: {"bits": BITS, "lst": zlib.compress(bytes(bits), 9)},
            TTL: int(TIME_TO_LIVE.total_seconds()),
        }
    )
    return Sign1.sign(payload, key=key, typ=TYP).to_tagged_bytes()


def read_status_list(data: bytes, *, trust: TrustStore) -> StatusList:
    """
    The list, once a trusted and unharmed key of its programme is found to have signed it.

    :raises TokenRefused: `status_unavailable`, whatever is wrong with it.
    """
    try:
        message = Sign1.from_tagged_bytes(data)
        status_list = _status_list(cbor.decode(message.payload))
        keys = trust.with_id(message.key_id())
    except ValueError as problem:
        raise TokenRefused(Refusal.STATUS_UNAVAILABLE) from problem
    for key in keys:
        unharmed = key.compromised_at is None
        of_programme = key.programme_code == status_list.programme_code
        if unharmed and of_programme and message.is_of(key, typ=TYP):
            return status_list
    raise TokenRefused(Refusal.STATUS_UNAVAILABLE)


def _status_list(content: object) -> StatusList:
    """:raises ValueError: the claims are not those of a status list of ours."""
    match content:
        case {2: str() as subject, 4: int() as expires, 6: int() as issued, 65533: dict() as body}:
            programme_code, number = subject.removeprefix(SUBJECT).split(":")
            return StatusList(
                programme_code=programme_code,
                number=int(number),
                issued_at=datetime.fromtimestamp(issued, UTC),
                expires_at=datetime.fromtimestamp(expires, UTC),
                bits=StatusBits(_inflate(body)),
            )
    raise ValueError("no status list")


def _inflate(body: dict[object, object]) -> bytes:
    """:raises ValueError: not two bits an entry, not zlib, or more than a list can hold."""
    compressed = body.get("lst")
    if body.get("bits") != BITS or type(compressed) is not bytes:
        raise ValueError("no two-bit list")
    try:
        # Never more than a list's length, however much a hostile stream would blow up to.
        return zlib.decompressobj().decompress(compressed, BYTES + 1)
    except zlib.error as problem:
        raise ValueError("not zlib") from problem
