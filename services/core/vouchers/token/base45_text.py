"""The text around the bytes: a prefix and base45 (RFC 9285), as a QR code's alphanumeric mode."""

import base45

# Twice the longest text of ours. Checked before anything is decoded, so that a flood of
# characters costs nothing.
MAX_CHARACTERS = 600


def wrap(prefix: str, data: bytes) -> str:
    encoded: bytes = base45.b45encode(data)
    return prefix + encoded.decode("ascii")


def unwrap(prefix: str, text: str) -> bytes:
    """
    The bytes that `text` carries.

    :raises ValueError: it is too long, has another prefix, or is not the base45 of any bytes:
        lower case, a length that leaves one character over, or a group above its limit.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValueError("too long")
    if not text.startswith(prefix):
        raise ValueError("another prefix")
    # The decoder would let line ends at the end pass, and one token would have many texts.
    if "\n" in text:
        raise ValueError("line end")
    data: bytes = base45.b45decode(text[len(prefix) :])
    return data
