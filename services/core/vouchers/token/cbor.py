"""Deterministic CBOR (RFC 8949, 4.2.1): one value, one encoding, and nothing else is read."""

from typing import Any

import cbor2


class NotDeterministic(ValueError):
    """Bytes that no deterministic encoder writes."""


def encode(value: object) -> bytes:
    """
    The one encoding of `value`.

    cbor2 sorts map keys shorter first, RFC 8949 bytewise. Both agree while no map mixes a long
    non-negative key with a short negative one, which holds for every map of ours (tested).
    """
    return cbor2.dumps(value, canonical=True)


def encode_in_order(value: object) -> bytes:
    """What `encode` gives, where every map is in order already: saves sorting it."""
    return cbor2.dumps(value)


def bstr(data: bytes) -> bytes:
    """What `encode(data)` gives, for the lengths of ours, several times as fast."""
    length = len(data)
    if length < 24:
        return bytes((0x40 | length,)) + data
    if length < 1 << 8:
        return bytes((0x58, length)) + data
    return b"\x59" + length.to_bytes(2, "big") + data


def decode(data: bytes) -> Any:
    """
    The value whose one encoding `data` is.

    A lenient decoder takes duplicate keys, trailing bytes, long forms and indefinite lengths;
    each of them encodes anew to other bytes, and that is the test.

    :raises NotDeterministic: for any other bytes whatever.
    """
    try:
        value = cbor2.loads(data)
        encoded = encode(value)
    # A decoder of foreign bytes may fail in ways that its authors did not foresee (tags carry
    # dates, patterns, fractions, cycles); to a verifier all of them are one answer.
    except Exception as problem:
        raise NotDeterministic from problem
    if encoded != data:
        raise NotDeterministic
    return value
