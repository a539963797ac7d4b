"""The credential `MV1:`: an issuer's signed word that a voucher exists, short enough for paper."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.core.vouchers.errors import SigningKeyUnsuitable, TokenRefused
from services.core.vouchers.token import cbor
from services.core.vouchers.token.base45_text import MAX_CHARACTERS, unwrap, wrap
from services.core.vouchers.token.cose import Sign1
from services.core.vouchers.token.keys import SigningKey, TrustedKey, TrustStore
from services.core.vouchers.token.status_list import SIZE, StatusList
from services.core.vouchers.types import Claims, Refusal, TokenStatus, VoucherId

PREFIX = "MV1:"

__all__ = ["MAX_CHARACTERS", "PREFIX", "issue_token", "read_token", "sign_credential", "token_text"]

# Claim keys (RFC 8392, RFC 8747, and one private).
ISS, EXP, NBF, CTI, CNF, PRIVATE = 1, 4, 5, 7, 8, -65537
KNOWN = frozenset({ISS, EXP, NBF, CTI, CNF, PRIVATE})
REQUIRED = KNOWN - {CNF}

PROGRAMME_CODE_DIGITS = 6
# NumericDate of 9999-12-31T23:59:59Z, the last that a calendar of ours can show.
LAST_INSTANT = 253_402_300_799


def issue_token(claims: Claims, *, key: SigningKey, record: TrustedKey) -> str:
    """
    The credential's text, ready for a QR code.

    :param record: how the trust list tells of `key`; the token's life must lie within the key's.
    :raises SigningKeyUnsuitable: the key is another's, or is retired before the token expires.
    """
    return token_text(sign_credential(claims, key=key, record=record))


def sign_credential(claims: Claims, *, key: SigningKey, record: TrustedKey) -> bytes:
    """
    The credential as the bytes that the text carries.

    :raises SigningKeyUnsuitable: as `issue_token`.
    """
    if record.public != key.public or record.programme_code != claims.programme_code:
        raise SigningKeyUnsuitable(programme_code=claims.programme_code)
    if claims.valid_until > record.verifies_until:
        raise SigningKeyUnsuitable(programme_code=claims.programme_code)
    aad = external_aad(claims.programme_code)
    return Sign1.sign(_payload(claims), key=key, external_aad=aad).to_bytes()


def token_text(signed: bytes) -> str:
    """The text of a signed credential: `MV1:` and base45."""
    return wrap(PREFIX, signed)


def read_token(
    text: str,
    *,
    trust: TrustStore,
    at: datetime,
    programme_code: str | None = None,
    status: StatusList | None = None,
    online: bool = False,
) -> Claims:
    """
    What the credential says, once it has been found genuine and good at `at`.

    The order is that of the Token Status List draft: form, signature and time first, then the
    list; so a lapsed credential is `expired` whether or not it was revoked as well.

    :param programme_code: refuse other programmes' credentials.
    :param status: a verified list; without one, the caller looks the status up itself.
    :param online: the caller will look the credential up in the issue log. Then the tokens of
        a compromised key are read, since a forged one is not in the log.
    :raises TokenRefused: with the first reason found.
    """
    claims, key = _authentic(text, trust)
    if claims.programme_code != (programme_code or claims.programme_code):
        raise TokenRefused(Refusal.WRONG_PROGRAMME)
    if key.compromised_at is not None and not online:
        raise TokenRefused(Refusal.KEY_COMPROMISED)
    if claims.valid_until > key.verifies_until:
        raise TokenRefused(Refusal.KEY_EXPIRED)
    if at < claims.valid_from:
        raise TokenRefused(Refusal.NOT_YET_VALID)
    if at >= claims.valid_until:
        raise TokenRefused(Refusal.EXPIRED)
    if status is not None:
        _must_stand(claims, status, at)
    return claims


def external_aad(programme_code: str) -> bytes:
    """What is signed but not sent: this use and this audience, and no other."""
    return f"MV1|{programme_code}".encode("ascii")


def _authentic(text: str, trust: TrustStore) -> tuple[Claims, TrustedKey]:
    try:
        message = Sign1.from_bytes(unwrap(PREFIX, text))
        candidates = trust.with_id(message.key_id())
        claims = _claims(cbor.decode(message.payload))
    except ValueError as problem:
        raise TokenRefused(Refusal.BAD_FORMAT) from problem
    if not candidates:
        raise TokenRefused(Refusal.UNKNOWN_KEY)
    for key in candidates:
        if message.is_of(key, external_aad=external_aad(key.programme_code)):
            # Signed by a key of one programme in the name of another.
            if claims.programme_code != key.programme_code:
                raise TokenRefused(Refusal.WRONG_PROGRAMME)
            return claims, key
    raise TokenRefused(Refusal.BAD_SIGNATURE)


def _must_stand(claims: Claims, status: StatusList, at: datetime) -> None:
    if (status.programme_code, status.number) != (claims.programme_code, claims.status_list_no):
        raise TokenRefused(Refusal.STATUS_UNAVAILABLE)
    if status.is_stale(at):
        raise TokenRefused(Refusal.STATUS_STALE)
    match status.of(claims.status_index):
        case TokenStatus.VALID:
            return
        case TokenStatus.SUSPENDED:
            raise TokenRefused(Refusal.SUSPENDED)
        case _:
            raise TokenRefused(Refusal.REVOKED)


def _payload(claims: Claims) -> bytes:
    """The claims, with their keys in the order of the one encoding."""
    content: dict[int, Any] = {
        ISS: claims.programme_code,
        EXP: int(claims.valid_until.timestamp()),
        NBF: int(claims.valid_from.timestamp()),
        CTI: claims.voucher_id.bytes,
    }
    if claims.holder_key is not None:
        # COSE_Key: EC2, P-256, x, and the sign of y (RFC 9053, 7.1.1).
        sign, x = claims.holder_key[0] == 3, claims.holder_key[1:]
        content[CNF] = {1: {1: 2, -1: 1, -2: x, -3: sign}}
    content[PRIVATE] = [
        claims.status_list_no,
        claims.status_index,
        claims.fiscal_year,
        claims.category,
    ]
    return cbor.encode_in_order(content)


def _claims(content: object) -> Claims:
    """:raises ValueError: a claim is missing, unknown, of another type or out of range."""
    if not isinstance(content, dict) or not REQUIRED <= content.keys() <= KNOWN:
        raise ValueError("claims missing or unknown")
    programme_code, voucher_id, private = content[ISS], content[CTI], content[PRIVATE]
    if type(programme_code) is not str or len(programme_code) != PROGRAMME_CODE_DIGITS:
        raise ValueError("iss")
    if not (programme_code.isascii() and programme_code.isdigit()):
        raise ValueError("iss")
    if type(voucher_id) is not bytes or len(voucher_id) != 16:
        raise ValueError("cti")
    if type(private) is not list or len(private) != 4:
        raise ValueError("private claim")
    list_no, index, fiscal_year, category = (_count(number) for number in private)
    if index >= SIZE:
        raise ValueError("status index")
    return Claims(
        programme_code=programme_code,
        voucher_id=VoucherId(UUID(bytes=voucher_id)),
        valid_from=_instant(content[NBF]),
        valid_until=_instant(content[EXP]),
        status_list_no=list_no,
        status_index=index,
        fiscal_year=fiscal_year,
        category=category,
        holder_key=_holder_key(content[CNF]) if CNF in content else None,
    )


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value < 1 << 31:
        raise ValueError("count")
    return value


def _instant(value: object) -> datetime:
    if type(value) is not int or not 0 <= value <= LAST_INSTANT:
        raise ValueError("NumericDate")
    return datetime.fromtimestamp(value, UTC)


def _holder_key(value: object) -> bytes:
    match value:
        case {1: {1: 2, -1: 1, -2: bytes() as x, -3: bool() as sign} as key, **rest}:
            if not rest and len(key) == 4 and len(x) == 32:
                return bytes([3 if sign else 2]) + x
    raise ValueError("cnf")
